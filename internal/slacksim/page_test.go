package slacksim_test

import (
	"bufio"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// visitor is somebody at the page, by HTTP.
type visitor struct {
	t    *testing.T
	page http.Handler
	me   *slacksim.Person
}

func browse(t *testing.T, w *slacksim.Workspace, me *slacksim.Person) visitor {
	return visitor{t, w.Page(), me}
}

// pageWorkspace opens a workspace without an app.
func pageWorkspace(t *testing.T) *slacksim.Workspace {
	t.Helper()
	w, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func (b visitor) send(r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:50000"
	got := httptest.NewRecorder()
	b.page.ServeHTTP(got, r)
	return got
}

func (b visitor) get(path string) string {
	got := b.send(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, "http://localhost"+path, nil))
	if got.Code != http.StatusOK {
		b.t.Fatalf("GET %s: %d %s", path, got.Code, got.Body)
	}
	return got.Body.String()
}

// opens loads the page with a channel open.
func (b visitor) opens(r *slacksim.Room) string {
	return b.get("/?as=" + b.me.ID + "&in=" + r.ID())
}

// thread loads the page with a thread open.
func (b visitor) thread(m *slacksim.Message) string {
	return b.get("/?as=" + b.me.ID + "&in=" + m.Room().ID() + "&thread=" + m.TS())
}

// does posts a form of the page and loads where it leads.
func (b visitor) does(act string, r *slacksim.Room, fields ...string) string {
	form := url.Values{"as": {b.me.ID}, "in": {r.ID()}, "token": {tokenIn(b.opens(r))}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	got := b.post(act, form, nil)
	if got.Code != http.StatusSeeOther {
		b.t.Fatalf("POST %s: %d %s", act, got.Code, got.Body)
	}
	return b.get(got.Header().Get("Location"))
}

func (b visitor) post(act string, form url.Values, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, "http://localhost/-/"+act, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, values := range header {
		r.Header[name] = values
	}
	return b.send(r)
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

func tokenIn(page string) string {
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

func has(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func lacks(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, s := range unwanted {
		if strings.Contains(page, s) {
			t.Errorf("the page has %q:\n%s", s, page)
		}
	}
}

func TestPage_reading(t *testing.T) {
	t.Parallel()
	t.Run("shows a channel with its thread, reactions, pins, edits and files", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada, bob := w.Person("Ada Lovelace"), w.Person("Bob")
		room := w.Channel("ops", ada, bob)
		ada.SetsTopic(room, "what burns")
		m := ada.Says(room, "checkout is down")
		bob.Replies(m, "looking")
		bob.Reacts(m, "pushpin")
		ada.Pins(m)
		ada.Edits(m, "checkout is slow")
		gone := ada.Says(room, "wrong channel")
		bob.Replies(gone, "indeed")
		ada.Deletes(gone)
		ada.Uploads(room, "notes.md", []byte("# Notes"))
		page := browse(t, w, bob).opens(room)
		has(t, page, "what burns", "checkout is slow", "(edited)", "pinned by Ada Lovelace", "📌 1", `title="Bob"`,
			"1 reply", "This message was deleted.", "notes.md", "Preview", "<h1>Notes</h1>", "2 members",
			"set the channel topic")
		lacks(t, page, "checkout is down", "wrong channel", "looking")
		b := browse(t, w, bob)
		has(t, b.thread(m), "Thread", "checkout is slow", "looking")
		has(t, b.thread(gone), "This message was deleted.", "indeed")
	})
	t.Run("shows private channels and DMs to their members only", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada, eve := w.Person("Ada"), w.Person("Eve")
		secret := w.PrivateChannel("inc-7-breach", ada)
		ada.Says(secret, "keys leaked")
		ada.Says(w.Channel("general"), "see #inc-7-breach")
		has(t, browse(t, w, ada).opens(secret), "inc-7-breach", "keys leaked")
		outside := browse(t, w, eve)
		for _, page := range []string{outside.opens(secret), outside.opens(w.Channel("general"))} {
			lacks(t, page, "inc-7-breach", "keys leaked")
		}
		form := url.Values{"as": {eve.ID}, "in": {secret.ID()}, "text": {"hi"}, "token": {tokenIn(outside.get("/?as=" + eve.ID))}}
		if got := outside.post("say", form, nil); got.Code != http.StatusNotFound {
			t.Errorf("an outsider posts: %d", got.Code)
		}
	})
	t.Run("shows a guest only where they are", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		guest := w.Person("Gus", slacksim.PersonOptions{Guest: slacksim.SingleChannelGuest})
		w.Channel("ops", guest)
		w.Channel("finance", w.Person("Ada"))
		page := browse(t, w, guest).get("/?as=" + guest.ID)
		has(t, page, "ops")
		lacks(t, page, "finance")
	})
	t.Run("keeps scripts, pictures and links as text", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada := w.Person(`<b onclick="x()">Ada</b>`)
		room := w.Channel("ops", ada)
		ada.SetsTopic(room, `<script>topic()</script>`)
		for i, text := range []string{
			`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`,
			`<https://evil.example|slack.com>`, `javascript:alert(1)`, `{{.Token}}`,
		} {
			ada.Wrote(room, "170000000"+string(rune('0'+i))+".000000", html.EscapeString(text), "")
		}
		ada.Uploads(room, `"><script>name()</script>.html`, []byte("<script>"))
		page := browse(t, w, ada).opens(room)
		has(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;https://evil.example|slack.com&gt;", "{{.Token}}")
		lacks(t, page, "<script>alert", "<script>name", "<script>topic", "<img", "<svg", "<b onclick", `href="https://evil`, `href="javascript`)
	})
	t.Run("shows the newest of many", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada := w.Person("Ada")
		room := w.Channel("ops", ada)
		for i := range 203 {
			ada.Says(room, fmt.Sprintf("number %d.", i))
		}
		page := browse(t, w, ada).opens(room)
		has(t, page, "3 older messages are not shown", "number 3.", "number 202.")
		lacks(t, page, "number 2.")
	})
	t.Run("hands out files to save, not to show", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada, eve := w.Person("Ada"), w.Person("Eve")
		secret := w.PrivateChannel("secret", ada)
		ada.Uploads(secret, "a b.html", []byte("<script>"))
		link := regexp.MustCompile(`/-/file/[^"?]+`).FindString(browse(t, w, ada).opens(secret))
		b := browse(t, w, ada)
		got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+link+"?as="+ada.ID, nil))
		if got.Header().Get("Content-Disposition") != "attachment; filename*=UTF-8''a%20b.html" || got.Header().Get("Content-Type") != "application/octet-stream" {
			t.Errorf("headers: %v", got.Header())
		}
		if got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+link+"?as="+eve.ID, nil)); got.Code != http.StatusNotFound {
			t.Errorf("an outsider loads it: %d", got.Code)
		}
	})
}

