package main

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/history"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/store"
)

// tonight is when the incident begins: a Thursday in winter, when London's time is UTC.
var tonight = time.Date(2026, time.January, 15, 2, 47, 0, 0, time.UTC)

// leads is the channel in which the weekly report comes.
const leads = "incident-leads"

// How much has happened before, so that there is something to report.
const (
	weeksBefore = 16
	people      = 60
	quietBefore = 2 * time.Hour
)

// open starts the workspace, in which a company has a past.
func open(ctx context.Context, progress func(string)) (*stage.Stage, error) {
	return stage.Open(ctx, stage.Options{
		Name: "screenshots", Team: "Tidewater Tea", Domain: "tidewater", Clock: stage.NewClock(tonight), Unlimited: true,
		Progress: progress, Patience: time.Minute,
		Prepare: func(ctx context.Context, s *stage.Setting) error {
			progress("what happened in the weeks before")
			return past(ctx, s)
		},
	})
}

// cast are those whose night it is.
type cast struct{ ada, grace, bob, mei, watchman *slacksim.Person }

func castOf(w *slacksim.Workspace) cast {
	person := func(first, last, zone, title string) *slacksim.Person {
		return w.Person(first+" "+last, slacksim.PersonOptions{DisplayName: first, TZ: zone, Title: title})
	}
	return cast{
		ada:      person("Ada", "Brandt", "Europe/London", "On call this week"),
		grace:    person("Grace", "Adeyemi", "Europe/London", "Payments"),
		bob:      person("Bob", "Kahn", "Europe/London", "Platform"),
		mei:      person("Mei", "Tanaka", "Asia/Tokyo", "Customer care"),
		watchman: w.Person("Watchman", slacksim.PersonOptions{Bot: true}),
	}
}

// past fills the database with what has happened, and tells the bot who is in which team.
func past(ctx context.Context, s *stage.Setting) error {
	c := castOf(s.Slack)
	s.Config.Access.Admins = []string{c.ada.ID}
	s.Config.Incidents.Services = history.Services()
	known := func(who *slacksim.Person, zone, team string) history.Person {
		return history.Person{ID: incident.PersonID(who.ID), Name: who.Name, Zone: zone, Team: team, OnCall: team != "Support"}
	}
	h, err := history.New(history.Options{
		Seed: 1, Weeks: weeksBefore, People: people, Until: tonight.Add(-quietBefore), Rules: s.Config.Rules(),
		Known: []history.Person{
			known(c.ada, "Europe/London", "Payments"), known(c.grace, "Europe/London", "Payments"),
			known(c.bob, "Europe/London", "Platform"), known(c.mei, "Asia/Tokyo", "Support"),
			{ID: incident.PersonID(c.watchman.ID), Name: c.watchman.Name, Bot: true},
		},
	})
	if err != nil {
		return err
	}
	for _, p := range h.People() {
		s.Slack.Person(p.Name, slacksim.PersonOptions{ID: string(p.ID), TZ: p.Zone, Title: p.Team, Bot: p.Bot, Deactivated: p.Gone})
	}
	for _, t := range h.Teams() {
		team := config.Team{Name: t.Name, Engineering: t.Engineering}
		for _, p := range t.Members {
			team.Members = append(team.Members, string(p.ID))
			if p.OnCall {
				team.OnCall = append(team.OnCall, string(p.ID))
			}
		}
		s.Config.Teams = append(s.Config.Teams, team)
	}
	s.Config.Report.Channel, s.Config.Report.Zone = "#"+leads, "Europe/London"
	s.Slack.Channel(leads, c.grace, c.bob)
	st, err := store.Open(ctx, store.Options{URL: s.Database})
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.KeepLived(ctx, h.Lived()); err != nil { // before the people, of whom it is known better
		return err
	}
	if err := st.KeepPeople(ctx, h.Known()); err != nil {
		return err
	}
	var incidents []incident.Past
	for p := range h.Incidents() {
		incidents = append(incidents, p)
	}
	_, err = st.KeepHistory(ctx, incidents)
	return err
}
