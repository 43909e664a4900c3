package socket_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// patience bounds every wait in these tests. It is never asserted on.
const patience = 30 * time.Second

// stage is a receiver connected to a simulated Slack.
type stage struct {
	t    *testing.T
	ctx  context.Context
	hub  *hub.Hub
	url  string // of the server, without a ticket
	log  *logbook
	seen *counter
	box  *box
	opts socket.Options
}

func newStage(t *testing.T, opts hub.Options) *stage {
	t.Helper()
	if opts.AckTimeout == 0 {
		opts.AckTimeout = patience // no redelivery unless a test asks for it
	}
	h := hub.New(opts)
	server := httptest.NewServer(h)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	s := &stage{
		t: t, ctx: ctx, hub: h, url: "ws" + strings.TrimPrefix(server.URL, "http"),
		log: &logbook{}, seen: newCounter(), box: newBox(),
	}
	s.opts = socket.Options{
		Open:       func(context.Context) (string, error) { return s.ticketURL(), nil },
		Inbox:      s.box,
		Handle:     func(context.Context, socket.Envelope) (any, error) { return nil, nil },
		Log:        slog.New(slog.NewTextHandler(s.log, nil)),
		Observe:    s.seen.add,
		MinBackoff: time.Millisecond,
		MaxBackoff: 10 * time.Millisecond,
	}
	t.Cleanup(func() {
		cancel()
		h.Cut()
		h.Close()
		server.Close()
	})
	return s
}

func (s *stage) ticketURL() string { return s.url + "/link/?ticket=" + s.hub.Ticket() + "&app_id=A1" }

// running is a receiver at work.
type running struct {
	*socket.Receiver
	stop context.CancelFunc
	done chan error
}

// start runs a receiver until the test ends, and fails the test if Run returns an error nobody asked for.
func (s *stage) start() *running {
	s.t.Helper()
	r, err := socket.New(s.opts)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(s.ctx)
	run := &running{Receiver: r, stop: stop, done: make(chan error, 1)}
	ended := make(chan struct{})
	go func() {
		run.done <- r.Run(ctx)
		close(ended)
	}()
	s.t.Cleanup(func() {
		stop()
		<-ended
	})
	return run
}

// connected starts a receiver and waits until it is connected.
func (s *stage) connected() *running {
	s.t.Helper()
	r := s.start()
	s.wait(s.hub.WaitConnected(s.ctx, 1))
	s.seen.wait(s.ctx, s.t, socket.Connected, 1)
	return r
}

func (s *stage) wait(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("waited in vain: %v\nlog:\n%s", err, s.log)
	}
}

// event raises a message event.
func (s *stage) event(id string) {
	s.hub.Event([]byte(`{"type":"event_callback","event":{"type":"message","text":"quoted \"}\" text"},"event_id":"` + id + `"}`))
}

// box is an inbox in memory.
type box struct {
	mu      sync.Mutex
	events  map[string]int // event id → how often Keep saw it
	batches []int          // sizes
	changed chan struct{}
	before  func(ctx context.Context, batch []socket.Envelope) error // may refuse or wait; nil accepts
}

func newBox() *box { return &box{events: map[string]int{}, changed: make(chan struct{})} }

func (b *box) Keep(ctx context.Context, batch []socket.Envelope) error {
	if b.before != nil {
		if err := b.before(ctx, batch); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range batch {
		b.events[e.EventID]++
	}
	b.batches = append(b.batches, len(batch))
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// wait waits until n different events are kept.
func (b *box) wait(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	for {
		b.mu.Lock()
		got, changed := len(b.events), b.changed
		b.mu.Unlock()
		if got >= n {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%d events kept, want %d", got, n)
		}
	}
}

// counter adds up observations.
type counter struct {
	mu      sync.Mutex
	counts  map[socket.What]int
	changed chan struct{}
}

func newCounter() *counter {
	return &counter{counts: map[socket.What]int{}, changed: make(chan struct{})}
}

func (c *counter) add(o socket.Observation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[o.What] += o.Count
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *counter) get(what socket.What) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts[what]
}

// wait waits until what was observed n times.
func (c *counter) wait(ctx context.Context, t *testing.T, what socket.What, n int) {
	t.Helper()
	for {
		c.mu.Lock()
		got, changed := c.counts[what], c.changed
		c.mu.Unlock()
		if got >= n {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%s observed %d times, want %d", what, got, n)
		}
	}
}

// logbook is what the receiver logged.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

var errDown = errors.New("database is down")
