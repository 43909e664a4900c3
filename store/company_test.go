package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// company is a made-up company with six weeks of incidents, measured.
type company struct {
	*Store
	zone     *time.Location
	settings load.Settings
	week     load.Period // the last of them
	zones    map[incident.PersonID][]load.ZoneSince
	members  []load.Membership
}

var severities = []incident.SeverityName{"SEV1", "SEV2", "SEV3", "SEV4"}

func person(n int) incident.PersonID { return incident.PersonID(fmt.Sprintf("U%02d", n)) }

// newCompany makes it up: twelve people in three teams and three in none, in zones of every kind; incidents that
// overlap, private ones and drills among them; people who only watch; follow-ups and drafts.
func newCompany(t *testing.T) *company {
	t.Helper()
	s := open(t)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := &company{Store: s, zone: zone, settings: load.DefaultSettings()}
	c.settings.Zone, c.settings.Names, c.settings.SmallestTeam = zone, true, 1
	c.week = load.WeekOf(time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC), zone) // clocks went back in the weeks before it

	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Auckland", ""}
	var people []incident.Person
	for n := range 15 {
		people = append(people, incident.Person{ID: person(n), Name: fmt.Sprintf("Name %02d", n), Zone: zones[n%len(zones)]})
	}
	people[14].Name = ""
	for n := range 12 {
		c.members = append(c.members, load.Membership{Person: person(n), Team: []string{"Payments", "Mail", "Legal"}[n%3], OnCall: n%2 == 0})
	}
	c.must(t, s.KeepPeople(t.Context(), people))
	c.must(t, s.KeepLived(t.Context(), []incident.Lived{{Person: person(0), From: c.week.From.Add(50 * time.Hour), Zone: "Asia/Tokyo"}}))
	c.must(t, s.KeepTeams(t.Context(), []load.Team{{Name: "Payments", Engineering: true}, {Name: "Mail", Engineering: true}, {Name: "Legal"}}, c.members))
	_, err = s.KeepHistory(t.Context(), pasts(c.week))
	c.must(t, err)
	c.zones, err = s.Zones(t.Context())
	c.must(t, err)
	for _, week := range load.WeeksOf(c.week.From.AddDate(0, 0, -35), c.week.Until, zone) {
		c.measure(t, week)
	}
	return c
}

func (c *company) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pasts are the incidents: sixty, over the six weeks that end with the week.
func pasts(week load.Period) (all []incident.Past) {
	chance := rand.New(rand.NewPCG(4, 46))
	begin := week.From.AddDate(0, 0, -35)
	for n := range 60 {
		channel := incident.ChannelID(fmt.Sprintf("C%d", n))
		t := begin.Add(time.Duration(chance.IntN(42*24*60)) * time.Minute).Truncate(time.Minute)
		if n == 1 { // something private in the last week
			t = week.From.Add(30 * time.Hour)
		}
		after := func(minutes int) time.Time { return t.Add(time.Duration(minutes) * time.Minute) }
		lead := person(chance.IntN(6))
		p := incident.Past{Incident: incident.Incident{
			Title: fmt.Sprintf("Incident %d", n), Severity: severities[chance.IntN(4)], Type: incident.TypeName([]string{"service", "data"}[chance.IntN(2)]),
			Status: incident.Closed, DeclaredBy: person(chance.IntN(14)), Channel: channel, ChannelName: string(channel),
			Service: incident.ServiceName([]string{"", "till", "mail"}[chance.IntN(3)]), Cause: incident.CauseName([]string{"", "deploy"}[chance.IntN(2)]),
			Private: n%10 == 1, Drill: n%10 == 2, Roles: map[incident.RoleName][]incident.PersonID{incident.Commander: {lead}}, Version: 1,
			DeclaredAt: t, LeadAssignedAt: after(chance.IntN(40)), MitigatedAt: after(60 + chance.IntN(300)), ResolvedAt: after(360 + chance.IntN(3000)), ClosedAt: after(4000),
		}}
		if n%3 != 0 { // somebody found out when it began
			p.Incident.ImpactStartedAt, p.Incident.DetectedAt = after(-20), after(-5)
		}
		if n%7 == 0 { // still open, nobody leads
			p.Incident.Status, p.Incident.LeadAssignedAt, p.Incident.MitigatedAt = incident.Investigating, time.Time{}, time.Time{}
			p.Incident.ResolvedAt, p.Incident.ClosedAt = time.Time{}, time.Time{}
		} else {
			p.Holdings = []incident.Holding{{Role: incident.Commander, Person: lead, From: p.Incident.LeadAssignedAt}}
		}
		p.Timeline = []incident.Entry{
			{Kind: incident.KindDeclared, At: t, By: p.Incident.DeclaredBy, Text: p.Incident.Title, Now: string(p.Incident.Severity)},
			{Kind: incident.KindStatus, At: after(30), By: lead, Was: "investigating", Now: "identified"},
		}
		secret := person(14) // who takes part in nothing but what is private
		for m := range 10 + chance.IntN(60) {
			author := person(chance.IntN(14))
			if p.Incident.Private && m%3 == 0 {
				author = secret
			}
			p.Messages = append(p.Messages, incident.Message{
				Channel: channel, ID: incident.MessageID(fmt.Sprintf("%d.%06d", n, m)), Author: author, Text: "Hm",
				At: after(chance.IntN(600)).Add(time.Duration(chance.IntN(60e6)) * time.Microsecond),
			})
		}
		for m := range 6 {
			p.Presences = append(p.Presences, incident.Presence{Person: person(chance.IntN(14)), At: after(150*m + chance.IntN(150)), Joined: true})
		}
		for range chance.IntN(4) {
			f := incident.FollowUp{
				Title: "Mend it", Owner: person(chance.IntN(15)), Phase: incident.PhasePrevent, State: incident.FollowUpOpen, By: lead,
				At: after(chance.IntN(20000)), Due: after(20000).Truncate(24 * time.Hour),
			}
			if chance.IntN(2) == 0 {
				f.Proposed, f.DecidedAt = "Mend", f.At.Add(time.Hour)
			}
			if chance.IntN(2) == 0 {
				f.State, f.DoneAt = incident.FollowUpDone, f.At.Add(time.Duration(60+chance.IntN(20000))*time.Minute)
			}
			p.FollowUps = append(p.FollowUps, f)
		}
		p.FollowUps = append(p.FollowUps, incident.FollowUp{Title: "No", Proposed: "No", Phase: incident.PhasePrevent, State: incident.FollowUpDismissed, By: lead, At: t, DecidedAt: after(1)})
		all = append(all, p)
	}
	return all
}

