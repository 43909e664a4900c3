package stage

import (
	"sync"
	"time"
)

// Clock is the time of a play. It stands still unless it is moved, until Run lets it go.
type Clock struct {
	mu    sync.Mutex
	at    time.Time
	since time.Time // of the real clock, when it began to run; zero while it stands
}

// NewClock stands at an instant.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now is the time of the play.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.since))
}

// Set moves the clock to an instant, and there it stands.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = at, time.Time{}
}

// Run lets the clock run from where it stands.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		c.since = time.Now()
	}
}
