package doctor

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
	"github.com/tocsin-bot/tocsin/store"
)

// NewCommand is `tocsin doctor`.
func NewCommand() *cobra.Command {
	var again bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the whole installation and say how to mend what is wrong",
		Long: `Checks the configuration, both tokens, the scopes that were granted, the socket, the channels it posts in,
when the report comes, who is in the teams, the database with its migrations, the clocks, whether events come, what is stuck, and the language model. The exit status is 1 if anything is wrong. It changes nothing,
except with --retry.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if again {
				return retry(cmd)
			}
			return examine(cmd)
		},
	}
	cmd.Flags().BoolVar(&again, "retry", false, "have the parked deliveries handled again by the bot that runs, instead of checking")
	return cmd
}

func examine(cmd *cobra.Command) error {
	var all, failed int
	Examine(cmd.Context(), func() (*config.Config, error) { return config.ForCommand(cmd) }, func(f Finding) {
		Print(cmd.OutOrStdout(), f)
		all++
		if f.State == Ill {
			failed++
		}
	})
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	if failed > 0 {
		return complain.New(fmt.Sprintf("%d of %d checks failed", failed, all), "mend them from the top and run `tocsin doctor` again.")
	}
	return nil
}

// retry has every parked delivery handled again.
func retry(cmd *cobra.Command) error {
	c, err := config.ForCommand(cmd)
	if err != nil {
		return err
	}
	if err := c.Require(config.DatabaseURL); err != nil {
		return err
	}
	s, err := database.Connect(cmd.Context(), store.Options{URL: string(c.Database.URL)})
	if err != nil {
		return err
	}
	defer s.Close()
	parked, err := s.Parked(cmd.Context())
	if err != nil {
		return complain.About(err, "run `tocsin migrate` first.")
	}
	ids := make([]string, len(parked))
	for i, d := range parked {
		ids[i] = d.ID
	}
	n, err := s.Unpark(cmd.Context(), ids...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s handled again by the bot that runs; what fails again is parked again\n", counted(int(n), "delivery is", "deliveries are"))
	return err
}

// column is how wide the names of the checks are printed.
const column = 19

// Print writes a finding: a mark, what was looked at, what was found, and below it the mend.
func Print(w io.Writer, f Finding) {
	mark := map[State]string{Well: "✓", Ill: "✗", Skipped: "–"}[f.State]
	indent := "\n" + strings.Repeat(" ", 2+column)
	text := fmt.Sprintf("%s %-*s%s\n", mark, column, f.Check, strings.ReplaceAll(f.Says, "\n", indent))
	if f.Mend != "" {
		text += fmt.Sprintf("%*s→ %s\n", 2+column, "", strings.ReplaceAll(f.Mend, "\n", indent+"  "))
	}
	_, _ = io.WriteString(w, telemetry.Redact(text))
}
