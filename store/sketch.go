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

// The numbers are given out one after the other, so whoever has the later one finds the earlier one here, however close they
// were. Clocks may differ; what has a lower number was declared before, whatever its clock said.
const sqlNear = `
select other.number, other.title, other.status, coalesce(other.channel_id, ''), other.declared_by, other.declared_at
  from incident as this
  join incident as other on other.number < this.number and other.number >= this.number - 100
 where this.number = @incident and other.status not in ('closed', 'declined', 'merged') and not other.private and not other.drill
   and other.declared_by <> this.declared_by and other.declared_at >= this.declared_at - make_interval(secs => @seconds)
 order by other.number`

// queueReadNear reads what others have declared just before an incident and anybody may know of.
func queueReadNear(batch *pgx.Batch, n incident.Number, near *[]incident.Sketch) {
	args := pgx.NamedArgs{"incident": n, "seconds": incident.TwinWithin.Seconds()}
	batch.Queue(sqlNear, args).Query(func(rows pgx.Rows) (err error) {
		*near, err = pgx.CollectRows(rows, scanSketch)
		return err
	})
}

func scanSketch(row pgx.CollectableRow) (k incident.Sketch, err error) {
	err = row.Scan(&k.Number, &k.Title, &k.Status, &k.Channel, &k.DeclaredBy, scanInstant(&k.DeclaredAt))
	return k, err
}

// Sketches returns what anybody may know of the open incidents; private ones are left out, and so are
// drills: who declares something real must not be led into practice.
func (s *Store) Sketches(ctx context.Context) ([]incident.Sketch, error) {
	rows, err := s.pool.Query(ctx, sqlSketches)
	if err != nil {
		return nil, fmt.Errorf("read sketches of open incidents: %w", err)
	}
	sketches, err := pgx.CollectRows(rows, scanSketch)
	return sketches, wrap("read sketches of open incidents", err)
}
