package doctor_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// Each case is a way to have the report set up, and what the doctor says of it.
func TestExamine_report(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		harm func(*patient)
		want string
	}{
		{"a zone of its own", func(p *patient) { p.config.Report.Zone, p.config.Report.Schedule = "Asia/Kolkata", "30 8 * * *" }, `
✓ report             the next one comes on DAY, at 08:30 (Asia/Kolkata) and is about WEEK
✓ report channel     no channel: the report is made on request only
✓ teams              none are configured: the report is about everybody together
`},
		{"a public channel", func(p *patient) { p.config.Report.Channel = "#incidents" }, `
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✓ report channel     #incidents
✓ teams              none are configured: the report is about everybody together
`},
		{"a private channel the bot is not in", func(p *patient) {
			leads := p.slack.PrivateChannel("leads", p.ada)
			p.config.Report.Channel = leads.ID()
		}, `
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✗ report channel     Slack refuses a look at PRIVATE: channel_not_found
                     → create PRIVATE, or set report.channel to another. If it is private, invite the bot there: /invite @tocsin. If it is archived, unarchive it.
✓ teams              none are configured: the report is about everybody together
`},
		{"a channel that does not exist", func(p *patient) { p.config.Report.Channel = "#leads" }, `
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✗ report channel     Slack refuses a look for #leads: channel_not_found
                     → create #leads, or set report.channel to another. If it is private, invite the bot there: /invite @tocsin. If it is archived, unarchive it.
✓ teams              none are configured: the report is about everybody together
`},
		{"teams that are found", func(p *patient) {
			ben := p.slack.Person("Ben", slacksim.PersonOptions{Email: "ben@example.com"})
			p.slack.Group("web", p.ada, ben)
			p.config.Teams = []config.Team{{Name: "Web", Members: []string{"@web"}}, {Name: "Ops", Members: []string{p.slack.Person("Cam").ID}}}
			p.config.People = []config.Person{{Person: "ben@example.com", Calendar: "default"}}
		}, `
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✓ report channel     no channel: the report is made on request only
✓ teams              Web: 2 people, Ops: 1 person
`},
		{"people nobody knows", func(p *patient) {
			p.config.Teams = []config.Team{{Name: "Web", Members: []string{"@web", p.ada.ID}}}
			p.config.People = []config.Person{{Person: "eve@example.com", Calendar: "default"}}
		}, `
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✓ report channel     no channel: the report is made on request only
✗ teams              Web: 1 person
                     nobody has the e-mail address eve@example.com (people)
                     there is no user group @web (Web)
                     → correct teams and people in the configuration, or the user groups in Slack. What is not found is left out of the report's teams; the rest counts.
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			c.harm(p)
			got := p.examine(t, func(f doctor.Finding) bool {
				return f.Check == "report" || f.Check == "report channel" || f.Check == "teams"
			})
			if diff := cmp.Diff(c.want, "\n"+private.ReplaceAllString(got, "PRIVATE")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// private is the id of the only private channel, which has no name that the doctor could know.
var private = regexp.MustCompile(`\bC[A-Z0-9]{4,}\b`)

func TestExamine_counts_those_whose_days_nobody_knows(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	s := p.open(t)
	members := []load.Membership{{Person: "U001", Team: "Web"}, {Person: "U002", Team: "Web"}, {Person: "U003", Team: "Web"}}
	if err := s.KeepTeams(t.Context(), []load.Team{{Name: "Web"}}, members); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "U001", Zone: "Europe/Berlin"}, {ID: "U002"}}); err != nil {
		t.Fatal(err)
	}
	zones := func(f doctor.Finding) bool { return f.Check == "time zones" }
	want := "✓ time zones         not known of 2 of the 3 in teams: their hours are reckoned as in UTC\n"
	if got := p.examine(t, zones); got != want {
		t.Errorf("it says %s", got)
	}
	if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "U002", Zone: "Asia/Tokyo"}, {ID: "U003", Zone: "Asia/Tokyo"}}); err != nil {
		t.Fatal(err)
	}
	if got, want := p.examine(t, zones), "✓ time zones         known of all 3 in teams\n"; got != want {
		t.Errorf("it says %s", got)
	}
}

func TestExamine_names_a_report_that_is_stuck_and_not_who_has_left(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	s := p.open(t)
	for key, problem := range map[string]string{"report/2026-W46": "not_in_channel", "report/2026-W40": "not_in_channel", "figures/U001/2026-W46": "user_disabled"} {
		made := time.Now().UTC()
		if key == "report/2026-W40" { // nobody tries it any more
			made = made.AddDate(0, 0, -42)
		}
		kind := incident.NoticeReport
		if problem == "user_disabled" {
			kind = incident.NoticeFigures
		}
		id, _, err := s.MakeNotice(t.Context(), incident.Notice{Key: key, Kind: kind, At: made, Body: []byte("{}")})
		if err != nil {
			t.Fatal(err)
		}
		stuck := incident.Surface{Key: "message", State: incident.Stuck, Problem: problem, AttemptAt: time.Now().UTC()}
		if err := s.KeepNotice(t.Context(), id, []incident.Surface{stuck}); err != nil {
			t.Fatal(err)
		}
	}
	p.expect(t, `
✗ notices            1 report or message to somebody is not shown in Slack:
                     report/2026-W46: not_in_channel
                     → mend what the codes say (not_in_channel: invite the bot; channel_not_found: see report channel above; missing_scope: see scopes above). A report is then posted by itself, up to a week later.
`)
}
