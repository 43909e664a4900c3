package slacksim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestTypes_IsAnsweredByTheAck(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	general := w.Channel("general", ada)
	say := func(ack any) *slacksim.Message {
		b.answers(func(envelope) any { return ack })
		return ada.Types(general, "/incident help")
	}
	if m := say(args{"text": "Only *you*"}); m.Text() != "Only you" {
		t.Errorf("a text shows %q", m.Text())
	}
	general.NeverShows("Only you")
	if m := say(args{"response_type": "in_channel", "text": "For all"}); m.Author() != "Siren" {
		t.Errorf("in_channel is by %s", m.Author())
	}
	general.Shows("For all")
	if m := say(args{"blocks": []args{section("in blocks")}}); m.Text() != "in blocks" {
		t.Errorf("blocks show %q", m.Text())
	}
	if m := say(args{"blocks": []args{section("")}}); !strings.Contains(m.Text(), "invalid_blocks") {
		t.Errorf("bad blocks show %q", m.Text())
	}
	if m := say(nil); m != nil {
		t.Errorf("an empty ack shows %q", m.Text())
	}
	if m := ada.Types(general, "/incidnet"); !strings.Contains(m.Text(), "not a valid command") {
		t.Errorf("a command nobody has shows %q", m.Text())
	}
	if m := ada.Types(general, "just words"); m.Raw() != "just words" {
		t.Errorf("words are said as %q", m.Raw())
	}
}

func TestTypes_ShowsSlacksErrorWhenNobodyAcks(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{Hub: quick})
	ada := b.w.Person("Ada")
	general := b.w.Channel("general", ada)
	if m := ada.Types(general, "/incident"); !strings.Contains(m.Text(), "/incident failed because the app did not respond.") {
		t.Errorf("without a socket: %q", m.Text())
	}
	b.connect()
	b.mu.Lock()
	b.silent = true
	b.mu.Unlock()
	if m := ada.Types(general, "/incident"); !strings.Contains(m.Text(), "did not respond") {
		t.Errorf("without an ack: %q", m.Text())
	}
	ada.Sees("did not respond")
}

