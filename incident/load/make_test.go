package load_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

const (
	minute = time.Minute
	hour   = time.Hour
)

// week46 is what a small company went through in week 46 of 2026, 9 to 15 November, seen on the Monday after at 9 o'clock.
//
// Payments are Ada, Bob, Cleo and Dan, who all but Cleo share the on-call; Legal are Lee and Mia; Zoe is in no team.
//
//	Monday     10:00–12:00  Ada on INC-10, from 10:00          2 h working, interrupted
//	           10:30–11:00  Bob on INC-10                      30 min working, interrupted
//	           18:00–18:30  Bob on INC-11                      30 min evening, interrupted
//	Tuesday    03:00–04:00  Ada on INC-11                      1 h night, interrupted
//	Wednesday  14:00–14:30  Cleo on INC-12, which is private   30 min working, interrupted
//	           14:10–14:40  Lee on INC-12                      30 min working, interrupted
//	Saturday   15:00–15:02  Zoe watches INC-11                 2 min weekend
func week46() load.Input {
	week := load.WeekOf(at("2026-11-09 00:00"), time.UTC)
	settings := load.DefaultSettings()
	settings.Names = true
	settings.MaxHours, settings.MaxNights = 150*minute, 0
	settings.SmallestTeam = 4
	segment := func(person incident.PersonID, number incident.Number, from string, took time.Duration, kind load.Kind) load.Segment {
		begins := at("2026-11-" + from)
		return load.Segment{
			Person: person, Incident: number, From: begins, Until: begins.Add(took), Kind: kind, Local: begins,
			Responding: true, PulledIn: true,
		}
	}
	more := func(s load.Segment) load.Segment { s.PulledIn = false; return s }
	watching := func(s load.Segment) load.Segment { s.PulledIn, s.Responding = false, false; return s }
	return load.Input{
		Period: week, Now: at("2026-11-16 09:00"), Settings: settings,
		Severities: []incident.SeverityName{"SEV1", "SEV2", "SEV3"},
		Teams:      []load.Team{{Name: "Payments", Engineering: true}, {Name: "Legal"}},
		Members: []load.Member{
			{Person: "ada", Name: "Ada", Team: "Payments", OnCall: true, Working: 40 * hour},
			{Person: "bob", Name: "Bob", Team: "Payments", OnCall: true, Working: 40 * hour},
			{Person: "cleo", Name: "Cleo", Team: "Payments", Working: 20 * hour},
			{Person: "dan", Name: "Dan", Team: "Payments", OnCall: true, Working: 32 * hour},
			{Person: "lee", Name: "Lee", Team: "Legal", Working: 40 * hour},
			{Person: "mia", Name: "Mia", Team: "Legal", Working: 40 * hour},
			{Person: "zoe", Name: "Zoe", Working: 40 * hour},
		},
		Segments: []load.Segment{
			segment("ada", 10, "09 10:00", hour, load.Working),
			more(segment("ada", 10, "09 11:00", hour, load.Working)),
			segment("bob", 10, "09 10:30", 30*minute, load.Working),
			segment("bob", 11, "09 18:00", 30*minute, load.Evening),
			segment("ada", 11, "10 03:00", hour, load.Night),
			segment("cleo", 12, "11 14:00", 30*minute, load.Working),
			segment("lee", 12, "11 14:10", 30*minute, load.Working),
			watching(segment("zoe", 11, "14 15:00", 2*minute, load.Weekend)),
		},
		Incidents: []load.Fact{
			{ // in the week before, nobody gave time to it in this one
				Number: 8, Title: "Old queue", Severity: "SEV2", Type: "service", Service: "checkout", Cause: "deploy", Status: incident.Closed,
				DeclaredAt: at("2026-11-03 10:00"), LeadAssignedAt: at("2026-11-03 10:01"), MitigatedAt: at("2026-11-03 11:00"), ResolvedAt: at("2026-11-03 12:00"),
			},
			{ // private, in the four weeks before
				Number: 9, Title: "Secret leak", Private: true, Severity: "SEV1", Type: "security", Service: "checkout", Cause: "deploy", Status: incident.Closed,
				DeclaredAt: at("2026-11-04 10:00"), ResolvedAt: at("2026-11-05 10:00"),
			},
			{
				Number: 10, Title: "Checkout down", Severity: "SEV1", Type: "service", Service: "checkout", Cause: "deploy", Status: incident.Resolved,
				Channel: "C10", Link: "https://chat.example/C10",
				DeclaredAt: at("2026-11-09 10:00"), LeadAssignedAt: at("2026-11-09 10:02"), MitigatedAt: at("2026-11-09 11:00"), ResolvedAt: at("2026-11-09 12:00"),
				FollowUps: 2,
			},
			{ // still open
				Number: 11, Title: "Invoices late", Severity: "SEV3", Type: "data", Service: "billing", Status: incident.Investigating,
				DeclaredAt: at("2026-11-09 18:00"), LeadAssignedAt: at("2026-11-09 18:10"),
			},
			{
				Number: 12, Title: "Suspicious login", Private: true, Severity: "SEV9", Type: "security", Service: "login", Cause: "phishing", Status: incident.Closed,
				Channel: "C12", Link: "https://chat.example/C12",
				DeclaredAt: at("2026-11-11 14:00"), LeadAssignedAt: at("2026-11-11 14:03"), MitigatedAt: at("2026-11-11 14:30"), ResolvedAt: at("2026-11-11 18:00"),
				FollowUps: 1,
			},
		},
		Before: load.Hours{Working: 4 * hour, Evening: 8 * hour, Night: 2 * hour, Weekend: 6 * hour},
		Ninety: load.Ninety{
			Incidents: 20, Lower: 15, FirstTime: 1,
			Led:      map[incident.PersonID]int{"ada": 6, "bob": 4, "cleo": 3, "dan": 3},
			TookPart: []incident.PersonID{"ada", "bob", "lee", "ada", "gone"},
		},
		FollowUps: []load.FollowUpFact{
			{Owner: "ada", Opened: at("2026-11-09 12:00"), Due: at("2026-11-15 00:00")},                                 // opened, overdue by a day; 6.5 days old
			{Owner: "bob", Opened: at("2026-11-09 12:00"), Due: at("2026-11-16 00:00"), DoneAt: at("2026-11-16 08:00")}, // done after the end, so open at it; due on the day the week after begins
			{Owner: "lee", Opened: at("2026-10-15 00:00"), DoneAt: at("2026-11-10 00:00")},                              // done
			{Owner: "", Opened: at("2026-11-06 00:00")},                                                                 // open for 10 days
			{Owner: "dan", Opened: at("2026-11-16 08:00")},                                                              // after the end
		},
		Drafts: load.Drafts{Postmortems: 1, Words: 100, Kept: 80},
		Weeks: []load.WeekTeam{
			{Week: week, Team: "Payments", Took: 4*hour + 30*minute},
			{Week: week, Team: "Legal", Took: 30 * minute},
			{Week: week, Took: 2 * minute},
			{Week: week.Before(1, time.UTC)[0], Team: "Payments", Took: hour},
			{Week: week.Before(1, time.UTC)[0], Team: "Dissolved", Took: 3 * hour},
			{Week: week.Before(8, time.UTC)[0], Team: "Payments", Took: 99 * hour}, // too long ago to be shown
		},
		Resolve: []load.WeekResolve{
			{Name: "2026-W46", From: week.From, Median: 3 * hour, Count: 2},
			{Name: "2026-W44", From: week.Before(2, time.UTC)[0].From},
			{Name: "2026-W45", From: week.Before(1, time.UTC)[0].From, Median: 13 * hour, Count: 2},
		},
	}
}

