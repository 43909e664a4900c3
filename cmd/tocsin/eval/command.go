// Package eval is `tocsin eval`: it holds the summary, the timeline and the follow-ups that are extracted
// from a recorded channel without a model against what is known of the incident.
package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/replay"
)

const long = `Writes the summary, the timeline and the follow-ups of a recorded channel without a language model, and says how much
of what is known of the incident they name. It needs no database and no Slack.

The recording is what "tocsin replay" plays. What is known stands beside its messages; any of it may be missing, and
other keys are left aside:

  "postmortem_facts": {
    "root_cause": "…", "resolution": "…", "impact": "…", "trigger": "…", "detection": "…",
    "action_items": ["…"],
    "timeline": [["16:47Z", "bump merged"], ["2019-02-05T16:57:00Z", "rollback begun"]]
  }

A row of the timeline with only a time of day is of the day of the messages, or of the day after the row before it.

How it is judged. Texts are compared by the stems of their words, function words left out, and so are words that stand
in more than a tenth of the messages (and in 10 at least). Every line is the words of one message; the facts
themselves are never read by what writes the lines.

  row          named when one line of the summary or of the timeline shares enough of the row's words: a quarter
               of them within 2 minutes of the row, a third within 5, half of them within 10
  fact         named when at most 3 lines have a third of its words together; each of them 2 words at least
  action item  found when one proposed follow-up has a third of its words, and 2 at least
  follow-up    wrong when it is none of the action items
  citation     exists when the message stands in the recording, not deleted, and has the quoted words verbatim

Shared words are no proof of the same meaning: every verdict is printed with the line it rests on. Read them.`

// NewCommand is `tocsin eval`.
func NewCommand() *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:     "eval FILE",
		Short:   "Measure what is extracted from a recorded channel against what is known",
		Long:    long,
		Example: "  tocsin eval outage.json\n  tocsin eval outage.json --format json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return complain.Usage(fmt.Sprintf("--format is %q", format), "there is text and json.")
			}
			return run(cmd.Context(), args[0], format, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "text or json")
	return cmd
}

func run(ctx context.Context, file, format string, stdout, stderr io.Writer) error {
	report, notes, err := of(ctx, file)
	if err != nil {
		return err
	}
	for _, note := range notes {
		_, _ = fmt.Fprintf(stderr, "note: %s\n", note)
	}
	if format == "json" {
		e := json.NewEncoder(stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	report.print(stdout)
	return nil
}

// of evaluates one file. It returns a complaint about a file that is no recording.
func of(ctx context.Context, file string) (Report, []string, error) {
	record, notes, err := replay.Read(file)
	if err != nil {
		return Report{}, nil, err
	}
	known, err := readFacts(file, record.Messages)
	if err != nil {
		return Report{}, nil, complain.About(fmt.Errorf("%s: %w", filepath.Base(file), err), "tocsin eval --help says what may stand in postmortem_facts.")
	}
	m := &material.Material{Record: record, Now: record.Incident.ClosedAt}
	began := time.Now()
	x, err := extract.Summarise(ctx, m)
	if err != nil {
		return Report{}, nil, err
	}
	took := time.Since(began)
	report, err := evaluate(m, x, known)
	report.File, report.Seconds = filepath.Base(file), took.Seconds()
	return report, notes, err
}
