package llm

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	firstWait   = 500 * time.Millisecond
	longestWait = 20 * time.Second
)

// backoff is how long to wait after the nth try that failed: twice as long each time, between half of that and all
// of it, so that calls which failed together do not come back together.
func backoff(n int) time.Duration {
	d := firstWait << (n - 1)
	if d <= 0 || d > longestWait {
		d = longestWait
	}
	return d/2 + rand.N(d/2+1)
}

// retryAfter is how long the endpoint asks us to wait, if it says. Retry-After is in seconds or a date (RFC 9110,
// 10.2.3); OpenAI and Azure say it in milliseconds as well, which is closer.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 {
		return seconds(ms / 1000), true
	}
	text := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(text, 64); err == nil && s >= 0 {
		return seconds(s), true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

// seconds stops at a day: longer waits come to the same, and might not fit a Duration.
func seconds(s float64) time.Duration {
	const day = 24 * 60 * 60
	return time.Duration(min(s, day) * float64(time.Second))
}

// fits reports whether a wait ends before the context does.
func fits(ctx context.Context, wait time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Now().Add(wait).Before(end)
}

// sleep waits, or gives the reason why it did not.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pause is a time before which nobody calls. The zero value is over.
type pause struct {
	mu  sync.Mutex
	end time.Time
}

// until makes the pause last at least that long.
func (p *pause) until(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.After(p.end) {
		p.end = t
	}
}

// wait waits for its end and a little longer, or gives the reason why it did not: errPaused when the end comes too
// late for the context.
func (p *pause) wait(ctx context.Context) error {
	p.mu.Lock()
	left := time.Until(p.end)
	p.mu.Unlock()
	if left <= 0 {
		return nil
	}
	if !fits(ctx, left) {
		return errPaused
	}
	return sleep(ctx, left+jitter())
}

// jitter keeps those apart who were told to come back at the same time.
func jitter() time.Duration { return rand.N(firstWait) }
