package report_test

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

const hostile = "a|b `c` *d* [e](https://evil.example) <!channel> <b>f</b> =1+1"

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

func hm(hours, minutes int) load.Span {
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
}

// carried is what one person of the sample gave, in minutes.
type carried struct {
	id, name, team                   string
	working, evening, night, weekend int
	interruptions, nights, incidents int
	over                             bool
}

var crew = []carried{
	{"U0ADA", "Ada Lovelace", "Payments", 420, 95, 190, 60, 9, 3, 5, true},
	{"U0BEN", "Ben Okafor", "Payments", 310, 40, 0, 120, 6, 0, 4, false},
	{"U0CAM", "Cam|Nguyen", "Payments", 130, 0, 45, 0, 3, 1, 2, false},
	{"U0DEE", "Dee Sørensen", "Payments", 60, 0, 0, 0, 1, 0, 1, false},
	{"U0EVE", "Eve Martín", "Platform", 365, 150, 80, 90, 7, 2, 4, true},
	{"U0FLO", "Flo Kaya", "Platform", 240, 30, 0, 0, 5, 0, 3, false},
	{"U0GUS", "Gus Weiß", "Platform", 95, 0, 20, 0, 2, 1, 2, false},
	{"U0HAN", "Hana 林", "Platform", 45, 10, 0, 0, 1, 0, 1, false},
	{"U0IDA", "Ida Holm", "Search", 215, 25, 0, 35, 4, 0, 2, false},
	{"U0JON", "Jon Bauer", "Search", 120, 0, 0, 0, 2, 0, 1, false},
	{"U0KIM", "Kim Arslan", "Data & ML 🚀", 150, 0, 30, 0, 3, 1, 1, false},
	{"U0LEA", "Lea Novak", "Support", 110, 20, 0, 0, 2, 0, 3, false},
	{"U0MAX", "Max Roth", "決済", 80, 0, 0, 20, 2, 0, 1, false},
	{"U0NIA", "Nia Brown", "", 20, 0, 0, 0, 1, 0, 1, false},
}

var teams = []struct {
	name                  string
	members, onCall, over int
	busiest, equal        float64
	detailed              bool
}{
	{"Payments", 8, 4, 1, 0.52, 0.25, true},
	{"Platform", 9, 4, 1, 0.61, 0.25, true},
	{"Search", 6, 3, 0, 0.69, 0.33, true},
	{"Data & ML 🚀", 5, 0, 0, 0, 0, true},
	{"Support", 12, 0, 0, 0, 0, true},
	{"決済", 3, 0, 0, 0, 0, false},
	{"", 0, 0, 0, 0, 0, false},
}

// sample is a believable week: nine incidents, one of them private, six teams and somebody of none.
func sample(named bool) load.Report {
	from := time.Date(2026, 11, 9, 0, 0, 0, 0, berlin).UTC()
	r := load.Report{
		Period: load.Period{Name: "2026-W46", From: from, Until: from.Add(7 * 24 * time.Hour)},
		Made:   time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC), Zone: "Europe/Berlin",
		Settings: load.Arithmetic{
			CountsFor: hm(0, 10), JoinsWithin: hm(0, 20), WatchingCountsFor: hm(0, 2), Apart: hm(1, 0),
			MaxHours: hm(10, 0), MaxNights: 2, SmallestTeam: 4, Names: named,
		},
		Incidents: load.Counts{
			Total: 9, Before: 6.5,
			BySeverity: []load.Tally{{Name: "SEV1", Count: 1, Before: 0.5}, {Name: "SEV2", Count: 3, Before: 1.75}, {Name: "SEV3", Count: 4, Before: 3}, {Name: "SEV4", Count: 1, Before: 1.25}},
			ByType:     []load.Tally{{Name: "service", Count: 6, Before: 5}, {Name: "data", Count: 1, Before: 0.5}, {Name: "private", Count: 1, Before: 0.25}, {Name: "support", Count: 1, Before: 0.75}},
		},
		Before:    load.Hours{Working: hm(29, 10), Evening: hm(3, 20), Night: hm(4, 5), Weekend: hm(5, 40)},
		Responded: len(crew), Watched: 23, Over: 2,
		Times: load.Times{
			Acknowledge: load.Quantiles{Median: 3 * time.Minute, P90: 11 * time.Minute, Count: 8},
			Mitigate:    load.Quantiles{Median: 38 * time.Minute, P90: hm(3, 5), Count: 7},
			Resolve:     load.Quantiles{Median: hm(1, 20), P90: hm(9, 40), Count: 8},
		},
		Maturity: load.Maturity{
			Stage: load.Distributed, Incidents: 84, Led: 79, TopThree: 0.44, Commanders: 17, TookPart: 31, Of: 43,
			OutsideEngineering: 5, FirstTime: 1, Lower: 0.64,
		},
		FollowUps: load.FollowUps{
			Opened: 11, Done: 7, Open: 23, Overdue: 5, MedianAge: 19 * 24 * time.Hour,
			ByTeam: []load.TeamFollowUps{
				{Team: "Payments", Opened: 6, Done: 3, Open: 10, Overdue: 3},
				{Team: "Platform", Opened: 4, Done: 4, Open: 8, Overdue: 1},
				{Team: "Search", Open: 2},
				{Team: "", Opened: 1, Open: 3, Overdue: 1},
			},
		},
		Drafts: load.Drafts{
			Postmortems: 5, Words: 2140, Kept: 1862, Proposed: 14, Accepted: 9, AcceptedAsIs: 6, Models: 4, Cost: 412_300,
		},
		Recurring: []load.Recurring{
			{What: "service", Name: "checkout", Numbers: []incident.Number{398, 412, 419}},
			{What: "cause", Name: "deploy", Numbers: []incident.Number{405, 412, 415, 419}},
		},
	}
	carry(&r, named)
	r.Key = keyPeople(named)
	r.Lines = lines()
	r.Earlier = load.Earlier{Incidents: 3, Hours: 50 * time.Minute}
	history(&r)
	return r
}