// TestMake_comes_to_what_was_reckoned_by_hand is the whole report of that week.
func TestMake_comes_to_what_was_reckoned_by_hand(t *testing.T) {
	t.Parallel()
	week := load.WeekOf(at("2026-11-09 00:00"), time.UTC)
	weeks := week.Trailing(8, at("2026-11-16 09:00"), time.UTC)
	hours := func(working, evening, night, weekend time.Duration) load.Hours {
		return load.Hours{Working: working, Evening: evening, Night: night, Weekend: weekend}
	}
	want := load.Report{
		Period: week, Made: at("2026-11-16 09:00"), Zone: "UTC",
		Settings: load.Arithmetic{
			CountsFor: 10 * minute, JoinsWithin: 20 * minute, WatchingCountsFor: 2 * minute, Apart: hour,
			MaxHours: 150 * minute, SmallestTeam: 4, Names: true,
		},
		Incidents: load.Counts{
			Total: 3, Before: 0.5, // INC-10, 11, 12; two in the four weeks before
			BySeverity: []load.Tally{
				{Name: "SEV1", Count: 1, Before: 0.25}, {Name: "SEV2", Before: 0.25}, {Name: "SEV3", Count: 1}, {Name: "SEV9", Count: 1},
			},
			ByType: []load.Tally{
				{Name: "private", Count: 1, Before: 0.25}, {Name: "service", Count: 1, Before: 0.25}, {Name: "data", Count: 1},
			},
		},
		// Working 2 h + 30 + 30 + 30 min; evening 30; night 1 h; weekend 2 min.
		Hours:  hours(3*hour+30*minute, 30*minute, hour, 2*minute),
		Before: hours(hour, 2*hour, 30*minute, 90*minute), // a quarter of each
		// Ada, Bob, Cleo, Lee; and Zoe.
		Responded: 4, Watched: 1,
		// Everybody but Zoe: 3:30 + 0:30 + 1:00 of 40 + 40 + 20 + 32 + 40 + 40 h.
		Tax: load.Tax{Incidents: 5 * hour, Working: 212 * hour, People: 6},
		Times: load.Times{
			// 2, 10 and 3 min: sorted 2, 3, 10. The 90th percentile lies 0.8 of the way from 3 to 10: 3 + 5.6.
			Acknowledge: load.Quantiles{Median: 3 * minute, P90: 8*minute + 36*time.Second, Count: 3},
			// 60 and 30 min: halfway 45; 0.9 of the way from 30 to 60 is 57.
			Mitigate: load.Quantiles{Median: 45 * minute, P90: 57 * minute, Count: 2},
			// 2 and 4 h: 3 h; 2 h + 0.9 × 2 h = 3:48.
			Resolve: load.Quantiles{Median: 3 * hour, P90: 3*hour + 48*minute, Count: 2},
		},
		Teams: []load.TeamLoad{
			{
				Name: "Payments", Members: 4,
				Hours:         hours(3*hour, 30*minute, hour, 0), // Ada 2 h and 1 h, Bob 30 and 30 min, Cleo 30 min
				Interruptions: 5, Nights: 1,
				Tax:      load.Tax{Incidents: 4*hour + 30*minute, Working: 132 * hour, People: 4},
				Detailed: true,
				Over:     1,                                   // Ada: 3 h, the limit is 2:30
				OnCall:   3, Busiest: 3.0 / 4, Equal: 1.0 / 3, // Ada 3 h of the 4 h that she, Bob and Dan carried
			},
			{
				Name: "Legal", Members: 2, Hours: hours(30*minute, 0, 0, 0), Interruptions: 1,
				Tax: load.Tax{Incidents: 30 * minute, Working: 80 * hour, People: 2},
			},
			{Members: 1, Hours: hours(0, 0, 0, 2*minute), Tax: load.Tax{Incidents: 2 * minute, Working: 40 * hour, People: 1}},
		},
		People: []load.PersonLoad{
			{Person: "ada", Name: "Ada", Team: "Payments", Hours: hours(2*hour, 0, hour, 0), Interruptions: 2, Nights: 1, Incidents: 2, Over: true},
			{Person: "bob", Name: "Bob", Team: "Payments", Hours: hours(30*minute, 30*minute, 0, 0), Interruptions: 2, Incidents: 2},
			{Team: "Payments", Hours: hours(30*minute, 0, 0, 0), Interruptions: 1, Incidents: 1}, // Cleo, who was on the private one alone
		},
		Over: 1,
		Key: []load.KeyPeople{
			// Of 4:30, Ada's 3 h are half; with Bob's hour it is 4 h, 80 % are 3:36.
			{
				Of: "team", Name: "Payments", People: 3, Hours: 4*hour + 30*minute, Half: 1, Most: 2,
				HalfAre: []incident.PersonID{"ada"}, HalfName: []string{"Ada"}, MostAre: []incident.PersonID{"ada", "bob"}, MostName: []string{"Ada", "Bob"},
			},
			// INC-10: Ada 2 h, Bob 30 min. 80 % of 2:30 are exactly 2 h.
			{
				Of: "service", Name: "checkout", People: 2, Hours: 150 * minute, Half: 1, Most: 1,
				HalfAre: []incident.PersonID{"ada"}, HalfName: []string{"Ada"}, MostAre: []incident.PersonID{"ada"}, MostName: []string{"Ada"},
			},
			// INC-11: Ada 1 h, Bob 30 min, Zoe 2 min. 80 % of 92 min are 73.6.
			{
				Of: "service", Name: "billing", People: 3, Hours: 92 * minute, Half: 1, Most: 2,
				HalfAre: []incident.PersonID{"ada"}, HalfName: []string{"Ada"}, MostAre: []incident.PersonID{"ada", "bob"}, MostName: []string{"Ada", "Bob"},
			},
		},
		Maturity: load.Maturity{
			Stage: load.Centralised, Incidents: 20, Led: 16, TopThree: 13.0 / 16, Commanders: 4, // 6 + 4 + 3 of 16
			TookPart: 3, Of: 6, OutsideEngineering: 1, FirstTime: 1, Lower: 0.75, // Ada, Bob, Lee
		},
		FollowUps: load.FollowUps{
			Opened: 2, Done: 1, Open: 3, Overdue: 1,
			MedianAge: 156 * hour, // 6.5, 6.5 and 10 days
			ByTeam: []load.TeamFollowUps{
				{Team: "Payments", Opened: 2, Open: 2, Overdue: 1}, {Team: "Legal", Done: 1}, {Open: 1},
			},
		},
		Drafts: load.Drafts{Postmortems: 1, Words: 100, Kept: 80},
		Lines: []load.Line{
			{
				Number: 10, Title: "Checkout down", Severity: "SEV1", Type: "service", Service: "checkout", Cause: "deploy", Status: incident.Resolved,
				Channel: "C10", Link: "https://chat.example/C10", DeclaredAt: at("2026-11-09 10:00"), Took: 2 * hour, Over: true,
				People: 2, Hours: 150 * minute, FollowUps: 2,
			},
			{
				Number: 11, Title: "Invoices late", Severity: "SEV3", Type: "data", Service: "billing", Status: incident.Investigating,
				DeclaredAt: at("2026-11-09 18:00"), Took: 6*24*hour + 15*hour, // until the report was made
				People: 2, Hours: 92 * minute,
			},
			{
				Private: true, Severity: "SEV9", Type: "private", Status: incident.Closed, DeclaredAt: at("2026-11-11 14:00"),
				Took: 4 * hour, Over: true, People: 2, Hours: hour, FollowUps: 1,
			},
		},
		Recurring: []load.Recurring{ // the private INC-9 is of both, too
			{What: "service", Name: "checkout", Numbers: []incident.Number{8, 10}},
			{What: "cause", Name: "deploy", Numbers: []incident.Number{8, 10}},
		},
		Resolve: []load.WeekResolve{
			{Name: "2026-W45", From: weeks[6].From, Median: 13 * hour, Count: 2},
			{Name: "2026-W46", From: weeks[7].From, Median: 3 * hour, Count: 2},
		},
	}
	for _, w := range weeks {
		want.Weeks = append(want.Weeks, load.WeekHours{Name: w.Name, From: w.From, ByTeam: []load.Span{0, 0, 0}})
	}
	want.Weeks[6].ByTeam = []load.Span{hour, 0, 3 * hour} // a team that is no more
	want.Weeks[7].ByTeam = []load.Span{4*hour + 30*minute, 30 * minute, 2 * minute}
	want.Heat[0][10], want.Heat[0][11], want.Heat[0][18] = 90*minute, hour, 30*minute
	want.Heat[1][3] = hour
	want.Heat[2][14] = hour
	want.Heat[5][15] = 2 * minute

	if diff := cmp.Diff(want, load.Make(week46())); diff != "" {
		t.Errorf("by hand (-) and made (+):\n%s", diff)
	}
}

