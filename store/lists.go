package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlExists = `select number from incident where number = @incident`

// listOf reads what an incident has of something, or returns [incident.ErrNotFound] when there is no such incident.
func listOf[Item any](ctx context.Context, s *Store, what string, n incident.Number, queue func(*pgx.Batch, incident.Number, *[]Item)) ([]Item, error) {
	var all []Item
	batch := &pgx.Batch{}
	batch.Queue(sqlExists, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) error { return row.Scan(&n) })
	queue(batch, n, &all)
	if err := runAll(ctx, s.pool, batch); err != nil {
		return nil, about("read "+what+" of", n, err)
	}
	return all, nil
}

// asTheyStand is a list after [Store.decided]: as it was read again when something was kept, else as it was before.
func asTheyStand[Item any](before, after []Item, kept bool, err error) ([]Item, error) {
	switch {
	case err != nil:
		return nil, err
	case kept:
		return after, nil
	default:
		return before, nil
	}
}
