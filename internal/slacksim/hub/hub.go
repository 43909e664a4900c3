// Package hub is the Socket Mode server of one simulated Slack app.
//
// It hands out tickets, greets sockets, carries every envelope to one of them, waits for the ack and
// delivers unacked events again, as Slack does. It knows nothing of workspaces: a payload is bytes. It
// speaks WebSocket frames itself (gobwas/ws does the handshake, the headers and the masks), because two
// of Slack's rules are about frames: an ack in fragments is dropped without a word, and so is one of
// 20 KB or more.
//
// Where Slack's behaviour is not documented, the hub takes the reading that tests more: a redelivery has
// a new envelope id, an event raised while no socket is open arrives as a retry, and an ack may come on
// another socket than its envelope unless StrictAcks says otherwise.
package hub

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"
)

// maxAck is the size in bytes from which Slack drops an ack. Source: slack-go v0.34.0, which refuses to
// send one.
const maxAck = 20 << 10

// ticketLife is how long a ticket opens a socket.
const ticketLife = 30 * time.Second

var (
	// ErrNoConnection means that no socket was open, so the request went to nobody.
	ErrNoConnection = errors.New("no socket is open")
	// ErrNoAck means that the app had the request, or may have had it, and did not ack it in time.
	ErrNoAck = errors.New("the app did not respond")
)

// Options say how strict and how patient a Hub is. The zero value behaves like Slack.
type Options struct {
	// AppID is shown in the hello frame.
	AppID string
	// AckTimeout is how long an envelope may stay unacked. Default 3 s.
	AckTimeout time.Duration
	// PingEvery is the time between two pings on a socket. Default 5 s.
	PingEvery time.Duration
	// RetryDelays are the waits before an unacked event is delivered again; after the last the event is
	// lost. Default 0, 1 and 5 minutes. An empty, non-nil slice never retries.
	RetryDelays []time.Duration
	// MaxConnections is how many sockets may be open at once. Default 10.
	MaxConnections int
	// StrictAcks refuses an ack that comes on another socket than its envelope went out on.
	StrictAcks bool
	// Window is how many envelopes may be unacked on one socket before further events wait their turn in
	// the hub, where no clock runs against them. Default 1,024.
	Window int
	// OnAck, when set, is told of every envelope acked and how long that took. It is called by the
	// goroutine that reads the socket and may call the hub.
	OnAck func(e Envelope, took time.Duration)
}

// Envelope is what goes over a socket once.
type Envelope struct {
	ID             string
	Type           string // events_api, slash_commands or interactive
	Payload        json.RawMessage
	AcceptsPayload bool
	RetryAttempt   int    // 0 the first time
	RetryReason    string // "" the first time
}

// Stats count what a Hub has seen since it was made.
type Stats struct {
	Sent              int // envelopes written to a socket, redeliveries included
	Acked             int // events and requests acked
	Redelivered       int // events sent once more
	Lost              int // events given up after the last retry
	OversizedAcks     int // acks dropped for their size
	FragmentedAcks    int // acks dropped because they came in fragments
	UnknownAcks       int // acks of an envelope that was never sent, is acked already or is given up
	AcksOnOtherSocket int // acks that came on another socket than their envelope
	LoseAcks          int // acks thrown away by LoseAck
	Accepted          int // sockets opened
	RefusedTickets    int // sockets turned away: ticket unknown, used or too old
	ClosedByApp       int // sockets the app closed with status 1000
}

// Hub is the server's end of an app's sockets. Make one with New; every method may be called by any
// goroutine.
type Hub struct {
	opts Options

	mu        sync.Mutex
	tickets   map[string]time.Time // ticket → when it expires
	sockets   []*socket            // open ones, in the order they came
	turn      int                  // round robin over sockets
	queue     []*delivery          // events that wait for a socket with room
	carried   map[string]carriage  // envelope id → what it carried, until the delivery ends
	unacked   int                  // events accepted and neither acked nor lost
	intercept func(Envelope) Fate
	stats     Stats
	changed   chan struct{} // closed at the next change somebody waits for; nil while nobody waits
	closed    bool
	off       bool // Socket Mode is switched off
}