func TestMake_names_nobody_unless_the_settings_say_so(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Settings.Names = false
	got := load.Make(in)
	for _, m := range in.Members {
		for _, secret := range []string{`"` + m.Name + `"`, `"` + string(m.Person) + `"`} {
			if text := asJSON(t, got); strings.Contains(text, secret) {
				t.Errorf("%s is named", secret)
			}
		}
	}
	named := load.Make(week46())
	for i := range named.People {
		named.People[i].Person, named.People[i].Name = "", ""
	}
	for i := range named.Key {
		named.Key[i].HalfAre, named.Key[i].HalfName, named.Key[i].MostAre, named.Key[i].MostName = nil, nil, nil, nil
	}
	named.Settings.Names = false
	if diff := cmp.Diff(named, got); diff != "" {
		t.Errorf("more than names is missing (-with names +without):\n%s", diff)
	}
}

func TestMake_tells_nothing_of_private_incidents(t *testing.T) {
	t.Parallel()
	text := asJSON(t, load.Make(week46()))
	for _, secret := range []string{
		"Suspicious login", "Secret leak", "C12", "security", `"login"`, "phishing", `"Number":12`, `"Number":9`, "Cleo", "cleo", "Lee", "lee",
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the report", secret)
		}
	}
}

func TestMake_breaks_no_small_team_down_by_person(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Settings.SmallestTeam = 5
	got := load.Make(in)
	if len(got.People) != 0 {
		t.Errorf("people: %+v", got.People)
	}
	for _, team := range got.Teams {
		if team.Detailed || team.Over != 0 || team.OnCall != 0 || team.Busiest != 0 || team.Equal != 0 {
			t.Errorf("team: %+v", team)
		}
	}
	for _, key := range got.Key {
		if key.Of == "team" || key.HalfAre != nil || key.HalfName != nil || key.MostAre != nil || key.MostName != nil {
			t.Errorf("key people: %+v", key)
		}
	}
	if got.Over != 1 {
		t.Errorf("%d of the company are over a limit", got.Over)
	}
}

