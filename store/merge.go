package store

import (
	"context"
	"errors"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Both are locked in the order of their numbers, so that two merges at once wait for each other and go on.
const sqlLockBoth = `
select number
  from incident
 where number in (@incident, @into)
 order by number
   for no key update`

// What was part of this one is part of the other now.
const sqlPassOnParts = `
update incident
   set merged_into = @into, version = version + 1
 where number in (select number from incident where merged_into = @incident and status = 'merged' order by number for no key update)
returning number`

// Merge locks both incidents, lets decide end the one in the other, and keeps what came of it for both together with
// their syncs. It keeps nothing if decide returns nil outcomes or an error, or if act.Receipt is known. It returns the
// first as it stands afterwards, or [incident.ErrNotFound]; decide's errors come back as they are.
func (s *Store) Merge(ctx context.Context, act incident.Act, n, into incident.Number,
	decide func(part, whole *incident.Incident) (ofPart, ofWhole *incident.Outcome, err error),
) (incident.Incident, error) {
	var after incident.Incident
	var refused error
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		refused = nil
		var known bool
		var part, whole incident.Incident
		reads := &pgx.Batch{}
		reads.Queue(sqlLockBoth, pgx.NamedArgs{"incident": n, "into": into})
		reads.Queue(sqlReceiptKnown, pgx.NamedArgs{"receipt": act.Receipt}).QueryRow(func(row pgx.Row) error { return row.Scan(&known) })
		for number, to := range map[incident.Number]*incident.Incident{n: &part, into: &whole} {
			reads.Queue(sqlIncident, pgx.NamedArgs{"incident": number}).QueryRow(func(row pgx.Row) (err error) {
				*to, err = scanIncident(row)
				return err
			})
		}
		if n == into { // one row for both: let decide say so
			reads.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
				part, err = scanIncident(row)
				whole = part
				return err
			})
		}
		if err := runAll(ctx, tx, reads); err != nil {
			return err
		}
		after = part
		if known {
			return errUnchanged
		}
		before := part
		part.Roles, whole.Roles = maps.Clone(part.Roles), maps.Clone(whole.Roles)
		ofPart, ofWhole, err := decide(&part, &whole)
		if err != nil {
			refused = err
			return err
		}
		if ofPart == nil || ofWhole == nil {
			return errUnchanged
		}
		writes := &pgx.Batch{}
		var passedOn []incident.Number
		writes.Queue(sqlChange, incidentArgs(&part))
		writes.Queue(sqlChange, incidentArgs(&whole))
		writes.Queue(sqlTouch, pgx.NamedArgs{"incident": n})
		writes.Queue(sqlTouch, pgx.NamedArgs{"incident": into})
		queueOutcome(writes, n, act, ofPart)
		without := act
		without.Receipt = "" // it is kept once
		queueOutcome(writes, into, without, ofWhole)
		queueMakeStale(writes, act, &before, &part) // those of its parts as well
		// Who only knows of a public one is not led into a private one.
		if !part.MergedHidden {
			queueSubscribe(writes, into, act, "", n)
		}
		writes.Queue(sqlPassOnParts, pgx.NamedArgs{"incident": n, "into": into}).Query(func(rows pgx.Rows) (err error) {
			passedOn, err = pgx.CollectRows(rows, pgx.RowTo[incident.Number])
			return err
		})
		if err := runAll(ctx, tx, writes); err != nil {
			return err
		}
		after = part
		after.Version++
		work := append(workOf(n, ofPart), workOf(into, ofWhole)...)
		return s.enqueueTx(ctx, tx, append(work, each(incident.WorkSync, passedOn)...))
	})
	switch {
	case refused != nil:
		return incident.Incident{}, refused
	case violated(err) == receiptKey, errors.Is(err, errUnchanged):
		return after, nil
	default:
		return after, about("merge", n, err)
	}
}

const sqlPeopleIn = `
select person from (
    select distinct on (person) person, joined from presence where incident = @incident order by person, at desc, joined
) as last where joined
union
select person from role_holding where incident = @incident and until_at is null
union
select declared_by from incident where number = @incident
except
select id from person where bot or gone
except
select bot_user from workspace
order by 1`

// PeopleIn returns who is in an incident's channel, as far as was heard, and who holds a role in it; no programs.
func (s *Store) PeopleIn(ctx context.Context, n incident.Number) ([]incident.PersonID, error) {
	rows, err := s.pool.Query(ctx, sqlPeopleIn, pgx.NamedArgs{"incident": n})
	if err != nil {
		return nil, about("read people in", n, err)
	}
	people, err := pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
	return people, about("read people in", n, err)
}
