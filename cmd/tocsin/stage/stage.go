// Package stage is what the demo and the replay play on: a private Postgres, a simulated Slack and the
// real bot between them, all in this process and gone with it.
package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// Announcements is the channel in which incidents are announced.
const Announcements = "incidents"

// Options are how a stage is set up.
type Options struct {
	// Name says in a word what plays here, such as "demo". A database on somebody's own server goes by it.
	Name string
	// Team and Domain are the workspace's name, and its address below slack.example.
	Team, Domain string
	// Clock is the time of the play, for Slack as for the bot.
	Clock *Clock
	// DatabaseURL is a Postgres server to use instead of a private one. What plays gets a database of its
	// own there, which is dropped in the end: nobody's incidents are touched. Empty for a private server.
	DatabaseURL string
	// Listen is where Slack can be reached; the zero value is any free port of this machine.
	Listen Listen
	// Keep is a folder in which the data of the private server stay. Empty throws them away.
	Keep string
	// Patience is how long people wait for what they expect to see; 20 s when zero.
	Patience time.Duration
	// Unlimited lifts Slack's rate limits: for a play that is faster than people are.
	Unlimited bool
	// Prepare changes what the bot finds when it starts; may be nil.
	Prepare func(ctx context.Context, s *Setting) error
	// Progress is told what is being started; may be nil.
	Progress func(step string)
}

// Setting is what is there before the bot is.
type Setting struct {
	Slack    *slacksim.Workspace
	Database string         // its address
	Config   *config.Config // what the bot will be set up with
}

// Stage is a workspace with the bot running in it.
type Stage struct {
	Slack *slacksim.Workspace
	App   slacksim.App
	Bot   *serve.App
	Clock *Clock

	log   tail
	stop  context.CancelFunc // tells the bot to stop
	ended chan struct{}      // closed when it has; err is set before
	err   error
	undo  []func() // what Close does, last first
}

// Open starts everything and returns when the bot is connected. The stage must be closed. When ctx
// ends, whoever is waiting on the stage stops waiting.
func Open(ctx context.Context, o Options) (_ *Stage, err error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	s := &Stage{Clock: o.Clock, ended: make(chan struct{})}
	defer func() {
		if err != nil {
			s.Close()
			if ctx.Err() != nil { // whatever broke, it broke because it was interrupted
				err = ctx.Err()
			}
		}
	}()
	database, err := s.database(ctx, o)
	if err != nil {
		return nil, err
	}
	o.Progress("Slack, simulated")
	if err := s.slack(ctx, o); err != nil {
		return nil, err
	}
	setting := &Setting{Slack: s.Slack, Database: database, Config: s.config(database)}
	if o.Prepare != nil {
		if err := o.Prepare(ctx, setting); err != nil {
			return nil, err
		}
	}
	o.Progress("the bot")
	if err := s.bot(ctx, setting.Config); err != nil {
		return nil, err
	}
	return s, s.Play(ctx, func() { s.App.Connected(1) })
}

// slack starts the workspace and installs the app in it.
func (s *Stage) slack(ctx context.Context, o Options) (err error) {
	patience := o.Patience
	if patience == 0 {
		patience = 20 * time.Second
	}
	s.Slack, err = slacksim.Start(slacksim.Options{
		Addr: o.Listen.Addr, OpenToOthers: o.Listen.Everywhere,
		TeamName: o.Team, Domain: o.Domain, Clock: o.Clock.Now, NoRateLimits: o.Unlimited,
		Wait: patience,
		Fail: func(format string, args ...any) { panic(waitedInVain(fmt.Sprintf(format, args...))) },
	})
	if err != nil {
		return err
	}
	s.undo = append(s.undo, s.Slack.Close)
	stop := context.AfterFunc(ctx, s.Slack.Close) // nobody waits any more
	s.undo = append(s.undo, func() { stop() })
	s.App, err = s.Slack.Install(tocsin.Manifest)
	s.Slack.Channel(Announcements)
	return err
}

// config is what the bot is set up with: not what this machine is configured with, which would be somebody's
// real Slack.
func (s *Stage) config(database string) *config.Config {
	c := config.Default()
	c.Slack.APIURL = s.Slack.APIURL()
	c.Slack.BotToken, c.Slack.AppToken = config.Secret(s.App.BotToken), config.Secret(s.App.AppToken)
	c.Slack.BroadcastChannel = "#" + Announcements
	c.Database.URL = config.Secret(database)
	return &c
}

// bot starts the bot as `tocsin serve` does.
func (s *Stage) bot(ctx context.Context, c *config.Config) (err error) {
	s.Bot, err = serve.New(ctx, serve.Options{
		Config: c, Now: s.Clock.Now, Silent: true,
		Log: telemetry.NewLogger(&s.log, slog.LevelWarn, "text"),
	})
	if err != nil {
		return err
	}
	// The bot outlives ctx until Close, so that its end is in order.
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	go func() {
		s.err = s.Bot.Run(running)
		close(s.ended)
		if running.Err() == nil {
			s.Slack.Close() // nobody waits for a bot that is gone
		}
	}()
	s.undo = append(s.undo, s.Bot.Close, func() {
		s.stop()
		<-s.ended
	})
	return nil
}

// Close ends the bot, Slack and Postgres, and throws away what was not asked to be kept.
func (s *Stage) Close() {
	for ; len(s.undo) > 0; s.undo = s.undo[:len(s.undo)-1] {
		s.undo[len(s.undo)-1]()
	}
}

// waitedInVain says what a person expected to see and did not.
type waitedInVain string

// Play runs what people do on the stage. It returns an error when one of them waited in vain, and
// ctx's when that ended first.
func (s *Stage) Play(ctx context.Context, act func()) (err error) {
	defer func() {
		switch broken := recover().(type) {
		case nil:
		case waitedInVain:
			err = s.stuck(ctx, string(broken))
		default:
			panic(broken)
		}
	}()
	act()
	return nil
}

// stuck says why the play cannot go on.
func (s *Stage) stuck(ctx context.Context, why string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case <-s.ended:
		return s.over()
	default:
	}
	reason := "the play is stuck: " + why
	if last := s.log.String(); last != "" {
		reason += "\nthe bot's log ends with:\n" + last
	}
	return complain.New(reason, "Run it once more: on a very busy machine the bot may be too slow for people's patience. If it happens again it is a mistake of ours; please report it with all of this.")
}

// Stuck ends the play from within, as somebody who waits in vain does. It does not return.
func (s *Stage) Stuck(format string, args ...any) {
	panic(waitedInVain(fmt.Sprintf(format, args...)))
}

// Wait returns when ctx ends, with nil, or when the bot has ended by itself, with what ended it.
func (s *Stage) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.ended:
		return s.over()
	}
}

// over says how the bot ended by itself.
func (s *Stage) over() error {
	if s.err != nil {
		return fmt.Errorf("the bot ended: %w", s.err)
	}
	return errors.New("the bot ended")
}
