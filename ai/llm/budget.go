package llm

import (
	"context"
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Caps are hard limits. A cap of zero allows no call at all.
type Caps struct {
	Calls  int           // for the incident, over all its drafts
	Tokens int           // in and out, for the incident
	Time   time.Duration // from when the [Budget] was made
	Cost   incident.Cost // for the incident
}

// Budget is what may still be spent. A call reserves the worst that it can come to before it is made and
// settles when it is over, so calls that run at once never go over a cap together. Safe for concurrent use.
type Budget struct {
	caps     Caps
	deadline time.Time

	mu       sync.Mutex
	spent    incident.Spent // settled
	reserved incident.Spent // by calls under way
}

// NewBudget is a budget of which a part is spent already. Its time begins now.
func NewBudget(caps Caps, spent incident.Spent) *Budget {
	return &Budget{caps: caps, deadline: time.Now().Add(caps.Time), spent: spent}
}

// Spent is what all calls have come to that are over, with what was spent before the budget was made.
func (b *Budget) Spent() incident.Spent {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent
}

// Over reports whether not even the smallest call can be made any more.
func (b *Budget) Over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.fits(incident.Spent{Calls: 1, Tokens: 1})
}

// Context ends with the budget's time.
func (b *Budget) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadlineCause(ctx, b.deadline, ErrOverBudget)
}

// reservation is what a call under way may come to.
type reservation struct {
	budget *Budget
	worst  incident.Spent
}

// reserve sets aside the worst that one call can come to. It returns ErrOverBudget when that does not fit.
func (b *Budget) reserve(tokens int, cost incident.Cost) (*reservation, error) {
	worst := incident.Spent{Calls: 1, Tokens: tokens, Cost: cost}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.fits(worst) {
		return nil, ErrOverBudget
	}
	b.reserved = sum(b.reserved, worst)
	return &reservation{budget: b, worst: worst}, nil
}

// settle puts what was really spent in the place of what was reserved; the zero Spent for a call that came to
// nothing. Only the first settling counts.
func (r *reservation) settle(real incident.Spent) {
	b := r.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reserved.Calls -= r.worst.Calls
	b.reserved.Tokens -= r.worst.Tokens
	b.reserved.Cost -= r.worst.Cost
	b.spent = sum(b.spent, real)
	r.worst = incident.Spent{}
}

// fits reports whether there is room for more. The caller holds the lock.
func (b *Budget) fits(more incident.Spent) bool {
	c := b.caps
	if c.Calls <= 0 || c.Tokens <= 0 || c.Cost <= 0 || !time.Now().Before(b.deadline) {
		return false
	}
	all := sum(sum(b.spent, b.reserved), more)
	return all.Calls <= c.Calls && all.Tokens <= c.Tokens && all.Cost <= c.Cost
}

func sum(a, b incident.Spent) incident.Spent {
	return incident.Spent{Calls: a.Calls + b.Calls, Tokens: a.Tokens + b.Tokens, Cost: a.Cost + b.Cost}
}
