package jobs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestWorkIsDone(t *testing.T) {
	t.Parallel()

	t.Run("reaches what is behind its kind", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		done := make(chan string, 9)
		said := func(kind string) func(context.Context, incident.Number) error {
			return func(_ context.Context, n incident.Number) error {
				done <- fmt.Sprintf("%s %s", kind, n)
				return nil
			}
		}
		o := w.options()
		toPerson := func(kind string) func(context.Context, incident.Number, incident.PersonID) error {
			return func(_ context.Context, n incident.Number, reader incident.PersonID) error {
				done <- fmt.Sprintf("%s %s %s", kind, n, reader)
				return nil
			}
		}
		o.Backfill, o.Draft, o.Archive, o.Read = said("backfill"), said("draft"), said("archive"), said("read")
		o.CatchUp, o.Offer = toPerson("catchup"), toPerson("offer")
		o.Person = func(_ context.Context, id incident.PersonID) error {
			done <- "person " + string(id)
			return nil
		}
		o.Home = func(_ context.Context, id incident.PersonID) error {
			done <- "home " + string(id)
			return nil
		}
		j := w.start(o)
		for _, ask := range []struct {
			work incident.Work
			want string
		}{
			{incident.Work{Kind: incident.WorkBackfill, Number: 1}, "backfill INC-1"},
			{incident.Work{Kind: incident.WorkDraft, Number: 2}, "draft INC-2"},
			{incident.Work{Kind: incident.WorkArchive, Number: 3, After: 20 * time.Millisecond}, "archive INC-3"},
			{incident.Work{Kind: incident.WorkPerson, Person: "UADA"}, "person UADA"},
			{incident.Work{Kind: incident.WorkHome, Person: "UADA"}, "home UADA"},
			{incident.Work{Kind: incident.WorkRead, Number: 4}, "read INC-4"},
			{incident.Work{Kind: incident.WorkCatchUp, Number: 5, Person: "UADA"}, "catchup INC-5 UADA"},
			{incident.Work{Kind: incident.WorkOffer, Number: 6, Person: "UBOB"}, "offer INC-6 UBOB"},
		} {
			w.asks(j, ask.work)
			select {
			case got := <-done:
				if got != ask.want {
					t.Errorf("done %q, want %q", got, ask.want)
				}
			case <-t.Context().Done():
				t.Fatalf("%s was never done", ask.want)
			}
		}
	})

	t.Run("is shared by two processes, each piece done once", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did := newPasses()
		o := w.options()
		o.Person = func(context.Context, incident.PersonID) error {
			did.pass()
			return nil
		}
		a := w.start(o)
		w.start(o)
		var people []incident.Work
		for i := range 50 {
			people = append(people, incident.Work{Kind: incident.WorkPerson, Person: incident.PersonID(fmt.Sprint("U", i))})
		}
		w.asks(a, people...)
		for range people {
			did.wait(t)
		}
		w.becomes(len(people), `state = 'completed' and attempt = 1`)
		if len(did) > 0 {
			t.Errorf("%d pieces done twice", len(did))
		}
	})
}