func TestPage_guard(t *testing.T) {
	t.Parallel()
	w := pageWorkspace(t)
	ada := w.Person("Ada")
	room := w.Channel("ops", ada)
	b := browse(t, w, ada)
	t.Run("allows nothing from elsewhere", func(t *testing.T) {
		t.Parallel()
		got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", nil))
		if policy := got.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		lacks(t, got.Body.String(), "<script>", "<style>", "style=", "onclick", "//cdn")
	})
	t.Run("answers this machine only", func(t *testing.T) {
		t.Parallel()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", nil)
		r.RemoteAddr = "192.0.2.7:1234"
		got := httptest.NewRecorder()
		b.page.ServeHTTP(got, r)
		if got.Code != http.StatusForbidden {
			t.Errorf("another machine gets %d", got.Code)
		}
		if got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://rebound.example/", nil)); got.Code != http.StatusForbidden {
			t.Errorf("another name gets %d", got.Code)
		}
	})
	t.Run("takes forms of its own only", func(t *testing.T) {
		t.Parallel()
		form := url.Values{"as": {ada.ID}, "in": {room.ID()}, "text": {"forged"}}
		if got := b.post("say", form, nil); got.Code != http.StatusForbidden {
			t.Errorf("without a token: %d", got.Code)
		}
		form.Set("token", tokenIn(b.opens(room)))
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}},
			{"Origin": {"https://evil.example"}},
		} {
			if got := b.post("say", form, header); got.Code != http.StatusForbidden {
				t.Errorf("with %v: %d", header, got.Code)
			}
		}
		lacks(t, strings.Join(room.Texts(), "\n"), "forged")
	})
	t.Run("lets nobody act as a bot or as nobody", func(t *testing.T) {
		t.Parallel()
		form := url.Values{"as": {"USLACKBOT"}, "in": {room.ID()}, "text": {"hi"}, "token": {tokenIn(b.opens(room))}}
		if got := b.post("say", form, nil); got.Code != http.StatusNotFound {
			t.Errorf("as Slackbot: %d", got.Code)
		}
	})
}

func TestPage_joiningIn(t *testing.T) {
	t.Parallel()
	t.Run("says, replies and reacts", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada, bob := w.Person("Ada"), w.Person("Bob")
		room := w.Channel("ops", ada)
		m := ada.Says(room, "hello")
		b := browse(t, w, bob)
		has(t, b.does("say", room, "text", "I am in <b>too</b>"), "I am in &lt;b&gt;too&lt;/b&gt;", "2 members")
		b.does("say", room, "text", "in the thread", "thread", m.TS())
		has(t, b.thread(m), "in the thread")
		has(t, b.does("react", room, "ts", m.TS(), "name", "pushpin"), "📌 1")
		lacks(t, b.does("react", room, "ts", m.TS(), "name", "pushpin"), "📌 1")
	})
	t.Run("says why it cannot", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada := w.Person("Ada")
		room := w.Channel("ops", ada)
		ada.Archives(room)
		b := browse(t, w, ada)
		has(t, b.does("say", room, "text", "hello?"), `<p class="notice">This channel is archived.</p>`)
		lacks(t, b.opens(room), `class="notice"`)
	})
}

func TestPage_live(t *testing.T) {
	t.Parallel()
	t.Run("tells of every change", func(t *testing.T) {
		t.Parallel()
		w := pageWorkspace(t)
		ada := w.Person("Ada")
		room := w.Channel("ops", ada)
		n := 0
		server := httptest.NewServer(w.Page())
		t.Cleanup(server.Close)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/-/live?in="+room.ID(), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		events := bufio.NewReader(answer.Body)
		for _, want := range []string{"Nothing here yet", "number 1", "number 2"} {
			event, err := events.ReadString('\n')
			if _, blank := events.ReadString('\n'); err != nil || blank != nil || !strings.HasPrefix(event, "data: {") || !strings.Contains(event, want) {
				t.Fatalf("%q, %v", event, err)
			}
			if want == "number 2" && strings.Contains(event, "number 1") {
				t.Errorf("what is on the screen already comes again: %s", event)
			}
			n++
			ada.Says(room, fmt.Sprintf("number %d", n))
		}
	})
}
