package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

const sqlActivities = `
select person, incident, at, watching
  from activity
 where at >= @from and at < @until
 order by person collate "C", at, incident`

// Activities hands what people did from one instant until before another to do, in the order of the
// people, of the time, and of the incidents. Programs and drills are left out. It holds one activity in
// memory, and a connection while do works; an error of do ends it and comes back as it is.
func (s *Store) Activities(ctx context.Context, from, until time.Time, do func(load.Activity) error) error {
	rows, err := s.pool.Query(ctx, sqlActivities, pgx.NamedArgs{"from": from, "until": until})
	if err != nil {
		return fmt.Errorf("read activities: %w", err)
	}
	var did error
	var a load.Activity
	_, err = pgx.ForEachRow(rows, []any{&a.Person, &a.Incident, scanInstant(&a.At), &a.Watching}, func() error {
		did = do(a)
		return did
	})
	if did != nil {
		return did
	}
	return wrap("read activities", err)
}

// Whoever measures the same week waits here, and then finds the rows of whoever came first.
const sqlKeepWeek = `
insert into load_week (week, from_at, until_at, settings, measured_at)
values (@week, @from, @until, @settings, @at)
on conflict on constraint load_week_pkey do update
   set from_at = excluded.from_at, until_at = excluded.until_at, settings = excluded.settings, measured_at = excluded.measured_at`

const sqlFreshen = `delete from load_stale where week = @week`

const sqlDropSegments = `delete from load_segment where week = @week`

const sqlDropLoads = `delete from load_person where week = @week`

// KeepWeek puts what was measured of a week in the place of what was kept of it before, all or nothing.
// segments hands each segment to emit, which keeps it without holding it; an error of segments comes back
// and nothing has changed. members is asked after that, when it is known who did anything: it returns
// everybody in a team and everybody who did, each once. Of two who keep the same week at once, the later
// one's stays.
func (s *Store) KeepWeek(ctx context.Context, week load.Period, settings string, measuredAt time.Time, segments func(emit func(load.Segment) error) error, members func() []load.Member) error {
	monday, err := mondayOf(week)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(sqlKeepWeek, pgx.NamedArgs{
			"week": day(monday), "from": week.From, "until": week.Until, "settings": settings, "at": measuredAt,
		})
		// Before the activities are read: what gets stale after this is measured again.
		batch.Queue(sqlFreshen, pgx.NamedArgs{"week": day(monday)})
		batch.Queue(sqlDropSegments, pgx.NamedArgs{"week": day(monday)})
		batch.Queue(sqlDropLoads, pgx.NamedArgs{"week": day(monday)})
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
		took := map[incident.PersonID]load.Span{}
		if err := copySegmentsTx(ctx, tx, monday, segments, took); err != nil {
			return err
		}
		return copyMembersTx(ctx, tx, monday, members(), took)
	})
	return wrap("keep the load of "+week.Name, err)
}

func copyMembersTx(ctx context.Context, tx pgx.Tx, monday time.Time, members []load.Member, took map[incident.PersonID]load.Span) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"load_person"}, []string{"week", "person", "team", "working", "took"},
		pgx.CopyFromSlice(len(members), func(i int) ([]any, error) {
			m := members[i]
			return []any{day(monday), m.Person, m.Team, m.Working, took[m.Person]}, nil
		}))
	return err
}

// copySegmentsTx turns segments, which hands them over, around into what COPY asks for one by one, and adds up what each
// person's come to.
func copySegmentsTx(
	ctx context.Context, tx pgx.Tx, monday time.Time, segments func(emit func(load.Segment) error) error, took map[incident.PersonID]load.Span,
) error {
	var failed error // Postgres would tell of it in its own words
	next, stop := iter.Pull(func(yield func(load.Segment) bool) {
		failed = segments(func(s load.Segment) error {
			if !yield(s) {
				return errNoMoreSegments
			}
			return nil
		})
	})
	defer stop()
	columns := []string{"week", "person", "incident", "from_at", "until_at", "kind", "local_from", "responding", "pulled_in"}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"load_segment"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		s, more := next()
		if !more {
			return nil, failed
		}
		took[s.Person] += s.Until.Sub(s.From)
		return []any{
			day(monday), s.Person, s.Incident, s.From, s.Until, string(s.Kind), s.Local, s.Responding, s.PulledIn,
		}, nil
	}))
	if failed != nil {
		return failed
	}
	return err
}

