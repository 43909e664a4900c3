package slacksim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCanvases(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	canvas := b.must("conversations.canvases.create", args{"channel_id": id, "document_content": markdown("# One")}).str("canvas_id")
	if got := b.call("conversations.canvases.create", args{"channel_id": id}).failed(); got != "channel_canvas_already_exists" {
		t.Errorf("a second one: %q", got)
	}
	if got := b.must("conversations.info", args{"channel": id}).str("channel", "properties", "canvas", "file_id"); got != canvas {
		t.Errorf("the channel names canvas %q", got)
	}
	edit := func(changes ...args) string {
		return b.call("canvases.edit", args{"canvas_id": canvas, "changes": changes}).failed()
	}
	for i, c := range []struct {
		changes []args
		want    string
	}{
		{[]args{{"operation": "insert_at_end", "document_content": markdown("two")}}, ""},
		{[]args{{"operation": "insert_at_start", "document_content": markdown("zero")}}, ""},
		{[]args{{"operation": "insert_at_end", "document_content": markdown("x")}, {"operation": "insert_at_end", "document_content": markdown("x")}}, "invalid_arguments"},
		{[]args{{"operation": "dance", "document_content": markdown("x")}}, "canvas_editing_failed"},
		{[]args{{"operation": "delete"}}, "canvas_editing_failed"},
		{[]args{{"operation": "replace", "document_content": markdown(strings.Repeat("x", 100_001))}}, "canvas_editing_failed"},
		{[]args{{"operation": "replace", "document_content": args{"type": "html"}}}, "invalid_arguments"},
		{[]args{{"operation": "replace", "section_id": "temp:C:1", "document_content": markdown("x")}}, "canvas_editing_failed"},
	} {
		if got := edit(c.changes...); got != c.want {
			t.Errorf("%d: %q, want %q", i+1, got, c.want)
		}
	}
	if got := b.w.Channel("inc-1").Canvas(); got != "zero\n# One\ntwo" {
		t.Errorf("the canvas is %q", got)
	}
}

// markdown is the document_content of a canvas call.
func markdown(s string) args { return args{"type": "markdown", "markdown": s} }

