package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/declare"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/demo"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/eval"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/replay"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/version"
)

// newRoot puts the commands together.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "tocsin",
		Short: "Declare, run and close incidents without leaving Slack",
		Long: `Tocsin runs incidents in Slack: it opens the channel, keeps the card that says what is known and what to
do next, writes down the timeline as people talk, and leaves a postmortem draft behind.

To look around without Slack: tocsin demo`,
		Version:       version.String(),
		Args:          cobra.ArbitraryArgs,
		RunE:          helpOrUnknown,
		SilenceErrors: true, // main prints them, with their hints
		SilenceUsage:  true,
	}
	root.SuggestionsMinimumDistance = 2 // the default of zero suggests nothing
	root.SetVersionTemplate("tocsin {{.Version}}\n")
	root.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"}) // --help does it
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return complain.Usage(err.Error(), seeHelp(cmd))
	})
	config.AddFlag(root)
	root.AddCommand(
		demo.NewCommand(), declare.NewCommand(), replay.NewCommand(), eval.NewCommand(), serve.NewCommand(), newMigrateCommand(), doctor.NewCommand(), newExportCommand(), newReportCommand(),
		newManifestCommand(),
		newSlacksimCommand(), version.NewCommand(),
	)
	complainAboutArgs(root)
	return root
}

// helpOrUnknown answers `tocsin` alone, and a command that is none.
func helpOrUnknown(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	hint := seeHelp(root)
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean `tocsin " + strings.Join(near, "` or `tocsin ") + "`?"
	}
	return complain.Usage(fmt.Sprintf("there is no command %q", args[0]), hint)
}

// complainAboutArgs makes wrong arguments of any command a wrong use of the program.
func complainAboutArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return complain.Usage(fmt.Sprintf("%s takes other arguments: %s", cmd.CommandPath(), cmd.UseLine()), seeHelp(cmd))
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		complainAboutArgs(sub)
	}
}

func seeHelp(cmd *cobra.Command) string { return "see `" + cmd.CommandPath() + " --help`." }
