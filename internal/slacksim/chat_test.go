package slacksim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestChatPostMessage(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	w := b.w
	ada := w.Person("Ada")
	own := b.channel("inc-1")
	general := w.Channel("general").ID()
	hidden := w.PrivateChannel("hidden", ada).ID()
	archived := b.channel("old")
	b.must("conversations.archive", args{"channel": archived})
	long := section(strings.Repeat("x", 3001))
	for _, c := range []struct {
		name string
		args args
		want string
	}{
		{"to a channel it is in", args{"channel": own, "text": "x"}, ""},
		{"to a public channel it is not in, with chat:write.public", args{"channel": general, "text": "x"}, ""},
		{"by a channel's name", args{"channel": "#general", "text": "x"}, ""},
		{"to a user", args{"channel": ada.ID, "text": "x"}, ""},
		{"to a private channel it is not in", args{"channel": hidden, "text": "x"}, "channel_not_found"},
		{"to no channel", args{"channel": "C404", "text": "x"}, "channel_not_found"},
		{"to an archived channel", args{"channel": archived, "text": "x"}, "is_archived"},
		{"without anything", args{"channel": own}, "no_text"},
		{"with empty blocks only", args{"channel": own, "blocks": "[]"}, "no_text"},
		{"with blocks only", args{"channel": own, "blocks": []args{section("x")}}, ""},
		{"with blocks that are too long", args{"channel": own, "blocks": []args{long}}, "invalid_blocks"},
		{"with blocks that are no array", args{"channel": own, "blocks": "{}"}, "invalid_blocks_format"},
		{"with blocks that are no JSON", args{"channel": own, "blocks": "[{"}, "invalid_blocks_format"},
		{"with too many attachments", args{"channel": own, "attachments": make([]args, 101)}, "too_many_attachments"},
		{"with metadata without a payload", args{"channel": own, "text": "x", "metadata": args{"event_type": "x"}}, "invalid_metadata_schema"},
		{"with metadata that is no object", args{"channel": own, "text": "x", "metadata": "7"}, "invalid_metadata_format"},
		{"with the empty metadata of slack-go", args{"channel": own, "text": "x", "metadata": args{"event_type": "", "event_payload": nil}}, ""},
		{"with markdown beside text", args{"channel": own, "text": "x", "markdown_text": "x"}, "markdown_text_conflict"},
		{"in a thread that is not there", args{"channel": own, "text": "x", "thread_ts": "1700000000.000000"}, "thread_not_found"},
		{"under another name without chat:write.customize", args{"channel": own, "text": "x", "username": "Bob"}, "missing_scope"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			r := b.call("chat.postMessage", c.args)
			if r.failed() != c.want {
				t.Errorf("answered %v, want %q", r, c.want)
			}
			if c.want == "invalid_blocks" {
				messages, _ := r.at("response_metadata", "messages").([]any)
				if len(messages) == 0 || !strings.Contains(fmt.Sprint(messages), "json-pointer:/blocks/0") {
					t.Errorf("does not say where: %v", r)
				}
			}
		})
	}
}

func TestChatPostMessage_NeedsMembershipWithoutChatWritePublic(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.app.Withdraw("chat:write.public")
	if got := b.call("chat.postMessage", args{"channel": b.w.Channel("general").ID(), "text": "x"}).failed(); got != "not_in_channel" {
		t.Errorf("answered %q", got)
	}
}

func TestChatPostMessage_GivesEveryMessageATSOfItsOwn(t *testing.T) {
	t.Parallel()
	stopped := time.Date(2026, 3, 1, 2, 47, 0, 0, time.UTC)
	b := install(t, slacksim.Options{Clock: func() time.Time { return stopped }, NoRateLimits: true})
	id := b.channel("inc-1")
	var got []string
	for range 3 {
		got = append(got, b.must("chat.postMessage", args{"channel": id, "text": "x"}).str("ts"))
	}
	if diff := cmp.Diff([]string{"1772333220.000001", "1772333220.000002", "1772333220.000003"}, got); diff != "" {
		t.Error(diff)
	}
	b.w.Advance(time.Second)
	if ts := b.must("chat.postMessage", args{"channel": id, "text": "x"}).str("ts"); ts != "1772333221.000000" {
		t.Errorf("a second later the ts is %s", ts)
	}
}

