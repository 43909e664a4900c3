package config_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	workload "github.com/tocsin-bot/tocsin/incident/load"
)

const weeks = `
calendars:
  - {name: home, country: FR}
  - name: bavaria
    country: de-by
    hours: "08:30-17:15"
    days_off: [2026-12-24, "2026-12-31"]
  - {name: gulf, days: [sun, Monday, tue, wed, thu], night: "23:00-06:00", hours: "10:00-24:00"}
default_calendar: home
teams:
  - {name: Web, members: [U101]}
  - {name: Ops, calendar: bavaria, members: [U102], engineering: false}
people:
  - {person: Ben@example.com, calendar: gulf}
  - {person: U102, calendar: gulf}
`

func TestCalendarOf(t *testing.T) {
	t.Parallel()
	c, err := load(t, weeks)
	if err != nil {
		t.Fatal(err)
	}
	of := c.CalendarOf(map[string]incident.PersonID{"ben@example.com": "U109"})
	home, bavaria, gulf := of("U101", "Web"), of("U103", "Ops"), of("U102", "Ops")

	t.Run("gives what a calendar leaves out its usual value", func(t *testing.T) {
		t.Parallel()
		want := workload.DefaultCalendar()
		if diff := cmp.Diff(want, withoutOff(home)); diff != "" {
			t.Error(diff)
		}
		want.From, want.Until = 8*time.Hour+30*time.Minute, 17*time.Hour+15*time.Minute
		if diff := cmp.Diff(want, withoutOff(bavaria)); diff != "" {
			t.Error(diff)
		}
		want = workload.Calendar{
			Days: [7]bool{true, true, true, true, true}, From: 10 * time.Hour, Until: 24 * time.Hour,
			NightFrom: 23 * time.Hour, NightUntil: 6 * time.Hour,
		}
		if diff := cmp.Diff(want, withoutOff(gulf)); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("takes a person's own before their team's, and that before everybody's", func(t *testing.T) {
		t.Parallel()
		for _, one := range []struct {
			who  incident.PersonID
			team string
			want workload.Calendar
		}{
			{"U102", "Ops", gulf},
			{"U109", "Ops", gulf},
			{"U109", "", gulf},
			{"U103", "Ops", bavaria},
			{"U103", "Web", home},
			{"U103", "", home},
			{"U103", "gone", home},
		} {
			if diff := cmp.Diff(withoutOff(one.want), withoutOff(of(one.who, one.team))); diff != "" {
				t.Errorf("%s of %q: %s", one.who, one.team, diff)
			}
		}
	})

	t.Run("knows the holidays of countries and regions, and the days off", func(t *testing.T) {
		t.Parallel()
		for _, one := range []struct {
			calendar workload.Calendar
			day      string
			off      bool
		}{
			{home, "2026-07-14", true},
			{bavaria, "2026-07-14", false},
			{gulf, "2026-07-14", false},
			{bavaria, "2026-06-04", true},
			{home, "2026-06-04", false}, // Corpus Christi
			{bavaria, "2026-10-03", true},
			{bavaria, "2025-10-03", true},
			{bavaria, "2026-12-24", true},
			{bavaria, "2026-12-31", true},
			{bavaria, "2025-12-24", false},
			{home, "2026-04-06", true},
			{home, "2027-03-29", true},
			{home, "2027-04-06", false}, // Easter Monday
			{home, "2026-01-01", true},
			{gulf, "2026-01-01", false},
		} {
			day, err := time.Parse(time.DateOnly, one.day)
			if err != nil {
				t.Fatal(err)
			}
			if got := one.calendar.Off(day); got != one.off {
				t.Errorf("%s is off: %v", one.day, got)
			}
		}
	})

	t.Run("knows days on which a holiday is given instead", func(t *testing.T) {
		t.Parallel()
		us, err := load(t, "calendars: [{name: default, country: US}]")
		if err != nil {
			t.Fatal(err)
		}
		off := us.CalendarOf(nil)("U101", "").Off
		// Independence Day 2026 is a Saturday; New Year's Day 2022 was one, given the year before.
		for _, day := range []time.Time{time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC), time.Date(2021, 12, 31, 0, 0, 0, 0, time.UTC)} {
			if !off(day) {
				t.Errorf("%s is worked", day)
			}
		}
	})
}

func TestLoadTeams_counts_a_team_as_engineering_unless_told_otherwise(t *testing.T) {
	t.Parallel()
	c, err := load(t, weeks)
	if err != nil {
		t.Fatal(err)
	}
	want := []workload.Team{{Name: "Web", Engineering: true}, {Name: "Ops"}}
	if diff := cmp.Diff(want, c.LoadTeams()); diff != "" {
		t.Error(diff)
	}
}

func TestLoadSettings(t *testing.T) {
	t.Parallel()

	t.Run("are the arithmetic's own when nothing is said", func(t *testing.T) {
		t.Parallel()
		c := config.Default()
		if diff := cmp.Diff(workload.DefaultSettings(), c.LoadSettings(), zones); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("are those of the file", func(t *testing.T) {
		t.Parallel()
		c, err := load(t, `report: {zone: Asia/Kolkata, name_people: true, smallest_team: 2, max_hours: 1d, max_nights: 0,
  counts_for: 5m, joins_within: 0, watching_counts_for: 1m, apart: 2h}`)
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation("Asia/Kolkata")
		if err != nil {
			t.Fatal(err)
		}
		want := workload.Settings{
			CountsFor: 5 * time.Minute, WatchingCountsFor: time.Minute, Apart: 2 * time.Hour, Zone: zone,
			MaxHours: 24 * time.Hour, SmallestTeam: 2, Names: true,
		}
		if diff := cmp.Diff(want, c.LoadSettings(), zones); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFirings_are_in_the_reports_zone(t *testing.T) {
	t.Parallel()
	c, err := load(t, "report: {zone: Europe/Berlin}")
	if err != nil {
		t.Fatal(err)
	}
	firings, err := c.Report.Firings()
	if err != nil {
		t.Fatal(err)
	}
	// Clocks go forward on the last Sunday of March.
	for after, want := range map[string]string{
		"2026-03-22T12:00:00Z": "2026-03-23T08:00:00Z",
		"2026-03-23T08:00:00Z": "2026-03-30T07:00:00Z",
	} {
		at, err := time.Parse(time.RFC3339, after)
		if err != nil {
			t.Fatal(err)
		}
		if got := firings.Next(at).UTC().Format(time.RFC3339); got != want {
			t.Errorf("after %s it comes at %s, not %s", after, got, want)
		}
	}
}

var zones = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func withoutOff(c workload.Calendar) workload.Calendar {
	c.Off = nil
	return c
}
