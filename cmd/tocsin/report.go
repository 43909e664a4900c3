package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/reports"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/store"
)

const reportLong = `Says what incidents cost in a week, and whom: the same figures that are posted on Monday. Without --week it is the
last whole week.

As text it is for the terminal, as markdown for a wiki, as html one file to print or to send, pictures included, and as
json what the others are made of. As csv it is what people are compensated by: a line a person and day, with hours by
kind and the times they were called at night; that one always names people.`

// newReportCommand is `tocsin report`.
func newReportCommand() *cobra.Command {
	var week, format, out string
	var names bool
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Say what incidents cost in a week, and whom",
		Long:  reportLong,
		Example: `  tocsin report
  tocsin report --week 2026-W46 --format html --out 2026-W46.html
  tocsin report --week 2026-11 --format csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			write, known := reportFormats[format]
			if !known {
				return complain.Usage(fmt.Sprintf("--format is %q", format), "it is text, markdown, json, csv or html.")
			}
			c, err := config.ForCommand(cmd)
			if err != nil {
				return err
			}
			if err := c.Require(config.DatabaseURL); err != nil {
				return err
			}
			c.Report.NamePeople = c.Report.NamePeople || names
			return withReports(cmd.Context(), c, func(r *reports.Reports) error {
				now := time.Now().UTC()
				period, err := r.Period(week, now)
				if refusal, ok := errors.AsType[*incident.Refusal](err); ok {
					return complain.Usage(refusal.Reason, refusal.Hint)
				}
				if err != nil {
					return err
				}
				r.Progress = measuring(cmd.ErrOrStderr())
				return deliver(cmd, out, func(to io.Writer) error { return write(cmd.Context(), r, to, period, now) })
			})
		},
	}
	cmd.Flags().StringVar(&week, "week", "last week", "which `week`: 2026-W46, “this week”, or a month such as 2026-11")
	cmd.Flags().StringVar(&format, "format", "text", "`text`, markdown, json, csv or html")
	cmd.Flags().StringVar(&out, "out", "", "write to this `file` instead of standard output")
	cmd.Flags().BoolVar(&names, "names", false, "name people even if the configuration does not")
	return cmd
}

func withReports(ctx context.Context, c *config.Config, do func(*reports.Reports) error) error {
	s, err := database.Open(ctx, store.Options{URL: string(c.Database.URL), MaxConns: int32(c.Database.MaxConns)})
	if err != nil {
		return err
	}
	defer s.Close()
	return do(reports.New(reports.Options{Config: c, Store: s}))
}

// measuring shows on a terminal how many weeks are measured that a report needs.
func measuring(w io.Writer) func(measured, of int) {
	columns, terminal := stage.Terminal(w)
	if !terminal {
		return func(int, int) {}
	}
	var bar *progressbar.ProgressBar
	return func(measured, of int) {
		if bar == nil {
			bar = progressbar.NewOptions(of,
				progressbar.OptionSetWriter(w),
				progressbar.OptionSetWidth(min(30, max(5, columns-50))),
				progressbar.OptionSetDescription("  measuring weeks"),
				progressbar.OptionShowCount(),
				progressbar.OptionClearOnFinish(),
			)
		}
		_ = bar.Set(measured) // the last one clears it
	}
}
