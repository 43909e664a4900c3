package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// A drill that was brought in from elsewhere, and ended long ago, is talked over already.
const sqlDrillsInPlay = `
select number
  from incident
 where drill and status <> 'declined' and status <> 'merged' and coalesce(resolved_at, @now) > @now::timestamptz - interval '1 day'
   and not exists (select from timeline_entry
                    where timeline_entry.incident = number and kind = 'inject' and what = 'debrief')
 order by number`

// DrillsInPlay returns the drills in which something is still to be told.
func (s *Store) DrillsInPlay(ctx context.Context, now time.Time) ([]incident.Number, error) {
	rows, err := s.pool.Query(ctx, sqlDrillsInPlay, pgx.NamedArgs{"now": now})
	if err != nil {
		return nil, wrap("read drills in play", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
	return all, wrap("read drills in play", err)
}
