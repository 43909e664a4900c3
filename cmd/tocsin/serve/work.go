package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/jobs"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// keepDeliveries is how long handled events and receipts are remembered. Slack delivers again for up to
// a day.
const keepDeliveries = 25 * time.Hour

// keepAnswers is how long a model's answers are remembered, so that drafting again costs little.
const keepAnswers = 14 * 24 * time.Hour

// besideModel is how long reading the channel and keeping what was written may take, besides the time that
// a model is given.
const besideModel = 5 * time.Minute

// newJobs says what is behind each kind of work.
func (a *App) newJobs() (*jobs.Jobs, error) {
	return jobs.New(jobs.Options{
		URL: string(a.options.Config.Database.URL),
		Log: a.options.Log,
		Sync: func(ctx context.Context, n incident.Number) (incident.Synced, error) {
			began := time.Now()
			synced, err := a.Bot.Sync(ctx, n)
			a.metrics.ObserveSync(outcome(err), time.Since(began))
			return synced, err
		},
		IfUnchanged: a.Store.IfUnchanged,

		Notice: a.Bot.DrawNotice, IfNoticeUnchanged: a.Store.IfNoticeUnchanged,

		Backfill:    a.Bot.Backfill,
		Draft:       a.draft,
		Read:        a.Drafts.Read,
		CatchUp:     a.catchUp,
		Offer:       a.Bot.Offer,
		Archive:     a.Bot.Archive,
		Person:      a.Bot.Learn,
		Home:        a.Bot.DrawHome,
		ReadTimeout: a.options.Config.AI.MaxTime + besideModel,
		Done:        func(e jobs.Ended) { a.metrics.ObserveJob(e.Kind, string(e.Outcome), e.Took) },
		Remind:      a.Remind,
		Report:      a.Report,
		ReportAt:    a.options.Config.Report.CronLine(),
		Sweep: func(ctx context.Context) error {
			before := time.Now().Add(-keepDeliveries)
			return errors.Join(a.Store.SweepDeliveries(ctx, before), a.Store.SweepReceipts(ctx, before),
				a.Store.SweepAnswers(ctx, time.Now().Add(-keepAnswers)),
				// Asking Slack comes last: of many people it takes minutes, and may take all the time there is.
				a.Reports.Nightly(ctx, a.now()), a.Reports.RefreshTeams(ctx, a.client))
		},
	})
}

// now is the time of what people do.
func (a *App) now() time.Time {
	if a.options.Now != nil {
		return a.options.Now().UTC()
	}
	return time.Now().UTC()
}

// Remind looks what people should be reminded of now, and has it said.
func (a *App) Remind(ctx context.Context) error {
	return errors.Join(a.Nudges.Tick(ctx, a.now()), a.playDrills(ctx))
}

// playDrills tells what is due in the drills in play.
func (a *App) playDrills(ctx context.Context) error {
	now := a.now()
	inPlay, err := a.Store.DrillsInPlay(ctx, now)
	for _, n := range inPlay {
		err = errors.Join(err, a.Service.PlayDrill(ctx, n, now))
	}
	return err
}

// draft writes the drafts of an incident, after its channel is stored whole and its people are known.
func (a *App) draft(ctx context.Context, n incident.Number) error {
	inc, err := a.Service.Incident(ctx, n)
	if err != nil {
		return err
	}
	return a.Drafts.Write(ctx, inc, func(ctx context.Context) error {
		if err := a.Bot.Backfill(ctx, n); err != nil {
			return err
		}
		return a.Bot.LearnAll(ctx, n)
	})
}

// catchUp has the model bring a person up to date, who has the short version already.
func (a *App) catchUp(ctx context.Context, n incident.Number, reader incident.PersonID) error {
	told, more, err := a.Drafts.ReadCatchUp(ctx, n, reader)
	if err != nil || !more {
		return err
	}
	return a.Bot.TellCatchUp(ctx, told, reader)
}

// observe counts what the socket does.
func (a *App) observe(o socket.Observation) {
	a.metrics.ObserveSocket(string(o.What), o.Type, o.Count, o.Took)
	switch o.What { //nolint:exhaustive // the others are only counted
	case socket.Panicked:
		a.metrics.ObservePanic(o.Type)
	case socket.OpenFailed:
		a.unreachable.Store(true)
	case socket.Connected:
		a.greeted.Do(func() { a.options.Log.Info("tocsin is up") })
		if a.unreachable.Swap(false) {
			select {
			case a.reconnected <- struct{}{}:
			default: // it is to be done already
			}
		}
	}
}

// serveHTTP answers health checks and shows the metrics.
func (a *App) serveHTTP(ctx context.Context) error {
	listener, err := telemetry.Listen(ctx, a.options.Config.HTTP.Addr)
	if err != nil {
		return complain.About(err, "set http.addr to a free address, or stop what uses this one.")
	}
	a.options.Log.Info("health and metrics", slog.String("url", "http://"+listener.Addr().String()))
	return telemetry.Serve(ctx, listener, a.handler())
}

func (a *App) handler() http.Handler {
	return telemetry.Handler(a.metrics,
		telemetry.Check{Name: "database", Run: a.Store.Ping},
		telemetry.Check{Name: "socket", Run: func(context.Context) error {
			if !a.receive.Connected() {
				return fmt.Errorf("not connected to Slack")
			}
			return nil
		}})
}

func outcome(err error) string {
	if err != nil {
		return "failed"
	}
	return "ok"
}
