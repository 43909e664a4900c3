package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/incident"
)

// Deliveries is where events wait to be understood. The store package serves it.
type Deliveries interface {
	// KeepDeliveries keeps a batch in one commit. What it knows already it keeps once.
	KeepDeliveries(ctx context.Context, batch []incident.Delivery) error
	// HandleDeliveries claims up to max that nobody else has, keeps what understand made of them, and
	// parks those it could not make anything of. It returns how many it took.
	HandleDeliveries(ctx context.Context, max int, understand func([]incident.Delivery) (incident.Heard, map[string]error)) (int, error)
}

// inboxBatch is how many deliveries are understood at once.
const inboxBatch = 256

// inboxPoll is how soon what a dead process left behind is taken up.
const inboxPoll = time.Second

// inboxWithin is how long one batch may take before it is given up and tried again: a database that went
// away without a word must not hold up what comes after.
const inboxWithin = 30 * time.Second

// Inbox keeps events before they are acked, and has them understood after.
type Inbox struct {
	bot        *Bot
	deliveries Deliveries
	filled     chan struct{}
}

// NewInbox returns an inbox. Run it, or nothing in it is understood here.
func NewInbox(b *Bot, d Deliveries) *Inbox {
	return &Inbox{bot: b, deliveries: d, filled: make(chan struct{}, 1)}
}

// Keep makes events durable; they are acked after it.
func (in *Inbox) Keep(ctx context.Context, batch []socket.Envelope) error {
	deliveries := make([]incident.Delivery, len(batch))
	for i, e := range batch {
		deliveries[i] = incident.Delivery{ID: e.EventID, Body: e.Payload}
	}
	if err := in.deliveries.KeepDeliveries(ctx, deliveries); err != nil {
		return err
	}
	select {
	case in.filled <- struct{}{}:
	default:
	}
	return nil
}

// Run has events understood as they come, until ctx ends. It returns nil then.
func (in *Inbox) Run(ctx context.Context) error {
	poll := time.NewTicker(inboxPoll)
	defer poll.Stop()
	for {
		if err := in.empty(ctx); err != nil && ctx.Err() == nil {
			in.bot.Log.Warn("inbox waits", slog.Any("error", err)) // the database is away; the poll tries again
		}
		select {
		case <-ctx.Done():
			return nil
		case <-in.filled:
		case <-poll.C:
		}
	}
}

func (in *Inbox) empty(ctx context.Context) error {
	for {
		n, err := in.handle(ctx)
		if err != nil || n < inboxBatch {
			return err
		}
	}
}

func (in *Inbox) handle(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, inboxWithin)
	defer cancel()
	return in.deliveries.HandleDeliveries(ctx, inboxBatch, in.bot.Understand)
}
