package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
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

// The views and the report are made by different means of the same rows, and say the same.
func TestViewsSayWhatTheReportSays(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	r := c.report(t)

	if r.Incidents.Total < 5 || len(r.People) < 10 || r.Watched+r.Responded < 10 || r.FollowUps.Overdue == 0 || r.Hours.Night == 0 || r.Hours.Weekend == 0 {
		t.Fatalf("too little happened to say anything: %+v", r)
	}

	t.Run("incidents", func(t *testing.T) {
		const declared = ` from reporting.incidents where declared_at >= @from and declared_at < @until `
		same(t, "all", c.ask(t, `select count(*)`+declared), []string{fmt.Sprint(r.Incidents.Total)})
		same(t, "before", c.ask(t, `select count(*) / 4.0::float8 from reporting.incidents where declared_at >= @before and declared_at < @from`),
			[]string{fmt.Sprintf("%.6f", r.Incidents.Before)})
		tallies := func(all []load.Tally) (lines []string) {
			for _, tally := range all {
				if tally.Count > 0 {
					lines = append(lines, fmt.Sprint(tally.Name, " ", tally.Count))
				}
			}
			slices.Sort(lines)
			return lines
		}
		same(t, "by severity", c.ask(t, `select severity, count(*)`+declared+`group by 1 order by 1`), tallies(r.Incidents.BySeverity))
		same(t, "by type", c.ask(t, `select type, count(*)`+declared+`group by 1 order by 1`), tallies(r.Incidents.ByType))
		same(t, "milder ones in 90 days", c.ask(t, `
			select count(*), (count(*) filter (where severity in ('SEV3', 'SEV4')))::float8 / count(*)
			  from reporting.incidents where declared_at >= @until::timestamptz - interval '90 days' and declared_at < @until`),
			[]string{fmt.Sprintf("%d %.6f", r.Maturity.Incidents, r.Maturity.Lower)})
	})

	t.Run("how long it took", func(t *testing.T) {
		for at, q := range map[string]load.Quantiles{"lead_assigned_at/acknowledge": r.Times.Acknowledge, "mitigated_at/mitigate": r.Times.Mitigate, "resolved_at/resolve": r.Times.Resolve} {
			instant, what, _ := strings.Cut(at, "/")
			same(t, what, c.ask(t, fmt.Sprintf(`
				select count(*), percentile_cont(0.5) within group (order by h), percentile_cont(0.9) within group (order by h)
				  from (select extract(epoch from time_to_%s)::float8 / 3600 as h from reporting.incidents where %s >= @from and %s < @until) as took`, what, instant, instant)),
				[]string{fmt.Sprintf("%d %s", q.Count, hours(q.Median, q.P90))})
		}
		var weeks []string
		for _, w := range r.Resolve {
			weeks = append(weeks, fmt.Sprintf("%s %s %d %s", w.Name, w.From.Format(time.RFC3339), w.Count, hours(w.Median)))
		}
		same(t, "weeks", c.ask(t, `
			select to_char(week, 'IYYY-"W"IW'), week at time zone @zone, count(*), percentile_cont(0.5) within group (order by h)
			  from (select date_trunc('week', resolved_at at time zone @zone) as week, extract(epoch from time_to_resolve)::float8 / 3600 as h
			          from reporting.incidents where resolved_at < @until) as resolved
			 group by week order by week`), weeks)
	})

	t.Run("hours", func(t *testing.T) {
		const sums = `select sum(working), sum(evening), sum(night), sum(weekend), sum(hours)`
		same(t, "by teams", c.ask(t, sums+` from reporting.weekly_load_by_team where week = @week`), []string{byKind(r.Hours)})
		same(t, "by people", c.ask(t, sums+` from reporting.weekly_load_by_person where week = @week`), []string{byKind(r.Hours)})
		same(t, "by kind", c.ask(t, `
			select sum(hours) filter (where kind = 'working'), sum(hours) filter (where kind = 'evening'),
			       sum(hours) filter (where kind = 'night'), sum(hours) filter (where kind = 'weekend'), sum(hours)
			  from reporting.intervals where from_at >= @from and from_at < @until`), []string{byKind(r.Hours)})
		same(t, "before", c.ask(t, `
			select sum(working) / 4, sum(evening) / 4, sum(night) / 4, sum(weekend) / 4, sum(hours) / 4
			  from reporting.weekly_load_by_team where week >= @week::date - 28 and week < @week`), []string{byKind(r.Before)})
		var heat []string
		for day, row := range r.Heat {
			for hour, took := range row {
				if took > 0 {
					heat = append(heat, fmt.Sprintf("%d %d %s", day, hour, hours(took)))
				}
			}
		}
		same(t, "by weekday and hour", c.ask(t, `
			select extract(isodow from local_from)::int - 1, extract(hour from local_from)::int, sum(hours)
			  from reporting.intervals where week = @week group by 1, 2 order by 1, 2`), heat)
	})

	t.Run("teams", func(t *testing.T) {
		var teams, weeks []string
		for i, team := range r.Teams {
			share, _ := team.Tax.Share()
			teams = append(teams, fmt.Sprintf("%s %d %s %d %d %s %.6f",
				or(team.Name, "none"), team.Members, byKind(team.Hours), team.Interruptions, team.Nights, hours(team.Tax.Working), share))
			for _, week := range r.Weeks {
				if week.ByTeam[i] > 0 {
					weeks = append(weeks, fmt.Sprint(week.Name, " ", or(team.Name, "none"), " ", hours(week.ByTeam[i])))
				}
			}
		}
		slices.Sort(teams)
		slices.Sort(weeks)
		asked := c.ask(t, `
			select coalesce(nullif(team, ''), 'none'), members, working, evening, night, weekend, hours, interruptions, night_interruptions, working_time, tax
			  from reporting.weekly_load_by_team where week = @week`)
		slices.Sort(asked)
		same(t, "this week", asked, teams)
		asked = c.ask(t, `select week_name, coalesce(nullif(team, ''), 'none'), hours from reporting.weekly_load_by_team where hours > 0`)
		slices.Sort(asked)
		same(t, "eight weeks", asked, weeks)
		share, _ := r.Tax.Share()
		same(t, "tax of all teams", c.ask(t, `
			select sum(members)::int, sum(hours), sum(working_time), sum(hours) / sum(working_time)
			  from reporting.weekly_load_by_team where week = @week and team <> ''`),
			[]string{fmt.Sprintf("%d %s %.6f", r.Tax.People, hours(r.Tax.Incidents, r.Tax.Working), share)})
		same(t, "interruptions", c.ask(t, `
			select coalesce(nullif(team, ''), 'none'), count(*) from reporting.intervals where week = @week and pulled_in group by 1 order by 1`),
			c.ask(t, `
			select coalesce(nullif(team, ''), 'none'), interruptions from reporting.weekly_load_by_team where week = @week and interruptions > 0 order by 1`))
	})

	t.Run("people", func(t *testing.T) {
		var people []string
		unnamed := 0
		for _, p := range r.People {
			people = append(people, fmt.Sprintf("%s %s %s %s %d %d %d",
				or(string(p.Person), "-"), or(p.Name, "-"), or(p.Team, "none"), byKind(p.Hours), p.Interruptions, p.Nights, p.Incidents))
			if p.Name == "" {
				unnamed++
			}
		}
		slices.Sort(people)
		asked := c.ask(t, `
			select person, name, coalesce(nullif(team, ''), 'none'), working, evening, night, weekend, hours, interruptions, night_interruptions, incidents
			  from reporting.weekly_load_by_person where week = @week and hours > 0`)
		slices.Sort(asked)
		same(t, "loads", asked, people)
		if unnamed == 0 {
			t.Error("nobody whose name must stay hidden")
		}
		same(t, "responders", c.ask(t, `select count(*) from reporting.weekly_load_by_person where week = @week and incidents > 0`), []string{fmt.Sprint(r.Responded)})
		same(t, "watchers", c.ask(t, `select count(*) from reporting.weekly_load_by_person where week = @week and incidents = 0 and hours > 0`), []string{fmt.Sprint(r.Watched)})
		for _, key := range r.Key {
			if key.Of != "team" {
				continue
			}
			same(t, "key people of "+key.Name, c.ask(t, fmt.Sprintf(`
				select count(*), count(*) filter (where before * 2 < whole - 0.000001), count(*) filter (where before * 5 < whole * 4 - 0.000001)
				  from (select sum(hours) over (order by hours desc, person) - hours as before, sum(hours) over () as whole
				          from reporting.weekly_load_by_person where week = @week and team = '%s' and hours > 0) as ranked`, key.Name)),
				[]string{fmt.Sprintf("%d %d %d", key.People, key.Half, key.Most)})
		}
	})

	t.Run("incidents one by one", func(t *testing.T) {
		var lines []string
		private := 0
		for _, l := range r.Lines {
			if l.Private {
				private++
				continue
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %s %d %d", l.Number, l.Severity, or(l.Service, "-"), hours(l.Hours), l.People, l.FollowUps))
		}
		asked := c.ask(t, `
			select name, severity, service, coalesce(gave.hours, 0), coalesce(people, 0), follow_ups
			  from reporting.incidents
			  left join (select number, sum(hours) as hours, count(distinct person) filter (where responding) as people
			               from reporting.intervals where week = @week group by number) as gave using (number)
			 where not private and (gave.hours > 0 and (resolved_at is null or resolved_at >= @from) or declared_at >= @from and declared_at < @until
			       or mitigated_at >= @from and mitigated_at < @until or resolved_at >= @from and resolved_at < @until)`)
		slices.Sort(asked)
		slices.Sort(lines)
		same(t, "lines", asked, lines)
		if private == 0 {
			t.Error("nothing private happened")
		}
	})

	t.Run("follow-ups", func(t *testing.T) {
		f := r.FollowUps
		const open = `opened_at < @until and (done_at is null or done_at >= @until)`
		same(t, "all", c.ask(t, `
			select count(*) filter (where opened_at >= @from and opened_at < @until), count(*) filter (where done_at >= @from and done_at < @until),
			       count(*) filter (where `+open+`), count(*) filter (where `+open+` and due < (@until::timestamptz at time zone @zone)::date),
			       percentile_cont(0.5) within group (order by extract(epoch from @until - opened_at)::float8 / 3600) filter (where `+open+`)
			  from reporting.follow_ups`),
			[]string{fmt.Sprintf("%d %d %d %d %s", f.Opened, f.Done, f.Open, f.Overdue, hours(f.MedianAge))})
		var teams []string
		for _, team := range f.ByTeam {
			if team.Open > 0 {
				teams = append(teams, fmt.Sprint(or(team.Team, "none"), " ", team.Open))
			}
		}
		slices.Sort(teams)
		asked := c.ask(t, `select coalesce(nullif(team, ''), 'none'), count(*) from reporting.follow_ups where `+open+` group by 1`)
		slices.Sort(asked)
		same(t, "open ones by team", asked, teams)
	})
}

func TestReportingKeepsWhatIsPrivate(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	reader := c.reader(t)

	for _, view := range []string{"incidents", "transitions", "intervals", "follow_ups"} {
		var rows, words int
		q := `select count(*), count(*) filter (where seen ~ '"number":[0-9]|"title":"|"name":"|"owner":"|"person":"|"(declared_by|first_commander|service|cause|channel_id|channel_name)":"')
		        from (select row_to_json(v)::text as seen from reporting.` + view + ` as v where private) as all_of_it`
		if err := reader.QueryRow(t.Context(), q).Scan(&rows, &words); err != nil || rows == 0 || words > 0 {
			t.Errorf("%s: %d rows are private, %d of them say what, %v", view, rows, words, err)
		}
	}
	var secret int
	err := reader.QueryRow(t.Context(), `select count(*) from reporting.weekly_load_by_person where person = 'U14' and hours > 0`).Scan(&secret)
	same(t, "weeks that show who does nothing but what is private", secret, 0, err)
	var drills int
	err = reader.QueryRow(t.Context(), `select count(*) from reporting.incidents where title in ('Incident 2', 'Incident 12')`).Scan(&drills)
	same(t, "drills", drills, 0, err)
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

func TestReader(t *testing.T) {
	t.Parallel()
	c := &company{Store: open(t)}
	reader := c.reader(t)

	t.Run("reads every view", func(t *testing.T) {
		rows, _ := c.pool.Query(t.Context(), `select format('%I.%I', schemaname, viewname) from pg_views where schemaname = 'reporting'`)
		views, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(views) < 7 {
			t.Fatalf("views %v, %v", views, err)
		}
		for _, view := range views {
			if _, err := reader.Exec(t.Context(), `select * from `+view); err != nil {
				t.Errorf("%s: %v", view, err)
			}
		}
	})

	t.Run("reads and does nothing else", func(t *testing.T) {
		const insufficientPrivilege = "42501"
		for _, sql := range []string{
			`select from message`, `select from incident`, `select from person`, `select from activity`, `select from load_person_week`,
			`select from river_job`, `select from ai_run`, `create table reporting.mine ()`, `create view reporting.mine as select 1`,
			`delete from reporting.weeks`, `update reporting.weeks set measured_at = now()`,
		} {
			_, err := reader.Exec(t.Context(), sql)
			if pg := (&pgconn.PgError{}); !errors.As(err, &pg) || pg.Code != insufficientPrivilege {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})

	t.Run("is told what everything means", func(t *testing.T) {
		rows, _ := c.pool.Query(t.Context(), `
			select relname || coalesce('.' || attname, '')
			  from pg_class
			  join pg_namespace on pg_namespace.oid = relnamespace and nspname = 'reporting'
			  left join lateral (
			    select attname, attnum from pg_attribute where attrelid = pg_class.oid and attnum > 0 union all select null, 0
			  ) as part on true
			 where relkind = 'v' and col_description(pg_class.oid, attnum) is null and (attnum > 0 or obj_description(pg_class.oid, 'pg_class') is null)`)
		silent, err := pgx.CollectRows(rows, pgx.RowTo[string])
		same(t, "without a comment", silent, []string{}, err)
	})
}

func TestReaderRole(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, nil)
	admin, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close(context.WithoutCancel(t.Context())) })
	exec := func(conn *pgx.Conn, sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	database := func(name, user string) string {
		exec(admin, `create database `+name+` owner `+user)
		u, err := url.Parse(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		u.Path, u.User = "/"+name, url.User(user)
		return u.String()
	}
	// may reports whether the role may read what a database reports.
	may := func(address string) (may bool) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		err = conn.QueryRow(t.Context(), `
			select exists (select from pg_roles where rolname = 'tocsin_reader')
			   and has_schema_privilege('tocsin_reader', 'reporting', 'usage') and has_table_privilege('tocsin_reader', 'reporting.weeks', 'select')`).Scan(&may)
		if pg := (&pgconn.PgError{}); errors.As(err, &pg) && pg.Code == "42704" { // no such role
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		return may
	}

	exec(admin, `create role plain login`)
	plain := database("plainly", "plain")
	var said []string
	if err := Migrate(t.Context(), plain, func(step string) { said = append(said, step) }); err != nil {
		t.Fatalf("migrate as someone who may not make roles: %v", err)
	}
	if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "plain may not make roles") }) {
		t.Errorf("nobody is told that the role is missing: %q", said)
	}
	if may(plain) {
		t.Error("there is a reader nevertheless")
	}

	super := admin.Config().User
	addresses := []string{database("one", super), database("two", super), database("three", super)}
	var all sync.WaitGroup
	for _, address := range addresses {
		all.Go(func() {
			if err := Migrate(t.Context(), address, nil); err != nil {
				t.Errorf("migrate beside others: %v", err)
			}
		})
	}
	all.Wait()
	for _, address := range addresses {
		if !may(address) {
			t.Errorf("the reader may not read %s", address)
		}
	}

	late := database("lately", "plain")
	if err := Migrate(t.Context(), late, nil); err != nil || !may(late) {
		t.Errorf("where somebody else has made the role: %v", err)
	}
	owner, err := pgx.Connect(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close(context.WithoutCancel(t.Context())) })
	exec(owner, grantReader(t))
	if !may(plain) {
		t.Error("what the documentation says gives no access")
	}
}

