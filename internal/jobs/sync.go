package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/incident"
)

// syncArgs ask for an incident to be drawn. There are at most two such jobs for one incident.
//
// The first is asked for by each change, and begins at once. It ends in a transaction that locks the
// incident, and only if that still has the version that was drawn; else it draws again. A change holds
// the same lock while it asks for a sync. So either the change comes before that transaction, and the
// job sees the new version, or it comes after it, finds no unfinished job, and inserts a new one. Ten
// changes that come while an incident is drawn make it drawn once more, not ten times.
//
// The later one is for what could not be drawn now: the chat asked for a pause, or did not answer. The
// first job inserts it in its last transaction and is done: it never waits, because while it waits
// nothing that is new would be drawn.
type syncArgs struct {
	Number incident.Number `json:"number"`
	Later  bool            `json:"later,omitempty"`
}

func (syncArgs) Kind() string                 { return "sync" }
func (syncArgs) InsertOpts() river.InsertOpts { return once(queueSoon) }

type syncWorker struct {
	river.WorkerDefaults[syncArgs]
	jobs *Jobs
}

// Work draws the incident until it is drawn as it stands.
func (w *syncWorker) Work(ctx context.Context, job *river.Job[syncArgs]) error {
	if job.Args.Later {
		return w.workLater(ctx, job)
	}
	n := job.Args.Number
	for {
		synced, err := w.jobs.options.Sync(ctx, n)
		if err != nil && (synced.Version == 0 || ctx.Err() != nil) {
			return err // not even read, or cut short: the job itself is tried again
		}
		rest := synced.Again
		if err != nil {
			rest = pauseAfter(err, 1)
			w.jobs.log.Warn("sync is not complete, the rest is tried again",
				slog.String("incident", n.String()), slog.Duration("after", rest), slog.Any("error", err))
		}
		waits := false // the later job is at it this very moment, and cannot be relied on
		ended, err := w.jobs.options.IfUnchanged(ctx, n, synced.Version, func(tx pgx.Tx) (err error) {
			if rest > 0 {
				if waits, err = w.jobs.laterTx(ctx, tx, n, rest); err != nil || waits {
					return err
				}
			}
			_, err = river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
			return err
		})
		switch {
		case err != nil:
			return fmt.Errorf("end sync of %s: %w", n, err)
		case waits:
			return river.JobSnooze(min(rest, firstPause)) // not longer: what is new would wait with it
		case ended:
			return nil
		}
	}
}

// workLater draws what was left over. It need not look for changes: each asks for a job of its own. It
// ends at once, where River would collect ends for some 250 ms: as long as it seems to run, the job of
// a change cannot leave anything to it.
func (w *syncWorker) workLater(ctx context.Context, job *river.Job[syncArgs]) error {
	synced, err := w.jobs.options.Sync(ctx, job.Args.Number)
	if err != nil {
		return err
	}
	if synced.Again > 0 {
		return river.JobSnooze(synced.Again)
	}
	return pgx.BeginFunc(ctx, w.jobs.pool, func(tx pgx.Tx) error {
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

const sqlSooner = `
update river_job
   set state = 'available', scheduled_at = least(scheduled_at, @at)
 where id = @job and state in ('available', 'scheduled', 'retryable')`

// laterTx sees to it that the incident is drawn again after a rest: it inserts the later job, or lets
// the one that waits begin sooner. running reports that it did neither because the later job runs: it
// may or may not have seen what is left over.
func (j *Jobs) laterTx(ctx context.Context, tx pgx.Tx, n incident.Number, rest time.Duration) (running bool, err error) {
	at := time.Now().Add(rest)
	later, err := j.client.InsertTx(ctx, tx, syncArgs{Number: n, Later: true}, &river.InsertOpts{ScheduledAt: at})
	if err != nil || !later.UniqueSkippedAsDuplicate {
		return false, err
	}
	if later.Job.State == rivertype.JobStateRunning {
		return true, nil
	}
	_, err = tx.Exec(ctx, sqlSooner, pgx.NamedArgs{"job": later.Job.ID, "at": at})
	return false, err
}
