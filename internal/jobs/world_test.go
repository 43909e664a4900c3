package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

// schema makes River's tables, and of an incident what jobs need to know.
func schema(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	queue, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	_, err = pool.Exec(ctx, `create table incident (number bigint primary key, version bigint not null);
		create table notice (id bigint primary key, version bigint not null);
		insert into incident select n, 1 from generate_series(1, 9) as n;
		insert into notice select n, 1 from generate_series(1, 9) as n`)
	return err
}

// world is a database with nine incidents.
type world struct {
	t    *testing.T
	url  string
	pool *pgxpool.Pool
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &world{t: t, url: url, pool: pool}
}

func fresh(t *testing.T) *world {
	t.Helper()
	return newWorld(t, pgtest.New(t, schema))
}

// options do nothing for every kind of work.
func (w *world) options() Options {
	nothing := func(context.Context, incident.Number) error { return nil }
	return Options{
		URL: w.url, IfUnchanged: w.ifUnchanged,
		Sync: func(ctx context.Context, n incident.Number) (incident.Synced, error) {
			version, err := w.version(ctx, n)
			return incident.Synced{Version: version}, err
		},
		Notice: func(ctx context.Context, id incident.NoticeID) (incident.Synced, error) {
			return incident.Synced{Version: 1}, nil
		},
		IfNoticeUnchanged: w.ifNoticeUnchanged,

		Backfill: nothing, Draft: nothing, Archive: nothing, Read: nothing,
		CatchUp: func(context.Context, incident.Number, incident.PersonID) error { return nil },
		Offer:   func(context.Context, incident.Number, incident.PersonID) error { return nil },
		Person:  func(context.Context, incident.PersonID) error { return nil },
		Home:    func(context.Context, incident.PersonID) error { return nil },
		Sweep:   func(context.Context) error { return nil },
		Remind:  func(context.Context) error { return nil },
		Report:  func(context.Context) error { return nil },
	}
}

// start starts a process's part; it is stopped when the test ends.
func (w *world) start(o Options) *Jobs {
	w.t.Helper()
	j := w.idle(o)
	if err := j.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return j
}

// idle is a process that only enqueues.
func (w *world) idle(o Options) *Jobs {
	w.t.Helper()
	j, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := j.Stop(context.Background()); err != nil {
			w.t.Error(err)
		}
	})
	return j
}

func (w *world) ifUnchanged(ctx context.Context, n incident.Number, version int64, do func(pgx.Tx) error) (bool, error) {
	return w.ifStill(ctx, `select version from incident where number = $1 for no key update`, int64(n), version, do)
}

func (w *world) ifNoticeUnchanged(ctx context.Context, id incident.NoticeID, version int64, do func(pgx.Tx) error) (bool, error) {
	return w.ifStill(ctx, `select version from notice where id = $1 for no key update`, int64(id), version, do)
}

func (w *world) ifStill(ctx context.Context, lock string, id, version int64, do func(pgx.Tx) error) (bool, error) {
	unchanged := false
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		var now int64
		if err := tx.QueryRow(ctx, lock, id).Scan(&now); err != nil {
			return err
		}
		if unchanged = now == version; !unchanged {
			return nil
		}
		return do(tx)
	})
	return unchanged && err == nil, err
}

func (w *world) version(ctx context.Context, n incident.Number) (version int64, err error) {
	err = w.pool.QueryRow(ctx, `select version from incident where number = $1`, n).Scan(&version)
	return version, err
}

// changes changes an incident and asks for work, beside the sync that every change asks for.
func (w *world) changes(j *Jobs, n incident.Number, more ...incident.Work) {
	w.t.Helper()
	ctx := w.t.Context()
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update incident set version = version + 1 where number = $1`, n); err != nil {
			return err
		}
		return j.EnqueueTx(ctx, tx, append([]incident.Work{{Kind: incident.WorkSync, Number: n}}, more...))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// asks asks for work without changing anything.
func (w *world) asks(j *Jobs, work ...incident.Work) {
	w.t.Helper()
	ctx := w.t.Context()
	if err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error { return j.EnqueueTx(ctx, tx, work) }); err != nil {
		w.t.Fatal(err)
	}
}

// count counts the jobs for which a condition holds, but for those that the leader inserts when it begins to lead.
func (w *world) count(where string) (n int) {
	w.t.Helper()
	if err := w.pool.QueryRow(w.t.Context(), `select count(*) from river_job where kind not in ('remind', 'weekly_report') and (`+where+`)`).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

const open = `state in ('available', 'running', 'scheduled', 'retryable', 'pending')`

// becomes waits until so many jobs fulfil a condition.
func (w *world) becomes(n int, where string) {
	w.t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for w.count(where) != n {
		select {
		case <-look.C:
		case <-w.t.Context().Done():
			w.t.Fatalf("never %d jobs with %s", n, where)
		}
	}
}

// passes counts how often something was done, and lets a test wait for the next time.
type passes chan struct{}

func newPasses() passes { return make(passes, 1000) }

func (p passes) pass() { p <- struct{}{} }

func (p passes) wait(t *testing.T) {
	t.Helper()
	select {
	case <-p:
	case <-t.Context().Done():
		t.Fatal("it was never done")
	}
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}
