// Package socket receives what Slack sends an app over Socket Mode.
//
// A frame is read as soon as it arrives, whatever the rest of the program is doing, and of the frame only
// the envelope is decoded: its id, its type and where the payload begins and ends. From there an envelope
// takes one of two ways.
//
// Events are promised before they are understood. They queue up, an Inbox makes as many of them durable
// as there are, in one commit, and then all of them are acked in one write. What was acked is never lost;
// what could not be committed is not acked, so Slack sends it again.
//
// Commands and interactions have a person waiting. Each runs in its own goroutine with a budget a little
// under Slack's three seconds, and its reply travels on the ack.
//
// Slack moves apps between its servers every few hours and says so with a disconnect frame. The receiver
// then opens the next socket while it still reads the old one, so nothing falls between the two. An ack
// always goes out on the socket its envelope came by.
//
// The package knows Socket Mode and nothing else: the URL to dial comes from Options.Open, and payloads
// are bytes. It never logs payloads or URLs, since those hold tickets, trigger ids and response URLs.
package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Envelope is one delivery from Slack.
type Envelope struct {
	// ID names the delivery; the ack carries it. A redelivery has a new one.
	ID string
	// Type is events_api, slash_commands or interactive.
	Type string
	// EventID names the event of an events_api envelope and is the same on every redelivery. If the
	// payload has none it is the envelope's ID, so that the event is kept all the same. Otherwise empty.
	EventID string
	// Payload is the raw JSON: valid UTF-8 without NUL bytes, but not checked any further.
	Payload json.RawMessage
	// AcceptsPayload says whether Slack reads a reply on the ack.
	AcceptsPayload bool
	// RetryAttempt is 0 for the first delivery of an event.
	RetryAttempt int
	// RetryReason is why Slack delivers again, and empty the first time.
	RetryReason string
}

// Inbox makes events durable.
type Inbox interface {
	// Keep stores the whole batch in one commit, or nothing of it and returns an error. An event it has
	// stored before is no error. The receiver calls it again with the same batch until it succeeds, so an
	// error must mean that a later call can do better; what can never be stored is for Keep to put aside.
	// Several calls may run at the same time. The slice is used again after the call; payloads are not.
	Keep(ctx context.Context, batch []Envelope) error
}

// Handler handles a command or an interaction. The reply, unless nil, is marshalled onto the ack; an error
// means that there is no answer: it is logged, a command gets a short apology, and an interaction stays
// unacked, upon which Slack itself tells the person that it failed and keeps an open form open. The
// context ends shortly before Slack stops waiting.
type Handler func(ctx context.Context, e Envelope) (reply any, err error)

// Options of a Receiver. Open, Inbox and Handle are required.
type Options struct {
	// Open asks Slack for the URL of a new socket (apps.connections.open). It may return a *RetryError to
	// say when to try again. An error that reads invalid_auth, or another code that a retry cannot mend,
	// ends Run.
	Open func(ctx context.Context) (url string, err error)
	// Inbox takes the events.
	Inbox Inbox
	// Handle takes commands and interactions.
	Handle Handler
	// Log gets what an operator should know. Default slog.Default().
	Log *slog.Logger
	// Observe, when set, is told what happens, for metrics. It must return at once.
	Observe func(Observation)

	// BatchMax is how many events one Keep gets at most. Default 256.
	BatchMax int
	// Keepers is how many calls of Keep may run at the same time: while one waits for its commit, the
	// other fills its batch. Default 2.
	Keepers int
	// MaxBacklog is how many bytes of payload may be in hand before sockets are no longer read. Default
	// 64 MiB: some 30,000 message events, more than the inbox commits in the three seconds after which
	// Slack stops waiting. Beyond that the receiver would only hoard copies of what comes again.
	MaxBacklog int64
	// Budget is how long a Handler may take. Default 2.5 s: Slack waits 3 s, and the way there and back
	// is part of it.
	Budget time.Duration
	// Silence is how long a socket may bring nothing, not even a ping, before it counts as dead. Slack
	// pings every few seconds. Default 35 s.
	Silence time.Duration
	// HelloTimeout is how long a socket may take from dialling to Slack's hello. Default 10 s.
	HelloTimeout time.Duration
	// Linger is how long a socket is still read after Slack announced its end. Default 2 minutes; Slack
	// closes it after some ten seconds.
	Linger time.Duration
	// MinBackoff and MaxBackoff bound the wait between attempts to connect, which doubles each time.
	// Default 100 ms and 30 s.
	MinBackoff, MaxBackoff time.Duration
	// DisabledRetry is the wait between attempts while Socket Mode is switched off. Default 1 minute.
	DisabledRetry time.Duration
	// StopGrace is how long Run, once told to stop, finishes what it has in hand. Default 10 s.
	StopGrace time.Duration
}

// Receiver holds an app's sockets. Make one with New.
type Receiver struct {
	opts    Options
	log     *slog.Logger
	room    *semaphore.Weighted // bytes of payload that may still be taken in
	pending queue
	ready   atomic.Int32 // sockets that said hello and are open

	mu    sync.Mutex
	links map[*link]struct{} // every open socket, retired ones too
}

// New returns a receiver that is not yet running. It returns an error that names the option that is
// missing or out of bounds.
func New(opts Options) (*Receiver, error) {
	switch {
	case opts.Open == nil:
		return nil, errors.New("socket: Options.Open is missing")
	case opts.Inbox == nil:
		return nil, errors.New("socket: Options.Inbox is missing")
	case opts.Handle == nil:
		return nil, errors.New("socket: Options.Handle is missing")
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Observe == nil {
		opts.Observe = func(Observation) {}
	}
	for _, o := range []struct {
		name  string
		value *time.Duration
		def   time.Duration
	}{
		{"Budget", &opts.Budget, 2500 * time.Millisecond},
		{"Silence", &opts.Silence, 35 * time.Second},
		{"HelloTimeout", &opts.HelloTimeout, 10 * time.Second},
		{"Linger", &opts.Linger, 2 * time.Minute},
		{"MinBackoff", &opts.MinBackoff, 100 * time.Millisecond},
		{"MaxBackoff", &opts.MaxBackoff, 30 * time.Second},
		{"DisabledRetry", &opts.DisabledRetry, time.Minute},
		{"StopGrace", &opts.StopGrace, 10 * time.Second},
	} {
		if err := defaulted(o.name, o.value, o.def); err != nil {
			return nil, err
		}
	}
	if err := defaulted("BatchMax", &opts.BatchMax, 256); err != nil {
		return nil, err
	}
	if err := defaulted("Keepers", &opts.Keepers, 2); err != nil {
		return nil, err
	}
	if err := defaulted("MaxBacklog", &opts.MaxBacklog, 64<<20); err != nil {
		return nil, err
	}
	r := &Receiver{
		opts:  opts,
		log:   opts.Log.With(slog.String("component", "socket")),
		room:  semaphore.NewWeighted(opts.MaxBacklog),
		links: map[*link]struct{}{},
	}
	r.pending.filled = make(chan struct{}, 1)
	return r, nil
}

// defaulted fills in an option that is zero and refuses one below it.
func defaulted[T int | int64 | time.Duration](name string, value *T, def T) error {
	if *value < 0 {
		return fmt.Errorf("socket: Options.%s is %v, want a positive value or 0 for %v", name, *value, def)
	}
	if *value == 0 {
		*value = def
	}
	return nil
}

// Connected reports whether a socket is open on which Slack has said hello.
func (r *Receiver) Connected() bool { return r.ready.Load() > 0 }
