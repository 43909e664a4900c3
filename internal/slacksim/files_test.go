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
	if kind, body := b.load(link, b.app.BotToken); kind != "text/markdown" || body != content {
		t.Errorf("it is loaded as %s: %s", kind, body)
	}
	if kind, _ := b.load(link, "xoxb-nobody"); kind != "text/html; charset=utf-8" {
		t.Errorf("without a token it is loaded as %s, want Slack's login page", kind)
	}
	b.must("files.delete", args{"file": up.str("file_id")})
	if got := b.call("files.info", args{"file": up.str("file_id")}).failed(); got != "file_not_found" {
		t.Errorf("deleted: %q", got)
	}
}

// load gets a file's address with a token, and returns the content type and what came.
func (b *bot) load(link, token string) (kind, body string) {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, link, nil) //nolint:noctx // a test
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.Header.Get("Content-Type"), string(raw)
}

func TestFilesInfo(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	w := b.w
	ada := w.Person("Ada")
	closed := w.PrivateChannel("closed", ada)
	ada.Uploads(closed, "a b&c.png", []byte("png"))
	var id string
	open := w.Channel("open", ada, b.app.Person())
	ada.Uploads(open, "a b&c.png", []byte("pixels"))
	raw := b.must("conversations.history", args{"channel": open.ID()})
	first := reply(raw.at("messages").([]any)[0].(map[string]any))
	id = reply(first.at("files").([]any)[0].(map[string]any)).str("id")

	f := b.must("files.info", args{"file": id})
	for key, want := range map[string]any{
		"name": "a b&c.png", "title": "a b&c.png", "mimetype": "image/png", "filetype": "png", "size": 6.0, "user": ada.ID, "is_public": true,
	} {
		if got := f.at("file", key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	if diff := cmp.Diff([]any{open.ID()}, f.at("file", "channels")); diff != "" {
		t.Error(diff)
	}
	if _, body := b.load(f.str("file", "url_private_download"), b.app.BotToken); body != "pixels" {
		t.Errorf("it loads as %q", body)
	}
	if got := b.call("files.info", args{"file": "F0"}).failed(); got != "file_not_found" {
		t.Errorf("of nothing: %q", got)
	}
	ada.Kicks(b.app.Person(), open)
	if got := b.call("files.info", args{"file": id}).failed(); got != "file_not_found" {
		t.Errorf("of a file in a channel the bot is not in: %q", got)
	}
	if kind, body := b.load(f.str("file", "url_private"), b.app.BotToken); !strings.HasPrefix(kind, "text/html") || !strings.Contains(body, "Login | Slack") {
		t.Errorf("it loads as %s %q, want Slack's login page", kind, body)
	}
	b.app.Withdraw("files:read")
	if got := b.call("files.info", args{"file": id}).failed(); got != "missing_scope" {
		t.Errorf("without files:read: %q", got)
	}
}
