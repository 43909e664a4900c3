package receive

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Compare prints the figures behind docs/decisions/0003-inbox.md: the median of several rounds, in each of
// which every candidate has its turn, so that a busy moment of the machine does not hit one of them alone.
// It makes tables of its own in the database, beside River's.
func Compare(ctx context.Context, w io.Writer, pool *pgxpool.Pool, rounds int, lasting time.Duration) error {
	if err := prepare(ctx, pool); err != nil {
		return err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		return err
	}
	atSaturation := func(receive receiver) measurement {
		return func(ctx context.Context) (rate float64, err error) {
			err = withReceiver(ctx, receive, func(s *slack) { rate = s.saturate(ctx, inFlight, lasting) })
			return rate, err
		}
	}
	const handled = 20_000
	for _, t := range []struct {
		title string
		rows  []candidate
	}{
		{fmt.Sprintf("acked/s, %d in flight", inFlight), []candidate{
			{"slack-go, bare ack loop", atSaturation(slackGo)},
			{"ours, nothing stored", atSaturation(ours(nowhere{}))},
			{"ours, own table, INSERT … unnest", atSaturation(ours(table{pool}))},
			{"ours, River InsertMany, unique", atSaturation(ours(jobs{client}))},
			{"ours, River InsertManyFast, unique", atSaturation(ours(copied{client}))},
		}},
		{"handled/s", []candidate{
			{"each a job of River that upserts one row", func(ctx context.Context) (float64, error) {
				return handleAsJobs(ctx, pool, handled)
			}},
			{"own table, up to 256 claimed and upserted together", func(ctx context.Context) (float64, error) {
				return handleInBatches(ctx, pool, handled)
			}},
		}},
	} {
		rates := make([][]float64, len(t.rows))
		for range rounds {
			for i, c := range t.rows {
				if err := empty(ctx, pool); err != nil {
					return err
				}
				rate, err := c.measure(ctx)
				if err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
				rates[i] = append(rates[i], rate)
			}
		}
		out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintf(out, "\n%s\tmedian\tratio\tlowest to highest of %d\n", t.title, rounds)
		for i, c := range t.rows {
			slices.Sort(rates[i])
			median := rates[i][rounds/2]
			fmt.Fprintf(out, "%s\t%.0f\t%.2f\t%.0f to %.0f\n", c.name, median, median/rates[0][rounds/2], rates[i][0], rates[i][rounds-1])
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// measurement returns a rate per second.
type measurement func(context.Context) (float64, error)

type candidate struct {
	name    string
	measure measurement
}
