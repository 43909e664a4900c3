package slacksim

import "time"

// tier is how often a method may be called per minute by one app in one workspace.
// Source: docs.slack.dev, "Rate limits".
type tier int

const (
	tier1   tier = 1
	tier2   tier = 20
	tier3   tier = 50
	tier4   tier = 100
	special tier = 600  // hundreds a minute
	posting tier = -300 // hundreds a minute for the workspace, and one a second for each channel
)

// postBurst is how many messages one channel takes at once before a second passes. Slack says "short
// bursts" and no number.
const postBurst = 10

// bucket holds what may be spent at once and fills up again.
type bucket struct {
	left, most float64
	perSecond  float64
	at         time.Time
}

// take spends one, or returns how long it takes until there is one.
func (b *bucket) take(now time.Time) time.Duration {
	b.left = min(b.most, b.left+now.Sub(b.at).Seconds()*b.perSecond)
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) / b.perSecond * float64(time.Second))
	}
	b.left--
	return 0
}

// limiter has a bucket for every method, and one for every channel posted to. It goes by real time, not
// by the workspace's clock, since it paces real callers.
type limiter struct {
	off     bool
	buckets map[string]*bucket
	set     map[string]bucket // what SetRateLimit asked for
}

func newLimiter(off bool) limiter {
	return limiter{off: off, buckets: map[string]*bucket{}, set: map[string]bucket{}}
}

// take counts one call and returns how long the caller has to wait if that was one too many.
func (l *limiter) take(name string, t tier, channel string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if t == posting {
		wait = l.spend(name+" "+channel, bucket{most: postBurst, perSecond: 1}, now)
		t = -posting
	}
	if wait > 0 {
		return wait
	}
	return l.spend(name, bucket{most: float64(t), perSecond: float64(t) / 60}, now)
}

// spend takes one from the bucket of that key, made as the tier has it or as a test set it.
func (l *limiter) spend(key string, made bucket, now time.Time) time.Duration {
	set, asked := l.set[key]
	if asked {
		made = set
	} else if l.off {
		return 0
	}
	b := l.buckets[key]
	if b == nil {
		made.left, made.at = made.most, now
		b = &made
		l.buckets[key] = b
	}
	return b.take(now)
}

// SetRateLimit lets a method be called perMinute times a minute, burst of them at once. It starts afresh
// and holds with NoRateLimits too.
func (w *Workspace) SetRateLimit(method string, perMinute, burst float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limits.set[method] = bucket{most: burst, perSecond: perMinute / 60}
	delete(w.limits.buckets, method)
}
