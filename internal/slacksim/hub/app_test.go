package hub_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// patience bounds every wait in these tests. It is never asserted on.
const patience = 20 * time.Second

// stage is a hub behind a real HTTP server.
type stage struct {
	*hub.Hub
	url string
	ctx context.Context
}

func newStage(t *testing.T, opts hub.Options) *stage {
	t.Helper()
	h := hub.New(opts)
	server := httptest.NewServer(h)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(func() {
		cancel()
		h.Cut()
		h.Close()
		server.Close()
	})
	return &stage{Hub: h, url: "ws" + strings.TrimPrefix(server.URL, "http"), ctx: ctx}
}

// frame is whatever the hub sends.
type frame struct {
	Type           string          `json:"type"`
	EnvelopeID     string          `json:"envelope_id"`
	Payload        json.RawMessage `json:"payload"`
	AcceptsPayload bool            `json:"accepts_response_payload"`
	RetryAttempt   int             `json:"retry_attempt"`
	RetryReason    string          `json:"retry_reason"`
	Reason         string          `json:"reason"`
	NumConnections int             `json:"num_connections"`
	ConnectionInfo struct {
		AppID string `json:"app_id"`
	} `json:"connection_info"`
	DebugInfo struct {
		Host                      string `json:"host"`
		ApproximateConnectionTime int    `json:"approximate_connection_time"`
	} `json:"debug_info"`
}

// app is a client that does nothing by itself.
type app struct {
	t   *testing.T
	ctx context.Context
	*websocket.Conn
	pinged chan struct{}
}

// dial opens a socket and takes the hello.
func (s *stage) dial(t *testing.T) *app {
	t.Helper()
	a := s.dialBare(t)
	if f := a.next(); f.Type != "hello" {
		t.Fatalf("first frame is %+v, want hello", f)
	}
	return a
}

func (s *stage) dialBare(t *testing.T) *app {
	t.Helper()
	a := &app{t: t, ctx: s.ctx, pinged: make(chan struct{}, 100)}
	//nolint:bodyclose // the library closes it
	conn, _, err := websocket.Dial(s.ctx, s.url+"/link/?ticket="+s.Ticket()+"&app_id=A1", &websocket.DialOptions{
		HTTPHeader: http.Header{"Origin": {"https://api.slack.com"}},
		OnPingReceived: func(context.Context, []byte) bool {
			select {
			case a.pinged <- struct{}{}:
			default:
			}
			return true
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	a.Conn = conn
	t.Cleanup(func() { _ = conn.CloseNow() })
	return a
}

// next reads the next frame.
func (a *app) next() frame {
	a.t.Helper()
	_, b, err := a.Read(a.ctx)
	if err != nil {
		a.t.Fatalf("read: %v", err)
	}
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		a.t.Fatalf("frame %s: %v", b, err)
	}
	return f
}

func (a *app) ack(envelopeID, payload string) {
	a.t.Helper()
	b := `{"envelope_id":"` + envelopeID + `"}`
	if payload != "" {
		b = `{"envelope_id":"` + envelopeID + `","payload":` + payload + `}`
	}
	a.say(b)
}

func (a *app) say(text string) {
	a.t.Helper()
	if err := a.Write(a.ctx, websocket.MessageText, []byte(text)); err != nil {
		a.t.Fatalf("write: %v", err)
	}
}

// ackAll reads and acks in the background until the socket ends.
func (a *app) ackAll() {
	go func() {
		for {
			_, b, err := a.Read(a.ctx)
			if err != nil {
				return
			}
			var f frame
			if json.Unmarshal(b, &f) == nil && f.EnvelopeID != "" {
				_ = a.Write(a.ctx, websocket.MessageText, []byte(`{"envelope_id":"`+f.EnvelopeID+`"}`))
			}
		}
	}()
}

// wait fails the test when a wait of the hub ends badly.
func wait(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("waited in vain: %v", err)
	}
}

// soon are delays short enough that no test is slow.
func soon() hub.Options {
	return hub.Options{AppID: "A1", AckTimeout: 100 * time.Millisecond, RetryDelays: []time.Duration{0, time.Millisecond, time.Millisecond}}
}

// lenient never runs out of patience within a test.
func lenient() hub.Options { return hub.Options{AppID: "A1", AckTimeout: patience} }
