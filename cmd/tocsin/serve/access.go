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

const (
	// accessAtStart is how long the start waits for it: nobody who declares an incident shall wait to learn who is an admin.
	accessAtStart = 3 * time.Second
	// accessAgain is how soon Slack is asked again while nothing is known.
	accessAgain = 30 * time.Second
)

// access is whom the configuration names under access, as Slack last said.
type access struct {
	admins, private atomic.Pointer[[]incident.PersonID]
}

func (a *access) admin(who incident.PersonID) bool { return holds(&a.admins, who) }

func (a *access) allAdmins() []incident.PersonID {
	if all := a.admins.Load(); all != nil {
		return *all
	}
	return nil
}

func (a *access) named(who incident.PersonID) bool { return holds(&a.private, who) }

func holds(people *atomic.Pointer[[]incident.PersonID], who incident.PersonID) bool {
	all := people.Load()
	return all != nil && slices.Contains(*all, who)
}

// meetAccess is the first look, for which the start waits a little.
func (a *App) meetAccess(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, accessAtStart)
	defer cancel()
	a.learnAccess(ctx)
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
			a.options.Log.Warn("somebody whom the configuration names is not found", slog.String("problem", problem.Says))
		}
		part.into.Store(&people)
	}
}

// keepAccess looks again and again: people come into user groups and leave them.
func (a *App) keepAccess(ctx context.Context) error {
	named := a.options.Config.Access
	if len(named.Admins)+len(named.Private) == 0 {
		return nil
	}
	for {
		pause := accessEvery
		if len(named.Admins) > 0 && a.access.admins.Load() == nil || len(named.Private) > 0 && a.access.private.Load() == nil {
			pause = accessAgain
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
			a.learnAccess(ctx)
		}
	}
}
