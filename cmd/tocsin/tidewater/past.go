package tidewater

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

const (
	// quietFor is how long nothing has happened when the night begins.
	quietFor = 2 * time.Hour
	// atOnce is how many incidents are kept in one transaction.
	atOnce = 100
)

// Past is what has happened before the night, so that there is something to report.
type Past struct {
	Weeks  int
	People int
	Seed   uint64 // another one makes another past
}

// Prepare fills the database with the past, and Slack with the people of it.
func (p Past) Prepare(ctx context.Context, s *stage.Setting) error {
	c := CastOf(s.Slack)
	s.Config.Incidents.Services = history.Services()
	h, err := history.New(history.Options{
		Seed: p.Seed, Weeks: p.Weeks, People: p.People, Until: Tonight.Add(-quietFor), Rules: s.Config.Rules(), Known: c.known(),
	})
	if err != nil {
		return err
	}
	arrive(s.Slack, h)
	s.Config.Teams = teams(h)
	s.Config.Report.Channel, s.Config.Report.Zone = "#"+Leads, "Europe/London"
	s.Slack.Channel(Leads, c.Grace, c.Bob) // the report on the week before the story is in it already
	st, err := store.Open(ctx, store.Options{URL: s.Database})
	if err != nil {
		return err
	}
	defer st.Close()
	return keep(ctx, st, h)
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
