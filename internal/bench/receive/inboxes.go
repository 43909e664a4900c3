package receive

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/bot/socket"
)

// nowhere forgets everything: what is left is the cost of receiving.
type nowhere struct{}

func (nowhere) Keep(context.Context, []socket.Envelope) error { return nil }

// table is an inbox of our own: one statement for the batch.
type table struct{ pool *pgxpool.Pool }

const sqlMakeTable = `
create table if not exists bench_inbox (
    id          bigint generated always as identity primary key,
    delivery    text not null unique,
    body        bytea not null,
    received_at timestamptz not null default now(),
    handled_at  timestamptz
);
create index if not exists bench_inbox_waiting on bench_inbox (id) where handled_at is null;
create table if not exists bench_message (
    channel text, ts text, body text not null, primary key (channel, ts)
)`

const sqlKeep = `
insert into bench_inbox (delivery, body)
select * from unnest(@ids::text[], @bodies::bytea[])
on conflict do nothing`

func (t table) Keep(ctx context.Context, batch []socket.Envelope) error {
	ids, bodies := make([]string, len(batch)), make([][]byte, len(batch))
	for i, e := range batch {
		ids[i], bodies[i] = e.EventID, e.Payload
	}
	_, err := t.pool.Exec(ctx, sqlKeep, pgx.NamedArgs{"ids": ids, "bodies": bodies})
	return err
}

// eventJob is an event as a job of River.
type eventJob struct {
	ID   string          `json:"id" river:"unique"`
	Body json.RawMessage `json:"body"`
}

func (eventJob) Kind() string { return "slack_event" }

// everyState makes a job block its repetition for as long as its row exists.
var everyState = &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: rivertype.JobStates()}}

// jobs is River's own table as the inbox, by way of INSERT … ON CONFLICT.
type jobs struct{ client *river.Client[pgx.Tx] }

func (j jobs) Keep(ctx context.Context, batch []socket.Envelope) error {
	_, err := j.client.InsertMany(ctx, jobsOf(batch))
	return err
}

// copied is River's own table by way of COPY. One repeated event fails its whole batch, so this is a
// ceiling, not an inbox.
type copied struct{ client *river.Client[pgx.Tx] }

func (c copied) Keep(ctx context.Context, batch []socket.Envelope) error {
	_, err := c.client.InsertManyFast(ctx, jobsOf(batch))
	return err
}

func jobsOf(batch []socket.Envelope) []river.InsertManyParams {
	params := make([]river.InsertManyParams, len(batch))
	for i, e := range batch {
		params[i] = river.InsertManyParams{Args: eventJob{ID: e.EventID, Body: e.Payload}, InsertOpts: everyState}
	}
	return params
}

// prepare makes the tables, River's too.
func prepare(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, sqlMakeTable); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("make River's tables: %w", err)
	}
	return nil
}

// empty takes everything out of the tables.
func empty(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `truncate bench_inbox, bench_message, river_job`)
	return err
}
