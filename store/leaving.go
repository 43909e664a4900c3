package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// ourselves is who tells what nobody did.
const ourselves = `coalesce((select bot_user from workspace), '')`

const sqlLockHeldBy = `
select number
  from incident
 where status not in ('closed', 'declined', 'merged')
   and number in (select incident from role_holding where person = any(@people) and until_at is null)
 order by number
   for no key update`

const sqlVacate = `
with left_free as (
    update role_holding
       set until_at = greatest(from_at, @at)
     where person = any(@people) and until_at is null and incident = any(@incidents)
    returning incident, role, person
), told as (
    insert into timeline_entry (incident, kind, at, by, role, previous, what)
    select incident, 'role', @at, ` + ourselves + `, role, person, @what from left_free order by incident, role, person
)
update incident set version = version + 1 where number in (select incident from left_free)
returning number`

// vacateTx frees the roles of people who left the workspace, in incidents that are not over, and returns those.
func vacateTx(ctx context.Context, tx pgx.Tx, people []incident.Person, at time.Time) ([]incident.Number, error) {
	var gone []incident.PersonID
	for _, p := range people {
		if p.Gone {
			gone = append(gone, p.ID)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	return touchedTx(ctx, tx, sqlLockHeldBy, sqlVacate, pgx.NamedArgs{"people": gone, "at": at, "what": incident.RoleGone})
}

const sqlLockPrivateOf = `
select number
  from incident
 where private and status not in ('closed', 'declined', 'merged')
   and number in (select incident from presence where person = any(@people))
 order by number
   for no key update`

// Each time that a guest comes is told once: what is told already is younger than their coming.
const sqlWarnOfGuests = `
with present as (
    select distinct on (incident, person) incident, person, at, joined
      from presence
     where person = any(@people) and incident = any(@incidents)
     order by incident, person, at desc, joined
), warned as (
    insert into timeline_entry (incident, kind, at, by, person, what)
    select incident, 'warning', at, ` + ourselves + `, person, @what
      from present
      join person on person.id = present.person
     where joined and coalesce(guest, false)
       and not exists (select from timeline_entry as told
                        where told.incident = present.incident and told.kind = 'warning' and told.what = @what
                          and told.person = present.person and told.at >= present.at)
     order by incident, person
    returning incident
)
update incident set version = version + 1 where number in (select incident from warned)
returning number`

// warnOfGuestsTx has those in private incidents warned of guests among people, and returns the incidents.
func warnOfGuestsTx(ctx context.Context, tx pgx.Tx, people []incident.PersonID) ([]incident.Number, error) {
	if len(people) == 0 {
		return nil, nil
	}
	return touchedTx(ctx, tx, sqlLockPrivateOf, sqlWarnOfGuests, pgx.NamedArgs{"people": people, "what": incident.WarnGuest})
}

const sqlLockPrivateIn = `
select number
  from incident
 where private and status not in ('closed', 'declined', 'merged') and channel_id = any(@channels)
 order by number
   for no key update`

const sqlWarnOfOpening = `
with warned as (
    insert into timeline_entry (incident, kind, at, by, what)
    select number, 'warning', @at, ` + ourselves + `, @what
      from incident
     where number = any(@incidents)
       and not exists (select from timeline_entry as told
                        where told.incident = number and told.kind = 'warning' and told.what = @what and told.at = @at)
    returning incident
)
update incident set version = version + 1 where number in (select incident from warned)
returning number`

// warnOfOpeningTx has those in a private incident warned that its channel was opened to others.
func warnOfOpeningTx(ctx context.Context, tx pgx.Tx, o incident.Opening) ([]incident.Number, error) {
	return touchedTx(ctx, tx, sqlLockPrivateIn, sqlWarnOfOpening, pgx.NamedArgs{
		"channels": []incident.ChannelID{o.Channel}, "at": o.At, "what": o.What,
	})
}

// touchedTx locks the incidents that lock selects, before anything is decided about them, and runs change on them. It
// returns those that change has touched.
func touchedTx(ctx context.Context, tx pgx.Tx, lock, change string, args pgx.NamedArgs) ([]incident.Number, error) {
	rows, err := tx.Query(ctx, lock, args)
	if err != nil {
		return nil, err
	}
	locked, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
	if err != nil || len(locked) == 0 {
		return nil, err
	}
	args["incidents"] = locked
	if rows, err = tx.Query(ctx, change, args); err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[incident.Number])
}

// consequencesTx is what follows from who people are, where they came, and to whom channels were opened.
func consequencesTx(ctx context.Context, tx pgx.Tx, h incident.Heard) ([]incident.Work, error) {
	var touched []incident.Number
	if len(h.People) > 0 {
		freed, err := vacateTx(ctx, tx, h.People, h.PeopleAt)
		if err != nil {
			return nil, err
		}
		touched = append(touched, freed...)
	}
	var came []incident.PersonID
	for _, p := range h.Presences {
		if p.Joined {
			came = append(came, p.Person)
		}
	}
	for _, p := range h.People {
		if p.Guest {
			came = append(came, p.ID)
		}
	}
	warned, err := warnOfGuestsTx(ctx, tx, came)
	if err != nil {
		return nil, err
	}
	touched = append(touched, warned...)
	for _, o := range h.Openings {
		warned, err := warnOfOpeningTx(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		touched = append(touched, warned...)
	}
	return each(incident.WorkSync, touched), nil
}
