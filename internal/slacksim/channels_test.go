package slacksim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestConversationsCreate_IsStrictAboutNames(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	for name, want := range map[string]string{
		"":                       "invalid_name_required",
		"inc 1":                  "invalid_name_specials",
		"Inc-1":                  "invalid_name_specials",
		"inc-1-größe":            "invalid_name_specials",
		"inc.1":                  "invalid_name_specials",
		"---":                    "invalid_name_punctuation",
		strings.Repeat("a", 81):  "invalid_name_maxlength",
		strings.Repeat("a", 80):  "",
		"general":                "name_taken",
		"inc-42_checkout-down-2": "",
	} {
		if got := b.call("conversations.create", args{"name": name}).failed(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestConversationsCreate_MakesTheBotCreatorAndOnlyMember(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	r := b.must("conversations.create", args{"name": "inc-1", "is_private": "true"})
	if r.str("channel", "creator") != b.app.BotUserID || r.at("channel", "is_private") != true {
		t.Errorf("created %v", r)
	}
	members := b.must("conversations.members", args{"channel": r.str("channel", "id")}).at("members")
	if diff := cmp.Diff([]any{b.app.BotUserID}, members); diff != "" {
		t.Error(diff)
	}
}

func TestConversationsInvite(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	id := b.channel("inc-1")
	ada, bob := w.Person("Ada"), w.Person("Bob")
	gone := w.Person("Gone", slacksim.PersonOptions{Deactivated: true})
	far := w.Person("Far", slacksim.PersonOptions{Stranger: true})
	guest := w.Person("Guest", slacksim.PersonOptions{Guest: slacksim.SingleChannelGuest})
	w.Channel("guests", guest)
	invite := func(users ...string) reply {
		return b.call("conversations.invite", args{"channel": id, "users": strings.Join(users, ",")})
	}
	for user, want := range map[string]string{
		"U404": "user_not_found", b.app.BotUserID: "cant_invite_self", gone.ID: "cant_invite",
		far.ID: "cant_invite", guest.ID: "ura_max_channels", "": "no_user",
	} {
		if got := invite(user).failed(); got != want {
			t.Errorf("inviting %s: %q, want %q", user, got, want)
		}
	}
	if r := invite(ada.ID); r["ok"] != true {
		t.Fatal(r)
	}
	if got := invite(ada.ID).failed(); got != "already_in_channel" {
		t.Errorf("inviting twice: %q", got)
	}
	r := invite(bob.ID, "U404")
	errs, _ := r["errors"].([]any)
	if r.failed() != "user_not_found" || len(errs) != 1 || w.Channel("inc-1").Has(bob) {
		t.Errorf("one of two is unknown: %v", r)
	}
	r = b.call("conversations.invite", args{"channel": id, "users": bob.ID + ",U404", "force": "true"})
	if r["ok"] != true || !w.Channel("inc-1").Has(bob) {
		t.Errorf("forced, one of two is unknown: %v", r)
	}
	if got := b.call("conversations.invite", args{"channel": w.Channel("general").ID(), "users": bob.ID}).failed(); got != "not_in_channel" {
		t.Errorf("into a channel the bot is not in: %q", got)
	}
}

func TestConversationsArchive_ThrowsTheBotOutForGood(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	b.must("conversations.archive", args{"channel": id})
	for method, want := range map[string]string{
		"conversations.archive":   "already_archived",
		"conversations.history":   "not_in_channel",
		"conversations.unarchive": "not_in_channel",
		"conversations.join":      "is_archived",
		"conversations.setTopic":  "is_archived",
		"chat.postMessage":        "is_archived",
	} {
		if got := b.call(method, args{"channel": id, "text": "x", "topic": "x"}).failed(); got != want {
			t.Errorf("%s: %q, want %q", method, got, want)
		}
	}
	if got := b.call("conversations.create", args{"name": "inc-1"}).failed(); got != "name_taken" {
		t.Errorf("the name of an archived channel: %q", got)
	}
	room := w.Channel("inc-1")
	if diff := cmp.Diff([]string{"Ada"}, room.Members()); diff != "" {
		t.Error(diff)
	}
	if n := len(b.got("channel_archive")); n != 1 {
		t.Errorf("%d channel_archive events, want 1", n)
	}
	ada.Unarchives(room)
	ada.Invites(b.app.Person(), room)
	if got := b.call("conversations.history", args{"channel": id}).failed(); got != "" {
		t.Errorf("invited back: %q", got)
	}
}

func TestConversations_RefuseWhatSlackRefuses(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	ada := w.Person("Ada")
	own := b.channel("inc-1")
	general := w.Channel("general").ID()
	hidden := w.PrivateChannel("hidden", ada).ID()
	theirs := w.Channel("theirs", ada, b.app.Person()).ID()
	dm := b.must("conversations.open", args{"users": ada.ID}).str("channel", "id")
	for _, c := range []struct {
		method string
		args   args
		want   string
	}{
		{"conversations.info", args{"channel": "C404"}, "channel_not_found"},
		{"conversations.info", args{"channel": hidden}, "channel_not_found"},
		{"conversations.join", args{"channel": hidden}, "channel_not_found"},
		{"conversations.join", args{"channel": dm}, "method_not_supported_for_channel_type"},
		{"conversations.archive", args{"channel": dm}, "method_not_supported_for_channel_type"},
		{"conversations.history", args{"channel": general}, "not_in_channel"},
		{"conversations.archive", args{"channel": general}, "cant_archive_general"},
		{"conversations.rename", args{"channel": theirs, "name": "ours"}, "not_authorized"},
		{"conversations.rename", args{"channel": own, "name": "theirs"}, "name_taken"},
		{"conversations.rename", args{"channel": own, "name": "The Irs"}, "invalid_name_specials"},
		{"conversations.kick", args{"channel": own, "user": ada.ID}, "not_in_channel"},
		{"conversations.kick", args{"channel": own, "user": b.app.BotUserID}, "cant_kick_self"},
		{"conversations.setTopic", args{"channel": own, "topic": strings.Repeat("ö", 251)}, "too_long"},
		{"conversations.setTopic", args{"channel": own, "topic": strings.Repeat("ö", 250)}, ""},
		{"conversations.setPurpose", args{"channel": own, "purpose": strings.Repeat("x", 251)}, "too_long"},
		{"conversations.unarchive", args{"channel": own}, "not_archived"},
		{"conversations.list", args{"types": "secret_channel"}, "invalid_types"},
		{"conversations.list", args{"types": "mpim"}, "missing_scope"},
		{"conversations.list", args{"limit": "1001"}, "invalid_limit"},
		{"conversations.list", args{"cursor": "not base64!"}, "invalid_cursor"},
		{"conversations.open", args{"users": "U404"}, "user_not_found"},
		{"conversations.open", args{}, "users_list_not_supplied"},
	} {
		if got := b.call(c.method, c.args).failed(); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.method, c.args, got, c.want)
		}
	}
}

func TestConversationsSetTopic_PostsAMessage(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	b.must("conversations.setTopic", args{"channel": id, "topic": "SEV1 · investigating"})
	newest := b.must("conversations.history", args{"channel": id}).at("messages").([]any)[0].(map[string]any)
	if newest["subtype"] != "channel_topic" || newest["topic"] != "SEV1 · investigating" {
		t.Errorf("the newest message is %v", newest)
	}
}

func TestConversationsList_GoesPageByPage(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	want := []string{"general"}
	for _, name := range []string{"a", "b", "c", "d"} {
		b.channel(name)
		want = append(want, name)
	}
	var got []string
	cursor := ""
	for pages := 0; pages == 0 || cursor != ""; pages++ {
		r := b.must("conversations.list", args{"limit": "2", "cursor": cursor})
		for _, c := range r.at("channels").([]any) {
			got = append(got, reply(c.(map[string]any)).str("name"))
		}
		cursor = r.str("response_metadata", "next_cursor")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUsersConversations_AreThoseTheBotIsIn(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.channel("inc-1")
	b.w.PrivateChannel("inc-2", b.app.Person())
	b.w.Channel("elsewhere")
	var got []string
	for _, c := range b.must("users.conversations", args{"types": "public_channel,private_channel"}).at("channels").([]any) {
		got = append(got, reply(c.(map[string]any)).str("name"))
	}
	if diff := cmp.Diff([]string{"inc-1", "inc-2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestChannels_PeopleCloseAndDelete(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	id := b.channel("inc-1")
	ada := w.Person("Ada")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	room := w.RoomByID(id)
	ada.MakesPrivate(room)
	if got := b.must("conversations.info", args{"channel": id}); got.at("channel", "is_private") != true {
		t.Errorf("made private, it is %v", got)
	}
	ada.DeletesChannel(room)
	for _, method := range []string{"conversations.info", "conversations.history", "chat.postMessage"} {
		if got := b.call(method, args{"channel": id, "text": "x"}).failed(); got != "channel_not_found" {
			t.Errorf("%s of a deleted channel: %q", method, got)
		}
	}
	if got := b.call("conversations.create", args{"name": "inc-1"}).failed(); got != "" {
		t.Errorf("the name of a deleted channel: %q", got)
	}
}
