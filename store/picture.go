package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlForm = `select form_handle from incident where number = @incident`

const sqlUndrawn = `
select` + entryColumns + `
  from timeline_entry
 where incident = @incident and drawn_at is null and kind <> 'declared'
 order by id`

const sqlNewestDraft = `
select version, markdown, made_by, made_at, messages
  from postmortem_draft
 where incident = @incident
 order by version desc
 limit 1`

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
	batch.Queue(sqlNewestDraft, args).QueryRow(func(row pgx.Row) (err error) {
		p.Draft, err = scanDraft(row, n)
		return err
	})
	return p, about("read picture of", n, runAll(ctx, s.pool, batch))
}

// scanDraft reads a draft, or nil when there is none.
func scanDraft(row pgx.Row, n incident.Number) (*incident.Draft, error) {
	d := incident.Draft{Number: n}
	err := row.Scan(&d.Version, &d.Markdown, &d.MadeBy, scanInstant(&d.MadeAt), &d.Messages)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &d, err
}

const sqlSaveDraft = `
insert into postmortem_draft (incident, version, markdown, made_by, made_at, messages)
select @incident, coalesce(max(version), 0) + 1, @markdown, @made_by, @made_at, @messages
  from postmortem_draft
 where incident = @incident
returning version`

// SaveDraft keeps a postmortem draft as the newest version, whatever version it carries, and has the
// chat show it. It returns the draft as it was kept, or [incident.ErrNotFound].
func (s *Store) SaveDraft(ctx context.Context, d incident.Draft) (incident.Draft, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(sqlTouch, pgx.NamedArgs{"incident": d.Number})
		batch.Queue(sqlSaveDraft, pgx.NamedArgs{
			"incident": d.Number, "markdown": d.Markdown, "made_by": d.MadeBy, "made_at": d.MadeAt, "messages": d.Messages,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(&d.Version) })
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, []incident.Work{{Kind: incident.WorkSync, Number: d.Number}})
	})
	return d, about("save postmortem draft of", d.Number, err)
}

// A version of its own makes a sync that is already under way notice that there is more to draw.
const sqlTouch = `update incident set version = version + 1 where number = @incident`

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