func TestChatPostMessage_CutsATextOffAt40000Characters(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	m := b.must("chat.postMessage", args{"channel": b.channel("inc-1"), "text": strings.Repeat("ü", 40_001)})
	if n := len([]rune(m.str("message", "text"))); n != 40_000 {
		t.Errorf("%d characters are left", n)
	}
}

func TestMessages_HaveSlacksLimits(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{NoRateLimits: true})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	w.Channel("inc-1", ada)
	ts := b.must("chat.postMessage", args{"channel": id, "text": "x"}).str("ts")
	many := func(n int, block args) []args { return slices.Repeat([]args{block}, n) }
	long := func(n int) args { return section(strings.Repeat("ü", n)) }
	for name, c := range map[string]struct {
		blocks []args
		want   string
	}{
		"50 blocks":                        {many(50, section("x")), ""},
		"51 blocks":                        {many(51, section("x")), "invalid_blocks"},
		"a section of 3000 characters":     {many(1, long(3000)), ""},
		"a section of 3001 characters":     {many(1, long(3001)), "invalid_blocks"},
		"12,000 characters in all blocks":  {many(4, long(3000)), ""},
		"more than that, each block small": {many(13, long(1000)), "msg_blocks_too_long"},
	} {
		for method, a := range map[string]args{
			"chat.postMessage":   {"channel": id},
			"chat.update":        {"channel": id, "ts": ts},
			"chat.postEphemeral": {"channel": id, "user": ada.ID},
		} {
			a["text"], a["blocks"] = "x", c.blocks
			if got := b.call(method, a).failed(); got != c.want {
				t.Errorf("%s of %s: %q, want %q", method, name, got, c.want)
			}
		}
	}
	if got := b.call("chat.update", args{"channel": id, "ts": ts, "text": strings.Repeat("x", 4001), "blocks": []args{section("x")}}).failed(); got != "msg_too_long" {
		t.Errorf("chat.update with 4001 characters beside blocks: %q", got)
	}
	ada.Types(w.Channel("inc-1"), "/incident")
	link := b.requests("slash_commands")[0].Payload.str("response_url")
	if status, body := b.respond(link, args{"text": "x", "blocks": many(13, long(1000))}); status != 200 {
		t.Errorf("a response_url with more than 12,000 characters: %d %s", status, body)
	}
}