func TestMake_without_teams_counts_those_who_took_part(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Teams, in.Weeks = nil, nil
	got := load.Make(in)
	// Ada, Bob, Cleo, Lee and Zoe gave time: 40 + 40 + 20 + 40 + 40 h. Dan and Mia did not.
	if want := (load.Tax{Incidents: 5*hour + 2*minute, Working: 180 * hour, People: 5}); got.Tax != want {
		t.Errorf("tax: %+v, want %+v", got.Tax, want)
	}
	if len(got.Teams) != 1 || got.Teams[0].Name != "" || got.Teams[0].Hours != got.Hours {
		t.Errorf("teams: %+v", got.Teams)
	}
	if got.Maturity.Of != 0 || got.Maturity.TookPart != 4 { // Ada, Bob, Lee, and somebody who has left
		t.Errorf("maturity: %+v", got.Maturity)
	}
	if got.Key[0].Of != "team" || got.Key[0].Name != "" || got.Key[0].People != 5 {
		t.Errorf("key people of everybody: %+v", got.Key[0])
	}
}

func TestMake_gives_no_line_to_what_was_over_before(t *testing.T) {
	t.Parallel()
	week := load.WeekOf(time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC), time.UTC)
	did := func(n incident.Number, minute int) load.Segment {
		from := week.From.Add(time.Duration(minute) * time.Minute)
		return load.Segment{Person: "UADA", Incident: n, From: from, Until: from.Add(10 * time.Minute), Kind: load.Night, Local: from, Responding: true}
	}
	hour := func(h int) time.Time { return week.From.Add(time.Duration(h) * time.Hour) }
	r := load.Make(load.Input{
		Period: week, Now: week.Until, Settings: load.DefaultSettings(),
		Incidents: []load.Fact{
			{Number: 1, DeclaredAt: hour(-50), ResolvedAt: hour(-40)}, // over, and somebody came back to it
			{Number: 2, DeclaredAt: hour(-50), ResolvedAt: hour(3)},   // resolved in the week
			{Number: 3, DeclaredAt: hour(-50)},                        // still open
			{Number: 4, DeclaredAt: hour(-50), ResolvedAt: hour(-40)}, // over, and left alone
			{Number: 5, DeclaredAt: hour(1), ResolvedAt: hour(2)},
		},
		Segments: []load.Segment{did(1, 0), did(3, 30), did(5, 60)},
	})
	var numbers []incident.Number
	for _, l := range r.Lines {
		numbers = append(numbers, l.Number)
	}
	if diff := cmp.Diff(numbers, []incident.Number{2, 3, 5}); diff != "" {
		t.Errorf("lines (-got +want):\n%s", diff)
	}
	if want := (load.Earlier{Incidents: 1, Hours: 10 * time.Minute}); r.Earlier != want {
		t.Errorf("earlier: %+v, want %+v", r.Earlier, want)
	}
	if said := r.Earlier.Words(); said != "10 min more went to 1 incident that had been resolved before: follow-ups and late questions" {
		t.Error(said)
	}
}

