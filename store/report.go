package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// ReportQuery says what a report is about. Each instant is where something begins that ends with the period.
type ReportQuery struct {
	Period load.Period
	Before time.Time // four weeks or four periods before the period
	Ninety time.Time // 90 days
	Weeks  time.Time // eight weeks
	Year   time.Time // 52 weeks
	Zone   *time.Location
	Milder []incident.SeverityName // the milder half of the severities
}

func (q ReportQuery) args() pgx.NamedArgs {
	zone := "UTC"
	if q.Zone != nil {
		zone = q.Zone.String()
	}
	return pgx.NamedArgs{
		"from": q.Period.From, "until": q.Period.Until,
		"before": orFrom(q.Before, q), "ninety": orFrom(q.Ninety, q), "weeks": orFrom(q.Weeks, q), "year": orFrom(q.Year, q),
		"zone": zone, "commander": incident.Commander,
		"milder": column(q.Milder, func(s incident.SeverityName) string { return string(s) }),
	}
}

// orFrom is an instant, or where the period begins.
func orFrom(t time.Time, q ReportQuery) time.Time {
	if t.IsZero() {
		return q.Period.From
	}
	return t
}

// ReportInput reads what a report is made of, as it was at one instant, in one round trip. The weeks that
// the period touches, and those before it that the query asks for, have been measured ([Store.KeepWeek]).
// Left to the caller are Now, Settings and Severities, the links of incidents, and for a period that is
// not one week the members.
func (s *Store) ReportInput(ctx context.Context, q ReportQuery) (load.Input, error) {
	in := load.Input{Period: q.Period}
	args := q.args()
	batch := &pgx.Batch{}
	batch.Queue(sqlRoomToSort)
	queueTeams(batch, &in.Teams)
	queueMembers(batch, args, &in.Members)
	queueSegments(batch, args, &in.Segments)
	queueFacts(batch, args, &in.Incidents)
	queueBefore(batch, args, &in.Before)
	queueNinety(batch, args, &in.Ninety)
	queueFollowUpFacts(batch, args, &in.FollowUps)
	batch.Queue(sqlDraftFigures, args).QueryRow(func(row pgx.Row) error {
		d := &in.Drafts
		return row.Scan(&d.Postmortems, &d.Words, &d.Kept, &d.Models, &d.Proposed, &d.Accepted, &d.AcceptedAsIs, &d.Cost)
	})
	queueWeeks(batch, args, &in.Weeks)
	queueResolve(batch, args, &in.Resolve)
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error { return runAll(ctx, tx, batch) })
	return in, wrap("read what happened in "+q.Period.Name, err)
}

// sqlRoomToSort holds for one transaction. A week of a big company is a hundred thousand rows, which are else sorted on disk.
const sqlRoomToSort = `set local work_mem = '32MB'`

func queueTeams(batch *pgx.Batch, teams *[]load.Team) {
	batch.Queue(sqlTeams).Query(func(rows pgx.Rows) (err error) {
		*teams, err = pgx.CollectRows(rows, pgx.RowToStructByPos[load.Team])
		return err
	})
}

// Who was in which team is taken from when the week was measured.
const sqlWeekMembers = `
select load_person.person, coalesce(nullif(person.name, ''), load_person.person), load_person.team,
       coalesce(team_member.on_call and team_member.team = load_person.team, false), working
  from load_week
  join load_person using (week)
  left join person on person.id = load_person.person
  left join team_member on team_member.person = load_person.person
 where from_at = @from and until_at = @until
 order by load_person.person`

func queueMembers(batch *pgx.Batch, args pgx.NamedArgs, members *[]load.Member) {
	batch.Queue(sqlWeekMembers, args).Query(func(rows pgx.Rows) (err error) {
		*members, err = pgx.CollectRows(rows, pgx.RowToStructByPos[load.Member])
		return err
	})
}

// A segment lasts an hour at most: one that reaches into the period begins less than that before it.
const sqlSegments = `
select person, incident, greatest(from_at, @from), least(until_at, @until), kind,
       local_from + (greatest(from_at, @from) - from_at), responding, pulled_in and from_at >= @from
  from load_segment
 where from_at > @from::timestamptz - interval '1 hour' and from_at < @until and until_at > @from
 order by person, from_at`

func queueSegments(batch *pgx.Batch, args pgx.NamedArgs, all *[]load.Segment) {
	batch.Queue(sqlSegments, args).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s load.Segment, err error) {
			err = row.Scan(&s.Person, &s.Incident, scanInstant(&s.From), scanInstant(&s.Until), &s.Kind, &s.Local,
				&s.Responding, &s.PulledIn)
			return s, err
		})
		return err
	})
}

// One pass, and nothing to sort: a group by would want the rows in the order of their kinds.
const sqlBefore = `
select coalesce(sum(took) filter (where kind = 'working'), '0'), coalesce(sum(took) filter (where kind = 'evening'), '0'),
       coalesce(sum(took) filter (where kind = 'night'), '0'), coalesce(sum(took) filter (where kind = 'weekend'), '0')
  from (
    select kind, least(until_at, @from) - greatest(from_at, @before) as took
      from load_segment
     where from_at > @before::timestamptz - interval '1 hour' and from_at < @from and until_at > @before
  ) as earlier`

func queueBefore(batch *pgx.Batch, args pgx.NamedArgs, before *load.Hours) {
	batch.Queue(sqlBefore, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&before.Working, &before.Evening, &before.Night, &before.Weekend)
	})
}

const sqlWeekTeams = `
select week, from_at, until_at, team, sum(took)
  from load_week
  join load_person using (week)
 where from_at >= @weeks and from_at < @until and took > '0'
 group by week, team
 order by week, team`

func queueWeeks(batch *pgx.Batch, args pgx.NamedArgs, weeks *[]load.WeekTeam) {
	batch.Queue(sqlWeekTeams, args).Query(func(rows pgx.Rows) (err error) {
		*weeks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (w load.WeekTeam, err error) {
			var monday, from, until time.Time
			err = row.Scan(scanDay(&monday), scanInstant(&from), scanInstant(&until), &w.Team, &w.Took)
			w.Week = weekOf(monday, from, until)
			return w, err
		})
		return err
	})
}

// Postgres knows the median of numbers exactly, and that of intervals of a day and more only nearly.
const sqlResolve = `
with resolved as (
    select date_trunc('week', resolved_at at time zone @zone) as week,
           extract(epoch from greatest(resolved_at - declared_at, interval '0'))::float8 as took
      from incident
     where resolved_at >= @year and resolved_at < @until and counts
)
select week::date, week at time zone @zone,
       round(1000000 * percentile_cont(0.5) within group (order by took))::bigint, count(*)
  from resolved
 group by week
 order by week`

func queueResolve(batch *pgx.Batch, args pgx.NamedArgs, weeks *[]load.WeekResolve) {
	batch.Queue(sqlResolve, args).Query(func(rows pgx.Rows) (err error) {
		*weeks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (w load.WeekResolve, err error) {
			var monday time.Time
			var micros int64
			err = row.Scan(scanDay(&monday), scanInstant(&w.From), &micros, &w.Count)
			w.Name, w.Median = weekOf(monday, w.From, time.Time{}).Name, load.Span(micros)*time.Microsecond
			return w, err
		})
		return err
	})
}
