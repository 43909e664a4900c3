package socket

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// keepTimeout is how long one commit may take before it is given up and tried again.
const keepTimeout = 30 * time.Second

// keep commits events and acks them until the queue is closed and empty, or ctx ends.
func (r *Receiver) keep(ctx context.Context) {
	var (
		batch     []event
		envelopes []Envelope
	)
	for ctx.Err() == nil {
		batch = r.pending.take(batch, r.opts.BatchMax)
		if batch == nil {
			return
		}
		envelopes = envelopes[:0]
		var size int64
		for _, e := range batch {
			envelopes = append(envelopes, e.Envelope)
			size += e.size
		}
		if r.keepBatch(ctx, envelopes) {
			r.ackBatch(context.WithoutCancel(ctx), batch)
		}
		clear(batch)
		clear(envelopes)
		r.room.Release(size)
	}
}

// keepBatch stores a batch, however long that takes. It returns false if ctx ends before that: the events
// are not acked then, and come again.
func (r *Receiver) keepBatch(ctx context.Context, batch []Envelope) bool {
	wait := backoff{min: 50 * time.Millisecond, max: 2 * time.Second}
	for failures := 0; ; failures++ {
		begin := time.Now()
		err := r.keepOnce(ctx, batch)
		if err == nil {
			if failures > 0 {
				r.log.Info("inbox works again", slog.Int("failures", failures))
			}
			r.observe(Kept, "events_api", len(batch), time.Since(begin))
			return true
		}
		r.observe(KeepFailed, "events_api", len(batch), time.Since(begin))
		if failures == 0 {
			r.log.Error("events cannot be kept and are not acked; trying until it works",
				slog.Int("events", len(batch)), slog.Any("error", err))
		}
		if !wait.sleep(ctx) {
			r.log.Warn("stopped with events that could not be kept; Slack sends them again",
				slog.Int("events", len(batch)), slog.Any("error", err))
			return false
		}
	}
}

func (r *Receiver) keepOnce(ctx context.Context, batch []Envelope) (err error) {
	ctx, cancel := context.WithTimeout(ctx, keepTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("inbox panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return r.opts.Inbox.Keep(ctx, batch)
}

// ackBatch acks committed events, all of one socket in one write.
func (r *Receiver) ackBatch(ctx context.Context, batch []event) {
	ids := make([]string, 0, len(batch))
	for len(batch) > 0 {
		l := batch[0].link
		ids = ids[:0]
		rest := batch[:0]
		for _, e := range batch {
			if e.link == l {
				ids = append(ids, e.ID)
			} else {
				rest = append(rest, e)
			}
		}
		batch = rest
		if err := l.ack(ctx, ids); err != nil {
			// The events are safe; Slack sends them again and the inbox knows them.
			r.observe(AckLost, "events_api", len(ids), 0)
			continue
		}
		r.observe(Acked, "events_api", len(ids), 0)
	}
}
