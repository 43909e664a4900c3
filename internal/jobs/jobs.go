// Package jobs does the work that changes ask for, after they are committed: River workers, their
// queue in the same Postgres, and the schedules.
//
// Work is inserted by the transaction that wants it ([Jobs.EnqueueTx]), so it exists if and only if
// the change does. It is done at least once: a process may be killed at any point, and what it was
// doing is put back within about a second (see alive.go) and done again. So everything behind
// [Options] must stand being done twice.
//
// Drawing an incident ("sync") is what a person waits for, so it has a queue of its own, and its own
// rules (see sync.go). Asking a language model takes minutes, so that has a queue of its own too, and
// keeps nothing else waiting. Everything else is done in the background.
package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/incident"
)

// Options are what [New] needs. URL and every function but Done must be set. The functions may return
// an error with a method RetryAfter() time.Duration: then that is how long the work rests. After any
// other error it is tried again after 1 s, 2 s, 4 s … and then every minute, for a day.
type Options struct {
	// URL is the address of the migrated database.
	URL string
	// ID names this process in the queue. No two processes that run at the same time may share one.
	// Empty takes the host's name with something random.
	ID string
	// Log is where failing work is written to; nil for nowhere.
	Log *slog.Logger

	// Sync draws an incident and says which version it drew, if it came that far even beside an error.
	Sync func(ctx context.Context, n incident.Number) (incident.Synced, error)
	// IfUnchanged runs do in a transaction that locks the incident, and commits it, if the incident
	// still has that version.
	IfUnchanged func(ctx context.Context, n incident.Number, version int64, do func(tx pgx.Tx) error) (bool, error)
	// Notice and IfNoticeUnchanged are the same for a notice.
	Notice            func(ctx context.Context, id incident.NoticeID) (incident.Synced, error)
	IfNoticeUnchanged func(ctx context.Context, id incident.NoticeID, version int64, do func(tx pgx.Tx) error) (bool, error)

	Backfill func(ctx context.Context, n incident.Number) error
	Draft    func(ctx context.Context, n incident.Number) error
	// Read and CatchUp ask a language model. One that fails or is slow is not asked again: they return an
	// error only for what is not the model's doing, and end in good time before [Options.ReadTimeout].
	Read    func(ctx context.Context, n incident.Number) error
	CatchUp func(ctx context.Context, n incident.Number, reader incident.PersonID) error
	Offer   func(ctx context.Context, n incident.Number, reader incident.PersonID) error
	Archive func(ctx context.Context, n incident.Number) error
	Person  func(ctx context.Context, id incident.PersonID) error
	// Home shows somebody what is open and what is theirs.
	Home func(ctx context.Context, id incident.PersonID) error
	// Sweep forgets what is not needed any more. It runs once a night, in one process.
	Sweep func(ctx context.Context) error
	// SweepAt is when, as a cron expression; empty takes 17 minutes past 3, UTC.
	SweepAt string
	// Remind looks what people should be reminded of now. It runs every RemindEvery, in one process, and never
	// twice at a time; zero takes 30 s.
	Remind      func(ctx context.Context) error
	RemindEvery time.Duration
	// Report makes the reports that are due. It runs at ReportAt, a cron expression; empty takes Mondays at 9, UTC. It
	// runs each time a process takes the lead as well, and every ReportEvery, because that may have been missed: by the
	// one that led, while the database was away, or by a clock that was a little slow; zero takes an hour.
	Report      func(ctx context.Context) error
	ReportAt    string
	ReportEvery time.Duration

	// MaxWorkers is how many incidents are drawn at a time; zero takes 20. A quarter of that, and two
	// at least, do the work in the background; as many ask language models.
	MaxWorkers int
	// ReadTimeout bounds one piece of work that asks a language model; zero takes 10 min.
	ReadTimeout time.Duration
	// StopWithin is how long running work may go on after [Jobs.Stop] before its context ends; zero
	// takes 10 s. It is put back then, for another process.
	StopWithin time.Duration
	// Done is told of every piece of work that ended; nil for nobody.
	Done func(Ended)
}

// Jobs is one process's part in the queue.
type Jobs struct {
	options Options
	log     *slog.Logger
	pool    *pgxpool.Pool
	client  *river.Client[pgx.Tx]
	alive   *alive

	stopping chan struct{} // closed by stop
	stop     func()
}

// The queues. A person waits for what is in the first; what is in the last may take minutes.
const (
	queueSoon       = "soon"
	queueBackground = "background"
	queueModel      = "model"
)

const (
	// River tells a queue of new jobs at most once per cooldown; an insert within it waits for the poll.
	// Both are short, for each is a delay that a person may see.
	fetchCooldown     = 5 * time.Millisecond
	fetchPollInterval = 50 * time.Millisecond

	// workTimeout bounds one piece of work, unless it has a bound of its own. Chats that answer slowly are
	// tried again, not waited for.
	workTimeout = 10 * time.Minute
	// rescueAfter is when River puts back what seems to run in a living process but cannot: its end
	// could not be written while the database was away.
	rescueAfter = 15 * time.Minute

	poolSize = 8 // River's own needs: listening, fetching, completing, leading
)

