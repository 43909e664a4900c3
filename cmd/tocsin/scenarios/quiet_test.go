package scenarios

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// lookEvery is how often a test looks whether the bot is done. To be told by triggers instead would load a language into
// every connection of the bot's, which takes longer than looking.
const lookEvery = 20 * time.Millisecond

// Work for later, such as another look at what only a person can mend, is not waited for.
const sqlInHand = `
select kind || ' ' || args::text || ' ' || state
  from river_job
 where state not in ('completed', 'cancelled', 'discarded') and scheduled_at < now() + interval '10 seconds'
union all
select 'inbox ' || delivery
  from inbox
 where handled_at is null and parked_at is null`

// quiet waits until the bot has nothing left to do: every event is acked and understood, every job is done.
func (w *world) quiet() {
	w.t.Helper()
	w.quietUnless(nil)
}

// quietUnless does the same and returns true, or gives up when over is closed.
func (w *world) quietUnless(over <-chan struct{}) bool {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- w.awaitQuiet(ctx) }()
	select {
	case <-over:
		cancel()
		<-done //nolint:errcheck // it ended early, which is no failure
		return false
	case err := <-done:
		if err != nil {
			w.t.Fatalf("the bot does not come to rest: %v", err)
		}
		return true
	}
}

// awaitQuiet waits for the last thing the bot does: all that it does stands in its inbox or in its queue.
func (w *world) awaitQuiet(ctx context.Context) error {
	for {
		if err := w.app.Hub.WaitAcked(ctx); err != nil {
			return fmt.Errorf("%d events are not acked: %w", w.app.Hub.Unacked(), err)
		}
		inHand, err := w.rows(ctx, sqlInHand)
		if err != nil {
			return err
		}
		if len(inHand) == 0 && w.app.Hub.Unacked() == 0 {
			return nil
		}
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return fmt.Errorf("in hand are %q: %w", inHand, ctx.Err())
		}
	}
}

// query returns the rows of one column of text.
func (w *world) query(sql string) []string {
	w.t.Helper()
	list, err := w.rows(w.t.Context(), sql)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func (w *world) rows(ctx context.Context, sql string) ([]string, error) {
	rows, _ := w.look.Query(ctx, sql) // its error comes with the rows
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// looking returns what a test looks into a database with. It keeps its connection, for a new one costs as much as many
// looks, and sees before each look whether that is still one: Postgres restarts in some stories.
func looking(t *testing.T, database string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	config.PrepareConn = func(ctx context.Context, conn *pgx.Conn) (bool, error) { return conn.Ping(ctx) == nil, nil }
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
