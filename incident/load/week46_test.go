package load_test

import (
	"encoding/json"
	"testing"
	"time"

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

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
