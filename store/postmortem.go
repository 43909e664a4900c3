package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlPostmortem = `
select version, markdown, machine, edited_by, differs, made_by, model, made_at, messages, dropped, cost, note, words, kept
  from postmortem_draft
 where incident = @incident
 order by version desc
 limit 1`

// queueReadPostmortem reads the newest version of the postmortem; nil when there is none.
func queueReadPostmortem(batch *pgx.Batch, n incident.Number, newest **incident.Draft) {
	batch.Queue(sqlPostmortem, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
		*newest, err = scanPostmortem(row, n)
		return err
	})
}

// scanPostmortem reads a version of the postmortem, or nil when there is none.
func scanPostmortem(row pgx.Row, n incident.Number) (*incident.Draft, error) {
	d := incident.Draft{Number: n}
	err := row.Scan(&d.Version, &d.Markdown, &d.Machine, &d.EditedBy, &d.Differs, &d.Made.By, &d.Made.Model,
		scanInstant(&d.Made.At), &d.Made.Messages, &d.Made.Dropped, &d.Made.Cost, &d.Made.Note, &d.Words, &d.Kept)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &d, err
}

// Postmortem returns the newest version of the postmortem, or nil before the first.
func (s *Store) Postmortem(ctx context.Context, n incident.Number) (*incident.Draft, error) {
	newest, err := scanPostmortem(s.pool.QueryRow(ctx, sqlPostmortem, pgx.NamedArgs{"incident": n}), n)
	return newest, about("read postmortem of", n, err)
}

// RevisePostmortem locks the incident and keeps what decide makes of the newest postmortem (nil before
// the first) as the next version, together with a sync; see [Store.decided]. A nil draft is nothing
// decided. It returns the newest version afterwards, the zero one when there is none, or
// [incident.ErrNotFound]; decide's errors come back as they are.
func (s *Store) RevisePostmortem(ctx context.Context, act incident.Act, n incident.Number, decide func(newest *incident.Draft) (*incident.Draft, error)) (incident.Draft, error) {
	var newest *incident.Draft
	var next incident.Draft
	kept, err := s.decided(ctx, "revise postmortem of", act, n,
		func(reads *pgx.Batch) { queueReadPostmortem(reads, n, &newest) },
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			var given *incident.Draft
			if newest != nil {
				given = new(*newest)
			}
			revised, err := decide(given)
			if err != nil || revised == nil {
				return nil, err
			}
			next = queuePostmortem(writes, n, newest, *revised)
			return &incident.Outcome{}, nil
		})
	switch {
	case err != nil:
		return incident.Draft{}, err
	case kept:
		return next, nil
	case newest != nil:
		return *newest, nil
	default:
		return incident.Draft{}, nil
	}
}

const sqlKeepPostmortem = `
insert into postmortem_draft (
    incident, version, markdown, machine, edited_by, differs, made_by, model, made_at, messages, dropped, cost, note, words, kept)
values (@incident, @version, @markdown, @machine, @edited_by, @differs, @made_by, @model, @made_at, @messages, @dropped,
        @cost, @note, @words, @kept)`

// queuePostmortem keeps next as the version after newest, and returns it as it is kept.
func queuePostmortem(batch *pgx.Batch, n incident.Number, newest *incident.Draft, next incident.Draft) incident.Draft {
	next.Number, next.Version = n, 1
	if newest != nil {
		next.Version = newest.Version + 1
	}
	next.Markdown, next.Machine, next.Differs = clean(next.Markdown), clean(next.Machine), clean(next.Differs)
	args := madeArgs(next.Made)
	args["incident"], args["version"] = n, next.Version
	args["markdown"], args["machine"], args["differs"] = next.Markdown, next.Machine, next.Differs
	args["edited_by"], args["words"], args["kept"] = next.EditedBy, next.Words, next.Kept
	batch.Queue(sqlKeepPostmortem, args)
	return next
}

// madeArgs say how a draft came about.
func madeArgs(made incident.Made) pgx.NamedArgs {
	return pgx.NamedArgs{
		"made_by": clean(made.By), "model": made.Model, "made_at": instant(made.At), "messages": made.Messages,
		"dropped": made.Dropped, "cost": made.Cost, "note": clean(made.Note),
	}
}
