package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident/load"
)

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

	t.Run("when it began, as people found out", func(t *testing.T) {
		asked := c.ask(t, `
			select name, impact_started_at, detected_at, declared_at from reporting.incidents where impact_started_at is not null and not private order by number`)
		same(t, "instants", asked, c.ask(t, `
			select 'INC-' || number, impact_started_at, detected_at, declared_at from incident where impact_started_at is not null and counts and not private order by number`))
		if len(asked) < 10 || len(asked) > 50 {
			t.Errorf("%d incidents have them", len(asked))
		}
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
