// Package replay is `tocsin replay`: it plays a recorded channel through the simulated Slack as an
// incident, and writes down what the bot made of it.
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
)

const long = `Plays a recorded channel through a simulated Slack as an incident, closes it, and checks that every message
was stored exactly once, in order. It needs no Slack and no running bot: a private Postgres is started for it
(or a database of its own made on the server of TOCSIN_DATABASE_URL), and thrown away in the end.

The postmortem draft goes to standard output; with --out, it and everything that was stored go into a folder, as
INC-1.md and INC-1.json.

The recording is JSON:

  {"channel": "ops", "title": "Checkout is down", "messages": [
    {"user": "Ada", "ts": "1549384020.000100", "text": "checkout is down"},
    {"user": "Bob", "ts": "1549384080.000200", "text": "on it", "thread_ts": "1549384020.000100",
     "reactions": [{"name": "pushpin", "users": ["Ada"]}]}
  ]}

  user       who wrote it. A user_profile with a display_name or real_name goes before it; of bots, username
             or bot_id will do
  ts         when, as Slack writes it: seconds since 1970, a dot, six digits; within a channel it names the message.
             Two messages with one ts are refused. Messages that are not in order are sorted
  text       as Slack stores it
  thread_ts  the ts of the thread's first message
  reactions  emoji, each with who put it there; they count as put there at once
  edited_at, deleted_at, or Slack's "edited": when it was last edited, or taken away. Only the text as it read last
             is known, and of deleted messages none is kept
  bot        true for what an app wrote; bot_id or the subtype bot_message say so too

Everything else may be there and is left aside; files, blocks and attachments are not played. What Slack itself wrote
(other subtypes, such as channel_join) is left out. What "tocsin export" and Slack's own exports call messages can be
played.

What the recording does not say is made up as plainly as can be: the first person to write declares the incident in
the second of the first message, everybody is in the channel from then on, nobody takes command, and the last person
to write resolves and closes it in the instant in which the recording ends.`

// NewCommand is `tocsin replay`.
func NewCommand() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:     "replay FILE",
		Short:   "Play a recorded channel as an incident",
		Long:    long,
		Example: "  tocsin replay outage.json --out postmortem",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.database = os.Getenv("TOCSIN_DATABASE_URL")
			o.file, o.stdout, o.stderr = args[0], cmd.OutOrStdout(), cmd.ErrOrStderr()
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "", "write INC-1.md and INC-1.json into this `folder`")
	cmd.Flags().StringVar(&o.title, "title", "", "what the incident is called; otherwise the recording's title, or its channel and day")
	cmd.Flags().StringVar(&o.severity, "severity", "", "how bad it was, such as SEV1; otherwise the recording's severity, or the usual one")
	return cmd
}

// options are how a recording is played.
type options struct {
	file            string
	out             string // a folder; empty prints the draft
	title, severity string // empty for the recording's
	database        string // as stage.Options.DatabaseURL
	stdout, stderr  io.Writer
}

// run plays a file from beginning to end.
func run(ctx context.Context, o options) error {
	rec, err := load(o)
	if err != nil {
		return err
	}
	if o.out != "" { // found out now rather than after the play
		if err := os.MkdirAll(o.out, 0o755); err != nil {
			return complain.About(err, "choose another folder with --out.")
		}
	}
	for _, note := range rec.notes {
		_, _ = fmt.Fprintf(o.stderr, "note: %s\n", note)
	}
	steps := stage.NewSteps(o.stderr)
	s, err := stage.Open(ctx, stage.Options{
		Name: "replay", Team: "Replay", Domain: "replay", Clock: stage.NewClock(rec.declaredAt()),
		DatabaseURL: o.database, Patience: patience, Unlimited: true, Progress: steps.Begin,
	})
	if err != nil {
		steps.Fail()
		return err
	}
	defer s.Close()
	steps.End()

	p := &play{Stage: s, rec: rec, bar: newBar(o.stderr, len(rec.messages))}
	if err := p.perform(ctx); err != nil {
		p.bar.fail()
		return err
	}
	return p.deliver(ctx, o)
}

// load reads the file and settles what the incident is called and how bad it is.
func load(o options) (*recording, error) {
	name := filepath.Base(o.file)
	data, err := os.ReadFile(o.file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, complain.New("there is no file "+o.file, "name a recorded channel; tocsin replay --help says what is in it.")
	case err != nil:
		return nil, complain.About(err, "name a file with a recorded channel; tocsin replay --help says what is in it.")
	}
	rec, err := read(name, data)
	if err != nil {
		return nil, err
	}
	rec.file = name
	if o.title != "" {
		if rec.title = incident.CleanLine(o.title); rec.title == "" {
			return nil, complain.Usage("--title has nothing in it that can be read", "say in a few words what was broken.")
		}
		if n := len([]rune(rec.title)); n > incident.MaxTitle {
			return nil, complain.Usage(fmt.Sprintf("--title has %d characters, and a title at most %d", n, incident.MaxTitle), "say it in a few words.")
		}
	}
	if rec.title == "" {
		rec.title = rec.nameless(strings.TrimSuffix(name, filepath.Ext(name)))
	}
	if runes := []rune(rec.title); len(runes) > incident.MaxTitle {
		rec.title = string(runes[:incident.MaxTitle-1]) + "…"
	}
	return rec, rec.judge(o.severity)
}

// nameless is the title of a recording that has none.
func (r *recording) nameless(file string) string {
	where := incident.CleanLine(file)
	if r.channel != "" {
		where = "#" + r.channel
	}
	return where + ", " + instant(r.first().ts).Format("2 January 2006")
}

// judge settles the severity: the one asked for, else the recording's if it is one of ours, else the
// usual one.
func (r *recording) judge(asked string) error {
	c := config.Default()
	rules := c.Rules()
	name := asked
	if name == "" {
		name = r.severity
	}
	known, err := rules.Severity(name)
	var unknown *incident.UnknownError
	switch {
	case err == nil:
		r.severity = string(known.Name)
	case asked == "":
		r.severity = string(rules.DefaultSeverity)
	case errors.As(err, &unknown):
		return complain.Usage(fmt.Sprintf("--severity is %q", asked), "there is "+strings.Join(unknown.Known, ", ")+".")
	}
	return nil
}