// grantReader is what docs/reporting.md says gives the role its rights later.
func grantReader(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../docs/reporting.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "grant usage on schema reporting")
	rest, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("docs/reporting.md does not say how to give the role its rights")
	}
	return "grant usage on schema reporting" + rest
}

// What docs/reporting.md shows can be typed as it stands, and it names everything there is.
func TestReportingIsDocumented(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	reader := c.reader(t)
	file, err := os.ReadFile("../docs/reporting.md")
	c.must(t, err)
	page := string(file)
	// The story lies in the past of whoever runs this, or in their future.
	today := c.week.Until.AddDate(0, 0, 30)
	examples := 0
	for rest := page; ; {
		_, after, found := strings.Cut(rest, "```sql\n")
		if !found {
			break
		}
		query, after, _ := strings.Cut(after, "```")
		rest = after
		examples++
		query = strings.ReplaceAll(query, "current_date", "date '"+today.Format(time.DateOnly)+"'")
		rows, _ := reader.Query(t.Context(), query) // its error comes from CollectRows
		answers, err := pgx.CollectRows(rows, pgx.RowToMap)
		if err != nil || len(answers) == 0 && !strings.Contains(query, "where overdue") {
			t.Errorf("%d rows, %v:\n%s", len(answers), err, query)
		}
	}
	if examples < 6 {
		t.Errorf("only %d examples", examples)
	}
	rows, _ := c.pool.Query(t.Context(), `select table_name, column_name from information_schema.columns where table_schema = 'reporting'`)
	var view, name string
	_, err = pgx.ForEachRow(rows, []any{&view, &name}, func() error {
		_, line, _ := strings.Cut(page, "| `"+view+"` |")
		line, _, _ = strings.Cut(line, "\n")
		if !strings.Contains(line, "`"+name+"`") {
			t.Errorf("%s.%s is not documented", view, name)
		}
		return nil
	})
	c.must(t, err)
}
