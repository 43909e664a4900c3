package jobs

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestEnqueueTx(t *testing.T) {
	t.Parallel()

	t.Run("rolled back leaves no job", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		j := w.idle(w.options())
		undone := errors.New("undone")
		err := pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error {
			if err := j.EnqueueTx(t.Context(), tx, []incident.Work{{Kind: incident.WorkSync, Number: 1}}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || w.count("true") != 0 {
			t.Errorf("%d jobs, %v", w.count("true"), err)
		}
	})

	t.Run("keeps work once that is asked for twice", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		j := w.idle(w.options())
		for range 2 {
			w.asks(j,
				incident.Work{Kind: incident.WorkPerson, Person: "UADA"}, incident.Work{Kind: incident.WorkPerson, Person: "UBOB"},
				incident.Work{Kind: incident.WorkPerson, Person: "UADA"}, incident.Work{Kind: incident.WorkDraft, Number: 1},
				incident.Work{Kind: incident.WorkArchive, Number: 1, After: time.Hour})
		}
		if n := w.count("true"); n != 4 {
			t.Errorf("%d jobs", n)
		}
	})

	t.Run("refuses work it does not know", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		j := w.idle(w.options())
		err := pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error {
			return j.EnqueueTx(t.Context(), tx, []incident.Work{{Kind: "dance"}})
		})
		if err == nil || !strings.Contains(err.Error(), `"dance"`) {
			t.Errorf("got %v", err)
		}
	})
}
