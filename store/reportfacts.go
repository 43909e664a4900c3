package store

import (
	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Numbers are gathered in an array, so that rows are looked up by them, however many there are of other years.
const sqlFacts = `
with wanted as (
    select number from incident where declared_at >= @before and declared_at < @until
    union select number from incident where lead_assigned_at >= @from and lead_assigned_at < @until
    union select number from incident where mitigated_at >= @from and mitigated_at < @until
    union select number from incident where resolved_at >= @from and resolved_at < @until
    union select incident from load_segment
           where from_at > @from::timestamptz - interval '1 hour' and from_at < @until and until_at > @from
), left_to_do as (
    select incident, count(*) as count
      from follow_up
     where incident = any(array(select number from wanted)) and state in ('open', 'done')
     group by incident
)
select number, title, private, severity, type, service, cause, status, coalesce(channel_id, ''),
       declared_at, lead_assigned_at, mitigated_at, resolved_at, coalesce(count, 0)
  from incident
  left join left_to_do on left_to_do.incident = number
 where number = any(array(select number from wanted)) and counts
 order by number`

func queueFacts(batch *pgx.Batch, args pgx.NamedArgs, facts *[]load.Fact) {
	batch.Queue(sqlFacts, args).Query(func(rows pgx.Rows) (err error) {
		*facts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (f load.Fact, err error) {
			err = row.Scan(&f.Number, &f.Title, &f.Private, &f.Severity, &f.Type, &f.Service, &f.Cause, &f.Status, &f.Channel,
				scanInstant(&f.DeclaredAt), scanInstant(&f.LeadAssignedAt), scanInstant(&f.MitigatedAt),
				scanInstant(&f.ResolvedAt), &f.FollowUps)
			return f, err
		})
		return err
	})
}

const sqlNinety = `
select count(*), count(*) filter (where severity = any(@milder))
  from incident
 where declared_at >= @ninety and declared_at < @until and counts`

// Who was the first to take command of each.
const sqlLed = `
select person, count(*)
  from incident
 cross join lateral (
    select person
      from role_holding
     where role_holding.incident = number and role = @commander
     order by from_at, id
     limit 1
  ) as first
 where declared_at >= @ninety and declared_at < @until and counts
 group by person`

// Of each person who may have, one answer is enough.
const sqlTookPart = `
select person
  from (select distinct person from load_person where week > @ninety::timestamptz - interval '8 days' and week < @until) as may_have
 where exists (
    select from load_segment
     where load_segment.person = may_have.person and responding and from_at >= @ninety and from_at < @until
  )
 order by person`

const sqlFirstTime = `
select count(distinct person)
  from role_holding as led
  join incident on number = led.incident
 where led.from_at >= @from and led.from_at < @until and role = @commander and counts
   and not exists (
    select
      from role_holding as earlier
      join incident as old on old.number = earlier.incident
     where earlier.person = led.person and earlier.from_at < @from and earlier.role = @commander and old.counts
  )`

func queueNinety(batch *pgx.Batch, args pgx.NamedArgs, ninety *load.Ninety) {
	batch.Queue(sqlNinety, args).QueryRow(func(row pgx.Row) error { return row.Scan(&ninety.Incidents, &ninety.Lower) })
	batch.Queue(sqlLed, args).Query(func(rows pgx.Rows) error {
		ninety.Led = map[incident.PersonID]int{}
		var person incident.PersonID
		var led int
		_, err := pgx.ForEachRow(rows, []any{&person, &led}, func() error {
			ninety.Led[person] = led
			return nil
		})
		return err
	})
	batch.Queue(sqlTookPart, args).Query(func(rows pgx.Rows) (err error) {
		ninety.TookPart, err = pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
		return err
	})
	batch.Queue(sqlFirstTime, args).QueryRow(func(row pgx.Row) error { return row.Scan(&ninety.FirstTime) })
}

// What is left to do stays so when its incident turns out to be part of another; only practice is left out.
// What was opened and done before the period began is history. A follow-up of its own was opened when it was
// recorded, one that was proposed when somebody accepted it.
const sqlFollowUpFacts = `
with wanted as (
    select id from follow_up where at >= @from and at < @until
    union select id from follow_up where decided_at >= @from and decided_at < @until and proposed <> ''
    union select id from follow_up where done_at >= @from
    union select id from follow_up where state = 'open'
)
select owner, coalesce(decided_at, at), due, done_at
  from follow_up
 where id = any(array(select id from wanted)) and state in ('open', 'done') and coalesce(decided_at, at) < @until
   and not exists (select from incident where number = follow_up.incident and drill)
 order by id`

func queueFollowUpFacts(batch *pgx.Batch, args pgx.NamedArgs, facts *[]load.FollowUpFact) {
	batch.Queue(sqlFollowUpFacts, args).Query(func(rows pgx.Rows) (err error) {
		*facts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (f load.FollowUpFact, err error) {
			err = row.Scan(&f.Owner, scanInstant(&f.Opened), scanDay(&f.Due), scanInstant(&f.DoneAt))
			return f, err
		})
		return err
	})
}

const sqlDraftFigures = `
with closed as (
    select number from incident where closed_at >= @from and closed_at < @until and counts
), newest as (
    select distinct on (incident) incident, words, kept, model
      from postmortem_draft
     where incident in (select number from closed)
     order by incident, version desc
), decided as (
    select state, title = proposed as as_is
      from follow_up
     where incident in (select number from closed) and proposed <> '' and state <> 'proposed'
)
select (select count(*) from newest), (select coalesce(sum(words), 0) from newest), (select coalesce(sum(kept), 0) from newest),
       (select count(*) from newest where model),
       (select count(*) from decided), (select count(*) from decided where state <> 'dismissed'),
       (select count(*) from decided where state <> 'dismissed' and as_is),
       (select coalesce(sum(cost), 0)::bigint from ai_run where at >= @from and at < @until)`