func TestChatUpdate(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	room := w.Channel("inc-1")
	ts := b.must("chat.postMessage", args{"channel": id, "text": "a", "blocks": []args{section("block")}, "metadata": args{"event_type": "k", "event_payload": args{"id": "1"}}}).str("ts")
	update := func(a args) string {
		a["channel"] = id
		if a["ts"] == nil {
			a["ts"] = ts
		}
		return b.call("chat.update", a).failed()
	}
	for name, c := range map[string]struct{ got, want string }{
		"refuses more than 4000 characters": {update(args{"text": strings.Repeat("x", 4001)}), "msg_too_long"},
		"refuses nothing":                   {update(args{}), "no_text"},
		"refuses what is not there":         {update(args{"text": "x", "ts": "1700000000.000000"}), "message_not_found"},
		"refuses the message of somebody":   {update(args{"text": "x", "ts": ada.Says(room, "mine").TS()}), "cant_update_message"},
		"refuses bad blocks":                {update(args{"blocks": []args{section("")}}), "invalid_blocks"},
		"takes the blocks away with text":   {update(args{"text": "only text"}), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	m := room.Message(ts)
	if m.Blocks() != nil || m.Raw() != "only text" || !m.Edited() {
		t.Errorf("the message is %q with blocks %s", m.Raw(), m.Blocks())
	}
	if !strings.Contains(string(m.Metadata()), `"id":"1"`) {
		t.Errorf("an update without metadata lost it: %s", m.Metadata())
	}
	update(args{"text": "x", "metadata": "{}"})
	if m.Metadata() != nil {
		t.Errorf("an update with {} left it: %s", m.Metadata())
	}
	changes := b.got("message")
	last := changes[len(changes)-1]
	if last.str("subtype") != "message_changed" || last.str("previous_message", "text") != "only text" || last.str("message", "text") != "x" {
		t.Errorf("the last event is %v", last)
	}
}

func TestChatDelete_LeavesATombstoneWhereThereAreReplies(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	id := b.channel("inc-1")
	root := b.must("chat.postMessage", args{"channel": id, "text": "root"}).str("ts")
	reply1 := b.must("chat.postMessage", args{"channel": id, "text": "reply", "thread_ts": root}).str("ts")
	b.must("chat.delete", args{"channel": id, "ts": root})
	room := w.Channel("inc-1")
	if got := room.Message(root).Text(); got != "This message was deleted." {
		t.Errorf("the root reads %q", got)
	}
	b.must("chat.delete", args{"channel": id, "ts": reply1})
	room.NeverShows("reply")
	if got := b.call("chat.delete", args{"channel": id, "ts": reply1}).failed(); got != "message_not_found" {
		t.Errorf("deleting twice: %q", got)
	}
	var kinds []string
	for _, e := range b.got("message") {
		kinds = append(kinds, e.str("subtype"))
	}
	if diff := cmp.Diff([]string{"channel_join", "", "", "message_changed", "message_deleted"}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestChatPostEphemeral_ReachesOnePersonAndNoHistory(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	ada, bob := w.Person("Ada"), w.Person("Bob")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	ts := b.must("chat.postEphemeral", args{"channel": id, "user": ada.ID, "text": "only you"}).str("message_ts")
	ada.Sees("only you")
	bob.NeverSees("only you")
	w.Channel("inc-1").NeverShows("only you")
	if got := b.call("chat.update", args{"channel": id, "ts": ts, "text": "x"}).failed(); got != "message_not_found" {
		t.Errorf("updating it: %q", got)
	}
	if got := b.call("chat.postEphemeral", args{"channel": id, "user": bob.ID, "text": "x"}).failed(); got != "user_not_in_channel" {
		t.Errorf("to somebody outside: %q", got)
	}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	room := w.Channel("inc-1")
	root := ada.Says(room, "what now?")
	first := b.must("chat.postMessage", args{"channel": id, "text": "quiet", "thread_ts": root.TS()}).str("ts")
	loud := b.must("chat.postMessage", args{"channel": id, "text": "loud", "thread_ts": first, "reply_broadcast": "true"})
	if got := loud.str("message", "thread_ts"); got != root.TS() {
		t.Errorf("a reply to a reply is filed under %s, want %s", got, root.TS())
	}
	var texts []string
	for _, m := range b.must("conversations.history", args{"channel": id, "limit": "2"}).at("messages").([]any) {
		texts = append(texts, reply(m.(map[string]any)).str("text"))
	}
	if diff := cmp.Diff([]string{"loud", "what now?"}, texts); diff != "" {
		t.Errorf("history: %s", diff)
	}
	replies := b.must("conversations.replies", args{"channel": id, "ts": root.TS()}).at("messages").([]any)
	head := reply(replies[0].(map[string]any))
	if len(replies) != 3 || head.at("reply_count") != 2.0 || head.str("latest_reply") != loud.str("ts") {
		t.Errorf("replies: %v", replies)
	}
	events := b.got("message")
	if last := events[len(events)-1]; last.str("subtype") != "thread_broadcast" || last.str("root", "ts") != root.TS() {
		t.Errorf("the last event is %v", last)
	}
	if link := b.must("chat.getPermalink", args{"channel": id, "message_ts": first}).str("permalink"); link !=
		"https://acme.slack.example/archives/"+id+"/p"+strings.Replace(first, ".", "", 1)+"?thread_ts="+root.TS()+"&cid="+id {
		t.Errorf("the permalink is %s", link)
	}
}

func TestMetadata_IsShownInFullOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	b.must("chat.postMessage", args{"channel": id, "text": "x", "metadata": args{"event_type": "card", "event_payload": args{"key": "op-1"}}})
	shown := func(all string) any {
		newest := b.must("conversations.history", args{"channel": id, "limit": "1", "include_all_metadata": all}).at("messages").([]any)[0]
		return newest.(map[string]any)["metadata"]
	}
	if diff := cmp.Diff(map[string]any{"event_type": "card"}, shown("false")); diff != "" {
		t.Error(diff)
	}
	want := map[string]any{"event_type": "card", "event_payload": map[string]any{"key": "op-1"}}
	if diff := cmp.Diff(want, shown("true")); diff != "" {
		t.Error(diff)
	}
}

func TestChatScheduleMessage(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	at := func(d time.Duration, more args) string {
		a := args{"channel": id, "text": "later", "post_at": fmt.Sprint(b.w.Now().Add(d).Unix())}
		for k, v := range more {
			a[k] = v
		}
		return b.call("chat.scheduleMessage", a).failed()
	}
	for name, c := range map[string]struct{ got, want string }{
		"in the past":    {at(-time.Minute, nil), "time_in_past"},
		"in half a year": {at(180*24*time.Hour, nil), "time_too_far"},
		"in an hour":     {at(time.Hour, nil), ""},
		"with metadata":  {at(time.Hour, args{"text": "lost", "metadata": args{"event_type": "x", "event_payload": args{}}}), ""},
		"without a time": {b.call("chat.scheduleMessage", args{"channel": id, "text": "x"}).failed(), "invalid_time"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	room := b.w.Channel("inc-1")
	room.NeverShows("later")
	b.w.Advance(2 * time.Hour)
	room.Shows("later")
	room.NeverShows("lost")
}

func TestNotifies(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	w := b.w
	ada := w.Person("Ada Lovelace")
	group := w.Group("oncall", ada)
	id := b.channel("inc-1")
	mrkdwn := func(text string, verbatim bool) []args {
		return []args{{"type": "section", "text": args{"type": "mrkdwn", "text": text, "verbatim": verbatim}}}
	}
	rich := func(elements ...args) []args {
		return []args{{"type": "rich_text", "elements": []args{{"type": "rich_text_section", "elements": elements}}}}
	}
	for name, c := range map[string]struct {
		message args
		want    []string
	}{
		"a broadcast token":                   {args{"text": "<!channel> <!here|here>"}, []string{"@channel", "@here"}},
		"an escaped token does not":           {args{"text": "&lt;!channel&gt;"}, nil},
		"a bare word in text does not":        {args{"text": "@channel"}, nil},
		"unless names are linked":             {args{"text": "@channel", "link_names": "true"}, []string{"@channel"}},
		"a person and a group":                {args{"text": "<@" + ada.ID + "> <!subteam^" + group.ID + ">"}, []string{"@oncall", "Ada Lovelace"}},
		"a bare word in mrkdwn, Slack parses": {args{"text": "x", "blocks": mrkdwn("mail @here now", false)}, []string{"@here"}},
		"but not when it is verbatim":         {args{"text": "x", "blocks": mrkdwn("mail @here now", true)}, nil},
		"an address is no mention":            {args{"text": "x", "blocks": mrkdwn("ops@here.example", false)}, nil},
		"plain text never":                    {args{"text": "x", "blocks": []args{{"type": "header", "text": plainText("<!channel> @here")}}}, nil},
		"rich text by its elements":           {args{"text": "x", "blocks": rich(args{"type": "broadcast", "range": "everyone"}, args{"type": "text", "text": "@here"})}, []string{"@everyone"}},
	} {
		c.message["channel"] = id
		ts := b.must("chat.postMessage", c.message).str("ts")
		if diff := cmp.Diff(c.want, w.Channel("inc-1").Message(ts).Notifies()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