// New returns a Jobs that can enqueue; [Jobs.Start] makes it work. It names the option that is missing
// or wrong, and does not yet connect.
func New(o Options) (*Jobs, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	schedules, err := o.schedules()
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	config.MaxConns = poolSize
	config.ConnConfig.RuntimeParams["application_name"] = "tocsin jobs"
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		return nil, fmt.Errorf("connect to database: %w", err)
	}
	j := &Jobs{options: o, log: o.Log, pool: pool, alive: newAlive(o.ID, config.ConnConfig, o.Log), stopping: make(chan struct{})}
	j.stop = sync.OnceFunc(func() { close(j.stopping) })
	behind := river.QueueConfig{MaxWorkers: max(2, o.MaxWorkers/4), FetchPollInterval: 5 * fetchPollInterval}
	j.client, err = river.NewClient(riverpgxv5.New(pool), &river.Config{
		ID: o.ID,
		Queues: map[string]river.QueueConfig{
			queueSoon:       {MaxWorkers: o.MaxWorkers},
			queueBackground: behind,
			queueModel:      behind,
		},
		Workers:              j.workers(),
		Plugins:              []rivertype.Plugin{river.WorkerMiddlewareFunc(j.guard), river.HookInsertBeginFunc(exactly)},
		PeriodicJobs:         schedules,
		FetchCooldown:        fetchCooldown,
		FetchPollInterval:    fetchPollInterval,
		JobTimeout:           workTimeout,
		RescueStuckJobsAfter: rescueAfter,
		SoftStopTimeout:      o.StopWithin,
		MaxAttempts:          maxAttempts,
		RetryPolicy:          backoff{},
		Logger:               slog.New(warnings{o.Log.Handler()}),
	})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("jobs.New: %w", err)
	}
	return j, nil
}

// complete fills in the defaults and names what is missing.
func (o *Options) complete() error {
	for name, missing := range map[string]bool{
		"URL": o.URL == "", "Sync": o.Sync == nil, "IfUnchanged": o.IfUnchanged == nil, "Backfill": o.Backfill == nil,
		"Draft": o.Draft == nil, "Read": o.Read == nil, "CatchUp": o.CatchUp == nil, "Offer": o.Offer == nil,
		"Archive": o.Archive == nil, "Person": o.Person == nil, "Home": o.Home == nil, "Sweep": o.Sweep == nil,
		"Notice": o.Notice == nil, "IfNoticeUnchanged": o.IfNoticeUnchanged == nil, "Remind": o.Remind == nil, "Report": o.Report == nil,
	} {
		if missing {
			return errors.New("jobs.New: " + name + " is missing")
		}
	}
	if o.ID == "" {
		host, _ := os.Hostname() // only there for people to read
		o.ID = fmt.Sprintf("%.40s-%s", host, rand.Text()[:10])
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.SweepAt == "" {
		o.SweepAt = "CRON_TZ=UTC 17 3 * * *"
	}
	if o.ReportAt == "" {
		o.ReportAt = "CRON_TZ=UTC 0 9 * * 1"
	}
	if o.ReportEvery == 0 {
		o.ReportEvery = time.Hour
	}
	if o.RemindEvery == 0 {
		o.RemindEvery = 30 * time.Second
	}
	if o.MaxWorkers == 0 {
		o.MaxWorkers = 20
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = workTimeout
	}
	if o.StopWithin == 0 {
		o.StopWithin = 10 * time.Second
	}
	if o.Done == nil {
		o.Done = func(Ended) {}
	}
	return nil
}

// Start says that this process lives, and begins to work. It returns when both are so; only
// [Jobs.Stop] ends it, not the end of ctx.
func (j *Jobs) Start(ctx context.Context) error {
	if err := j.alive.start(ctx); err != nil {
		return err
	}
	if err := j.client.Start(context.WithoutCancel(ctx)); err != nil {
		j.alive.end(ctx)
		return fmt.Errorf("start job queue: %w", err)
	}
	return nil
}

// Stop takes no more work, lets what runs end within [Options.StopWithin], and closes the connections. What
// waits for a language model ends at once.
// Until then this process counts as alive, so that nobody else does the same work. It returns an error
// if ctx ended first. It may be called again, and without a Start.
func (j *Jobs) Stop(ctx context.Context) error {
	j.stop()
	err := j.client.Stop(ctx)
	j.alive.end(ctx)
	if err != nil {
		return fmt.Errorf("stop job queue: %w", err)
	}
	j.pool.Close() // not above: it would wait for work that does not end
	return nil
}