func TestMake_of_nothing_is_a_report_of_nothing(t *testing.T) {
	t.Parallel()
	got := load.Make(load.Input{Period: load.WeekOf(now, time.UTC), Now: now, Settings: load.DefaultSettings()})
	if got.Incidents.Total != 0 || got.Hours.Total() != 0 || len(got.Lines) != 0 || got.Maturity.Stage != load.TooFew {
		t.Errorf("%+v", got)
	}
	if _, ok := got.Tax.Share(); ok {
		t.Error("the share of no working time is known")
	}
	if text := asJSON(t, got); strings.Contains(text, "null") {
		t.Errorf("lists are null: %s", text)
	}
}

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

func TestMake_finds_the_stage(t *testing.T) {
	t.Parallel()
	// people are ten engineers and ten others.
	var members []load.Member
	for i := range 20 {
		team := "Engineering"
		if i >= 10 {
			team = "Support"
		}
		members = append(members, load.Member{Person: incident.PersonID(string(rune('a' + i))), Team: team})
	}
	everybody := func(from, until int) (people []incident.PersonID) {
		for _, m := range members[from:until] {
			people = append(people, m.Person)
		}
		return people
	}
	led := func(each ...int) map[incident.PersonID]int {
		all := map[incident.PersonID]int{}
		for i, n := range each {
			all[members[i].Person] = n
		}
		return all
	}
	tests := map[string]struct {
		ninety load.Ninety
		want   load.Stage
	}{
		"nine incidents are too few to say":                {load.Ninety{Incidents: 9, Led: led(9), TookPart: everybody(0, 20)}, load.TooFew},
		"incidents that nobody led say nothing":            {load.Ninety{Incidents: 20, TookPart: everybody(0, 20)}, load.TooFew},
		"three lead 6 of 10":                               {load.Ninety{Incidents: 10, Led: led(2, 2, 2, 1, 1, 1, 1), TookPart: everybody(0, 20)}, load.Centralised},
		"three lead 5 of 10":                               {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 20)}, load.Distributed},
		"3 of 20 take part":                                {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 3)}, load.Centralised},
		"4 of 20 take part":                                {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 4)}, load.Distributed},
		"three lead 3 of 11, 11 of 20 take part":           {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 11)}, load.Democratised},
		"three lead 3 of 10, which is not less than 30 %":  {load.Ninety{Incidents: 10, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 11)}, load.Distributed},
		"9 of 20 take part":                                {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(2, 11)}, load.Distributed},
		"10 of 20 take part, all of them from engineering": {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 10)}, load.Distributed},
	}
	for name, test := range tests {
		got := load.Make(load.Input{
			Period: load.WeekOf(now, time.UTC), Now: now, Settings: load.DefaultSettings(), Members: members, Ninety: test.ninety,
			Teams: []load.Team{{Name: "Engineering", Engineering: true}, {Name: "Support"}},
		}).Maturity
		if got.Stage != test.want {
			t.Errorf("%s: %s, want %s", name, got.Stage, test.want)
		}
	}
}

