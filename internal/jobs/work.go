package jobs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/tocsin-bot/tocsin/incident"
)

// The arguments of jobs are stored: keys only, and never renamed.

type backfillArgs struct {
	Number incident.Number `json:"number"`
	Next   bool            `json:"next,omitempty"` // follows one that was running when it was asked for
}

func (backfillArgs) Kind() string                 { return "backfill" }
func (backfillArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }
func (a backfillArgs) next() river.JobArgs        { a.Next = true; return a }

type draftArgs struct {
	Number incident.Number `json:"number"`
	Next   bool            `json:"next,omitempty"`
}

func (draftArgs) Kind() string                 { return "draft" }
func (draftArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }
func (a draftArgs) next() river.JobArgs        { a.Next = true; return a }

type readArgs struct {
	Number incident.Number `json:"number"`
	Next   bool            `json:"next,omitempty"`
}

func (readArgs) Kind() string                 { return "read" }
func (readArgs) InsertOpts() river.InsertOpts { return once(queueModel) }
func (a readArgs) next() river.JobArgs        { a.Next = true; return a }

type archiveArgs struct {
	Number incident.Number `json:"number"`
	Next   bool            `json:"next,omitempty"`
}

func (archiveArgs) Kind() string                 { return "archive" }
func (archiveArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }
func (a archiveArgs) next() river.JobArgs        { a.Next = true; return a }

type personArgs struct {
	Person incident.PersonID `json:"person"`
}

func (personArgs) Kind() string                 { return "person" }
func (personArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }

// homeArgs is not unique: one that runs may have looked before something changed. Each is quickly done.
type homeArgs struct {
	Person incident.PersonID `json:"person"`
}

func (homeArgs) Kind() string                 { return "home" }
func (homeArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueSoon} }

type catchUpArgs struct {
	Number incident.Number   `json:"number"`
	Person incident.PersonID `json:"person"`
}

func (catchUpArgs) Kind() string                 { return "catchup" }
func (catchUpArgs) InsertOpts() river.InsertOpts { return once(queueModel) }

type offerArgs struct {
	Number incident.Number   `json:"number"`
	Person incident.PersonID `json:"person"`
}

func (offerArgs) Kind() string                 { return "offer" }
func (offerArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }

// follower is work that is done once more if it is asked for while it is running.
type follower interface{ next() river.JobArgs }

// workers says what is done for each kind of job.
func (j *Jobs) workers() *river.Workers {
	o := j.options
	all := river.NewWorkers()
	river.AddWorker(all, j.syncWorker())
	river.AddWorker(all, j.noticeWorker())
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[backfillArgs]) error {
		return j.afterTwin(ctx, job.ID, job.Kind, job.Args.Number, job.Args.Next, o.Backfill)
	}))
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[draftArgs]) error {
		return j.afterTwin(ctx, job.ID, job.Kind, job.Args.Number, job.Args.Next, o.Draft)
	}))
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[archiveArgs]) error {
		return j.afterTwin(ctx, job.ID, job.Kind, job.Args.Number, job.Args.Next, o.Archive)
	}))
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[personArgs]) error {
		return o.Person(ctx, job.Args.Person)
	}))
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[homeArgs]) error {
		return o.Home(ctx, job.Args.Person)
	}))
	river.AddWorker(all, patient(j, func(ctx context.Context, job *river.Job[readArgs]) error {
		return j.afterTwin(ctx, job.ID, job.Kind, job.Args.Number, job.Args.Next, o.Read)
	}))
	river.AddWorker(all, patient(j, func(ctx context.Context, job *river.Job[catchUpArgs]) error {
		return o.CatchUp(ctx, job.Args.Number, job.Args.Person)
	}))
	river.AddWorker(all, work(func(ctx context.Context, job *river.Job[offerArgs]) error {
		return o.Offer(ctx, job.Args.Number, job.Args.Person)
	}))
	river.AddWorker(all, work(func(ctx context.Context, _ *river.Job[sweepArgs]) error { return o.Sweep(ctx) }))
	river.AddWorker(all, work(func(ctx context.Context, _ *river.Job[remindArgs]) error { return o.Remind(ctx) }))
	river.AddWorker(all, work(func(ctx context.Context, _ *river.Job[reportArgs]) error { return o.Report(ctx) }))
	return all
}

func work[A river.JobArgs](do func(context.Context, *river.Job[A]) error) river.Worker[A] {
	return river.WorkFunc(do)
}

// patient is work that waits for a language model. It may take another time than the rest, and is not
// waited for when this process stops: what a model has answered is kept already, whoever takes it up goes
// on from there, and while it ran on it would only ask more.
func patient[A river.JobArgs](j *Jobs, do func(context.Context, *river.Job[A]) error) river.Worker[A] {
	return &patientWorker[A]{Worker: work(do), jobs: j}
}

type patientWorker[A river.JobArgs] struct {
	river.Worker[A]
	jobs *Jobs
}

// Timeout implements [river.Worker].
func (w *patientWorker[A]) Timeout(*river.Job[A]) time.Duration { return w.jobs.options.ReadTimeout }

// Work implements [river.Worker].
func (w *patientWorker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		select {
		case <-w.jobs.stopping:
			cancel()
		case <-ended:
		}
	}()
	err := w.Worker.Work(ctx, job)
	select {
	case <-w.jobs.stopping:
		if err != nil {
			return river.JobSnooze(0) // for another process
		}
	default:
	}
	return err
}

const sqlTwinRuns = `
select exists (
    select from river_job
     where kind = @kind and state = 'running' and (args ->> 'number')::bigint = @number and id <> @job)`

// twinPause is how often work looks whether the one that it follows has ended.
const twinPause = 500 * time.Millisecond

// afterTwin does work on an incident, a follower not before the one it follows has ended.
func (j *Jobs) afterTwin(ctx context.Context, job int64, kind string, n incident.Number, follows bool, do func(context.Context, incident.Number) error) error {
	if follows {
		var runs bool
		args := pgx.NamedArgs{"kind": kind, "number": n, "job": job}
		if err := j.pool.QueryRow(ctx, sqlTwinRuns, args).Scan(&runs); err != nil {
			return err
		}
		if runs {
			return river.JobSnooze(twinPause)
		}
	}
	return do(ctx, n)
}
