package nudges_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/nudges"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/store"
)

// quarter is a company that lives through 13 weeks: what people do is a story, and the clock ticks between.
type quarter struct {
	t       *testing.T
	store   *store.Store
	service *incident.Service
	nudges  *nudges.Nudges
	db      *pgxpool.Pool
	zones   map[incident.PersonID]*time.Location
	busy    time.Time // until when the clock ticks every minute
	ticks   int
}

// drawn takes work as done: nothing is drawn here.
type drawn struct{}

func (drawn) EnqueueTx(context.Context, pgx.Tx, []incident.Work) error { return nil }

func newQuarter(t *testing.T) *quarter {
	t.Helper()
	url := pgtest.New(t, func(ctx context.Context, url string) error { return store.Migrate(ctx, url, nil) })
	s, err := store.Open(t.Context(), store.Options{URL: url, Enqueue: drawn{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	db, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	c := config.Default()
	q := &quarter{t: t, store: s, db: db, zones: map[incident.PersonID]*time.Location{}}
	if q.service, err = incident.NewService(s, c.Rules()); err != nil {
		t.Fatal(err)
	}
	q.nudges, err = nudges.New(nudges.Options{
		Store: s, Rules: c.Rules(), Zone: time.UTC,
		Calendars: func(context.Context) (func(incident.PersonID, string) load.Calendar, error) {
			return func(incident.PersonID, string) load.Calendar { return q.calendar() }, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for person, zone := range map[incident.PersonID]string{"UADA": "Europe/London", "UBOB": "Asia/Kolkata", "UCY": "America/New_York"} {
		q.zones[person], _ = time.LoadLocation(zone)
		if err := s.KeepPeople(t.Context(), []incident.Person{{ID: person, Name: string(person), Zone: zone}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = db.Exec(t.Context(), `
		insert into team values ('Payments', 0, true);
		insert into team_member (person, team, lead) values ('UADA', 'Payments', true), ('UBOB', 'Payments', false), ('UCY', 'Payments', false)`)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// calendar is that of an office which is shut between the years.
func (q *quarter) calendar() load.Calendar {
	c := load.DefaultCalendar()
	c.Off = func(day time.Time) bool { return day.Month() == time.December && day.Day() >= 24 }
	return c
}

// step is something people do.
type step struct {
	at string // UTC, without the year's seconds: "2026-10-05 02:47"
	do func(ctx context.Context, act incident.Act) error
	by incident.PersonID
}

// lives goes through the story, minute by minute while something is young, and by half hours else. Each time two processes
// look at the clock, as when one takes over from another.
func (q *quarter) lives(from, until time.Time, story []step) {
	q.t.Helper()
	slices.SortStableFunc(story, func(a, b step) int { return strings.Compare(a.at, b.at) })
	for now := from; now.Before(until); {
		for len(story) > 0 && !instant(q.t, story[0].at).After(now) {
			at := instant(q.t, story[0].at)
			if err := story[0].do(q.t.Context(), incident.Act{By: story[0].by, At: at}); err != nil {
				q.t.Fatalf("%s: %v", story[0].at, err)
			}
			story, q.busy = story[1:], at.Add(3*time.Hour)
		}
		for range 2 {
			if err := q.nudges.Tick(q.t.Context(), now); err != nil {
				q.t.Fatal(err)
			}
			q.ticks++
		}
		pace := 30 * time.Minute
		if now.Before(q.busy) {
			pace = time.Minute
		}
		now = now.Truncate(pace).Add(pace)
		if len(story) > 0 && instant(q.t, story[0].at).Before(now) {
			now = instant(q.t, story[0].at)
		}
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// said is everything that was said, in order: nudges by UTC, messages to people by their own clocks.
func (q *quarter) said() []string {
	q.t.Helper()
	rows, err := q.db.Query(q.t.Context(), `
		select at, 'INC-' || incident || ' ' || kind, '', '', '{}' from nudge
		union all
		select notice.at, notice.kind, person,
		       coalesce((select string_agg(follow_up.title, ', ' order by follow_up.id)
		                   from follow_up where id in (select follow_up from reminded where notice = notice.id)), ''), body::text
		  from notice
		 order by 1, 2`)
	if err != nil {
		q.t.Fatal(err)
	}
	var said []string
	var at time.Time
	var what, person, titles, body string
	_, err = pgx.ForEachRow(rows, []any{&at, &what, &person, &titles, &body}, func() error {
		line := at.UTC().Format("Mon 2006-01-02 15:04") + " " + what
		if person != "" {
			line = at.In(q.zones[incident.PersonID(person)]).Format("Mon 2006-01-02 15:04") + " " + what + " " + person + ": " + titles
		}
		if what == string(incident.NoticeDigest) {
			var d incident.Digest
			if err := json.Unmarshal([]byte(body), &d); err != nil {
				return err
			}
			var owners []string
			for _, o := range d.Owners {
				owners = append(owners, fmt.Sprintf("%s %d", o.Person, len(o.FollowUps)))
			}
			line += d.Week + ", " + strings.Join(owners, ", ")
		}
		said = append(said, line)
		return nil
	})
	if err != nil {
		q.t.Fatal(err)
	}
	return said
}

func TestQuarter_says_what_it_should_once_and_nothing_at_night(t *testing.T) {
	if testing.Short() {
		t.Skip("a quarter of a year is long")
	}
	t.Parallel()
	q := newQuarter(t)
	declare := func(title, severity string) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.Declare(ctx, act, incident.Declaration{Title: title, Severity: severity})
			return err
		}
	}
	lead := func(n incident.Number) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.TakeRole(ctx, act, n, incident.Commander, "")
			return err
		}
	}
	update := func(n incident.Number, next time.Duration) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.Tell(ctx, act, n, incident.Update{UsersSee: "nothing", Next: next})
			return err
		}
	}
	becomes := func(n incident.Number, to incident.Status) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.ChangeStatus(ctx, act, n, to, "")
			return err
		}
	}
	snooze := func(n incident.Number, nudge incident.NudgeID) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error { return q.service.Snooze(ctx, act, n, nudge) }
	}
	owes := func(n incident.Number, title string, owner incident.PersonID, due string) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.RecordFollowUp(ctx, act, n, incident.FollowUpWords{Title: title, Owner: owner, Due: day(t, due)})
			return err
		}
	}
	finishes := func(n incident.Number, id int64) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.FinishFollowUp(ctx, act, n, id)
			return err
		}
	}
	later := func(n incident.Number, id int64, from string) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.RemindLater(ctx, act, n, id, day(t, from))
			return err
		}
	}
	hands := func(n incident.Number, id int64, to incident.PersonID) func(context.Context, incident.Act) error {
		return func(ctx context.Context, act incident.Act) error {
			_, err := q.service.HandOver(ctx, act, n, id, to)
			return err
		}
	}

	q.lives(instant(t, "2026-10-05 00:00"), instant(t, "2027-01-04 00:00"), []step{
		// A night's incident: nobody leads, one snooze, one update too late.
		{"2026-10-06 02:47", declare("checkout is down", "SEV2"), "UADA"},
		{"2026-10-06 02:52", snooze(1, 1), "UADA"},
		{"2026-10-06 03:10", lead(1), "UADA"},
		{"2026-10-06 04:00", update(1, 0), "UADA"},
		{"2026-10-06 04:30", becomes(1, incident.Resolved), "UADA"},
		{"2026-10-06 09:00", owes(1, "alert earlier", "UBOB", "2026-10-12"), "UADA"},
		{"2026-10-06 09:01", owes(1, "write a runbook", "UCY", "2026-10-17"), "UADA"}, // a Saturday
		{"2026-10-06 09:02", owes(1, "tell the bank", "UCY", "2026-12-24"), "UADA"},   // between the years
		// Resolved since Tuesday morning: asked on Wednesday at work, snoozed, asked on Thursday, closed.
		{"2026-10-07 10:00", snooze(1, 4), "UADA"},
		{"2026-10-08 11:00", becomes(1, incident.Closed), "UADA"},
		// Bob's is due on the 12th: later. It is overdue for his lead meanwhile, and is done at last.
		{"2026-10-12 06:00", later(1, 1, "2026-10-26"), "UBOB"},
		{"2026-10-26 07:00", finishes(1, 1), "UBOB"},
		// Cy hears on Monday what was due on Saturday, and hands it to Ada.
		{"2026-10-21 15:00", hands(1, 2, "UADA"), "UCY"},
		{"2026-10-29 15:00", finishes(1, 2), "UADA"},
		// A mild one on a Friday evening, in which nobody writes over the weekend.
		{"2026-11-13 21:30", declare("a lamp is out", "SEV4"), "UCY"},
		{"2026-11-13 21:31", lead(2), "UCY"},
		{"2026-11-16 15:00", becomes(2, incident.Resolved), "UCY"},
		{"2026-11-16 15:01", becomes(2, incident.Closed), "UCY"},
	})

	want := []string{
		"Tue 2026-10-06 02:50 INC-1 lead",
		"Tue 2026-10-06 03:07 INC-1 lead", // snoozed for 15 min
		"Tue 2026-10-06 03:48 INC-1 update",
		"Wed 2026-10-07 08:00 INC-1 close", // nine in London
		"Thu 2026-10-08 08:00 INC-1 close",
		"Mon 2026-10-12 09:00 follow_ups UBOB: alert earlier",
		"Mon 2026-10-19 09:00 digest UADA: 2026-W43, UBOB 1, UCY 1",
		"Mon 2026-10-19 09:00 follow_ups UCY: write a runbook",
		"Thu 2026-10-22 09:00 follow_ups UADA: write a runbook", // handed over the day before
		"Mon 2026-10-26 09:00 follow_ups UBOB: alert earlier",
		"Mon 2026-10-26 09:00 digest UADA: 2026-W44, UADA 1",
		"Mon 2026-11-16 14:00 INC-2 quiet", // nine in New York, after a weekend
		"Fri 2027-01-01 09:00 digest UADA: 2026-W53, UCY 1",
		"Fri 2027-01-01 09:00 follow_ups UCY: tell the bank",
	}
	if diff := cmp.Diff(want, q.said()); diff != "" {
		t.Errorf("said in %d ticks (-want +got):\n%s", q.ticks, diff)
	}
}