func TestMake_of_a_running_week_ends_now(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Now = at("2026-11-10 12:00")
	in.FollowUps = append(in.FollowUps, load.FollowUpFact{Owner: "ada", Opened: at("2026-11-13 00:00"), DoneAt: at("2026-11-14 00:00")})
	got := load.Make(in)
	// Opened on Monday and not yet due: Ada's and Bob's, a day old. Lee's is done; nobody's is four days and a half old.
	want := load.FollowUps{
		Opened: 2, Done: 1, Open: 3, MedianAge: 24 * hour,
		ByTeam: []load.TeamFollowUps{{Team: "Payments", Opened: 2, Open: 2}, {Team: "Legal", Done: 1}, {Open: 1}},
	}
	if diff := cmp.Diff(want, got.FollowUps); diff != "" {
		t.Errorf("by hand (-) and made (+):\n%s", diff)
	}
	if last := got.Weeks[7].Name; last != "2026-W46" {
		t.Errorf("the weeks end with %s", last)
	}
}

func TestMake_does_not_count_backwards(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Incidents = in.Incidents[2:3]
	in.Incidents[0].LeadAssignedAt = at("2026-11-09 09:50") // the declaration was corrected to be later
	if got := load.Make(in).Times.Acknowledge; got != (load.Quantiles{Count: 1}) {
		t.Errorf("%+v", got)
	}
}