func TestTypes_EscapesNamesOnlyWhereTheManifestAsksForIt(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada Lovelace")
	general := w.Channel("general", ada)
	ada.Types(general, "/incident @ada.lovelace in #general, a<b&c ")
	ada.Types(general, "/raw @ada.lovelace in #general, a<b&c")
	var got []string
	for _, e := range b.requests("slash_commands") {
		got = append(got, e.Payload.str("text"))
	}
	want := []string{
		"<@" + ada.ID + "|ada.lovelace> in <#" + general.ID() + "|general>, a&lt;b&amp;c",
		"@ada.lovelace in #general, a&lt;b&amp;c",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSays_WritesWhatTheClientWrites(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	ada := w.Person("Ada Lovelace", slacksim.PersonOptions{DisplayName: "ada"})
	group := w.Group("oncall", ada)
	room := w.Channel("general", ada)
	for typed, want := range map[string]string{
		"a < b & c > d":                       "a &lt; b &amp; c &gt; d",
		"@Ada Lovelace, @ada: @ada.lovelace!": "<@" + ada.ID + ">, <@" + ada.ID + ">: <@" + ada.ID + ">!",
		"@ada lovelace, @ADA and @Oncall":     "<@" + ada.ID + ">, <@" + ada.ID + "> and <!subteam^" + group.ID + ">",
		"@adam is nobody":                     "@adam is nobody",
		"mail me@here.example":                "mail me@here.example",
		"@here @channel @oncall":              "<!here> <!channel> <!subteam^" + group.ID + ">",
		"#general and #nowhere":               "<#" + room.ID() + "|general> and #nowhere",
		"see https://x.example/a?b=c&d, ok":   "see <https://x.example/a?b=c&amp;d>, ok",
		":fire: at 10:30:00":                  ":fire: at 10:30:00",
	} {
		if got := ada.Says(room, typed).Raw(); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
	m := ada.Says(room, "look @here")
	var blocks []map[string]any
	if err := json.Unmarshal(m.Blocks(), &blocks); err != nil || blocks[0]["type"] != "rich_text" {
		t.Errorf("the blocks are %s", m.Blocks())
	}
	if diff := cmp.Diff([]string{"@here"}, m.Notifies()); diff != "" {
		t.Error(diff)
	}
}

func TestClicks_OfAnEphemeralMessageNameNoMessage(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	b.must("chat.postEphemeral", args{"channel": id, "user": ada.ID, "text": "Join?", "blocks": []args{section("Join?"), buttons("Yes")}})
	ada.Clicks(ada.Sees("Join?"), "Yes")
	p := b.requests("interactive")[0].Payload
	if p.at("container", "is_ephemeral") != true || p.at("message") != nil || p.str("response_url") == "" {
		t.Errorf("the click is %v", p)
	}
}

func TestClicks_TwiceAtOnceComeWithTwoTriggers(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	ts := b.must("chat.postMessage", args{"channel": b.channel("inc-1"), "text": "x", "blocks": []args{buttons("Go")}}).str("ts")
	first, second := ada.ClicksTwice(w.ChannelNamed("inc-1").Message(ts), "Go")
	all := b.requests("interactive")
	if first.Kind != slacksim.Acked || second.Kind != slacksim.Acked || len(all) != 2 ||
		all[0].Payload.str("trigger_id") == all[1].Payload.str("trigger_id") {
		t.Errorf("%+v, %+v, %v", first, second, all)
	}
}

func TestChooses_InAMessageSendsTheChoiceAndTheState(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	menus := args{"type": "actions", "block_id": "menus", "elements": []args{
		{"type": "static_select", "action_id": "sev", "placeholder": plainText("Severity"), "options": []args{option("SEV1"), option("SEV2")}},
		{"type": "overflow", "action_id": "more", "options": []args{option("Merge"), option("Decline")}},
		{"type": "users_select", "action_id": "lead", "placeholder": plainText("Lead")},
	}}
	ts := b.must("chat.postMessage", args{"channel": b.channel("inc-1"), "text": "x", "blocks": []args{menus}}).str("ts")
	card := w.ChannelNamed("inc-1").Message(ts)
	ada.Chooses(card, "Severity", "SEV2")
	ada.Chooses(card, "more", "Decline")
	ada.Chooses(card, "Lead", ada)
	var got []any
	for _, e := range b.requests("interactive") {
		a := reply(e.Payload["actions"].([]any)[0].(map[string]any))
		got = append(got, []any{a.at("action_id"), a.str("selected_option", "value"), a.str("selected_user")})
	}
	want := []any{[]any{"sev", "SEV2", ""}, []any{"more", "Decline", ""}, []any{"lead", "", ada.ID}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	last := b.requests("interactive")[2].Payload
	if last.at("state", "values", "menus", "sev", "selected_option") == nil {
		t.Errorf("the state forgets what was chosen before: %v", last["state"])
	}
}

func TestShortcuts(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	general := w.Channel("general", ada)
	ada.Shortcut("Declare incident")
	m := ada.Says(general, "keep me")
	ada.ShortcutOn(m, "Keep this")
	all := b.requests("interactive")
	global, onMessage := all[0].Payload, all[1].Payload
	if global.str("type") != "shortcut" || global.str("callback_id") != "declare" || global.at("channel") != nil {
		t.Errorf("the global one is %v", global)
	}
	if onMessage.str("type") != "message_action" || onMessage.str("message", "text") != "keep me" || onMessage.str("channel", "id") != general.ID() {
		t.Errorf("the one on a message is %v", onMessage)
	}
}

// respond posts to a response_url and returns status and body.
func (b *bot) respond(to string, body args) (int, string) {
	b.t.Helper()
	raw, _ := json.Marshal(body)
	r, err := http.Post(to, "application/json", strings.NewReader(string(raw))) //nolint:noctx // a test
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	text := make([]byte, 200)
	n, _ := r.Body.Read(text)
	return r.StatusCode, string(text[:n])
}

func TestResponseURL(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	room := w.PrivateChannel("no-bot-here", ada)
	link := func() string {
		ada.Types(room, "/incident")
		all := b.requests("slash_commands")
		return all[len(all)-1].Payload.str("response_url")
	}
	first := link()
	if status, body := b.respond(first, args{"text": "for you", "blocks": nil, "metadata": args{"event_type": "", "event_payload": nil}}); status != 200 || body != "ok" {
		t.Errorf("answered %d %s", status, body)
	}
	ada.Sees("for you")
	b.respond(first, args{"text": "for all", "response_type": "in_channel"})
	room.Shows("for all")
	if status, body := b.respond(first, args{}); status == 200 {
		t.Errorf("nothing is taken: %s", body)
	}
	for range 3 {
		b.respond(first, args{"text": "again"})
	}
	if status, body := b.respond(first, args{"text": "six"}); status != 404 || !strings.Contains(body, "used_url") {
		t.Errorf("the sixth use: %d %s", status, body)
	}
	second := link()
	w.Advance(31 * time.Minute)
	if status, body := b.respond(second, args{"text": "late"}); status != 404 || !strings.Contains(body, "expired_url") {
		t.Errorf("after 31 minutes: %d %s", status, body)
	}
}

func TestResponseURL_OfAClickReplacesOrDeletesTheMessage(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	ts := b.must("chat.postMessage", args{"channel": b.channel("inc-1"), "text": "x", "blocks": []args{buttons("Go")}}).str("ts")
	m := w.ChannelNamed("inc-1").Message(ts)
	ada.Clicks(m, "Go")
	link := b.requests("interactive")[0].Payload.str("response_url")
	b.respond(link, args{"text": "replaced", "replace_original": true})
	m.Shows("replaced")
	b.respond(link, args{"delete_original": true})
	if !m.Deleted() {
		t.Error("delete_original left it")
	}
}

func TestWaiting_FailsWithWhatIsThereInstead(t *testing.T) {
	t.Parallel()
	failures := make(chan string, 1)
	w, err := slacksim.Start(slacksim.Options{Wait: time.Millisecond, Fail: func(format string, a ...any) {
		failures <- format + " " + text(a)
		panic("stop here")
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ada := w.Person("Ada")
	room := w.Channel("general", ada)
	ada.Says(room, "all is well")
	for name, c := range map[string]struct {
		act  func()
		want string
	}{
		"a text":      {func() { room.Shows("fire") }, "Ada: all is well"},
		"anything":    {func() { w.Until("pigs do not fly", func() bool { return false }) }, "pigs do not fly"},
		"a channel":   {func() { w.ChannelNamed("inc-") }, "#general"},
		"a modal":     {func() { ada.Modal() }, "none is open"},
		"an outsider": {func() { w.Person("Bob", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest}).Says(room, "x") }, "is not in #"},
	} {
		func() {
			defer func() { _ = recover() }()
			c.act()
		}()
		if got := <-failures; !strings.Contains(got, c.want) {
			t.Errorf("waiting for %s fails with %s", name, got)
		}
	}
}
