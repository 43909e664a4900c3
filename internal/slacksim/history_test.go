package slacksim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// texts are the texts of the messages in an answer.
func texts(r reply) []string {
	list := []string{}
	messages, _ := r.at("messages").([]any)
	for _, m := range messages {
		list = append(list, reply(m.(map[string]any)).str("text"))
	}
	return list
}

// recorded is a channel with messages m1 to m5, a second apart, replies r1 to r3 below m3, and the bot in it.
func recorded(t *testing.T) (b *bot, channel string) {
	t.Helper()
	b = install(t, slacksim.Options{NoRateLimits: true})
	kat := b.w.Person("Katharine")
	room := b.w.Channel("testing-ops", b.app.Person())
	for i := range 5 {
		kat.Wrote(room, fmt.Sprintf("1549384020.%06d", i+1), fmt.Sprintf("m%d", i+1), "")
	}
	for i := range 3 {
		kat.Wrote(room, fmt.Sprintf("1549384021.%06d", i+1), fmt.Sprintf("r%d", i+1), "1549384020.000003")
	}
	return b, room.ID()
}

func TestHistory(t *testing.T) {
	t.Parallel()
	b, id := recorded(t)
	for _, c := range []struct {
		name string
		args args
		want []string
	}{
		{"is newest first, without replies", args{}, []string{"m5", "m4", "m3", "m2", "m1"}},
		{"since", args{"oldest": "1549384020.000003"}, []string{"m5", "m4"}},
		{"since and including", args{"oldest": "1549384020.000003", "inclusive": "true"}, []string{"m5", "m4", "m3"}},
		{"until", args{"latest": "1549384020.000003"}, []string{"m2", "m1"}},
		{"of one message", args{"latest": "1549384020.000003", "inclusive": "true", "limit": "1"}, []string{"m3"}},
		{"since whole seconds", args{"oldest": "1549384020"}, []string{"m5", "m4", "m3", "m2", "m1"}},
		{"since zero", args{"oldest": "0"}, []string{"m5", "m4", "m3", "m2", "m1"}},
	} {
		c.args["channel"] = id
		if diff := cmp.Diff(c.want, texts(b.must("conversations.history", c.args))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for name, c := range map[string]struct {
		args args
		want string
	}{
		"a word as oldest": {args{"oldest": "yesterday"}, "invalid_ts_oldest"},
		"a word as latest": {args{"latest": "today"}, "invalid_ts_latest"},
		"1000 at once":     {args{"limit": "1000"}, "invalid_limit"},
		"a made-up cursor": {args{"cursor": "abc"}, "invalid_cursor"},
	} {
		c.args["channel"] = id
		if got := b.call("conversations.history", c.args).failed(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestHistory_GoesBackPageByPage(t *testing.T) {
	t.Parallel()
	b, id := recorded(t)
	var got [][]string
	cursor := ""
	for {
		r := b.must("conversations.history", args{"channel": id, "limit": "2", "cursor": cursor})
		got = append(got, texts(r))
		if r.at("has_more") != true {
			break
		}
		cursor = r.str("response_metadata", "next_cursor")
	}
	if diff := cmp.Diff([][]string{{"m5", "m4"}, {"m3", "m2"}, {"m1"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReplies_BeginEveryPageWithTheRoot(t *testing.T) {
	t.Parallel()
	b, id := recorded(t)
	r := b.must("conversations.replies", args{"channel": id, "ts": "1549384020.000003", "limit": "3"})
	if diff := cmp.Diff([]string{"m3", "r1", "r2"}, texts(r)); diff != "" {
		t.Error(diff)
	}
	r = b.must("conversations.replies", args{"channel": id, "ts": "1549384020.000003", "limit": "3", "cursor": r.str("response_metadata", "next_cursor")})
	if diff := cmp.Diff([]string{"m3", "r3"}, texts(r)); diff != "" {
		t.Error(diff)
	}
	r = b.must("conversations.replies", args{"channel": id, "ts": "1549384020.000001"})
	if diff := cmp.Diff([]string{"m1"}, texts(r)); diff != "" {
		t.Errorf("a message without replies: %s", diff)
	}
	if got := b.call("conversations.replies", args{"channel": id, "ts": "1549384029.000001"}).failed(); got != "thread_not_found" {
		t.Errorf("a thread that is not there: %q", got)
	}
}

func TestWrote_SortsThePastIntoItsPlace(t *testing.T) {
	t.Parallel()
	b, id := recorded(t)
	b.w.Person("Katharine").Wrote(b.w.Channel("testing-ops"), "1549384020.000000", "m0", "")
	got := texts(b.must("conversations.history", args{"channel": id}))
	if diff := cmp.Diff([]string{"m5", "m4", "m3", "m2", "m1", "m0"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPeople_HaveTheOffsetOfTheSeason(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{Clock: func() time.Time { return time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) }})
	ada := b.w.Person("Ada", slacksim.PersonOptions{TZ: "Europe/Berlin"})
	zone := func() []any {
		u := b.must("users.info", args{"user": ada.ID})
		return []any{u.at("user", "tz"), u.at("user", "tz_label"), u.at("user", "tz_offset")}
	}
	if diff := cmp.Diff([]any{"Europe/Berlin", "Central European Time", 3600.0}, zone()); diff != "" {
		t.Error(diff)
	}
	b.w.Advance(180 * 24 * time.Hour)
	if diff := cmp.Diff([]any{"Europe/Berlin", "Central European Summer Time", 7200.0}, zone()); diff != "" {
		t.Error(diff)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada Lovelace", slacksim.PersonOptions{DisplayName: "ada", Admin: true})
	guest := w.Person("Gus Guest", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	far := w.Person("Fay Far", slacksim.PersonOptions{Stranger: true})
	user := func(p *slacksim.Person) reply {
		return b.must("users.info", args{"user": p.ID})["user"].(map[string]any)
	}
	if u := user(ada); u.str("name") != "ada.lovelace" || u.str("profile", "email") != "ada.lovelace@acme.example" || u["is_admin"] != true {
		t.Errorf("a member: %v", u)
	}
	if u := user(guest); u["is_restricted"] != true || u["is_ultra_restricted"] != false {
		t.Errorf("a guest: %v", u)
	}
	if u := user(far); u["is_stranger"] != true || u.str("team_id") == w.TeamID() {
		t.Errorf("a stranger: %v", u)
	}
	if w.Channel("general").Has(guest) || w.Channel("general").Has(far) || !w.Channel("general").Has(ada) {
		t.Error("everybody but guests and strangers is in general")
	}
	if w.Person("ada").ID != ada.ID || w.Person(ada.ID).ID != ada.ID {
		t.Error("a person goes by real name, display name and id")
	}
	b.app.Withdraw("users:read.email")
	if u := user(ada); u.str("profile", "email") != "" {
		t.Error("an address is shown without users:read.email")
	}
	ada.Deactivates()
	if u := user(ada); u["deleted"] != true || w.Channel("general").Has(ada) {
		t.Errorf("deactivated: %v", u)
	}
	if got := b.call("users.info", args{"user": "U404"}).failed(); got != "user_not_found" {
		t.Errorf("an unknown user: %q", got)
	}
	if n := len(b.got("user_change")); n != 1 {
		t.Errorf("%d user_change events, want 1", n)
	}
}

func TestUserGroups(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	w := b.w
	ada, bob := w.Person("Ada"), w.Person("Bob")
	guest := w.Person("Gus", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	group := w.Group("oncall", ada)
	update := func(users string) string {
		return b.call("usergroups.users.update", args{"usergroup": group.ID, "users": users}).failed()
	}
	for users, want := range map[string]string{
		"": "no_users_provided", guest.ID: "invalid_users", b.app.BotUserID: "invalid_users", bob.ID: "",
	} {
		if got := update(users); got != want {
			t.Errorf("%q: %q, want %q", users, got, want)
		}
	}
	if diff := cmp.Diff([]string{"Bob"}, group.Members()); diff != "" {
		t.Error(diff)
	}
	group.Lock()
	if got := update(ada.ID); got != "permission_denied" {
		t.Errorf("locked: %q", got)
	}
	if got := b.call("usergroups.users.list", args{"usergroup": "S404"}).failed(); got != "no_such_subteam" {
		t.Errorf("an unknown group: %q", got)
	}
	free := install(t, slacksim.Options{FreePlan: true})
	if got := free.call("usergroups.list", nil).failed(); got != "plan_upgrade_required" {
		t.Errorf("on the free plan: %q", got)
	}
}
