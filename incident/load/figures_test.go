package load_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestMake_judges_a_month_by_its_weeks(t *testing.T) {
	t.Parallel()
	in := load.Input{
		Period: load.MonthOf(at("2026-11-09 00:00"), time.UTC), Now: at("2026-12-01 00:00"), Settings: load.DefaultSettings(),
		Members: []load.Member{{Person: "ada"}, {Person: "bob"}},
	}
	in.Settings.MaxHours, in.Settings.MaxNights = 2*hour, 1
	add := func(person incident.PersonID, from string, took time.Duration, pulledIn bool) {
		begins := at("2026-11-" + from)
		in.Segments = append(in.Segments, load.Segment{
			Person: person, Incident: 1, From: begins, Until: begins.Add(took), Local: begins, Kind: load.Night, Responding: true, PulledIn: pulledIn,
		})
	}
	// Ada: two hours and a night in each of two weeks are not over. Bob: two nights in one week are.
	add("ada", "09 03:00", 2*hour, true)
	add("ada", "16 03:00", 2*hour, true)
	add("bob", "09 03:00", 10*minute, true)
	add("bob", "15 23:50", 10*minute, true)
	if got := load.Make(in); got.Over != 1 {
		t.Errorf("%d are over a limit", got.Over)
	}
	if got := load.FiguresOf(in, "ada"); got.Over || got.Nights != 2 {
		t.Errorf("Ada: %+v", got)
	}
	add("ada", "22 03:00", minute, false)
	if got := load.FiguresOf(in, "ada"); !got.Over {
		t.Error("Ada had two hours and a minute in one week")
	}
}

func TestFiguresOf_a_person_are_theirs(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Settings.Names = false // their own are told all the same
	got := load.FiguresOf(in, "cleo")
	want := load.Figures{
		Period: in.Period, Person: "cleo", Name: "Cleo", Team: "Payments", Working: 20 * hour,
		Hours: load.Hours{Working: 30 * minute}, Interruptions: 1,
		TeamMedian: 45 * minute, Compared: 4, // of 0, 30, 60 and 180 min
		Incidents: []load.OwnLine{{
			Number: 12, Title: "Suspicious login", Private: true, Severity: "SEV9", Status: incident.Closed, Channel: "C12",
			Link: "https://chat.example/C12", Hours: load.Hours{Working: 30 * minute}, Interruptions: 1, Responded: true,
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("by hand (-) and made (+):\n%s", diff)
	}
	if got := load.FiguresOf(in, "lee"); got.Compared != 0 || got.TeamMedian != 0 || len(got.Incidents) != 1 {
		t.Errorf("a small team's median is told: %+v", got)
	}
	if got := load.FiguresOf(in, "ada"); !got.Over || got.Nights != 1 || len(got.Incidents) != 2 || got.Incidents[1].Nights != 1 {
		t.Errorf("Ada: %+v", got)
	}
	if got := load.FiguresOf(in, "nobody"); got.Hours.Total() != 0 || len(got.Incidents) != 0 || got.Person != "nobody" {
		t.Errorf("somebody who did nothing: %+v", got)
	}
}

func TestDays_are_those_of_the_persons_own_calendar(t *testing.T) {
	t.Parallel()
	// Ada is in Berlin: 22:50 to 23:10 UTC on Monday is ten minutes of Monday and ten of Tuesday.
	who := load.Who{Calendar: load.DefaultCalendar(), Zones: []load.ZoneSince{{Zone: zone("Europe/Berlin")}}}
	did := did("2026-11-09 22:50 INC-1", "2026-11-09 23:00 INC-1", "2026-11-10 10:00 INC-1")
	segments := measured(t, load.WeekOf(did[0].At, time.UTC), did, who, load.DefaultSettings())
	slices.Reverse(segments)
	want := []load.PersonDay{
		{Person: "ada", Day: at("2026-11-09 00:00"), Hours: load.Hours{Night: 10 * minute}, Interruptions: 1, Nights: 1},
		{Person: "ada", Day: at("2026-11-10 00:00"), Hours: load.Hours{Night: 10 * minute, Working: 10 * minute}, Interruptions: 1},
	}
	if diff := cmp.Diff(want, load.Days(segments)); diff != "" {
		t.Errorf("by hand (-) and made (+):\n%s", diff)
	}
}