// New returns a hub without sockets.
func New(opts Options) *Hub {
	if opts.AckTimeout == 0 {
		opts.AckTimeout = 3 * time.Second
	}
	if opts.PingEvery == 0 {
		opts.PingEvery = 5 * time.Second
	}
	if opts.RetryDelays == nil {
		opts.RetryDelays = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if opts.MaxConnections == 0 {
		opts.MaxConnections = 10
	}
	if opts.Window == 0 {
		opts.Window = 1024
	}
	return &Hub{opts: opts, tickets: map[string]time.Time{}, carried: map[string]carriage{}}
}

// Ticket returns a ticket that opens one socket within the next 30 s. It belongs into the URL as the
// parameter "ticket".
func (h *Hub) Ticket() string {
	t := newID()
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	for old, expires := range h.tickets {
		if now.After(expires) {
			delete(h.tickets, old)
		}
	}
	h.tickets[t] = now.Add(ticketLife)
	return t
}

// redeem uses a ticket up and reports whether it was good.
func (h *Hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	expires, ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	ok = ok && time.Now().Before(expires) && !h.closed
	if !ok {
		h.stats.RefusedTickets++
	}
	return ok
}

// Connections returns how many sockets are open.
func (h *Hub) Connections() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sockets)
}

// WaitConnected waits until exactly n sockets are open. It returns the context's error if that ends first.
func (h *Hub) WaitConnected(ctx context.Context, n int) error {
	return h.wait(ctx, func() bool { return len(h.sockets) == n })
}

// Unacked returns how many events were accepted and are neither acked nor lost.
func (h *Hub) Unacked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unacked
}

// WaitAcked waits until the app has acked every event. It returns the context's error if that ends first.
func (h *Hub) WaitAcked(ctx context.Context) error {
	return h.wait(ctx, func() bool { return h.unacked == 0 })
}

// WaitStats waits until the counters satisfy ok, for tests that wait on a change no other method shows.
func (h *Hub) WaitStats(ctx context.Context, ok func(Stats) bool) error {
	return h.wait(ctx, func() bool { return ok(h.stats) })
}

// Stats returns the counters.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stats
}

// wait blocks until ok, asked with the hub locked, holds.
func (h *Hub) wait(ctx context.Context, ok func() bool) error {
	for {
		h.mu.Lock()
		if ok() {
			h.mu.Unlock()
			return nil
		}
		if h.changed == nil {
			h.changed = make(chan struct{})
		}
		changed := h.changed
		h.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// notify wakes those in wait. The hub is locked.
func (h *Hub) notify() {
	if h.changed != nil {
		close(h.changed)
		h.changed = nil
	}
}

// Cut closes every socket at once and without a close frame, as a failing network does.
func (h *Hub) Cut() {
	h.mu.Lock()
	open := append([]*socket(nil), h.sockets...)
	h.mu.Unlock()
	for _, s := range open {
		s.cut()
	}
}

// Close ends the hub: sockets are told 1001 and closed, tickets are void, open requests get ErrNoAck.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	clear(h.tickets)
	h.queue = nil
	for _, c := range h.carried {
		c.delivery.stop()
	}
	open := append([]*socket(nil), h.sockets...)
	h.mu.Unlock()
	for _, s := range open {
		s.closeWith(1001)
	}
}

// Disconnect tells every socket that it is about to end (warning, refresh_requested or link_disabled).
// Until grace is over a socket carries envelopes as before; then it gets no new ones and is closed as soon
// as those it carried are acked, at the latest AckTimeout later.
func (h *Hub) Disconnect(reason string, grace time.Duration) {
	h.mu.Lock()
	open := append([]*socket(nil), h.sockets...)
	h.mu.Unlock()
	for _, s := range open {
		s.send(disconnectFrame(reason, 0))
		if grace <= 0 {
			h.drain(s)
		} else {
			s.after(grace, func() { h.drain(s) })
		}
	}
}

// linkDisabled is the reason that sockets are given when Socket Mode is switched off.
const linkDisabled = "link_disabled"

// SocketMode switches the app's Socket Mode off or on, as its owner can in the app's settings: while it is
// off, open sockets are told link_disabled and closed, and new ones get that instead of the hello.
func (h *Hub) SocketMode(on bool) {
	h.mu.Lock()
	h.off = !on
	h.mu.Unlock()
	if !on {
		h.Disconnect(linkDisabled, 0)
	}
}

// drain takes a socket out of the rotation and closes it when nothing on it is unacked.
func (h *Hub) drain(s *socket) {
	h.mu.Lock()
	s.draining = true
	idle := s.unacked == 0
	h.mu.Unlock()
	if idle {
		s.closeWith(1000)
		return
	}
	s.after(h.opts.AckTimeout, func() { s.closeWith(1000) })
}
