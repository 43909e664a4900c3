package jobs

import (
	"errors"
	"time"

	"github.com/riverqueue/river/rivertype"
)

const (
	firstPause   = time.Second
	longestPause = time.Minute
	// maxAttempts makes a day and a bit of one attempt a minute.
	maxAttempts = 1500
)

// pauseAfter is how long to rest after an attempt that failed: as long as the error asks for, or twice
// as long as the time before. The first attempt is 1.
func pauseAfter(err error, attempt int) time.Duration {
	if asked, ok := asksFor(err); ok {
		return asked
	}
	pause := firstPause
	for ; attempt > 1 && pause < longestPause; attempt-- {
		pause *= 2
	}
	return min(pause, longestPause)
}

// asksFor returns the rest that an error asks for.
func asksFor(err error) (time.Duration, bool) {
	var asks interface{ RetryAfter() time.Duration }
	if errors.As(err, &asks) {
		return max(asks.RetryAfter(), time.Millisecond), true
	}
	return 0, false
}

// backoff is River's way to ask.
type backoff struct{}

// NextRetry implements [river.ClientRetryPolicy].
func (backoff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(pauseAfter(nil, job.Attempt))
}
