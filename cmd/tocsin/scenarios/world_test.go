// Package scenarios holds the stories that the bot must play well: people type and click in a
// simulated Slack, the real bot answers over the wire, and everything is kept in a real Postgres.
package scenarios

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
	"github.com/tocsin-bot/tocsin/store"
)

// patience bounds every wait; nothing asserts on it. A loaded machine is slow, not broken.
const patience = time.Minute

// editPace is how soon a message is edited again: nobody waits for it here but the stories. Slack's own pace is kept where
// they are about that.
const editPace = 100 * time.Millisecond

// world is a workspace with the bot in it, and its database.
type world struct {
	*slacksim.Workspace
	t        *testing.T
	app      slacksim.App
	database string
	look     *pgxpool.Pool // into the database
	model    string        // the address of a simulated model; empty for none
	reports  string        // the channel of the weekly report; empty for none
	archives time.Duration // after an incident is closed; 0 for never

	incidents       *slacksim.Room // where incidents are announced
	ada, grace, bob *slacksim.Person
}

// open starts a workspace with one bot.
func open(t *testing.T) *world {
	t.Helper()
	w := workspace(t, slacksim.Options{})
	w.serve()
	return w
}

// workspace starts a workspace in which the bot is installed, and not running yet.
func workspace(t *testing.T, o slacksim.Options) *world {
	t.Helper()
	t.Parallel()
	return workspaceOn(t, o, pgtest.New(t, migrate))
}

// workspaceOn does the same on that database, and leaves it to the test what runs beside it.
func workspaceOn(t *testing.T, o slacksim.Options, database string) *world {
	t.Helper()
	o.Fail, o.Wait, o.NoRateLimits = t.Fatalf, patience, true
	sim, err := slacksim.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	app, err := sim.Install(tocsin.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Workspace: sim, t: t, app: app, database: database, look: looking(t, database)}
	w.ada = sim.Person("Ada Lovelace", slacksim.PersonOptions{TZ: "Europe/London"})
	w.grace = sim.Person("Grace Hopper", slacksim.PersonOptions{TZ: "America/New_York"})
	w.bob = sim.Person("Bob Kahn", slacksim.PersonOptions{TZ: "Asia/Kolkata"})
	w.incidents = sim.Channel("incidents", w.ada, w.grace, w.bob)
	return w
}

func migrate(ctx context.Context, url string) error { return store.Migrate(ctx, url, nil) }

// address is what a bot must know to serve a world.
type address struct {
	API, BotToken, AppToken, Database, Model, Reports string
	Archives                                          time.Duration
}

func (w *world) address() address {
	return address{w.APIURL(), w.app.BotToken, w.app.AppToken, w.database, w.model, w.reports, w.archives}
}

// config is how the bot of a world is set up.
func (a address) config() *config.Config {
	c := config.Default()
	c.Slack.APIURL = a.API
	c.Slack.BotToken, c.Slack.AppToken = config.Secret(a.BotToken), config.Secret(a.AppToken)
	c.Slack.Timeout = patience                                         // a machine may be busy; stories about a slow Slack say how slow
	c.Database.URL, c.Database.MaxConns = config.Secret(a.Database), 3 // each costs a fork
	c.Report.Channel, c.Incidents.ArchiveAfter = a.Reports, a.Archives
	if a.Model != "" {
		c.AI.BaseURL, c.AI.Model, c.AI.APIKey = a.Model, "gpt-4o-mini", "sk-test"
	}
	return &c
}

// replica is one running bot.
type replica struct {
	*serve.App
	stop func()
}

// serve runs a bot until the test ends, and returns when it is connected.
func (w *world) serve(change ...func(*serve.Options)) *replica {
	w.t.Helper()
	r := w.start(change...)
	w.app.Connected(1)
	return r
}

// start runs a bot until the test ends or it is stopped.
func (w *world) start(change ...func(*serve.Options)) *replica {
	w.t.Helper()
	o := serve.Options{Config: w.address().config(), Silent: true, Log: testLog(w.t), Now: w.Now, EditPace: editPace}
	for _, c := range change {
		c(&o)
	}
	app, err := serve.New(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	r := &replica{App: app}
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			w.t.Errorf("the bot ended with: %v", err)
		}
		app.Close()
	})
	w.t.Cleanup(r.stop)
	return r
}

// testLog shows the bot's log when TOCSIN_TEST_LOG is set, and only its errors otherwise.
func testLog(t *testing.T) *slog.Logger {
	level := slog.LevelError + 1
	if os.Getenv("TOCSIN_TEST_LOG") != "" {
		level = slog.LevelDebug
	}
	return telemetry.NewLogger(t.Output(), level, "text")
}

// declares opens an incident through the form and returns its channel.
func (w *world) declares(who *slacksim.Person, title string, more ...any) *slacksim.Room {
	w.t.Helper()
	who.Types(w.Channel("general"), "/incident")
	fields := append([]any{"What is broken?", title}, more...)
	outcome := who.Fills(who.Modal(), fields...).Submits()
	if outcome.Kind != slacksim.Updated {
		w.t.Fatalf("the form was not taken: %+v", outcome)
	}
	who.Modal().Shows("is open")
	return w.ChannelNamed("inc-")
}

// seats are for the cases that are played at a time, whatever test they belong to: with more, people wait in vain on a slow
// machine. There are more of them than processors, because most of a story is waiting.
var seats = make(chan struct{}, 5)

// atOnce plays several cases at a time, and returns when all are over.
func atOnce[Case any](cases []Case, play func(Case)) {
	var players sync.WaitGroup
	defer players.Wait()
	next := make(chan Case)
	defer close(next)
	for range cap(seats) {
		players.Go(func() {
			for c := range next {
				seats <- struct{}{}
				func() {
					defer func() { <-seats }() // also when the case ends its goroutine
					play(c)
				}()
			}
		})
	}
	for _, c := range cases {
		next <- c
	}
}

// closesAnyway is what people do who are told what the record lacks, and have nothing to say.
func (w *world) closesAnyway(who *slacksim.Person) {
	w.t.Helper()
	who.Modal("Close · INC-1").Submits()
}
