// Package serve wires the bot together and runs it. Everything that runs the bot, the demo and the
// tests included, runs it through here.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/drafts"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/nudges"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/reports"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/jobs"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
	"github.com/tocsin-bot/tocsin/store"
)

// Options are what a bot runs with. Config must hold both tokens and the database's address.
type Options struct {
	Config  *config.Config
	Version string
	Log     *slog.Logger
	// Now gives the instant of what people do; time.Now when nil. A replay sets it to the past.
	Now func() time.Time
	// EditPace is as bot.Options.EditPace: a story without an audience has it shorter.
	EditPace time.Duration
	// Tracer watches every SQL statement; may be nil. Tests count and stop with it.
	Tracer pgx.QueryTracer
	// Silent serves no health and metrics over HTTP.
	Silent bool
}

// App is a bot, connected to its database and known to Slack, but not running yet.
type App struct {
	Store   *store.Store
	Service *incident.Service
	Bot     *bot.Bot
	Drafts  *drafts.Drafts
	Reports *reports.Reports
	Nudges  *nudges.Nudges

	options Options
	access  access
	metrics *telemetry.Metrics
	client  *slack.Client
	jobs    *jobs.Jobs
	inbox   *bot.Inbox
	receive *socket.Receiver

	greeted     sync.Once     // when Slack first says hello
	unreachable atomic.Bool   // Slack, when we last tried
	reconnected chan struct{} // filled when it can be reached again
}

// New connects to the database and to Slack. Close the App when it is not needed any more.
func New(ctx context.Context, o Options) (*App, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	app := &App{options: o, metrics: telemetry.NewMetrics(o.Version), reconnected: make(chan struct{}, 1)}
	if err := app.connect(ctx); err != nil {
		app.Close() //nolint:contextcheck // what is open must be closed, whatever has become of ctx
		return nil, err
	}
	return app, nil
}

func (a *App) connect(ctx context.Context) (err error) {
	c, o := a.options.Config, a.options
	if a.Store, err = database.Open(ctx, store.Options{URL: string(c.Database.URL), MaxConns: int32(c.Database.MaxConns), Tracer: o.Tracer}); err != nil {
		return err
	}
	a.client = slackClient(c.Slack, a.metrics)
	self, err := bot.Identify(ctx, a.client)
	if err != nil {
		return refusedToken(err)
	}
	if err := a.Store.KeepWorkspace(ctx, store.Workspace{TeamID: self.TeamID, Home: self.Home, BotUser: incident.PersonID(self.UserID)}); err != nil {
		return err
	}
	if a.Service, err = incident.NewService(a.Store, c.Rules()); err != nil {
		return err
	}
	a.Drafts, err = drafts.New(drafts.Options{AI: c.AI, Store: a.Store, Rules: c.Rules(), Log: o.Log, Now: o.Now})
	if err != nil {
		return err
	}
	a.Reports = reports.New(reports.Options{Config: c, Store: a.Store, Log: o.Log})
	a.Nudges, err = nudges.New(nudges.Options{
		Store: a.Store, Rules: c.Rules(), Calendars: a.Reports.Calendars, Zone: a.Reports.Settings().Zone,
		Week:    a.Reports.LastWeek,
		Figures: a.weeklyFigures,
	})
	if err != nil {
		return err
	}
	a.meetAccess(ctx)
	if a.Bot, err = bot.New(self, bot.Options{
		Slack: a.client, Service: a.Service, Store: a.Store,
		Broadcast: string(a.broadcast(ctx)), ChannelName: c.Slack.ChannelName,
		Now: o.Now, EditPace: o.EditPace, Log: o.Log,
		CatchUp: a.Drafts.CatchUp, SuggestUpdate: a.Drafts.SuggestUpdate,
		Reads: a.Drafts.Asks, Enqueue: a.Store.Enqueue,
		ReportChannel: c.Report.Channel, Zone: a.Reports.Settings().Zone,
		Report: a.reportFor, Figures: a.figuresOf, Pictures: pictures,
		Doctor: a.examine,
		Admin:  a.access.admin, Named: a.access.named, Admins: a.access.allAdmins,
		Surfaces: a.metrics.ObserveSurface,
		Panicked: a.metrics.ObservePanic,
	}); err != nil {
		return err
	}
	a.inbox = bot.NewInbox(a.Bot, a.Store)
	if a.jobs, err = a.newJobs(); err != nil { //nolint:contextcheck // jobs outlive the connecting
		return err
	}
	a.Store.SetEnqueuer(a.jobs)
	a.receive, err = socket.New(socket.Options{
		Open: a.openSocket, Inbox: a.inbox, Handle: a.Bot.Handle, Log: o.Log, Observe: a.observe,
	})
	return err
}

// Run runs the bot until ctx ends, then finishes what is in hand.
func (a *App) Run(ctx context.Context) error {
	defer a.Bot.Wait()
	if err := a.jobs.Start(ctx); err != nil {
		return database.Explain(string(a.options.Config.Database.URL), fmt.Errorf("start jobs: %w", err))
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.receive.Run(ctx) })
	group.Go(func() error { return a.inbox.Run(ctx) })
	group.Go(func() error { return a.fillGaps(ctx) })
	group.Go(func() error { return a.meetTeams(ctx) })
	group.Go(func() error { return a.keepAccess(ctx) })
	if !a.options.Silent {
		group.Go(func() error { return a.serveHTTP(ctx) })
	}
	err := group.Wait()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err = errors.Join(refusedToken(err), a.jobs.Stop(stopping))
	if err == nil {
		a.options.Log.Info("tocsin has stopped")
	}
	return err
}

// stopWithin is how long jobs may take to finish once the bot is told to stop.
const stopWithin = 20 * time.Second

// Close lets go of the database. The App must not be running.
func (a *App) Close() {
	if a.jobs != nil {
		stopping, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		_ = a.jobs.Stop(stopping) // stopped by Run already, if it ran; never waited for without end
	}
	if a.Store != nil {
		a.Store.Close()
	}
}

// fillGaps asks for what the open incidents' channels said while nobody listened: at the start, and after
// each time that Slack could not be reached. Slack gives events up after a few minutes.
func (a *App) fillGaps(ctx context.Context) error {
	for {
		if err := a.Store.BackfillOpen(ctx); err != nil && ctx.Err() == nil {
			a.options.Log.Warn("open incidents are not caught up with", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-a.reconnected:
		}
	}
}
