package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
)

// newMigrateCommand is `tocsin migrate`.
func newMigrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database up to date",
		Long: `Creates the tables in an empty database, or brings those of an older version up to date. It may be run as
often as one likes and by several machines at once: one of them does the work, the others wait.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.ForCommand(cmd)
			if err != nil {
				return err
			}
			if err := c.Require(config.DatabaseURL); err != nil {
				return err
			}
			applied := 0
			err = database.Migrate(cmd.Context(), string(c.Database.URL), func(step string) {
				applied++
				_, _ = fmt.Fprintln(cmd.OutOrStdout(), "applied", step)
			})
			if err != nil {
				return err
			}
			if applied == 0 {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), "the database is up to date already")
			}
			return err
		},
	}
}
