package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlForm = `select form_handle from incident where number = @incident`

const sqlUndrawn = `
select` + entryColumns + `
  from timeline_entry
 where incident = @incident and drawn_at is null and kind <> 'declared'
 order by id`

// Picture returns all that is needed to draw an incident, in one round trip, or [incident.ErrNotFound].
//
// The incident is read first. What changes between its reading and that of the rest has a newer
// version and is drawn again.
func (s *Store) Picture(ctx context.Context, n incident.Number) (incident.Picture, error) {
	var p incident.Picture
	args := pgx.NamedArgs{"incident": n}
	batch := &pgx.Batch{}
	batch.Queue(sqlIncident, args).QueryRow(func(row pgx.Row) (err error) {
		p.Incident, err = scanIncident(row)
		return err
	})
	batch.Queue(sqlForm, args).QueryRow(func(row pgx.Row) error { return row.Scan(&p.Form) })
	batch.Queue(sqlUndrawn, args).Query(func(rows pgx.Rows) (err error) {
		p.Undrawn, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Entry, error) { return scanEntry(row) })
		return err
	})
	batch.Queue(sqlSurfaces, args).Query(func(rows pgx.Rows) (err error) {
		p.Surfaces, err = collectSurfaces(rows)
		return err
	})
	queueReadInvited(batch, n, &p.Invited)
	queueReadPostmortem(batch, n, &p.Draft)
	queueReadDrafting(batch, n, &p.Drafting)
	queueReadClosing(batch, n, &p.Closing)
	queueReadFollowUps(batch, n, &p.FollowUps)
	queueReadTasks(batch, n, &p.Tasks)
	queueReadLinks(batch, n, &p.Links)
	queueReadNudges(batch, n, &p.Nudges)
	queueReadNear(batch, n, &p.Near)
	return p, about("read picture of", n, runAll(ctx, s.pool, batch))
}

const sqlDrawn = `
update timeline_entry
   set drawn_at = now()
 where incident = @incident and id = any(@entries) and drawn_at is null`

// Drawn notes that all that the chat shows of these entries is there.
func (s *Store) Drawn(ctx context.Context, n incident.Number, entryIDs []int64) error {
	if len(entryIDs) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, sqlDrawn, pgx.NamedArgs{"incident": n, "entries": entryIDs})
	return about("note entries as drawn of", n, err)
}
