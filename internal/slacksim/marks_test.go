package slacksim_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPins(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	ts := b.must("chat.postMessage", args{"channel": id, "text": "card"}).str("ts")
	pin := args{"channel": id, "timestamp": ts}
	for i, c := range []struct{ method, want string }{
		{"pins.remove", "no_pin"}, {"pins.add", ""}, {"pins.add", "already_pinned"}, {"pins.remove", ""}, {"pins.add", ""},
	} {
		if got := b.call(c.method, pin).failed(); got != c.want {
			t.Errorf("%d. %s: %q, want %q", i+1, c.method, got, c.want)
		}
	}
	if got := b.call("pins.add", args{"channel": id, "timestamp": "1700000000.000000"}).failed(); got != "message_not_found" {
		t.Errorf("of nothing: %q", got)
	}
	if got := b.call("pins.add", args{"channel": b.w.Channel("general").ID(), "timestamp": ts}).failed(); got != "not_in_channel" {
		t.Errorf("in a channel the bot is not in: %q", got)
	}
	items := b.must("pins.list", args{"channel": id}).at("items").([]any)
	if len(items) != 1 || reply(items[0].(map[string]any)).str("message", "ts") != ts {
		t.Errorf("listed: %v", items)
	}
	room := b.w.Channel("inc-1")
	if card := room.Card(); card.TS() != ts || !card.Pinned() {
		t.Errorf("the card is %s", card.TS())
	}
	room.Shows("pinned a message to this channel")
}

func TestReactions(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	ts := b.must("chat.postMessage", args{"channel": id, "text": "x"}).str("ts")
	react := func(method, name string) string {
		return b.call(method, args{"channel": id, "timestamp": ts, "name": name}).failed()
	}
	for i, c := range []struct{ method, name, want string }{
		{"reactions.add", "pushpin", ""},
		{"reactions.add", "pushpin", "already_reacted"},
		{"reactions.add", ":pushpin:", "invalid_name"},
		{"reactions.add", "", "invalid_name"},
		{"reactions.add", "+1", ""},
		{"reactions.remove", "eyes", "no_reaction"},
		{"reactions.remove", "+1", ""},
	} {
		if got := react(c.method, c.name); got != c.want {
			t.Errorf("%d. %s %s: %q, want %q", i+1, c.method, c.name, got, c.want)
		}
	}
	if diff := cmp.Diff(map[string][]string{"pushpin": {"Siren"}}, b.w.Channel("inc-1").Message(ts).Reactions()); diff != "" {
		t.Error(diff)
	}
	for i := range 22 {
		if got := react("reactions.add", fmt.Sprintf("e%d", i)); got != "" {
			t.Fatal(got)
		}
	}
	if got := react("reactions.add", "one_more"); got != "too_many_reactions" {
		t.Errorf("the 24th of one person: %q", got)
	}
}

