package scenarios

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// What a bot does ends in the queue or in the inbox: each change there is told, so that a test can wait
// for the last one.
const sqlTell = `
create or replace function stirred() returns trigger language plpgsql as $$ begin notify stirred; return null; end $$;
create or replace trigger stirred after insert or update or delete on river_job for each statement execute function stirred();
create or replace trigger stirred after insert or update or delete on inbox for each statement execute function stirred();
listen stirred`

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

func (w *world) awaitQuiet(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, w.database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, sqlTell); err != nil {
		return err
	}
	for {
		if err := w.app.Hub.WaitAcked(ctx); err != nil {
			return fmt.Errorf("%d events are not acked: %w", w.app.Hub.Unacked(), err)
		}
		rows, _ := conn.Query(ctx, sqlInHand) // its error comes with the rows
		inHand, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		if len(inHand) == 0 {
			if w.app.Hub.Unacked() == 0 {
				return nil
			}
			continue
		}
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return fmt.Errorf("in hand are %q: %w", inHand, err)
		}
	}
}

// query returns the rows of one column of text.
func (w *world) query(sql string) []string {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), w.database)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = conn.Close(w.t.Context()) }()
	rows, _ := conn.Query(w.t.Context(), sql) // its error comes with the rows
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}
