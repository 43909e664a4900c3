package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// patience is how long anybody waits for anything: a figure may be bad, but not endless.
const patience = 5 * time.Minute

// world is a workspace in which the bot is installed, and a database for it.
type world struct {
	*slacksim.Workspace
	app      slacksim.App
	database string

	general, incidents *slacksim.Room
	ada                *slacksim.Person
}

// inVain is what somebody waited for and did not get.
type inVain string

// inWorld runs do in a new world. What somebody waits for in vain becomes an error.
func (b *bench) inWorld(ctx context.Context, do func(*world) error) (err error) {
	database, err := b.databases.fresh(ctx)
	if err != nil {
		return err
	}
	sim, err := slacksim.Start(slacksim.Options{
		NoRateLimits: true, Wait: patience,
		Fail: func(format string, args ...any) { panic(inVain(fmt.Sprintf(format, args...))) },
	})
	if err != nil {
		return err
	}
	defer sim.Close()
	defer context.AfterFunc(ctx, sim.Close)() // nobody waits any more
	defer func() {
		switch broken := recover().(type) {
		case nil:
		case inVain:
			err = errors.Join(context.Cause(ctx), errors.New(string(broken)))
		default:
			panic(broken)
		}
	}()
	w := &world{Workspace: sim, database: database}
	if w.app, err = sim.Install(tocsin.Manifest); err != nil {
		return err
	}
	w.ada = sim.Person("Ada Lovelace", slacksim.PersonOptions{TZ: "Europe/London"})
	w.general, w.incidents = sim.Channel("general", w.ada), sim.Channel("incidents", w.ada)
	return do(w)
}

// setting is how a bot of this world is set up, in this process or in one of its own.
func (w *world) setting(does string) setting {
	return setting{Does: does, APIURL: w.APIURL(), BotToken: w.app.BotToken, AppToken: w.app.AppToken, Database: w.database}
}

// withBot runs do while the bot runs in this process.
func (w *world) withBot(ctx context.Context, tracer pgx.QueryTracer, do func() error) (err error) {
	bot, err := serve.New(ctx, serve.Options{Config: w.setting("serve").config(), Silent: true, Log: botLog(), Tracer: tracer})
	if err != nil {
		return err
	}
	defer bot.Close()
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- bot.Run(running) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	w.app.Connected(1)
	return do()
}

// botLog shows what the bot finds worth a warning.
func botLog() *slog.Logger { return telemetry.NewLogger(os.Stderr, slog.LevelWarn, "text") }

// declares opens an incident through the form, and returns when all that shows it is there.
func (w *world) declares(title string) *declaration {
	w.ada.Types(w.general, "/incident")
	form := w.ada.Fills(w.ada.Modal(), "What is broken?", title)
	d := &declaration{submitted: time.Now()}
	form.Submits()
	d.acked = time.Since(d.submitted)
	form.Shows("is open")
	d.room = w.ChannelNamed("inc-")
	w.Until("all of the incident to be drawn", func() bool {
		return len(d.room.Pinned()) > 0 && d.room.Topic() != "" && d.room.Purpose() != ""
	})
	for _, c := range w.Calls() {
		if !c.At.Before(d.submitted) {
			d.calls = append(d.calls, c)
		}
	}
	form.Cancels()
	w.app.Saw()
	return d
}
