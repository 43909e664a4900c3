package slacksim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// patience bounds every wait in these tests; nothing asserts on it.
const patience = 20 * time.Second

// manifest is what the bot of these tests is installed from.
const manifest = `
display_information: {name: Siren}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: siren}
  slash_commands:
    - {command: /incident, description: Declare, should_escape: true}
    - {command: /raw, description: As typed}
  shortcuts:
    - {name: Declare incident, type: global, callback_id: declare}
    - {name: Keep this, type: message, callback_id: keep}
oauth_config:
  scopes:
    bot: [commands, chat:write, chat:write.public, app_mentions:read, channels:read, channels:history,
      channels:manage, channels:join, groups:read, groups:history, groups:write, im:history, im:read, im:write,
      users:read, users:read.email, usergroups:read, usergroups:write, reactions:read, reactions:write,
      pins:read, pins:write, bookmarks:read, bookmarks:write, canvases:read, canvases:write, files:read, files:write, team:read]
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_mention, message.channels, message.groups, message.im, reaction_added,
      reaction_removed, pin_added, pin_removed, member_joined_channel, member_left_channel, channel_archive,
      channel_unarchive, channel_rename, file_change, group_archive, group_unarchive, group_rename, user_change]
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// args are the arguments of a call; values that are no strings go as JSON text.
type args map[string]any

// reply is the answer of a call.
type reply map[string]any

func (r reply) failed() string {
	code, _ := r["error"].(string)
	return code
}

// at goes down an answer: r.at("channel", "id").
func (r reply) at(path ...string) any {
	var v any = map[string]any(r)
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

func (r reply) str(path ...string) string {
	s, _ := r.at(path...).(string)
	return s
}

// envelope is what comes over the socket.
type envelope struct {
	ID           string          `json:"envelope_id"`
	Type         string          `json:"type"`
	RetryAttempt int             `json:"retry_attempt"`
	Raw          json.RawMessage `json:"payload"`
	Payload      reply           `json:"-"`
}

// bot is a Slack app of net/http and a WebSocket: no Slack library has a say in these tests.
type bot struct {
	t   *testing.T
	w   *slacksim.Workspace
	app slacksim.App

	mu     sync.Mutex
	answer func(envelope) any // the payload of an ack; nil for an empty ack
	silent bool               // acks nothing
	events []reply            // inner events, in the order they came
	seen   []envelope         // everything that came
}

// open starts a workspace with the bot installed and connected.
func open(t *testing.T, o slacksim.Options) (*slacksim.Workspace, *bot) {
	t.Helper()
	b := install(t, o)
	b.connect()
	return b.w, b
}

// install starts a workspace with the bot installed, and no socket open.
func install(t *testing.T, o slacksim.Options) *bot {
	t.Helper()
	if o.Fail == nil {
		o.Fail = t.Fatalf
	}
	if o.Wait == 0 {
		o.Wait = patience
	}
	w, err := slacksim.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	app, err := w.Install([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	return &bot{t: t, w: w, app: app}
}

// call posts a form, as most clients do.
func (b *bot) call(method string, a args) reply {
	b.t.Helper()
	form := url.Values{"token": {b.app.BotToken}}
	for k, v := range a {
		form.Set(k, text(v))
	}
	r, err := http.PostForm(b.w.APIURL()+method, form) //nolint:noctx // a test
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return b.read(method, r)
}

// must is call for what has to succeed.
func (b *bot) must(method string, a args) reply {
	b.t.Helper()
	r := b.call(method, a)
	if r["ok"] != true {
		b.t.Fatalf("%s %v: %v", method, a, r)
	}
	return r
}

func (b *bot) read(method string, r *http.Response) reply {
	b.t.Helper()
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	out := reply{}
	if err := json.Unmarshal(raw, &out); err != nil {
		b.t.Fatalf("%s: %v: %s", method, err, raw)
	}
	if r.StatusCode != http.StatusOK {
		out["status"], out["retry_after"] = float64(r.StatusCode), r.Header.Get("Retry-After")
	}
	return out
}

func text(v any) string {
	if s, plain := v.(string); plain {
		return s
	}
	raw, _ := json.Marshal(v)
	return string(raw)
}

// connect opens a socket that acks everything, requests with what answer says.
func (b *bot) connect() {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.w.APIURL()+"apps.connections.open", nil) //nolint:noctx // a test
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.app.AppToken)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	link := b.read("apps.connections.open", answer).str("url")
	conn, _, err := websocket.Dial(b.t.Context(), link, nil) //nolint:bodyclose // the library closes it
	if err != nil {
		b.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	b.t.Cleanup(func() { _ = conn.CloseNow() })
	go b.serve(conn)
	b.app.Connected(1)
}

func (b *bot) serve(conn *websocket.Conn) {
	for {
		_, raw, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		var e envelope
		if json.Unmarshal(raw, &e) != nil || e.ID == "" {
			continue
		}
		_ = json.Unmarshal(e.Raw, &e.Payload)
		b.mu.Lock()
		b.seen = append(b.seen, e)
		if e.Type == "events_api" {
			inner, _ := e.Payload["event"].(map[string]any)
			b.events = append(b.events, inner)
		}
		answer, silent := b.answer, b.silent
		b.mu.Unlock()
		if silent {
			continue
		}
		go func() { // a handler may call the API, which must not hold up the reader
			ack := map[string]any{"envelope_id": e.ID}
			if e.Type != "events_api" && answer != nil {
				if payload := answer(e); payload != nil {
					ack["payload"] = payload
				}
			}
			var out bytes.Buffer
			_ = json.NewEncoder(&out).Encode(ack)
			_ = conn.Write(context.Background(), websocket.MessageText, out.Bytes())
		}()
	}
}

// answers sets what the bot acks requests with.
func (b *bot) answers(f func(envelope) any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = f
}

// got waits until the bot has acked everything and returns its events of one type; "" for all.
func (b *bot) got(kind string) []reply {
	b.t.Helper()
	b.app.Saw()
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []reply
	for _, e := range b.events {
		if kind == "" || e["type"] == kind {
			list = append(list, e)
		}
	}
	return list
}

// requests are the envelopes of a type that came so far.
func (b *bot) requests(kind string) []envelope {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []envelope
	for _, e := range b.seen {
		if e.Type == kind {
			list = append(list, e)
		}
	}
	return list
}

// channel has the bot create a channel and returns its id.
func (b *bot) channel(name string) string {
	b.t.Helper()
	return b.must("conversations.create", args{"name": name}).str("channel", "id")
}

// modal is the definition of a small form; nil takes a part away.
func modal(more args) args {
	v := args{
		"type": "modal", "title": plainText("Declare"), "submit": plainText("Go"), "close": plainText("Cancel"),
		"callback_id": "declare", "private_metadata": "room=C1",
		"blocks": []args{
			{
				"type": "input", "block_id": "title", "label": plainText("Title"),
				"element": args{"type": "plain_text_input", "action_id": "title"},
			},
			{
				"type": "input", "block_id": "sev", "label": plainText("Severity"), "optional": true,
				"element": args{"type": "static_select", "action_id": "sev", "options": []args{option("SEV1"), option("SEV2")}},
			},
		},
	}
	for k, x := range more {
		if v[k] = x; x == nil {
			delete(v, k)
		}
	}
	return v
}

func plainText(s string) args { return args{"type": "plain_text", "text": s} }

func option(s string) args { return args{"text": plainText(s), "value": s} }

func section(s string) args {
	return args{"type": "section", "text": args{"type": "mrkdwn", "text": s}}
}

func buttons(labels ...string) args {
	var list []args
	for _, l := range labels {
		list = append(list, args{"type": "button", "text": plainText(l), "action_id": "do_" + l, "value": "v-" + l})
	}
	return args{"type": "actions", "block_id": "acts", "elements": list}
}

// quick are hub timings for tests about acks that never come.
var quick = hub.Options{AckTimeout: 50 * time.Millisecond, RetryDelays: []time.Duration{0}}

func file(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
