package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
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
		insert into incident select n, 1 from generate_series(1, 9) as n`)
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
		Backfill: nothing, Draft: nothing, Archive: nothing,
		Person: func(context.Context, incident.PersonID) error { return nil },
		Sweep:  func(context.Context) error { return nil },
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
	unchanged := false
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		var now int64
		if err := tx.QueryRow(ctx, `select version from incident where number = $1 for no key update`, n).Scan(&now); err != nil {
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

// count counts the jobs for which a condition holds.
func (w *world) count(where string) (n int) {
	w.t.Helper()
	if err := w.pool.QueryRow(w.t.Context(), `select count(*) from river_job where `+where).Scan(&n); err != nil {
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

func TestNew(t *testing.T) {
	t.Parallel()
	w := &world{t: t, url: "postgres://nobody@localhost/nowhere"}

	t.Run("names the option that is missing", func(t *testing.T) {
		t.Parallel()
		o := w.options()
		o.Draft = nil
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), "Draft is missing") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("refuses a schedule that is no cron expression", func(t *testing.T) {
		t.Parallel()
		o := w.options()
		o.SweepAt = "at night"
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), `SweepAt "at night"`) {
			t.Errorf("got %v", err)
		}
	})
}

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

func TestWork(t *testing.T) {
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
		o.Backfill, o.Draft, o.Archive = said("backfill"), said("draft"), said("archive")
		o.Person = func(_ context.Context, id incident.PersonID) error {
			done <- "person " + string(id)
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

	t.Run("rests for as long as the error asks, which is no attempt", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did := newPasses()
		var rested sync.Once
		o := w.options()
		o.Person = func(context.Context, incident.PersonID) (err error) {
			did.pass()
			rested.Do(func() { err = fmt.Errorf("ask the chat: %w", askedToRest(20*time.Millisecond)) })
			return err
		}
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkPerson, Person: "UADA"})
		did.wait(t)
		did.wait(t)
		w.becomes(1, `state = 'completed' and attempt = 1 and cardinality(errors) is null`)
	})

	t.Run("is given up when it is about no incident", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		o := w.options()
		o.Draft = func(context.Context, incident.Number) error { return fmt.Errorf("read: %w", incident.ErrNotFound) }
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkDraft, Number: 77})
		w.becomes(1, `state = 'cancelled'`)
	})

	t.Run("that panics is logged once with a reference, and tried again", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did := newPasses()
		ended := make(chan Outcome, 9)
		var log lines
		var broken sync.Once
		o := w.options()
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Done = func(e Ended) { ended <- e.Outcome }
		o.Draft = func(context.Context, incident.Number) error {
			did.pass()
			broken.Do(func() { panic("no such page") })
			return nil
		}
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkDraft, Number: 1})
		did.wait(t)
		did.wait(t)
		w.becomes(1, `state = 'completed' and attempt = 2`)
		if first, second := <-ended, <-ended; first != Panicked || second != Finished {
			t.Errorf("outcomes %s, %s", first, second)
		}
		if said := log.String(); strings.Count(said, "no such page") != 1 || !strings.Contains(said, "ref=") {
			t.Errorf("log:\n%s", said)
		}
	})

	t.Run("asked for while it runs is done once more after it", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did, goOn := newPasses(), make(chan struct{})
		var at sync.Mutex
		o := w.options()
		o.Backfill = func(ctx context.Context, _ incident.Number) error {
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
		}
		j := w.start(o)
		backfill := incident.Work{Kind: incident.WorkBackfill, Number: 1}
		w.asks(j, backfill)
		did.wait(t)
		for range 3 {
			w.asks(j, backfill)
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

func TestSweep(t *testing.T) {
	t.Parallel()
	w := fresh(t)
	did := newPasses()
	o := w.options()
	o.SweepAt = "@every 1s"
	o.Sweep = func(context.Context) error {
		did.pass()
		return nil
	}
	w.start(o)
	did.wait(t)
}

func TestPauseAfter(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	for attempt := 1; attempt <= 8; attempt++ {
		got = append(got, pauseAfter(io.ErrUnexpectedEOF, attempt)/time.Second)
	}
	if fmt.Sprint(got) != "[1ns 2ns 4ns 8ns 16ns 32ns 60ns 60ns]" {
		t.Errorf("pauses in seconds: %d", got)
	}
	if got := pauseAfter(fmt.Errorf("sync: %w", askedToRest(7*time.Second)), 4); got != 7*time.Second {
		t.Errorf("an error that asks for 7 s gets %s", got)
	}
	if day := maxAttempts * longestPause; day < 24*time.Hour {
		t.Errorf("given up after %s", day)
	}
}

// askedToRest is an error of a chat that wants to be left alone.
type askedToRest time.Duration

func (askedToRest) Error() string               { return "come back later" }
func (e askedToRest) RetryAfter() time.Duration { return time.Duration(e) }

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
