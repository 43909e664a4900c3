package socket

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff is a wait that doubles.
type backoff struct {
	min, max time.Duration
	last     time.Duration
}

// next returns the next wait, a random half of it left out so that replicas do not come back in step.
func (b *backoff) next() time.Duration {
	b.last = min(max(b.min, 2*b.last), b.max)
	return b.last/2 + rand.N(b.last/2+1)
}

func (b *backoff) reset() { b.last = 0 }

// sleep waits for the next while. It returns false if ctx ends first.
func (b *backoff) sleep(ctx context.Context) bool { return pause(ctx, b.next()) }

// pause waits. It returns false if ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
