package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// checkReport says when the weekly report comes next.
func checkReport(_ context.Context, p *patient) Finding {
	firings, err := p.config.Report.Firings()
	if err != nil {
		return ill("report.schedule cannot be used: "+err.Error(), "config.example.yaml says what it looks like.")
	}
	zone := p.config.LoadSettings().Zone
	next := firings.Next(time.Now()).In(zone)
	about := load.WeekOf(load.WeekOf(next, zone).From.Add(-time.Minute), zone)
	return well(fmt.Sprintf("the next one comes on %s (%s) and is about %s", next.Format("Monday, 2 January 2006, at 15:04"), zone, about.Name))
}

// checkReportChannel sees whether the report can be posted.
func checkReportChannel(ctx context.Context, p *patient) Finding {
	if p.config.Report.Channel == "" {
		return well("no channel: the report is made on request only")
	}
	return checkChannel(ctx, p, p.config.Report.Channel, "report.channel")
}

// checkTeams asks Slack who is in the teams, as the bot does.
func checkTeams(ctx context.Context, p *patient) Finding {
	if len(p.config.Teams)+len(p.config.People) == 0 {
		return well("none are configured: the report is about everybody together")
	}
	found, err := bot.ResolveTeams(ctx, p.slack, p.config.TeamSpecs(), p.config.Addresses(), nil)
	if err != nil {
		return refused(err, "a look at who is in the teams", nil)
	}
	people := map[string]int{}
	for _, m := range found.Members {
		people[m.Team]++
	}
	var teams []string
	for _, t := range p.config.Teams {
		teams = append(teams, fmt.Sprintf("%s: %s", t.Name, counted(people[t.Name], "person", "people")))
	}
	says := strings.Join(teams, ", ")
	if len(found.Problems) == 0 {
		return well(says)
	}
	reasons := map[string]int{}
	for _, problem := range found.Problems {
		reasons[problem]++
	}
	return ill(strings.TrimSpace(says+lines(reasons)), "correct teams and people in the configuration, or the user groups in Slack. What is not found is left out of the report's teams; the rest counts.")
}

// checkNotices looks for reports and messages to people that Slack refuses to show. What nobody tries any more is past
// mending.
func checkNotices(ctx context.Context, p *patient) Finding {
	stuck, err := p.store.StuckNotices(ctx, time.Now().Add(-bot.ReportHopes))
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	reasons := map[string]int{}
	for _, n := range stuck {
		if !unreachable(n.Problem) {
			reasons[fmt.Sprintf("%s: %s", n.Key, n.Problem)]++
		}
	}
	if len(reasons) == 0 {
		return well("none is stuck")
	}
	return ill(counted(len(reasons), "report or message to somebody is", "reports and messages to people are")+" not shown in Slack:"+lines(reasons),
		"mend what the codes say (not_in_channel: invite the bot; channel_not_found: see report channel above; missing_scope: see scopes above). A report is then posted by itself, up to a week later.")
}

// unreachable reports whether Slack's word means that a person can be told nothing any more, which nobody
// has to mend.
func unreachable(problem string) bool {
	return strings.HasPrefix(problem, "user") || problem == "cannot_dm_bot"
}

// checkZones counts those in teams of whose days nothing is known.
func checkZones(ctx context.Context, p *patient) Finding {
	members, err := p.store.Memberships(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	if len(members) == 0 {
		return well("the bot knows of nobody in a team")
	}
	ids := make([]incident.PersonID, len(members))
	for i, m := range members {
		ids[i] = m.Person
	}
	known, err := p.store.People(ctx, ids)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	without := 0
	for _, id := range ids {
		if known[id].Zone == "" {
			without++
		}
	}
	if without == 0 {
		return well(fmt.Sprintf("known of all %d in teams", len(members)))
	}
	return well(fmt.Sprintf("not known of %d of the %d in teams: their hours are reckoned as in %s", without, len(members), p.config.Report.Zone))
}
