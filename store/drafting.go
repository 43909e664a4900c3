package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// selectDrafting reads what [scanDrafting] scans.
const selectDrafting = `
select drafting.incident, drafting.round, closing, for_at, state, drafting.messages, part, parts, problem,
       summary.incident is not null, coalesce(claims, '[]'), coalesce(made_by, ''), coalesce(model, false), made_at,
       coalesce(summary.messages, 0), coalesce(dropped, 0), coalesce(cost, 0), coalesce(note, '')
  from drafting
  left join summary on summary.incident = drafting.incident and summary.round = drafting.round
 where drafting.incident = @incident`

const sqlDrafting = selectDrafting + ` order by drafting.round desc limit 1`

// scanDrafting reads a round of drafting, or nil when there is none.
func scanDrafting(row pgx.Row) (*incident.Drafting, error) {
	var d incident.Drafting
	var written bool
	var summary incident.Summary
	made := &summary.Made
	err := row.Scan(&d.Number, &d.Round, &d.Closing, scanInstant(&d.For), &d.Reading.State, &d.Reading.Messages,
		&d.Reading.Part, &d.Reading.Parts, &d.Reading.Problem,
		&written, &summary.Claims, &made.By, &made.Model, scanInstant(&made.At),
		&made.Messages, &made.Dropped, &made.Cost, &made.Note)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if written {
		d.Summary = &summary
	}
	return &d, err
}

// queueReadDrafting reads the newest round of drafting; nil when there is none.
func queueReadDrafting(batch *pgx.Batch, n incident.Number, newest **incident.Drafting) {
	batch.Queue(sqlDrafting, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
		*newest, err = scanDrafting(row)
		return err
	})
}

const sqlClosing = selectDrafting + ` and closing order by drafting.round desc limit 1`

// queueReadClosing reads the newest round of drafting that is for a close; nil when there is none.
func queueReadClosing(batch *pgx.Batch, n incident.Number, newest **incident.Drafting) {
	batch.Queue(sqlClosing, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
		*newest, err = scanDrafting(row)
		return err
	})
}

// Drafting returns the newest round of drafting, or nil before the first.
func (s *Store) Drafting(ctx context.Context, n incident.Number) (*incident.Drafting, error) {
	newest, err := scanDrafting(s.pool.QueryRow(ctx, sqlDrafting, pgx.NamedArgs{"incident": n}))
	return newest, about("read drafting of", n, err)
}

const sqlBeginDrafting = `
insert into drafting (incident, round, closing, for_at)
select @incident, coalesce(max(round), 0) + 1, true, @for
  from drafting
 where incident = @incident
on conflict on constraint drafting_for_key do update set closing = true`

const sqlDraftingFor = selectDrafting + ` and for_at = @for`

// BeginDrafts begins the round of drafting for a close, if it has not begun, and returns it; it may not
// be the newest any more. It returns [incident.ErrNotFound] when there is no such incident.
func (s *Store) BeginDrafts(ctx context.Context, n incident.Number, closedAt time.Time) (incident.Drafting, error) {
	var begun incident.Drafting
	args := pgx.NamedArgs{"incident": n, "for": closedAt}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		batch := lockFirst(n)
		batch.Queue(sqlBeginDrafting, args)
		batch.Queue(sqlDraftingFor, args).QueryRow(func(row pgx.Row) error {
			d, err := scanDrafting(row)
			if d != nil {
				begun = *d
			}
			return err
		})
		return runAll(ctx, tx, batch)
	})
	return begun, about("begin drafts of", n, err)
}

// No two rounds are for the same instant, and of two the later one is for the later instant.
const sqlAskForDrafts = `
insert into drafting (incident, round, closing, for_at)
select @incident, coalesce(max(round), 0) + 1, false, greatest(@at, max(for_at) + interval '1 microsecond')
  from drafting
 where incident = @incident`

// AskForDrafts begins a round of drafting that is not for a close, together with the work to write it;
// see [Store.decided]. It returns [incident.ErrNotFound] when there is no such incident.
//
// When the newest round is not written yet, or a model still reads it, it begins none: a new round would
// throw away what is being written, which comes anyway. It only sees to it that there is work to do that.
func (s *Store) AskForDrafts(ctx context.Context, act incident.Act, n incident.Number) error {
	var newest *incident.Drafting
	_, err := s.decided(ctx, "ask for drafts of", act, n,
		func(reads *pgx.Batch) { queueReadDrafting(reads, n, &newest) },
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			work := incident.Work{Kind: incident.WorkDraft}
			switch {
			case newest == nil, newest.Summary != nil && newest.Reading.Over():
				writes.Queue(sqlAskForDrafts, pgx.NamedArgs{"incident": n, "at": act.At})
			case newest.Summary != nil:
				work.Kind = incident.WorkRead
			}
			return &incident.Outcome{Work: []incident.Work{work}}, nil
		})
	return err
}
