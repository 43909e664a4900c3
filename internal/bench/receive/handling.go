package receive

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/tocsin-bot/tocsin/bot/socket"
)

// message is what a handler takes out of an event.
type message struct {
	Event struct {
		Channel string `json:"channel"`
		TS      string `json:"ts"`
		Text    string `json:"text"`
	} `json:"event"`
}

const sqlUpsertMessages = `
insert into bench_message (channel, ts, body)
select * from unnest(@channels::text[], @ts::text[], @bodies::text[])
on conflict (channel, ts) do update set body = excluded.body`

func upsert(ctx context.Context, tx pgx.Tx, bodies [][]byte) error {
	channels, ts, texts := make([]string, len(bodies)), make([]string, len(bodies)), make([]string, len(bodies))
	for i, b := range bodies {
		var m message
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		channels[i], ts[i], texts[i] = m.Event.Channel, m.Event.TS, m.Event.Text
	}
	_, err := tx.Exec(ctx, sqlUpsertMessages, pgx.NamedArgs{"channels": channels, "ts": ts, "bodies": texts})
	return err
}

// fill puts n events into an inbox.
func fill(ctx context.Context, inbox socket.Inbox, n int) error {
	for from := 0; from < n; from += 256 {
		batch := make([]socket.Envelope, min(256, n-from))
		for i := range batch {
			id := int64(from + i)
			batch[i] = socket.Envelope{EventID: fmt.Sprintf("Ev%010d", id), Payload: messageEvent(id)}
		}
		if err := inbox.Keep(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// worker handles one event as a job, in a transaction that completes the job too.
type worker struct {
	river.WorkerDefaults[eventJob]
	pool *pgxpool.Pool
	left *atomic.Int64
	done chan struct{}
}

func (w *worker) Work(ctx context.Context, job *river.Job[eventJob]) error {
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		return upsert(ctx, tx, [][]byte{job.Args.Body})
	})
	if err == nil && w.left.Add(-1) == 0 {
		close(w.done)
	}
	return err
}

// handleAsJobs works n events, each a job of its own, and returns how many a second that made.
func handleAsJobs(ctx context.Context, pool *pgxpool.Pool, n int) (float64, error) {
	insertOnly, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		return 0, err
	}
	if err := fill(ctx, jobs{insertOnly}, n); err != nil {
		return 0, err
	}
	w := &worker{pool: pool, left: &atomic.Int64{}, done: make(chan struct{})}
	w.left.Store(int64(n))
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 100}},
		Workers:           workers,
		FetchCooldown:     5 * time.Millisecond,
		FetchPollInterval: 50 * time.Millisecond,
		Logger:            slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := client.Start(ctx); err != nil {
		return 0, err
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	took := time.Since(begin)
	return float64(n) / took.Seconds(), client.Stop(ctx)
}

const sqlClaim = `
select id, body from bench_inbox where handled_at is null order by id limit 256 for update skip locked`

const sqlHandled = `update bench_inbox set handled_at = now(), body = '' where id = any(@ids)`

// handleInBatches claims up to 256 rows of our own table at a time, upserts their messages with one
// statement and marks them, all in one transaction. It returns how many a second that made.
func handleInBatches(ctx context.Context, pool *pgxpool.Pool, n int) (float64, error) {
	if err := fill(ctx, table{pool}, n); err != nil {
		return 0, err
	}
	begin := time.Now()
	for left := n; left > 0; {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			rows, err := tx.Query(ctx, sqlClaim)
			if err != nil {
				return err
			}
			var (
				ids    []int64
				bodies [][]byte
				id     int64
				body   []byte
			)
			if _, err := pgx.ForEachRow(rows, []any{&id, &body}, func() error {
				ids, bodies = append(ids, id), append(bodies, body)
				body = nil
				return nil
			}); err != nil {
				return err
			}
			left -= len(ids)
			if err := upsert(ctx, tx, bodies); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, sqlHandled, pgx.NamedArgs{"ids": ids})
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}
