package serve

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
)

// accessEvery is how soon a change of a user group that access names is noticed.
const accessEvery = 10 * time.Minute

// access is whom the configuration names under access, as Slack last said.
type access struct {
	admins, private atomic.Pointer[[]incident.PersonID]
}

func (a *access) admin(who incident.PersonID) bool { return holds(&a.admins, who) }

func (a *access) named(who incident.PersonID) bool { return holds(&a.private, who) }

func holds(people *atomic.Pointer[[]incident.PersonID], who incident.PersonID) bool {
	all := people.Load()
	return all != nil && slices.Contains(*all, who)
}

// learnAccess asks Slack who is meant. While it does not answer, who was meant before still is.
func (a *App) learnAccess(ctx context.Context) {
	for _, part := range []struct {
		key   string
		named []string
		into  *atomic.Pointer[[]incident.PersonID]
	}{
		{"access.admins", a.options.Config.Access.Admins, &a.access.admins},
		{"access.private", a.options.Config.Access.Private, &a.access.private},
	} {
		if len(part.named) == 0 {
			continue
		}
		people, problems, err := bot.ResolvePeople(ctx, a.client, part.named, part.key)
		if err != nil {
			if ctx.Err() == nil {
				a.options.Log.Warn("whom the configuration names is not known anew", slog.String("key", part.key), slog.Any("error", err))
			}
			continue
		}
		for _, problem := range problems {
			a.options.Log.Warn("somebody whom the configuration names is not found", slog.String("problem", problem))
		}
		part.into.Store(&people)
	}
}

// keepAccess looks again and again: people come into user groups and leave them.
func (a *App) keepAccess(ctx context.Context) error {
	if len(a.options.Config.Access.Admins)+len(a.options.Config.Access.Private) == 0 {
		return nil
	}
	every := time.NewTicker(accessEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
			a.learnAccess(ctx)
		}
	}
}
