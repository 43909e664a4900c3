package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/drafts"
	"github.com/tocsin-bot/tocsin/incident"
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
			if err != nil {
				return complain.Usage(fmt.Sprintf("%q is not an incident's number", args[0]), "write it like INC-42.")
			}
			write, known := map[string]writeIncident{"markdown": (*drafts.Drafts).WriteMarkdown, "json": (*drafts.Drafts).WriteJSON}[format]
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
			d, err := drafts.New(drafts.Options{AI: c.AI, Store: s, Rules: c.Rules()})
			if err != nil {
				return err
			}
			return deliver(cmd, out, func(to io.Writer) error {
				return noSuchIncident(number, write(d, cmd.Context(), number, to))
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "markdown", "`markdown` or json")
	cmd.Flags().StringVar(&out, "out", "", "write to this `file` instead of standard output")
	return cmd
}

// writeIncident writes one incident in one format. It returns incident.ErrNotFound.
type writeIncident func(d *drafts.Drafts, ctx context.Context, n incident.Number, to io.Writer) error

func noSuchIncident(n incident.Number, err error) error {
	if errors.Is(err, incident.ErrNotFound) {
		return complain.New(fmt.Sprintf("there is no %s in this database", n), "look at the number in the channel's name, and at TOCSIN_DATABASE_URL.")
	}
	return err
}

// deliver writes to the file, or to standard output when none is named. The file appears when it is
// whole, and since an incident may be private it is for its owner alone.
func deliver(cmd *cobra.Command, file string, write func(io.Writer) error) error {
	if file == "" {
		return write(cmd.OutOrStdout())
	}
	unwritable := func(err error) error {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err // the rest of it names the passing file
		}
		return complain.New("cannot write "+file+": "+err.Error(), "choose another place with --out.")
	}
	part, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*") // with mode 0600
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(part.Name()) // gone already when all went well
	if err := write(part); err != nil {
		part.Close()
		return err
	}
	if err := part.Close(); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(part.Name(), file); err != nil {
		return unwritable(err)
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", file)
	return err
}
