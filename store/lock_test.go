package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestExclusively(t *testing.T) {
	t.Parallel()

	t.Run("has one at a time for an incident, each in turn", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		var inside, done atomic.Int32
		var all sync.WaitGroup
		for range 30 { // more than there are connections
			all.Go(func() {
				err := s.Exclusively(t.Context(), 1, func(ctx context.Context) error {
					if inside.Add(1) != 1 {
						t.Error("two at a time")
					}
					defer inside.Add(-1)
					done.Add(1)
					return s.Ping(ctx)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "done", done.Load(), 30)
	})

	t.Run("has two incidents at once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		err := s.Exclusively(t.Context(), 1, func(ctx context.Context) error {
			return s.Exclusively(ctx, 2, func(context.Context) error { return nil })
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("waits no longer than it may", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		err := s.Exclusively(t.Context(), 1, func(ctx context.Context) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			waiting := make(chan error)
			go func() {
				waiting <- s.Exclusively(ctx, 1, func(context.Context) error { return errors.New("got in") })
			}()
			cancel()
			return <-waiting
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})

	t.Run("lets go after an error and after a panic", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		failed := errors.New("failed")
		if err := s.Exclusively(t.Context(), 1, func(context.Context) error { return failed }); !errors.Is(err, failed) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = s.Exclusively(t.Context(), 1, func(context.Context) error { panic("oh") })
		}()
		if err := s.Exclusively(t.Context(), 1, func(context.Context) error { return nil }); err != nil {
			t.Error(err)
		}
	})

	t.Run("says so when it may not have been alone to the end", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		err := s.Exclusively(t.Context(), 1, func(ctx context.Context) error {
			const kill = `select pg_terminate_backend(pid) from pg_locks
				where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`
			_, err := s.pool.Exec(ctx, kill)
			return err
		})
		if err == nil {
			t.Error("no error")
		}
		if err := s.Exclusively(t.Context(), 1, func(context.Context) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}

func TestIfUnchanged(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	marked := func() (n int) {
		t.Helper()
		if err := s.pool.QueryRow(t.Context(), `select count(*) from person where id = 'mark'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	mark := func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into person (id) values ('mark')`)
		return err
	}

	t.Run("does nothing when somebody was quicker", func(t *testing.T) {
		ok, err := s.IfUnchanged(t.Context(), 1, inc.Version+1, mark)
		same(t, "ok", ok, false, err)
		same(t, "marks", marked(), 0)
	})
	t.Run("undoes what failed", func(t *testing.T) {
		failed := errors.New("failed")
		ok, err := s.IfUnchanged(t.Context(), 1, inc.Version, func(tx pgx.Tx) error {
			return errors.Join(mark(tx), failed)
		})
		if ok || !errors.Is(err, failed) || marked() != 0 {
			t.Errorf("%t, %v, %d marks", ok, err, marked())
		}
	})
	t.Run("keeps changes out until it has committed", func(t *testing.T) {
		changed := make(chan error, 1)
		ok, err := s.IfUnchanged(t.Context(), 1, inc.Version, func(tx pgx.Tx) error {
			go func() {
				_, err := s.Change(t.Context(), act("UADA", 1, ""), 1, func(*incident.Incident) (*incident.Outcome, error) {
					same(t, "marks that a change sees", marked(), 1)
					return &incident.Outcome{}, nil
				})
				changed <- err
			}()
			s.awaitLockWaiter(t)
			return mark(tx)
		})
		same(t, "ok", ok, true, err)
		if err := <-changed; err != nil {
			t.Error(err)
		}
	})
}

// awaitLockWaiter returns once a transaction waits for another one's row.
func (s *Store) awaitLockWaiter(t *testing.T) {
	t.Helper()
	for waiting := false; !waiting; {
		const look = `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`
		if err := s.pool.QueryRow(t.Context(), look).Scan(&waiting); err != nil {
			t.Error(err)
			return
		}
	}
}