func carry(r *load.Report, named bool) {
	for _, t := range teams {
		team := load.TeamLoad{
			Name: t.name, Members: t.members, Over: t.over, OnCall: t.onCall, Busiest: t.busiest, Equal: t.equal, Detailed: t.detailed,
		}
		for _, c := range crew {
			if c.team != t.name {
				continue
			}
			team.Hours = sum(team.Hours, hoursOf(c))
			team.Interruptions += c.interruptions
			team.Nights += c.nights
		}
		if t.members > 0 {
			team.Tax = load.Tax{Incidents: team.Hours.Total(), Working: hm(40*t.members, 0), People: t.members}
			r.Tax.Working += team.Tax.Working
			r.Tax.Incidents += team.Tax.Incidents
			r.Tax.People += t.members
		}
		r.Hours = sum(r.Hours, team.Hours)
		r.Teams = append(r.Teams, team)
	}
	byHours := slices.SortedStableFunc(slices.Values(crew), func(a, b carried) int {
		return int(hoursOf(b).Total() - hoursOf(a).Total())
	})
	for _, c := range byHours {
		if c.team == "決済" {
			continue // too small
		}
		p := load.PersonLoad{
			Team: c.team, Hours: hoursOf(c), Interruptions: c.interruptions, Nights: c.nights, Incidents: c.incidents, Over: c.over,
		}
		if named && c.team != "Support" { // they worked on the private one alone
			p.Person, p.Name = incident.PersonID(c.id), c.name
		}
		r.People = append(r.People, p)
	}
}

func hoursOf(c carried) load.Hours {
	return load.Hours{Working: hm(0, c.working), Evening: hm(0, c.evening), Night: hm(0, c.night), Weekend: hm(0, c.weekend)}
}

func sum(a, b load.Hours) load.Hours {
	return load.Hours{
		Working: a.Working + b.Working, Evening: a.Evening + b.Evening, Night: a.Night + b.Night, Weekend: a.Weekend + b.Weekend,
	}
}

func keyPeople(named bool) []load.KeyPeople {
	key := []load.KeyPeople{
		{Of: "team", Name: "Payments", People: 4, Hours: hm(24, 30), Half: 1, Most: 2},
		{Of: "team", Name: "Platform", People: 4, Hours: hm(18, 45), Half: 1, Most: 2},
		{Of: "service", Name: "checkout", People: 9, Hours: hm(17, 10), Half: 2, Most: 4},
		{Of: "service", Name: "search-index", People: 1, Hours: hm(2, 30), Half: 1, Most: 1},
	}
	if named {
		key[0].HalfName, key[0].MostName = []string{"Ada Lovelace"}, []string{"Ada Lovelace", "Ben Okafor"}
		key[1].HalfName, key[1].MostName = []string{"Eve Martín"}, []string{"Eve Martín", "Flo Kaya"}
		key[2].HalfName, key[2].MostName = []string{"Ada Lovelace", "Ben Okafor"}, []string{"Ada Lovelace", "Ben Okafor", "Eve Martín", "Cam|Nguyen"}
		key[3].HalfName, key[3].MostName = []string{"Ida Holm"}, []string{"Ida Holm"}
	}
	return key
}

