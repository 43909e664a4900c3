package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/history"
	"github.com/tocsin-bot/tocsin/store"
)

// newestWeek is the week that is reported. It is over, and nobody has measured it yet.
var newestWeek = load.WeekOf(time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC), time.UTC)

// company makes up a number of weeks that end so many weeks before the end of the newest one.
func company(people, weeks, before int, perWeek, talk float64) (*history.History, error) {
	c := config.Default()
	return history.New(history.Options{
		Seed: 1, People: people, Weeks: weeks, Until: newestWeek.Until.AddDate(0, 0, -7*before),
		PerWeek: perWeek, Talk: talk, Rules: c.Rules(),
	})
}

// keepCompany keeps its people and teams.
func keepCompany(ctx context.Context, st *store.Store, h *history.History) error {
	if err := st.KeepLived(ctx, h.Lived()); err != nil {
		return err
	}
	if err := st.KeepPeople(ctx, h.Known()); err != nil {
		return err
	}
	var teams []load.Team
	var members []load.Membership
	for _, t := range h.Teams() {
		teams = append(teams, load.Team{Name: t.Name, Engineering: t.Engineering})
		for _, p := range t.Members {
			members = append(members, load.Membership{Person: p.ID, Team: t.Name, Lead: p.Lead, OnCall: p.OnCall})
		}
	}
	return st.KeepTeams(ctx, teams, members)
}

// incidentsAtOnce is how many incidents are kept in one transaction.
const incidentsAtOnce = 100

// keepPast keeps all incidents of a history; they are made up while others are written. It returns how many there
// were.
func keepPast(ctx context.Context, st *store.Store, h *history.History) (incidents int, err error) {
	group, ctx := errgroup.WithContext(ctx)
	batches := make(chan []incident.Past, 1)
	group.Go(func() error {
		defer close(batches)
		var batch []incident.Past
		give := func() error {
			incidents += len(batch)
			select {
			case batches <- batch:
				batch = nil
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for past := range h.Incidents() {
			if batch = append(batch, past); len(batch) == incidentsAtOnce {
				if err := give(); err != nil {
					return err
				}
			}
		}
		return give()
	})
	group.Go(func() error {
		for batch := range batches {
			if _, err := st.KeepHistory(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	})
	return incidents, group.Wait()
}
