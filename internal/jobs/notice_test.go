package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// touches gives a notice a new version and asks for it to be drawn.
func (w *world) touches(j *Jobs, id incident.NoticeID) {
	w.t.Helper()
	ctx := w.t.Context()
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update notice set version = version + 1 where id = $1`, id); err != nil {
			return err
		}
		return j.EnqueueTx(ctx, tx, []incident.Work{{Kind: incident.WorkNotice, Notice: id}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) noticeVersion(ctx context.Context, id incident.NoticeID) (s incident.Synced, err error) {
	err = w.pool.QueryRow(ctx, `select version from notice where id = $1`, id).Scan(&s.Version)
	return s, err
}

func TestNotice(t *testing.T) {
	t.Parallel()

	t.Run("is drawn once more for all the changes that come while it is drawn", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		goOn, drew := make(chan struct{}), newPasses()
		did := 0
		o := w.options()
		o.Notice = func(ctx context.Context, id incident.NoticeID) (incident.Synced, error) {
			s, err := w.noticeVersion(ctx, id)
			did++ // one job at a time draws a notice
			drew.pass()
			if did == 1 {
				<-goOn
			}
			return s, err
		}
		j := w.start(o)
		w.touches(j, 3)
		drew.wait(t)
		for range 5 {
			w.touches(j, 3)
		}
		close(goOn)
		drew.wait(t)
		w.becomes(0, open)
		if did != 2 || w.count("kind = 'notice'") != 1 {
			t.Errorf("%d drawings by %d jobs", did, w.count("kind = 'notice'"))
		}
	})

	t.Run("that has to wait is drawn at once when it changes", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		drew := newPasses()
		did := 0
		o := w.options()
		o.Notice = func(ctx context.Context, id incident.NoticeID) (incident.Synced, error) {
			s, err := w.noticeVersion(ctx, id)
			if did++; did == 1 {
				s.Again = time.Hour
			}
			drew.pass()
			return s, err
		}
		j := w.start(o)
		w.touches(j, 3)
		drew.wait(t)
		w.becomes(1, `kind = 'notice' and state = 'available' and scheduled_at > now() + interval '50 minutes'`)
		w.touches(j, 3)
		drew.wait(t)
		w.becomes(2, `kind = 'notice' and state = 'completed'`)
	})
}
