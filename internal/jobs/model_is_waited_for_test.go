package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestModelIsWaitedFor(t *testing.T) {
	t.Parallel()

	t.Run("by nobody else", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		reads, drafts, goOn := newPasses(), newPasses(), make(chan struct{})
		o := w.options()
		o.MaxWorkers = 1
		o.Read = func(ctx context.Context, _ incident.Number) error {
			reads.pass()
			select {
			case <-goOn:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		o.Draft = func(context.Context, incident.Number) error {
			drafts.pass()
			return nil
		}
		j := w.start(o)
		for n := range incident.Number(9) { // more than are read at a time
			w.asks(j, incident.Work{Kind: incident.WorkRead, Number: n + 1})
		}
		reads.wait(t)
		w.asks(j, incident.Work{Kind: incident.WorkDraft, Number: 1})
		drafts.wait(t)
		close(goOn)
		w.becomes(10, `state = 'completed'`)
	})

	t.Run("not when the process stops, and another one goes on", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		began, goOn := newPasses(), make(chan struct{})
		o := w.options()
		o.StopWithin = time.Hour
		o.Read = func(ctx context.Context, _ incident.Number) error {
			began.pass()
			select {
			case <-goOn:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		stopping := w.start(o)
		w.asks(stopping, incident.Work{Kind: incident.WorkRead, Number: 1})
		began.wait(t)
		if err := stopping.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		close(goOn)
		w.start(o)
		began.wait(t)
		w.becomes(1, `state = 'completed' and cardinality(errors) is null`)
	})

	t.Run("for as long as the option says", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct{ option, want time.Duration }{
			"10 minutes when it says nothing": {0, 10 * time.Minute},
			"an hour":                         {time.Hour, time.Hour},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := fresh(t)
				left := make(chan time.Duration, 2)
				look := func(ctx context.Context) error {
					deadline, _ := ctx.Deadline()
					left <- time.Until(deadline)
					return nil
				}
				o := w.options()
				o.ReadTimeout = c.option
				o.Read = func(ctx context.Context, _ incident.Number) error { return look(ctx) }
				o.CatchUp = func(ctx context.Context, _ incident.Number, _ incident.PersonID) error { return look(ctx) }
				j := w.start(o)
				w.asks(j, incident.Work{Kind: incident.WorkRead, Number: 1}, incident.Work{Kind: incident.WorkCatchUp, Number: 1, Person: "UADA"})
				for range 2 {
					if got := <-left; got > c.want || got < c.want/2 {
						t.Errorf("%s left", got)
					}
				}
			})
		}
	})
}
