package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
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

func (a syncArgs) isLater() bool   { return a.Later }
func (a syncArgs) later() syncArgs { a.Later = true; return a }
func (a syncArgs) about() string   { return a.Number.String() }

// noticeArgs ask for a notice to be drawn. All that holds for syncArgs holds for them; but no one stands and
// waits for a notice, so it must not keep incidents from being drawn.
type noticeArgs struct {
	Notice incident.NoticeID `json:"notice"`
	Later  bool              `json:"later,omitempty"`
}

func (noticeArgs) Kind() string                 { return "notice" }
func (noticeArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }
func (a noticeArgs) isLater() bool              { return a.Later }
func (a noticeArgs) later() noticeArgs          { a.Later = true; return a }
func (a noticeArgs) about() string              { return strconv.FormatInt(int64(a.Notice), 10) }

// drawArgs are syncArgs or noticeArgs.
type drawArgs[A any] interface {
	river.JobArgs
	isLater() bool
	later() A      // the same, for what is left over
	about() string // what is drawn
}

type drawWorker[A drawArgs[A]] struct {
	river.WorkerDefaults[A]
	jobs        *Jobs
	draw        func(ctx context.Context, a A) (incident.Synced, error)
	ifUnchanged func(ctx context.Context, a A, version int64, do func(tx pgx.Tx) error) (bool, error)
}

func (j *Jobs) syncWorker() *drawWorker[syncArgs] {
	return &drawWorker[syncArgs]{
		jobs: j,
		draw: func(ctx context.Context, a syncArgs) (incident.Synced, error) { return j.options.Sync(ctx, a.Number) },
		ifUnchanged: func(ctx context.Context, a syncArgs, version int64, do func(tx pgx.Tx) error) (bool, error) {
			return j.options.IfUnchanged(ctx, a.Number, version, do)
		},
	}
}

func (j *Jobs) noticeWorker() *drawWorker[noticeArgs] {
	return &drawWorker[noticeArgs]{
		jobs: j,
		draw: func(ctx context.Context, a noticeArgs) (incident.Synced, error) {
			return j.options.Notice(ctx, a.Notice)
		},
		ifUnchanged: func(ctx context.Context, a noticeArgs, version int64, do func(tx pgx.Tx) error) (bool, error) {
			return j.options.IfNoticeUnchanged(ctx, a.Notice, version, do)
		},
	}
}

// Work draws until it is drawn as it stands.
func (w *drawWorker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	if job.Args.isLater() {
		return w.workLater(ctx, job)
	}
	for {
		synced, err := w.draw(ctx, job.Args)
		if err != nil && (synced.Version == 0 || ctx.Err() != nil) {
			return err // not even read, or cut short: the job itself is tried again
		}
		rest := synced.Again
		if err != nil {
			rest = pauseAfter(err, 1)
			w.jobs.log.Warn("drawing is not complete, the rest is tried again", slog.String("kind", job.Kind),
				slog.String("about", job.Args.about()), slog.Duration("after", rest), slog.Any("error", err))
		}
		waits := false // the later job is at it this very moment, and cannot be relied on
		ended, err := w.ifUnchanged(ctx, job.Args, synced.Version, func(tx pgx.Tx) (err error) {
			if rest > 0 {
				if waits, err = w.jobs.laterTx(ctx, tx, job.Args.later(), rest); err != nil || waits {
					return err
				}
			}
			_, err = river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
			return err
		})
		switch {
		case err != nil:
			return fmt.Errorf("end %s of %s: %w", job.Kind, job.Args.about(), err)
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
func (w *drawWorker[A]) workLater(ctx context.Context, job *river.Job[A]) error {
	synced, err := w.draw(ctx, job.Args)
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

// laterTx sees to it that something is drawn again after a rest: it inserts the later job, or lets
// the one that waits begin sooner. running reports that it did neither because the later job runs: it
// may or may not have seen what is left over.
func (j *Jobs) laterTx(ctx context.Context, tx pgx.Tx, args river.JobArgs, rest time.Duration) (running bool, err error) {
	at := time.Now().Add(rest)
	later, err := j.client.InsertTx(ctx, tx, args, &river.InsertOpts{ScheduledAt: at})
	if err != nil || !later.UniqueSkippedAsDuplicate {
		return false, err
	}
	if later.Job.State == rivertype.JobStateRunning {
		return true, nil
	}
	_, err = tx.Exec(ctx, sqlSooner, pgx.NamedArgs{"job": later.Job.ID, "at": at})
	return false, err
}
