package load_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

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