func TestBookmarks(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	id := b.channel("inc-1")
	add := func(title, kind, link string) string {
		return b.call("bookmarks.add", args{"channel_id": id, "title": title, "type": kind, "link": link}).failed()
	}
	for name, c := range map[string]struct{ got, want string }{
		"of another type":  {add("x", "folder", "https://x.example"), "invalid_bookmark_type"},
		"without a link":   {add("x", "link", ""), "invalid_link"},
		"with a bad link":  {add("x", "link", "javascript:alert(1)"), "invalid_link"},
		"without a title":  {add("", "link", "https://x.example"), "invalid_arguments"},
		"as it should be":  {add("Call", "link", "https://call.example"), ""},
		"of an unknown id": {b.call("bookmarks.edit", args{"channel_id": id, "bookmark_id": "Bk0"}).failed(), "not_found"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	if diff := cmp.Diff([]slacksim.Bookmark{{Title: "Call", Link: "https://call.example"}}, b.w.Channel("inc-1").Bookmarks()); diff != "" {
		t.Error(diff)
	}
	for i := range 99 {
		if got := add(fmt.Sprint(i), "link", "https://x.example"); got != "" {
			t.Fatal(got)
		}
	}
	if got := add("101", "link", "https://x.example"); got != "too_many_bookmarks" {
		t.Errorf("the 101st: %q", got)
	}
}

// upload posts a file's bytes to its upload URL.
func (b *bot) upload(to, kind, body string) int {
	b.t.Helper()
	r, err := http.Post(to, kind, strings.NewReader(body)) //nolint:noctx // a test
	if err != nil {
		b.t.Fatal(err)
	}
	_ = r.Body.Close()
	return r.StatusCode
}

func TestFiles(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	id := b.channel("inc-1")
	const content = "# What happened\n"
	if got := b.call("files.getUploadURLExternal", args{"filename": "x.md", "length": "0"}).failed(); got != "missing_argument" {
		t.Errorf("an empty file: %q", got)
	}
	up := b.must("files.getUploadURLExternal", args{"filename": "postmortem.md", "length": fmt.Sprint(len(content))})
	complete := func() reply {
		return b.call("files.completeUploadExternal", args{
			"files": []args{{"id": up.str("file_id"), "title": "INC-1"}}, "channel_id": id, "initial_comment": "The draft",
		})
	}
	if got := complete().failed(); got != "file_not_found" {
		t.Errorf("completed before its bytes came: %q", got)
	}
	if status := b.upload(up.str("upload_url"), "text/plain", "short"); status != http.StatusBadRequest {
		t.Errorf("bytes that are not as many as announced: %d", status)
	}
	parts := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"postmortem.md\"\r\n\r\n" + content + "\r\n--x--\r\n"
	if status := b.upload(up.str("upload_url"), "multipart/form-data; boundary=x", parts); status != http.StatusOK {
		t.Errorf("the upload: %d", status)
	}
	if r := complete(); r["ok"] != true {
		t.Fatal(r)
	}
	if got := complete().failed(); got != "file_not_found" {
		t.Errorf("completed twice: %q", got)
	}
	shared := w.Channel("inc-1").Shows("The draft")
	if diff := cmp.Diff([]string{"postmortem.md"}, shared.Files()); diff != "" {
		t.Error(diff)
	}
	if got := string(w.Content("postmortem.md")); got != content {
		t.Errorf("the content is %q", got)
	}
	events := b.got("message")
	if last := events[len(events)-1]; last.str("subtype") != "file_share" {
		t.Errorf("the event is %v", last)
	}

	link := b.must("files.info", args{"file": up.str("file_id")}).str("file", "url_private")
	load := func(token string) (kind, body string) {
		r, err := http.NewRequest(http.MethodGet, link, nil) //nolint:noctx // a test
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		raw, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.Header.Get("Content-Type"), string(raw)
	}
	if kind, body := load(b.app.BotToken); kind != "text/markdown" || body != content {
		t.Errorf("it is loaded as %s: %s", kind, body)
	}
	if kind, _ := load("xoxb-nobody"); kind != "text/html; charset=utf-8" {
		t.Errorf("without a token it is loaded as %s, want Slack's login page", kind)
	}
	b.must("files.delete", args{"file": up.str("file_id")})
	if got := b.call("files.info", args{"file": up.str("file_id")}).failed(); got != "file_not_found" {
		t.Errorf("deleted: %q", got)
	}
}

func TestCanvases(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	content := func(s string) args { return args{"type": "markdown", "markdown": s} }
	canvas := b.must("conversations.canvases.create", args{"channel_id": id, "document_content": content("# One")}).str("canvas_id")
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
		{[]args{{"operation": "insert_at_end", "document_content": content("two")}}, ""},
		{[]args{{"operation": "insert_at_start", "document_content": content("zero")}}, ""},
		{[]args{{"operation": "insert_at_end", "document_content": content("x")}, {"operation": "insert_at_end", "document_content": content("x")}}, "invalid_arguments"},
		{[]args{{"operation": "dance", "document_content": content("x")}}, "canvas_editing_failed"},
		{[]args{{"operation": "replace", "section_id": "temp:C:1", "document_content": content("x")}}, "canvas_editing_failed"},
	} {
		if got := edit(c.changes...); got != c.want {
			t.Errorf("%d: %q, want %q", i+1, got, c.want)
		}
	}
	if got := b.w.Channel("inc-1").Canvas(); got != "zero\n# One\ntwo" {
		t.Errorf("the canvas is %q", got)
	}
	free := install(t, slacksim.Options{FreePlan: true})
	if got := free.call("canvases.create", args{"title": "x"}).failed(); got != "free_teams_cannot_create_non_tabbed_canvases" {
		t.Errorf("on the free plan: %q", got)
	}
}
