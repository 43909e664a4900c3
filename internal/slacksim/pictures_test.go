package slacksim_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

const pixels = "\x89PNG\r\n\x1a\n…"

// uploads brings a file to Slack, shown to nobody, and returns its id.
func (b *bot) uploads(name, content string) string {
	b.t.Helper()
	up := b.must("files.getUploadURLExternal", args{"filename": name, "length": len(content)})
	if status := b.upload(up.str("upload_url"), "application/octet-stream", content); status != http.StatusOK {
		b.t.Fatalf("uploading %s: %d", name, status)
	}
	b.must("files.completeUploadExternal", args{"files": []args{{"id": up.str("file_id"), "title": name}}})
	return up.str("file_id")
}

// image is a message's blocks with one picture.
func image(source args) []args {
	return []args{{"type": "image", "alt_text": "hours by team", "title": args{"type": "plain_text", "text": "Hours"}, "slack_file": source}}
}

func TestPictures_of_the_workspace_stand_in_blocks(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	ada, eve := w.Person("Ada"), w.Person("Eve")
	leads := w.PrivateChannel("leads", ada, b.app.Person())
	file := b.uploads("hours.png", pixels)
	b.must("chat.postMessage", args{"channel": leads.ID(), "text": "the report", "blocks": image(args{"id": file})})
	shown := leads.Shows("hours by team")
	if !strings.Contains(shown.Text(), "Hours") {
		t.Errorf("shown as %q", shown.Text())
	}
	if page := browse(t, w, ada).opens(leads); !strings.Contains(page, `<img src="/-/picture/`+file) {
		t.Errorf("the page has no picture:\n%s", page)
	}
	if got := browse(t, w, ada).get("/-/picture/" + file + "?as=" + ada.ID); got != pixels {
		t.Errorf("the picture comes as %q", got)
	}
	for id, who := range map[string]*slacksim.Person{file: eve, b.uploads("other.png", pixels): ada} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/-/picture/"+id+"?as="+who.ID, nil)
		if got := browse(t, w, who).send(r); got.Code != http.StatusNotFound {
			t.Errorf("%s is shown what stands nowhere they read: %d", who.Name, got.Code)
		}
	}
}

func TestPictures_that_cannot_be_shown_are_refused(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	id := w.Channel("leads", b.app.Person()).ID()
	post := func(source args) reply {
		return b.call("chat.postMessage", args{"channel": id, "text": "the report", "blocks": image(source)})
	}
	said := func(r reply) string {
		lines, _ := r.at("response_metadata", "messages").([]any)
		return fmt.Sprint(lines...)
	}
	const invalid = "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
	for name, source := range map[string]args{
		"one that there is not": {"id": "F0NOTHERE00"},
		"what is no picture":    {"id": b.uploads("notes.md", "# notes")},
		"an address elsewhere":  {"url": "https://files.elsewhere.example/x.png"},
	} {
		if r := post(source); r.failed() != "invalid_blocks" || said(r) != invalid {
			t.Errorf("%s: %v", name, r)
		}
	}
	if r := post(args{"id": "https://shop.slack.com/files/x"}); !strings.Contains(said(r), "regex pattern") {
		t.Errorf("what is no id: %v", r)
	}

	release := w.HoldFiles()
	held := b.uploads("hours.png", pixels)
	if r := b.must("files.info", args{"file": held}); r.str("file", "mimetype") != "" || post(args{"id": held}).failed() != "invalid_blocks" {
		t.Error("a file that was not looked into is shown")
	}
	release()
	if r := b.must("files.info", args{"file": held}); r.str("file", "mimetype") != "image/png" || post(args{"id": held}).failed() != "" {
		t.Error("a file that was looked into is not shown")
	}
}