// errNoMoreSegments ends whoever still hands over segments when nothing takes them any more.
var errNoMoreSegments = errors.New("the segments are not kept")

// mondayOf is the day that names a week, midnight UTC. The week's name says it: its instants are a day
// off where the sun rises first.
func mondayOf(week load.Period) (time.Time, error) {
	var year, number int
	if _, err := fmt.Sscanf(week.Name, "%4d-W%2d", &year, &number); err != nil {
		return time.Time{}, fmt.Errorf("%q is no week", week.Name)
	}
	january4 := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // is in week 1 of every year
	monday := january4.AddDate(0, 0, 7*(number-1)-(int(january4.Weekday())+6)%7)
	if y, n := monday.ISOWeek(); y != year || n != number {
		return time.Time{}, fmt.Errorf("%d has no week %d", year, number)
	}
	return monday, nil
}

// weekOf is the week of a Monday.
func weekOf(monday, from, until time.Time) load.Period {
	year, number := monday.ISOWeek()
	return load.Period{Name: fmt.Sprintf("%d-W%02d", year, number), From: from, Until: until}
}

// MeasuredWeek is a week whose load is kept.
type MeasuredWeek struct {
	Week       load.Period
	Settings   string // digest of the settings it was measured with
	MeasuredAt time.Time
	// Stale is whether what was done in it counts for another incident since, or not at all, or again.
	Stale bool
}

const sqlMeasuredWeeks = `
select week, from_at, until_at, settings, measured_at,
       exists (select from load_stale where load_stale.week = load_week.week)
  from load_week
 where from_at < @until and until_at > @from
 order by week`

// MeasuredWeeks returns the weeks whose load is kept and that lie between the two instants, or reach
// into that time, oldest first.
func (s *Store) MeasuredWeeks(ctx context.Context, from, until time.Time) ([]MeasuredWeek, error) {
	rows, _ := s.pool.Query(ctx, sqlMeasuredWeeks, pgx.NamedArgs{"from": from, "until": until}) // its error comes from CollectRows
	weeks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w MeasuredWeek, err error) {
		var monday time.Time
		err = row.Scan(scanDay(&monday), scanInstant(&w.Week.From), scanInstant(&w.Week.Until), &w.Settings, scanInstant(&w.MeasuredAt), &w.Stale)
		w.Week = weekOf(monday, w.Week.From, w.Week.Until)
		return w, err
	})
	return weeks, wrap("read measured weeks", err)
}

// What is to be part of the same incident is older, perhaps. People may have been there before somebody declared it.
const sqlMakeStale = `
insert into load_stale (week)
select week
  from load_week
 where from_at <= @at
   and until_at > (
    select least(min(declared_at), min(timeline_entry.at)) - interval '1 day'
      from incident
      left join timeline_entry on incident = number
     where number = @incident or merged_into = @incident)`

// queueMakeStale has those weeks measured again that an incident was in, when what people did in it counts otherwise
// from now on than it did.
func queueMakeStale(batch *pgx.Batch, act incident.Act, before, after *incident.Incident) {
	if countsFor(before) != countsFor(after) {
		batch.Queue(sqlMakeStale, pgx.NamedArgs{"incident": after.Number, "at": act.At})
	}
}

// countsFor is the incident that what people do in this one counts for; 0 for none.
func countsFor(inc *incident.Incident) incident.Number {
	switch {
	case inc.Drill || inc.Status == incident.Declined:
		return 0
	case inc.Status == incident.Merged:
		return inc.MergedInto
	}
	return inc.Number
}