func TestMake_survives_being_kept_as_JSON(t *testing.T) {
	t.Parallel()
	for _, names := range []bool{true, false} {
		in := week46()
		in.Settings.Names = names
		in.Now = in.Now.In(zone("Asia/Kathmandu"))
		want := load.Make(in)
		var got load.Report
		if err := json.Unmarshal([]byte(asJSON(t, want)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("made (-) and kept (+):\n%s", diff)
		}
		if asJSON(t, got) != asJSON(t, want) {
			t.Error("kept twice it reads differently")
		}
	}
}

func TestMake_does_not_mind_the_order_of_what_it_is_given(t *testing.T) {
	t.Parallel()
	want := asJSON(t, load.Make(week46()))
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // any order will do
	for range 20 {
		in := week46()
		random.Shuffle(len(in.Segments), func(i, j int) { in.Segments[i], in.Segments[j] = in.Segments[j], in.Segments[i] })
		random.Shuffle(len(in.Members), func(i, j int) { in.Members[i], in.Members[j] = in.Members[j], in.Members[i] })
		random.Shuffle(len(in.FollowUps), func(i, j int) { in.FollowUps[i], in.FollowUps[j] = in.FollowUps[j], in.FollowUps[i] })
		random.Shuffle(len(in.Weeks), func(i, j int) { in.Weeks[i], in.Weeks[j] = in.Weeks[j], in.Weeks[i] })
		if got := asJSON(t, load.Make(in)); got != want {
			t.Fatalf("another order makes another report:\n%s", cmp.Diff(want, got))
		}
	}
}

// TestMake_adds_up measures whatever people did, and demands that all totals are the sums of their parts.
func TestMake_adds_up(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSettings(t)
		s.SmallestTeam, s.Names = rapid.IntRange(0, 3).Draw(t, "smallest team"), rapid.Bool().Draw(t, "names")
		in := load.Input{
			Period: load.WeekOf(start.Add(minutes(t, 0, weeksDrawn*7*24*60, "week")), s.Zone), Settings: s,
			Teams: []load.Team{{Name: "A"}, {Name: "B"}},
		}
		in.Now = in.Period.Until
		var all []load.Segment
		for _, person := range []incident.PersonID{"ada", "bob", "cleo", "dan"} {
			m := load.Member{Person: person, Team: rapid.SampledFrom([]string{"A", "B", "", "gone"}).Draw(t, "team")}
			in.Members = append(in.Members, m)
			for _, segment := range measured(t, in.Period, drawActivities(t, s.Zone), drawWho(t), s) {
				segment.Person = person
				all = append(all, segment)
			}
		}
		in.Segments = all
		for number := range incident.Number(3) {
			fact := load.Fact{Number: number + 1, DeclaredAt: start, Private: number == 0}
			if number == 1 { // over before: no line of its own
				fact.DeclaredAt, fact.ResolvedAt = start.AddDate(0, 0, -70), start.AddDate(0, 0, -69)
			}
			in.Incidents = append(in.Incidents, fact)
		}
		r := load.Make(in)
		whole := total(all)
		kinds := byKind(all)
		sums := map[string]time.Duration{
			"kinds":     kinds[load.Working] + kinds[load.Evening] + kinds[load.Night] + kinds[load.Weekend],
			"hours":     r.Hours.Total(),
			"on or off": r.Hours.Working + r.Hours.OffHours(),
		}
		for _, team := range r.Teams {
			sums["teams"] += team.Hours.Total()
		}
		for _, line := range r.Lines {
			sums["incidents"] += line.Hours
		}
		sums["incidents"] += r.Earlier.Hours
		for _, day := range r.Heat {
			for _, took := range day {
				sums["heat"] += took
			}
		}
		for _, d := range load.Days(all) {
			sums["days"] += d.Hours.Total()
		}
		for _, m := range in.Members {
			own := load.FiguresOf(in, m.Person)
			sums["people"] += own.Hours.Total()
			for _, line := range own.Incidents {
				sums["own lines"] += line.Hours.Total()
			}
		}
		if whole > 0 {
			for what, sum := range sums {
				if sum != whole {
					t.Fatalf("%s: %s, of %s", what, sum, whole)
				}
			}
			if len(sums) != 9 {
				t.Fatalf("something has no sum: %v", sums)
			}
		}
		for _, team := range r.Teams {
			var people load.Span
			nights, interrupted := 0, 0
			for _, p := range r.People {
				if p.Team == team.Name {
					people, nights, interrupted = people+p.Hours.Total(), nights+p.Nights, interrupted+p.Interruptions
				}
			}
			if team.Detailed && (people != team.Hours.Total() || nights != team.Nights || interrupted != team.Interruptions) {
				t.Fatalf("people of %q have %s, %d nights, %d interruptions; the team has %+v", team.Name, people, nights, interrupted, team)
			}
			if !team.Detailed && people != 0 {
				t.Fatalf("%q is broken down by person", team.Name)
			}
		}
	})
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

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
