package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Somebody types while this is asked: it reads the open ones only, by their index.
const sqlSketches = `
select number, title, status, coalesce(channel_id, ''), declared_by, declared_at
  from incident
 where status not in ('closed', 'declined', 'merged') and not private and not drill
 order by number`

// Sketches returns what anybody may know of the open incidents; private ones are left out, and so are
// drills: who declares something real must not be led into practice.
func (s *Store) Sketches(ctx context.Context) ([]incident.Sketch, error) {
	rows, err := s.pool.Query(ctx, sqlSketches)
	if err != nil {
		return nil, fmt.Errorf("read sketches of open incidents: %w", err)
	}
	sketches, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k incident.Sketch, err error) {
		err = row.Scan(&k.Number, &k.Title, &k.Status, &k.Channel, &k.DeclaredBy, scanInstant(&k.DeclaredAt))
		return k, err
	})
	return sketches, wrap("read sketches of open incidents", err)
}
