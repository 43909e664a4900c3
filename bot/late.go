package bot

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
)

// ackWithin is how long an answer is waited for before the ack goes without it: Slack waits three seconds
// for the ack, the way there and back included.
const ackWithin = 1500 * time.Millisecond

// soon answers with what do returns: on the ack if it does so in time, on the response URL if it comes
// later.
func (b *Bot) soon(ctx context.Context, url string, do func(context.Context) (view.Message, error)) answer {
	answered, gone := make(chan view.Message), make(chan struct{})
	b.after.Go(func() {
		said := b.presented(ctx, do)
		select {
		case answered <- said:
		case <-gone:
			b.whisper(ctx, url, said)
		}
	})
	patience := time.NewTimer(ackWithin)
	defer patience.Stop()
	select {
	case said := <-answered:
		return &said
	case <-patience.C:
		close(gone)
		wait := view.NothingSoon()
		return &wait
	}
}

// later answers on the response URL alone: a click has no answer on its ack.
func (b *Bot) later(ctx context.Context, url string, do func(context.Context) (view.Message, error)) {
	b.after.Go(func() { b.whisper(ctx, url, b.presented(ctx, do)) })
}

// presented runs what outlives the ack, and puts its error into words.
func (b *Bot) presented(ctx context.Context, do func(context.Context) (view.Message, error)) (said view.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
	defer cancel()
	defer func() {
		if broken := recover(); broken != nil {
			b.Panicked("reply")
			said = b.present(fmt.Errorf("panic: %v\n%s", broken, debug.Stack()))
		}
	}()
	said, err := do(ctx)
	if err != nil {
		return b.present(err)
	}
	return said
}

// within is what do returns, if it does so in time; ok is false otherwise.
func within[T any](ctx context.Context, b *Bot, limit time.Duration, do func(context.Context) (T, error)) (_ T, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answered := make(chan T, 1)
	b.after.Go(func() {
		defer close(answered)
		defer func() {
			if recover() != nil {
				b.Panicked("suggestion")
			}
		}()
		if got, err := do(ctx); err == nil {
			answered <- got
		}
	})
	select {
	case got, ok := <-answered:
		return got, ok
	case <-ctx.Done():
		var none T
		return none, false
	}
}
