// Package demo is `tocsin demo`: a night in a small shop, played by simulated people in a simulated
// Slack, through the real bot and a real Postgres, for whoever wants to see Tocsin before setting it up.
package demo

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/incident"
)

const long = `Plays an incident from the first alarm to the postmortem draft and to Monday's report, in two minutes: simulated
people type and click in a simulated Slack, the real bot answers over the wire, and everything is kept in a private Postgres that is
started for it (or in a database of its own on the server of TOCSIN_DATABASE_URL). Nothing leaves this machine.

It can be watched in the browser as well, as one of its people, and paused or made faster there. Afterwards everything stays up, to be
tried in the browser, until Ctrl-C.`

// NewCommand is `tocsin demo`.
func NewCommand() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Play an incident in a simulated Slack, here in the terminal and in the browser",
		Long:  long,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.database = os.Getenv("TOCSIN_DATABASE_URL")
			o.stdout = cmd.OutOrStdout()
			if err := o.past.check(); err != nil {
				return err
			}
			if err := o.listen.Check(); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.fast, "fast", false, "play without the pauses for reading")
	cmd.Flags().BoolVar(&o.paused, "paused", false, "wait for Play to be pressed on the page")
	cmd.Flags().BoolVar(&o.exit, "exit", false, "end when the story has ended")
	cmd.Flags().StringVar(&o.out, "out", "", "write the postmortem draft into this `folder` (otherwise a new one for temporary files)")
	o.past = past{weeks: 52}
	cmd.Flags().Var(&o.past.weeks, "history", "how many weeks of made-up incidents there are to report on; 0 for none")
	cmd.Flags().IntVar(&o.past.people, "people", 200, "how many people the company of that history has")
	cmd.Flags().Uint64Var(&o.past.seed, "seed", 1, "another `number` makes another history")
	cmd.Flags().StringVar(&o.keep, "keep", "", "keep Postgres's data in this `folder`; another demo can go on with them")
	o.listen = stage.Listen{Addr: "127.0.0.1:0"}
	o.listen.Flags(cmd.Flags())
	return cmd
}

// options are how the story is told.
type options struct {
	fast, exit, paused bool
	out, keep          string // folders; empty for a temporary one, and for none
	past               past
	listen             stage.Listen
	database           string // as stage.Options.DatabaseURL
	stdout             io.Writer
}

// run tells the story from beginning to end.
func run(ctx context.Context, o options) error {
	screen := newScreen(o.stdout)
	screen.line("")
	screen.line("  " + screen.accent.Render("Tocsin") + screen.strong.Render(" – a night on call, in a simulated Slack"))
	if os.Getenv("TOCSIN_AI_MODEL") != "" {
		screen.hang("  ", screen.faint.Render("TOCSIN_AI_MODEL is set, and not used here: nothing leaves this machine. docs/drafts.md tells how to see a model at work."))
		screen.line("")
	}
	screen.line("")
	steps := stage.NewSteps(o.stdout)
	opening := stage.Options{
		Name: "demo", Team: tidewater.Team, Domain: tidewater.Domain, Clock: stage.NewClock(tidewater.Tonight), Listen: o.listen,
		DatabaseURL: o.database, Keep: o.keep, Unlimited: o.fast, Progress: steps.Begin,
		Prepare: func(ctx context.Context, s *stage.Setting) error { return o.past.prepare(ctx, s, steps.Begin) },
	}
	if !o.exit {
		opening.Patience = visited
	}
	s, err := stage.Open(ctx, opening)
	if err != nil {
		steps.Fail()
		return err
	}
	defer s.Close()
	steps.End()

	t := newTeller(ctx, s, screen, o)
	var markdown string
	if err := s.Play(ctx, func() {
		c := tidewater.CastOf(s.Slack)
		t.enters(c)
		t.invites(o)
		t.opening()
		t.story(c)
		markdown = t.draft()
		if o.past.weeks > 0 {
			t.monday(ctx)
		}
	}); err != nil {
		if o.exit || ctx.Err() != nil {
			return err
		}
		return t.breaksOff(ctx, err)
	}
	t.player.goes(t.room.ID()) // where there is most to look at
	t.player.ends("has ended, and all of it is yours: be anybody here, and type /incident in any channel.")
	inc, err := s.Bot.Service.InChannel(ctx, incident.ChannelID(t.room.ID()))
	if err != nil {
		return err
	}
	file, err := write(o.out, inc.Number.String()+".md", markdown)
	if err != nil {
		return err
	}
	screen.line("")
	screen.line("  The draft is in " + screen.strong.Render(file))
	if o.past.weeks > 0 {
		page, err := writeReport(ctx, s, filepath.Dir(file))
		if err != nil {
			return err
		}
		screen.line("  The report as a page, with its pictures: " + screen.strong.Render(page))
	}
	if o.keep != "" {
		screen.line("  Postgres's data stay in " + screen.strong.Render(o.keep))
	}
	if o.exit {
		return nil
	}
	return t.stays(ctx)
}

// opening sets the scene.
func (t *teller) opening() {
	t.screen.line("")
	t.screen.hang("  ", prologue)
	t.screen.line("")
	t.screen.hang("  ", t.screen.faint.Render("The people are simulated and type over the wire. The bot, its database and all it says are real."))
	t.pause(reading(prologue) + time.Second)
}

// draft shows the postmortem draft as it stands in the channel's canvas, and returns it.
func (t *teller) draft() string {
	markdown := t.room.AwaitCanvas("## Summary")
	t.screen.heading("the canvas of #" + t.room.Name())
	t.screen.line("")
	t.tells("The postmortem draft is in the canvas of #" + t.room.Name())
	t.screen.draft(markdown, func() { t.blink(60 * time.Millisecond) })
	return markdown
}

// write puts the draft into the folder, or into a temporary one, and returns the file's path.
func write(folder, name, markdown string) (string, error) {
	var err error
	if folder == "" {
		folder, err = os.MkdirTemp("", "tocsin-demo-")
	} else {
		err = os.MkdirAll(folder, 0o755)
	}
	path := filepath.Join(folder, name)
	if err == nil {
		err = os.WriteFile(path, []byte(markdown), 0o600)
	}
	return path, complain.About(err, "choose another folder with --out.")
}
