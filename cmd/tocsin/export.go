package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/export"
	"github.com/tocsin-bot/tocsin/store"
)

// newExportCommand is `tocsin export`.
func newExportCommand() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "export INC-42",
		Short: "Write one incident as Markdown or JSON",
		Long: `Writes what is stored of one incident. As markdown it is the newest postmortem draft, or one made now if
there is none yet. As json it is everything, every message included; docs/export.md describes it.`,
		Example: "  tocsin export INC-42 --format json --out INC-42.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := incident.ParseNumber(args[0])
			var refusal *incident.Refusal
			if errors.As(err, &refusal) {
				return complain.Usage(refusal.Reason, refusal.Hint)
			}
			write, known := map[string]writeIncident{"markdown": writeMarkdown, "json": writeJSON}[format]
			if !known {
				return complain.Usage(fmt.Sprintf("--format is %q", format), "it is markdown or json.")
			}
			c, err := config.ForCommand(cmd)
			if err != nil {
				return err
			}
			if err := c.Require(config.DatabaseURL); err != nil {
				return err
			}
			s, err := database.Open(cmd.Context(), store.Options{URL: string(c.Database.URL), MaxConns: int32(c.Database.MaxConns)})
			if err != nil {
				return err
			}
			defer s.Close()
			var text bytes.Buffer
			if err := write(cmd.Context(), s, number, c.Rules(), &text); err != nil {
				return noSuchIncident(number, err)
			}
			return deliver(cmd, out, text.Bytes())
		},
	}
	cmd.Flags().StringVar(&format, "format", "markdown", "`markdown` or json")
	cmd.Flags().StringVar(&out, "out", "", "write to this `file` instead of standard output")
	return cmd
}

// writeIncident writes one incident in one format. It returns incident.ErrNotFound.
type writeIncident func(ctx context.Context, s *store.Store, n incident.Number, rules incident.Rules, to io.Writer) error

func writeMarkdown(ctx context.Context, s *store.Store, n incident.Number, rules incident.Rules, to io.Writer) error {
	picture, err := s.Picture(ctx, n)
	if err != nil {
		return err
	}
	draft := picture.Draft
	if draft == nil {
		record, err := s.Record(ctx, n)
		if err != nil {
			return err
		}
		made, err := serve.Drafter(record.Home, nil).Draft(ctx, record, rules)
		if err != nil {
			return fmt.Errorf("draft the postmortem of %s: %w", n, err)
		}
		draft = &made
	}
	_, err = io.WriteString(to, draft.Markdown)
	return err
}

func writeJSON(ctx context.Context, s *store.Store, n incident.Number, rules incident.Rules, to io.Writer) error {
	record, err := s.Record(ctx, n)
	if err != nil {
		return err
	}
	return export.JSON(to, record, rules, export.Options{Link: serve.Linker(record.Home)})
}

func noSuchIncident(n incident.Number, err error) error {
	if errors.Is(err, incident.ErrNotFound) {
		return complain.New(fmt.Sprintf("there is no %s in this database", n), "look at the number in the channel's name, and at TOCSIN_DATABASE_URL.")
	}
	return err
}

// deliver writes to the file, or to standard output when none is named. An incident may be private, so
// a new file is for its owner alone.
func deliver(cmd *cobra.Command, file string, text []byte) error {
	if file == "" {
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return complain.About(err, "choose another place with --out.")
	}
	_, err := fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", file)
	return err
}
