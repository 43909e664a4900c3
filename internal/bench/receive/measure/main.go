// Command measure prints how fast envelopes are received, on a private Postgres; with -compare the figures
// behind the choice of inbox instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/internal/bench/receive"
	"github.com/tocsin-bot/tocsin/internal/pglocal"
	"github.com/tocsin-bot/tocsin/store"
)

func main() {
	compare := flag.Bool("compare", false, "compare inboxes, and ways to handle events")
	durable := flag.Bool("durable", false, "let Postgres wait for the disk on every commit")
	lasting := flag.Duration("for", 5*time.Second, "length of one measurement")
	rounds := flag.Int("rounds", 5, "rounds of -compare")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *compare, *durable, *rounds, *lasting); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, compare, durable bool, rounds int, lasting time.Duration) error {
	server, err := pglocal.Start(ctx, pglocal.Options{Durable: durable})
	if err != nil {
		return err
	}
	defer server.Stop()
	if compare {
		pool, err := pgxpool.New(ctx, server.URL())
		if err != nil {
			return err
		}
		defer pool.Close()
		return receive.Compare(ctx, os.Stdout, pool, rounds, lasting)
	}
	if err := store.Migrate(ctx, server.URL(), nil); err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Options{URL: server.URL()})
	if err != nil {
		return err
	}
	defer st.Close()
	// The inbox of production. Nobody runs it, so nothing is understood meanwhile.
	return receive.Table(ctx, os.Stdout, bot.NewInbox(nil, st), lasting)
}
