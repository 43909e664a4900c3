package receive

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// warmUp is how long a receiver runs before it is measured.
const warmUp = time.Second

// slack is the sending side: a Socket Mode server with one endpoint of the Web API, the one that gives out
// the URL of a socket.
type slack struct {
	hub    *hub.Hub
	server *httptest.Server
	events atomic.Int64 // numbers them
	onAck  atomic.Pointer[func(took time.Duration)]
}

func newSlack() *slack {
	s := &slack{}
	s.hub = hub.New(hub.Options{
		AppID: "A1", AckTimeout: time.Minute, RetryDelays: make([]time.Duration, 10), // at once
		OnAck: func(_ hub.Envelope, took time.Duration) {
			if f := s.onAck.Load(); f != nil {
				(*f)(took)
			}
		},
	})
	mux := http.NewServeMux()
	mux.Handle("/link/", s.hub)
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"ok":true,"url":%q}`, s.socketURL())
	})
	s.server = httptest.NewServer(mux)
	return s
}

func (s *slack) close() {
	s.hub.Cut()
	s.hub.Close()
	s.server.Close()
}

func (s *slack) apiURL() string { return s.server.URL + "/api/" }

func (s *slack) socketURL() string {
	return "ws" + strings.TrimPrefix(s.server.URL, "http") + "/link/?ticket=" + s.hub.Ticket() + "&app_id=A1"
}

// raise sends the next event.
func (s *slack) raise() { s.hub.Event(messageEvent(s.events.Add(1))) }

// saturate keeps inFlight events unacked for as long as the context of the measurement lasts and returns
// how many a second were acked.
func (s *slack) saturate(ctx context.Context, inFlight int, lasting time.Duration) float64 {
	var (
		acked   atomic.Int64
		stopped atomic.Bool
	)
	again := func(time.Duration) {
		acked.Add(1)
		if !stopped.Load() {
			s.raise()
		}
	}
	s.onAck.Store(&again)
	defer s.onAck.Store(nil)
	for range inFlight {
		s.raise()
	}
	sleep(ctx, warmUp)
	begin, before := time.Now(), acked.Load()
	sleep(ctx, lasting)
	n, took := acked.Load()-before, time.Since(begin)
	stopped.Store(true)
	return float64(n) / took.Seconds()
}

// disconnect announces the end of the socket in the middle of a stream of events, waits until another one is
// open and the first is gone, and returns how many events came as retries: unacked on the first socket, or raised
// while there was none.
func (s *slack) disconnect(ctx context.Context) int {
	before := s.hub.Stats()
	again := func(time.Duration) {
		if s.hub.Stats().Accepted == before.Accepted || s.hub.Connections() > 1 {
			s.raise()
		}
	}
	s.onAck.Store(&again)
	defer s.onAck.Store(nil)
	for range inFlight {
		s.raise()
	}
	s.hub.Disconnect("refresh_requested", 100*time.Millisecond)
	_ = s.hub.WaitStats(ctx, func(now hub.Stats) bool { return now.Accepted > before.Accepted })
	_ = s.hub.WaitConnected(ctx, 1)
	_ = s.hub.WaitAcked(ctx)
	return s.hub.Stats().Redelivered - before.Redelivered
}

// latency is how long envelopes waited for their ack.
type latency struct{ p50, p99 time.Duration }

// steady sends perSecond events a second and returns how long each took from the hub and back.
func (s *slack) steady(ctx context.Context, perSecond int, lasting time.Duration) latency {
	var (
		mu  sync.Mutex
		all []time.Duration
	)
	note := func(took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, took)
	}
	s.onAck.Store(&note)
	defer s.onAck.Store(nil)
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range int(lasting.Seconds() * float64(perSecond)) {
		select {
		case <-tick.C:
			s.raise()
		case <-ctx.Done():
		}
	}
	_ = s.hub.WaitAcked(ctx)
	mu.Lock()
	defer mu.Unlock()
	if len(all) == 0 {
		return latency{}
	}
	slices.Sort(all)
	return latency{p50: all[len(all)/2], p99: all[len(all)*99/100]}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// messageEvent is what Slack sends for a message of a few sentences: 1.9 kB.
func messageEvent(n int64) []byte {
	b := make([]byte, 0, 2048)
	return fmt.Appendf(b, eventFormat, n, 1_700_000_000+n/1000, n%1000, n)
}

var eventFormat = `{"token":"z26uFbvR1xHJEdHE1OQiO6t8","team_id":"T019PJRLUMP","context_team_id":"T019PJRLUMP",` +
	`"context_enterprise_id":null,"api_app_id":"A019PJRLUMQ","event":{"user":"U019LN451HT","type":"message",` +
	`"client_msg_id":"b5cd7bb4-4f24-4b1c-9c0e-%012d","ts":"%d.%03d119","team":"T019PJRLUMP",` +
	`"text":"` + sentence + sentence + `","blocks":[{"type":"rich_text","block_id":"hG9Vk",` +
	`"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"` + sentence + `"},` +
	`{"type":"user","user_id":"U019LN451HT"},{"type":"text","text":"` + sentence + `"},` +
	`{"type":"link","url":"https://dashboards.example.com/d/checkout?from=now-1h&to=now","text":"the board"},` +
	`{"type":"text","text":"` + sentence + `"},{"type":"emoji","name":"eyes","unicode":"1f440"}]}]}],` +
	`"channel":"C019DDS9L5T","event_ts":"1599134406.019119","channel_type":"channel"},"type":"event_callback",` +
	`"event_id":"Ev%010d","event_time":1599134406,"authorizations":[{"enterprise_id":null,"team_id":"T019PJRLUMP",` +
	`"user_id":"U019DQ7F9DX","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false,` +
	`"event_context":"4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMDE5UEpSTFVNUCIsImFpZCI6IkEwMTlQSlJMVU1RIn0"}`

const sentence = `Checkout answers with \"502\" for about a third of the requests since the deploy at 02:41 UTC, ` +
	`the database looks fine and so does the queue; rolling back now. `
