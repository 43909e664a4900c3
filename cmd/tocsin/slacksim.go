package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// newSlacksimCommand is `tocsin slacksim`.
func newSlacksimCommand() *cobra.Command {
	var manifest string
	listen := stage.Listen{Addr: "127.0.0.1:8099"}
	cmd := &cobra.Command{
		Use:   "slacksim",
		Short: "Run a simulated Slack workspace to try things out in",
		Long: `Runs a workspace that behaves like Slack, with a few people in it and Tocsin's app installed, until Ctrl-C. It
keeps nothing. It asks nobody who they are, so it listens on this machine only.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := listen.Check(); err != nil {
				return err
			}
			app := tocsin.Manifest
			if manifest != "" {
				var err error
				if app, err = os.ReadFile(manifest); err != nil {
					return complain.About(err, "--manifest names a file like slack-manifest.yaml.")
				}
			}
			w, err := slacksim.Start(slacksim.Options{Addr: listen.Addr, OpenToOthers: listen.Everywhere, TeamName: "Practice", Domain: "practice"})
			if err != nil {
				return complain.About(err, "choose another address with --addr.")
			}
			defer w.Close()
			installed, err := w.Install(app)
			if err != nil {
				return complain.About(err, "mend the manifest; Slack would not take it either.")
			}
			people(w)
			_, _ = fmt.Fprintf(cmd.OutOrStdout(), howToJoin, w.URL(), w.APIURL(), installed.BotToken, installed.AppToken)
			<-cmd.Context().Done()
			return nil
		},
	}
	listen.Flags(cmd.Flags())
	cmd.Flags().StringVar(&manifest, "manifest", "", "install the app of this manifest `file` instead of Tocsin's own")
	return cmd
}

// howToJoin is printed once the workspace is up: where it is, and how the bot gets in.
const howToJoin = `A practice workspace is up: %[1]s

Run the bot in it from another terminal:
  createdb -h localhost tocsin_practice
  export TOCSIN_SLACK_API_URL=%[2]s
  export TOCSIN_SLACK_BOT_TOKEN=%[3]s
  export TOCSIN_SLACK_APP_TOKEN=%[4]s
  export TOCSIN_DATABASE_URL=postgres://localhost:5432/tocsin_practice
  tocsin serve --migrate

Then type /incident in #general on the page. Ctrl-C ends the workspace and forgets it.
`

// people moves some into the workspace, in zones that are never awake at the same time, and makes the
// channel in which incidents are announced.
func people(w *slacksim.Workspace) {
	ada := w.Person("Ada Lovelace", slacksim.PersonOptions{TZ: "Europe/London", Title: "On call"})
	grace := w.Person("Grace Hopper", slacksim.PersonOptions{TZ: "America/New_York", Title: "Database"})
	katherine := w.Person("Katherine Johnson", slacksim.PersonOptions{TZ: "Asia/Tokyo", Title: "Support"})
	w.Channel("incidents", ada, grace, katherine)
}
