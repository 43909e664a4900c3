package serve

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// NewCommand is `tocsin serve`.
func NewCommand() *cobra.Command {
	var migrate bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the bot",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.ForCommand(cmd)
			if err != nil {
				return err
			}
			if err := c.Require(config.AppToken, config.BotToken, config.DatabaseURL); err != nil {
				return err
			}
			log := telemetry.NewLogger(os.Stderr, c.Log.Level, c.Log.Format)
			if migrate {
				if err := database.Migrate(cmd.Context(), string(c.Database.URL), func(step string) { log.Info("migrated", slog.String("step", step)) }); err != nil {
					return err
				}
			}
			stop, err := telemetry.StartTracing(cmd.Context(), cmd.Root().Version)
			if err != nil {
				return complain.About(err, "see the variables OTEL_EXPORTER_OTLP_… in the environment.")
			}
			defer lastSpans(stop)
			app, err := New(cmd.Context(), Options{Config: c, Version: cmd.Root().Version, Log: log})
			if err != nil {
				return err
			}
			defer app.Close()
			return app.Run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&migrate, "migrate", false, "bring the database up to date first; safe when several start at once")
	return cmd
}

// lastSpans sends the spans that are still here, unless the collector is gone.
func lastSpans(stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), spansWithin)
	defer cancel()
	_ = stop(ctx)
}

// spansWithin is how long the collector may take for the last spans.
const spansWithin = 3 * time.Second