func lines() []load.Line {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, berlin).UTC()
	}
	line := func(n incident.Number, title string, sev incident.SeverityName, at time.Time, took, hours load.Span, people, followUps int) load.Line {
		channel := incident.ChannelID(fmt.Sprintf("C0INC%d", n))
		return load.Line{
			Number: n, Title: title, Severity: sev, Type: "service", Status: incident.Closed, Channel: channel,
			Link:       "https://shop.slack.example/archives/" + string(channel),
			DeclaredAt: at, Took: took, Over: true, People: people, Hours: hours, FollowUps: followUps,
		}
	}
	all := []load.Line{
		line(412, "Checkout answers 502 in the EU", "SEV1", at(9, 2, 47), hm(3, 12), hm(14, 20), 8, 4),
		line(413, "Search is stale since the reindex", "SEV3", at(9, 11, 5), hm(1, 20), hm(4, 30), 3, 1),
		line(414, "🔥 Kafka lag <!channel> everything burns", "SEV2", at(10, 16, 40), hm(0, 52), hm(6, 15), 5, 2),
		line(415, "Deploy of invoices rolled back after a migration locked the table for writers, too", "SEV3", at(11, 9, 12), hm(0, 38), hm(3, 0), 4, 1),
		line(416, hostile, "SEV4", at(11, 14, 0), 40*time.Second, hm(0, 20), 1, 0),
		{
			Private: true, Severity: "SEV2", Type: "private", Status: incident.Resolved, DeclaredAt: at(12, 18, 30),
			Took: hm(9, 40), Over: true, People: 3, Hours: hm(8, 5), FollowUps: 1,
		},
		line(418, "Refunds are sent twice", "SEV3", at(13, 10, 20), hm(2, 5), hm(5, 45), 4, 1),
		line(419, "Checkout is slow for guests", "SEV2", at(14, 23, 5), hm(1, 33), hm(9, 30), 6, 1),
		line(420, "決済ページが開かない", "SEV3", at(15, 20, 15), hm(11, 45), hm(3, 25), 3, 0),
	}
	all[0].Service, all[0].Cause = "checkout", "deploy"
	all[1].Service = "search-index"
	all[2].Type, all[2].Status = "data", incident.Resolved
	all[3].Cause = "deploy"
	all[7].Service, all[7].Cause = "checkout", "deploy"
	all[8].Over, all[8].Status, all[8].Type = false, incident.Monitoring, "support"
	return all
}

// history fills in the pictures, with waves instead of chance.
func history(r *load.Report) {
	var now []load.Span
	for _, t := range r.Teams {
		now = append(now, t.Hours.Total())
	}
	for week := range 8 {
		from := r.Period.From.AddDate(0, 0, -7*(7-week))
		_, number := from.In(berlin).ISOWeek()
		w := load.WeekHours{Name: fmt.Sprintf("2026-W%02d", number), From: from}
		for team, took := range now {
			share := 0.65 + 0.35*math.Sin(float64(week)*1.3+float64(team)*2.1)
			if week == 7 {
				share = 1
			}
			w.ByTeam = append(w.ByTeam, time.Duration(share*float64(took)).Round(time.Minute))
		}
		r.Weeks = append(r.Weeks, w)
	}
	for _, h := range []struct{ day, hour, minutes int }{
		{0, 2, 120},
		{0, 3, 165},
		{0, 4, 70},
		{0, 9, 95},
		{0, 10, 190},
		{0, 11, 240},
		{0, 12, 80},
		{0, 14, 130},
		{1, 9, 40},
		{1, 13, 75},
		{1, 16, 155},
		{1, 17, 215},
		{1, 18, 60},
		{2, 9, 180},
		{2, 10, 110},
		{2, 14, 45},
		{2, 15, 30},
		{3, 11, 60},
		{3, 18, 85},
		{3, 19, 110},
		{3, 20, 60},
		{4, 10, 205},
		{4, 11, 170},
		{4, 12, 65},
		{4, 15, 90},
		{5, 23, 150},
		{5, 10, 20},
		{6, 0, 95},
		{6, 1, 40},
		{6, 20, 100},
		{6, 21, 85},
	} {
		r.Heat[h.day][h.hour] = hm(0, h.minutes)
	}
	for week := range 52 {
		if week%17 == 5 {
			continue // nothing was resolved
		}
		from := r.Period.From.AddDate(0, 0, -7*(51-week))
		year, number := from.In(berlin).ISOWeek()
		minutes := 150 * math.Exp(0.9*math.Sin(float64(week)*1.9)+0.5*math.Cos(float64(week)*0.37)-float64(week)/90)
		w := load.WeekResolve{
			Name: fmt.Sprintf("%d-W%02d", year, number), From: from, Median: hm(0, int(minutes)), Count: 1 + (week*7)%11,
		}
		if week == 51 {
			w.Median, w.Count = r.Times.Resolve.Median, r.Times.Resolve.Count
		}
		r.Resolve = append(r.Resolve, w)
	}
}

// quiet is a week in which nothing broke.
func quiet() load.Report {
	full := sample(true)
	return load.Report{
		Period: full.Period, Made: full.Made, Zone: full.Zone, Settings: full.Settings, Before: full.Before,
		Incidents: load.Counts{Before: 6.5}, FollowUps: load.FollowUps{Open: 3, Overdue: 1, MedianAge: hm(50, 0)},
		Maturity: load.Maturity{Stage: load.TooFew},
	}
}

// running is the sample in the middle of its week.
func running() load.Report {
	r := sample(false)
	r.Made = time.Date(2026, 11, 12, 19, 0, 0, 0, time.UTC)
	return r
}
