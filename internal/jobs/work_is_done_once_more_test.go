package jobs

import (
	"context"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestWorkAskedForWhileItRuns(t *testing.T) {
	t.Parallel()

	for kind, put := range map[incident.WorkKind]func(*Options, func(context.Context, incident.Number) error){
		incident.WorkBackfill: func(o *Options, do func(context.Context, incident.Number) error) { o.Backfill = do },
		incident.WorkDraft:    func(o *Options, do func(context.Context, incident.Number) error) { o.Draft = do },
		incident.WorkRead:     func(o *Options, do func(context.Context, incident.Number) error) { o.Read = do },
	} {
		t.Run("is done once more after it: "+string(kind), func(t *testing.T) {
			t.Parallel()
			w := fresh(t)
			did, goOn := newPasses(), make(chan struct{})
			var at sync.Mutex
			o := w.options()
			put(&o, func(ctx context.Context, _ incident.Number) error {
				if !at.TryLock() {
					t.Error("two at a time")
				} else {
					defer at.Unlock()
				}
				did.pass()
				select {
				case <-goOn:
				case <-ctx.Done():
				}
				return ctx.Err()
			})
			j := w.start(o)
			again := incident.Work{Kind: kind, Number: 1}
			w.asks(j, again)
			did.wait(t)
			for range 3 {
				w.asks(j, again)
			}
			w.becomes(2, open)
			w.becomes(1, open+` and args ? 'next' and metadata ? 'snoozes'`) // it looked, and waits
			close(goOn)
			did.wait(t)
			w.becomes(2, `state = 'completed'`)
			if len(did) > 0 {
				t.Error("done more often than asked for")
			}
		})
	}

	t.Run("for a person is not", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did, goOn := newPasses(), make(chan struct{})
		o := w.options()
		o.CatchUp = func(ctx context.Context, _ incident.Number, _ incident.PersonID) error {
			did.pass()
			select {
			case <-goOn:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		j := w.start(o)
		ada, bob := incident.Work{Kind: incident.WorkCatchUp, Number: 1, Person: "UADA"}, incident.Work{Kind: incident.WorkCatchUp, Number: 1, Person: "UBOB"}
		w.asks(j, ada)
		did.wait(t)
		w.asks(j, ada, bob)
		did.wait(t)
		close(goOn)
		w.becomes(2, `state = 'completed'`)
		if n := w.count("true"); n != 2 {
			t.Errorf("%d jobs", n)
		}
	})
}
