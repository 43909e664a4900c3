package doctor

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// NewCommand is `tocsin doctor`.
func NewCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the whole installation and say how to mend what is wrong",
		Long: `Checks the configuration, both tokens, the scopes that were granted, the socket, the broadcast channel, the
database with its migrations, and what is stuck. It changes nothing. The exit status is 1 if anything is wrong.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
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
		},
	}
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
