package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlCountOn = `update incident_counter set last = last + @n returning last - @n + 1`

// KeepHistory takes over incidents as they were, numbered on from the newest in the order given, and returns the
// first number, 0 of none. Nothing comes of them: no work is enqueued, and their entries count as told. All are kept, or
// none.
func (s *Store) KeepHistory(ctx context.Context, all []incident.Past) (first incident.Number, err error) {
	if len(all) == 0 {
		return 0, nil
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, sqlCountOn, pgx.NamedArgs{"n": len(all)}).Scan(&first); err != nil {
			return err
		}
		for _, t := range historyTables {
			if err := t.copyTx(ctx, tx, first, all); err != nil {
				return fmt.Errorf("into %s: %w", t.name, err)
			}
		}
		return nil
	})
	return first, wrap(fmt.Sprintf("keep a history of %d incidents", len(all)), err)
}

const sqlLived = `
insert into person_zone (person, from_at, zone)
select * from unnest(@people::text[], @froms::timestamptz[], @zones::text[])
on conflict on constraint person_zone_pkey do update set zone = excluded.zone`

// KeepLived keeps where people lived and from when on, beside what is known of it already.
func (s *Store) KeepLived(ctx context.Context, all []incident.Lived) error {
	_, err := s.pool.Exec(ctx, sqlLived, pgx.NamedArgs{
		"people": column(all, func(l incident.Lived) string { return string(l.Person) }),
		"froms":  column(all, func(l incident.Lived) instant { return instant(l.From) }),
		"zones":  column(all, func(l incident.Lived) string { return clean(l.Zone) }),
	})
	return wrap(fmt.Sprintf("keep where people lived, %d times", len(all)), err)
}

// pastTable is where one part of incidents goes.
type pastTable struct {
	name    string
	columns []string
	// rows calls add with the values of each row, in the order of the columns.
	rows func(n incident.Number, past *incident.Past, add func(values ...any))
}

// copyTx streams the rows into the table, one incident after the other.
func (t pastTable) copyTx(ctx context.Context, tx pgx.Tx, first incident.Number, all []incident.Past) error {
	var waiting [][]any
	next := 0
	_, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(func() ([]any, error) {
		for len(waiting) == 0 {
			if next == len(all) {
				return nil, nil
			}
			t.rows(first+incident.Number(next), &all[next], func(values ...any) { waiting = append(waiting, values) })
			next++
		}
		row := waiting[0]
		waiting = waiting[1:]
		return row, nil
	}))
	return err
}
