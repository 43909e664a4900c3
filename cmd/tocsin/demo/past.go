package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/history"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/store"
)

// past is what has happened before the story: incidents of many weeks, so that there is something to report.
type past struct {
	weeks  weeks
	people int
	seed   uint64
}

// weeks is a number of weeks, written like 52w. Zero is no past at all.
type weeks int

func (w *weeks) String() string { return strconv.Itoa(int(*w)) + "w" }

// Set implements pflag.Value.
func (w *weeks) Set(s string) error {
	number, hasUnit := strings.CutSuffix(s, "w")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > mostWeeks || !hasUnit && n != 0 {
		return fmt.Errorf("it is a number of weeks up to %d, such as 12w; 0 for none", mostWeeks)
	}
	*w = weeks(n)
	return nil
}

// Type implements pflag.Value: what the help shows in the place of the value.
func (*weeks) Type() string { return "weeks" }

const (
	mostWeeks  = 520
	fewest     = 20 // people, so that each team has some
	mostPeople = 5_000
	// quietFor is how long nothing has happened when the story begins.
	quietFor = 2 * time.Hour
	// atOnce is how many incidents are kept in one transaction.
	atOnce = 100
)

// check refuses what makes no past.
func (p past) check() error {
	if p.people < fewest || p.people > mostPeople {
		return complain.Usage(fmt.Sprintf("--people is %d", p.people), fmt.Sprintf("take a number from %d to %d.", fewest, mostPeople))
	}
	return nil
}

// prepare fills the database with the past, and Slack with the people of it.
func (p past) prepare(ctx context.Context, s *stage.Setting, progress func(string)) error {
	c := castOf(s.Slack)
	if p.weeks == 0 {
		return nil
	}
	progress(fmt.Sprintf("%d weeks of incidents of %d people, made up", p.weeks, p.people))
	s.Config.Incidents.Services = history.Services()
	h, err := history.New(history.Options{
		Seed: p.seed, Weeks: int(p.weeks), People: p.people, Until: tonight.Add(-quietFor), Rules: s.Config.Rules(), Known: c.known(),
	})
	if err != nil {
		return err
	}
	arrive(s.Slack, h)
	s.Config.Teams = teams(h)
	s.Config.Report.Channel, s.Config.Report.Zone = "#"+leads, "Europe/London"
	s.Slack.Channel(leads, c.grace, c.bob) // the report on the week before the story is in it already
	st, err := store.Open(ctx, store.Options{URL: s.Database})
	if err != nil {
		return err
	}
	defer st.Close()
	return keep(ctx, st, h)
}

// known are the people of the story, as they belong to the company. Ada joined on Monday.
func (c cast) known() []history.Person {
	person := func(who *slacksim.Person, zone, team string) history.Person {
		return history.Person{ID: incident.PersonID(who.ID), Name: called(who), Zone: zone, Team: team, OnCall: team != "Support"}
	}
	ada := person(c.ada, "Europe/London", "Payments")
	ada.Since = tonight.AddDate(0, 0, -3).Truncate(24 * time.Hour)
	return []history.Person{
		ada, person(c.grace, "Europe/London", "Payments"), person(c.bob, "Europe/London", "Platform"), person(c.mei, "Asia/Tokyo", "Support"),
		{ID: incident.PersonID(c.watchman.ID), Name: c.watchman.Name, Bot: true},
	}
}

// arrive has everybody join the workspace who is not there yet.
func arrive(w *slacksim.Workspace, h *history.History) {
	for _, p := range h.People() {
		title := p.Team
		if p.Lead {
			title += ", lead"
		}
		w.Person(p.Name, slacksim.PersonOptions{ID: string(p.ID), TZ: p.Zone, Title: title, Bot: p.Bot, Deactivated: p.Gone})
	}
}

// teams are those of the history, as a configuration names them.
func teams(h *history.History) []config.Team {
	var all []config.Team
	for _, t := range h.Teams() {
		team := config.Team{Name: t.Name, Engineering: t.Engineering}
		for _, p := range t.Members {
			team.Members = append(team.Members, string(p.ID))
			if p.Lead {
				team.Leads = append(team.Leads, string(p.ID))
			}
			if p.OnCall {
				team.OnCall = append(team.OnCall, string(p.ID))
			}
		}
		all = append(all, team)
	}
	return all
}

// keep puts the history into the database.
func keep(ctx context.Context, st *store.Store, h *history.History) error {
	if err := st.KeepLived(ctx, h.Lived()); err != nil { // before the people, of whom it is known better
		return err
	}
	if err := st.KeepPeople(ctx, h.Known()); err != nil {
		return err
	}
	var batch []incident.Past
	flush := func() error {
		_, err := st.KeepHistory(ctx, batch)
		batch = batch[:0]
		return err
	}
	for past := range h.Incidents() {
		if batch = append(batch, past); len(batch) == atOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