func TestCanvases_AreRefusedWhereTheWorkspaceHasNone(t *testing.T) {
	t.Parallel()
	const free, off, tier = "FreePlan", "CanvasesOff", "TeamTierWithoutCanvases"
	for name, c := range map[string]struct {
		o    slacksim.Options
		want []string // conversations.canvases.create, the same again, canvases.create, the same in a channel
	}{
		free: {slacksim.Options{FreePlan: true}, []string{
			"", "free_team_canvas_tab_already_exists", "free_teams_cannot_create_non_tabbed_canvases", "free_team_canvas_tab_already_exists",
		}},
		off: {slacksim.Options{CanvasesOff: true}, []string{
			"canvas_disabled_user_team", "canvas_disabled_user_team", "canvas_disabled_user_team", "canvas_disabled_user_team",
		}},
		tier: {slacksim.Options{TeamTierWithoutCanvases: true}, []string{
			"team_tier_cannot_create_channel_canvases", "team_tier_cannot_create_channel_canvases", "", "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := install(t, c.o)
			id := b.channel("inc-1")
			got := []string{
				b.call("conversations.canvases.create", args{"channel_id": id}).failed(),
				b.call("conversations.canvases.create", args{"channel_id": id}).failed(),
				b.call("canvases.create", args{"title": "x"}).failed(),
				b.call("canvases.create", args{"title": "x", "channel_id": id}).failed(),
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCanvas_IsAFileOfItsOwnKind(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	canvas := b.must("conversations.canvases.create", args{
		"channel_id": id, "title": "INC-1 postmortem", "document_content": markdown("# What happened\n"),
	}).str("canvas_id")
	info := b.must("conversations.info", args{"channel": id})
	if info.str("channel", "properties", "canvas", "file_id") != canvas || info.at("channel", "properties", "canvas", "is_empty") != false ||
		info.str("channel", "properties", "canvas", "quip_thread_id") == "" {
		t.Errorf("the channel says %v", info.at("channel", "properties"))
	}
	f := b.must("files.info", args{"file": canvas})
	for key, want := range map[string]any{
		"name": "INC-1 postmortem", "title": "INC-1 postmortem", "filetype": "quip", "mode": "quip", "mimetype": "application/vnd.slack-docs",
		"user": b.app.BotUserID, "permalink": "https://acme.slack.example/docs/" + b.w.TeamID() + "/" + canvas,
	} {
		if got := f.at("file", key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	if got := b.w.Channel("inc-1").CanvasLink(); got != f.str("file", "permalink") {
		t.Errorf("its link is %s", got)
	}
	for _, key := range []string{"url_private", "url_private_download"} {
		if kind, body := b.load(f.str("file", key), b.app.BotToken); kind != "text/html; charset=utf-8" || body != "<h1>What happened</h1>" {
			t.Errorf("%s loads as %s: %s", key, kind, body)
		}
		if _, body := b.load(f.str("file", key), ""); !strings.Contains(body, "Login | Slack") {
			t.Errorf("%s loads without a token as %s", key, body)
		}
	}
	if got := len(b.w.Calls("download")); got != 4 {
		t.Errorf("%d downloads are on record, want 4", got)
	}
}

func TestCanvas_IsGivenOutAsHTML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ markdown, html string }{
		{"# A\n\n## B\n\ntext **bold** and `code`", "<h1>A</h1>\n<h2>B</h2>\n<p>text <strong>bold</strong> and <code>code</code></p>"},
		{"- one\n- two\n\n1. first", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol>\n<li>first</li>\n</ol>"},
		{"- [ ] open\n- [x] done", "<ul>\n<li><input disabled=\"\" type=\"checkbox\"> open</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> done</li>\n</ul>"},
		{"[3](https://a.example/x?a=1&b=2)", "<p><a href=\"https://a.example/x?a=1&amp;b=2\">3</a></p>"},
		{"```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"},
		{"| a | b |\n|---|---|\n| 1 | 2 |", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"},
		{"<script>x()</script>\n\n[no](javascript:x)", "<!-- raw HTML omitted -->\n<p><a href=\"\">no</a></p>"},
	} {
		b := install(t, slacksim.Options{})
		canvas := b.must("canvases.create", args{"document_content": markdown(c.markdown)}).str("canvas_id")
		if got := b.must("canvases.getContent", args{"canvas_id": canvas, "content_type": "html"}).str("content"); got != c.html {
			t.Errorf("%q is given out as\n%s\nwant\n%s", c.markdown, got, c.html)
		}
	}
}

func TestCanvas_IsGivenOutInMarkdownOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ written, given string }{
		{"", ""},
		{"# A\ntext **bold** and *slanted* and `co*de`, ~~not~~", "# A\n\ntext __bold__ and _slanted_ and `co*de`, ~~not~~\n"},
		{"with**in** a wo_r_d", "with**in** a wo\\_r\\_d\n"},
		{"- one\n  - two\n- three", "* one\n    * two \n* three\n"},
		{"7) seven\n7) eight\n\n   still", "1. seven \n2. eight\n    \n    still\n"},
		{"- [ ] open\n- [x] done", "* [ ] open \n* [x] done\n"},
		{"one\ntwo", "one  \ntwo\n"},
		{"#### deep", "### deep\n"},
		{"1\\. a_b [c] \\<d> & e! (f) g-h", "1\\. a\\_b \\[c\\] &lt;d&gt; &amp; e\\! \\(f\\) g\\-h\n"},
		{"[3](https://a.example/x_y) https://b.example/z_1", "[3](https://a.example/x_y) [https://b.example/z\\_1](https://b.example/z_1)\n"},
		{"    a < b", "```\na < b\n```\n"},
		{"~~~~go\na\n```\n~~~~", "````\na\n```\n````\n"},
		{"> one\n>\n> two\n\n---", "> one\n> \n> two\n\n***\n"},
		{"| a | b |\n|---|---|\n| 1 | 2\\|3 |", "| a        | b        |\n| -------- | -------- |\n| 1        | 2\\|3     |\n"},
	} {
		b := install(t, slacksim.Options{})
		canvas := b.must("canvases.create", args{"title": "A *title*", "document_content": markdown(c.written)}).str("canvas_id")
		want := "# A \\*title\\*\n"
		if c.given != "" {
			want += "\n" + c.given
		}
		if diff := cmp.Diff(want, b.must("canvases.getContent", args{"canvas_id": canvas}).str("content")); diff != "" {
			t.Errorf("%q: %s", c.written, diff)
		}
	}
}

func TestCanvas_IsGivenOutToWhoMayReadIt(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	closed := w.PrivateChannel("closed", ada)
	ada.EditsCanvas(closed, func(string) string { return "secret" })
	ada.Invites(b.app.Person(), closed)
	canvas := b.must("conversations.info", args{"channel": closed.ID()}).str("channel", "properties", "canvas", "file_id")
	read := func(a args) string { return b.call("canvases.getContent", a).failed() }
	if got := read(args{"canvas_id": canvas, "content_type": "markdown"}); got != "" {
		t.Errorf("to a member: %q", got)
	}
	if got := read(args{"canvas_id": canvas, "content_type": "pdf"}); got != "invalid_arguments" {
		t.Errorf("in another form: %q", got)
	}
	if got := read(args{"canvas_id": "F0"}); got != "canvas_not_found" {
		t.Errorf("of none: %q", got)
	}
	b.app.Withdraw("canvases:read")
	if got := read(args{"canvas_id": canvas}); got != "missing_scope" {
		t.Errorf("without the scope: %q", got)
	}
	b.app.Grant("canvases:read")
	b.must("conversations.leave", args{"channel": closed.ID()})
	if got := read(args{"canvas_id": canvas}); got != "canvas_not_found" {
		t.Errorf("to who has left: %q", got)
	}
}

func TestEditsCanvas(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	room := w.Channel("inc-1", ada)
	canvas := b.must("conversations.canvases.create", args{"channel_id": id, "document_content": markdown("# Cause\nunknown")}).str("canvas_id")
	ada.EditsCanvas(room, func(was string) string { return strings.Replace(was, "unknown", "a full disk", 1) })
	if got := room.AwaitCanvas("a full disk"); got != "# Cause\na full disk" {
		t.Errorf("the canvas says %q", got)
	}
	b.must("canvases.edit", args{"canvas_id": canvas, "changes": []args{{"operation": "insert_at_end", "document_content": markdown("more")}}})
	events := b.got("file_change")
	if len(events) != 2 || events[0].str("file_id") != canvas || events[0].str("file", "id") != canvas || events[0].str("event_ts") == "" {
		t.Errorf("the events are %v", events)
	}
	if diff := cmp.Diff([]any{b.app.BotUserID, ada.ID}, b.must("files.info", args{"file": canvas}).at("file", "editors")); diff != "" {
		t.Error(diff)
	}

	b.app.Withdraw("files:read")
	ada.EditsCanvas(room, func(was string) string { return was + "!" })
	b.app.Grant("files:read")
	elsewhere := w.PrivateChannel("closed", ada)
	ada.EditsCanvas(elsewhere, func(string) string { return "# Ada made this one" })
	if got := len(b.got("file_change")); got != 2 {
		t.Errorf("%d events came, of an edit without the scope or of a canvas the bot cannot see", got)
	}
	ada.Invites(b.app.Person(), elsewhere)
	if got := b.call("conversations.canvases.create", args{"channel_id": elsewhere.ID()}).failed(); got != "channel_canvas_already_exists" {
		t.Errorf("where a person made one: %q", got)
	}
}