// measure keeps what a week cost.
func (c *company) measure(t *testing.T, week load.Period) {
	t.Helper()
	who := func(p incident.PersonID) load.Who {
		return load.Who{Zones: c.zones[p], Calendar: load.DefaultCalendar()}
	}
	from, until := c.settings.Around(week)
	active := map[incident.PersonID]bool{}
	segments := func(emit func(load.Segment) error) error {
		activities := func(yield func(load.Activity, error) bool) {
			c.must(t, c.Activities(t.Context(), from, until, func(a load.Activity) error {
				if !yield(a, nil) {
					return errors.New("nobody reads on")
				}
				return nil
			}))
		}
		return load.Measure(week, activities, who, c.settings, func(s load.Segment) error {
			active[s.Person] = true
			return emit(s)
		})
	}
	members := func() (all []load.Member) {
		for _, m := range c.members {
			active[m.Person] = true
		}
		for p := range active {
			m := load.Member{Person: p, Working: load.WorkingTime(who(p), week.From, week.Until, c.zone)}
			if i := slices.IndexFunc(c.members, func(m load.Membership) bool { return m.Person == p }); i >= 0 {
				m.Team = c.members[i].Team
			}
			all = append(all, m)
		}
		return all
	}
	c.must(t, c.KeepWeek(t.Context(), week, c.settings.Digest(), week.Until, segments, members))
}

// report is the report of the last week.
func (c *company) report(t *testing.T) load.Report {
	t.Helper()
	in, err := c.ReportInput(t.Context(), ReportQuery{
		Period: c.week, Zone: c.zone, Milder: severities[2:],
		Before: c.week.Before(4, c.zone)[0].From, Ninety: c.week.Until.AddDate(0, 0, -90),
		Weeks: c.week.Before(7, c.zone)[0].From, Year: c.week.Before(51, c.zone)[0].From,
	})
	c.must(t, err)
	in.Now, in.Settings, in.Severities = c.week.Until.Add(9*time.Hour), c.settings, severities
	return load.Make(in)
}

// ask returns the rows of a query, their columns joined with spaces. Instants and days are parameters.
func (c *company) ask(t *testing.T, sql string) []string {
	t.Helper()
	monday, err := mondayOf(c.week)
	c.must(t, err)
	rows, err := c.pool.Query(t.Context(), sql, pgx.NamedArgs{
		"week": monday, "from": c.week.From, "until": c.week.Until, "zone": c.zone.String(), "before": c.week.Before(4, c.zone)[0].From,
	})
	c.must(t, err)
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		values, err := row.Values()
		words := column(values, func(v any) string {
			switch v := v.(type) {
			case float64:
				return fmt.Sprintf("%.6f", v)
			case nil:
				return "-"
			case time.Time:
				return v.UTC().Format(time.RFC3339)
			}
			return fmt.Sprint(v)
		})
		return strings.Join(words, " "), err
	})
	c.must(t, err)
	if len(lines) == 0 {
		t.Errorf("no rows for\n%s", sql)
	}
	return lines
}

// reader is a session that may do no more than people who were given read access.
func (c *company) reader(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.pool.Config().ConnString())
	c.must(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	_, err = conn.Exec(t.Context(), `set role tocsin_reader`)
	c.must(t, err)
	return conn
}

// hours says hours as ask does.
func hours(all ...load.Span) string {
	return strings.Join(column(all, func(s load.Span) string { return fmt.Sprintf("%.6f", s.Round(time.Microsecond).Hours()) }), " ")
}

// byKind says them by kind, and the whole.
func byKind(h load.Hours) string {
	return hours(h.Working, h.Evening, h.Night, h.Weekend, h.Total())
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
