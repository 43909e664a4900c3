package llm

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestBudget(t *testing.T) {
	t.Parallel()

	t.Run("is never gone over, whoever asks at once", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			caps := Caps{
				Calls: rapid.IntRange(0, 20).Draw(t, "calls"), Tokens: rapid.IntRange(0, 5000).Draw(t, "tokens"),
				Cost: incident.Cost(rapid.IntRange(0, 5000).Draw(t, "cost")), Time: time.Hour,
			}
			before := incident.Spent{
				Calls: rapid.IntRange(0, caps.Calls).Draw(t, "calls before"), Tokens: rapid.IntRange(0, caps.Tokens).Draw(t, "tokens before"),
			}
			type ask struct{ worst, real int } // tokens; the price is 1
			var asks []ask
			for range rapid.IntRange(1, 30).Draw(t, "asks") {
				worst := rapid.IntRange(1, 900).Draw(t, "worst")
				asks = append(asks, ask{worst, rapid.IntRange(0, worst).Draw(t, "real")})
			}
			b := NewBudget(caps, before)
			within := func() {
				b.mu.Lock()
				defer b.mu.Unlock()
				all := sum(b.spent, b.reserved)
				if all.Calls > caps.Calls || all.Tokens > caps.Tokens || all.Cost > caps.Cost {
					t.Errorf("caps %+v, spent %+v, reserved %+v", caps, b.spent, b.reserved)
				}
			}
			var all sync.WaitGroup
			var mu sync.Mutex
			want := before
			for _, a := range asks {
				all.Go(func() {
					held, err := b.reserve(a.worst, incident.Cost(a.worst))
					within()
					if err != nil {
						if !errors.Is(err, ErrOverBudget) {
							t.Errorf("refused with %v", err)
						}
						return
					}
					spent := incident.Spent{Tokens: a.real, Cost: incident.Cost(a.real)}
					if a.real > 0 {
						spent.Calls = 1
					}
					held.settle(spent)
					within()
					mu.Lock()
					defer mu.Unlock()
					want = sum(want, spent)
				})
			}
			all.Wait()
			if b.Spent() != want || b.reserved != (incident.Spent{}) {
				t.Errorf("spent %+v and not %+v; reserved %+v", b.Spent(), want, b.reserved)
			}
		})
	})

	t.Run("knows when it is over", func(t *testing.T) {
		t.Parallel()
		caps := Caps{Calls: 1, Tokens: 10, Cost: 10, Time: time.Hour}
		if NewBudget(caps, incident.Spent{}).Over() {
			t.Error("a full budget is over")
		}
		for name, b := range map[string]*Budget{
			"nothing": NewBudget(Caps{}, incident.Spent{}), "calls": NewBudget(caps, incident.Spent{Calls: 1}),
			"tokens": NewBudget(caps, incident.Spent{Tokens: 10}), "cost": NewBudget(caps, incident.Spent{Cost: 11}),
		} {
			if !b.Over() {
				t.Errorf("%s: not over", name)
			}
		}
	})
}
