package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

const (
	// changes is how many updates are told, evenly within a second.
	changes = 10
	// settled is longer than any surface waits to be drawn again.
	settled = 3 * time.Second
)

// flurry counts the calls that ten changes within a second cause. The second begins when nothing is
// held back any more, so that the first change is drawn at once: the worst case.
func flurry(ctx context.Context, b *bench) error {
	return b.inWorld(ctx, func(w *world) error {
		return w.withBot(ctx, nil, func() error {
			w.Delay(slacksim.Every, latency)
			room := w.declares("Checkout is down").room
			card := room.Card()
			announcement := w.incidents.Shows("Checkout is down")
			var edits, announced, posts, all []int
			var late durations
			for round := range b.size(5, 1) {
				if err := pause(ctx, settled); err != nil {
					return err
				}
				begin := time.Now()
				for i := range changes {
					if err := pause(ctx, time.Until(begin.Add(time.Duration(i)*time.Second/changes))); err != nil {
						return err
					}
					w.ada.Types(room, "/incident update "+said(round, i))
				}
				told := time.Now()
				card.Shows(said(round, changes-1))
				late = append(late, time.Since(told))
				if err := pause(ctx, settled); err != nil {
					return err
				}
				calls := slices.DeleteFunc(w.Calls(), func(c slacksim.Call) bool { return c.At.Before(begin) })
				count := func(method, ts string) (n int) {
					for _, c := range calls {
						if c.Method == method && (ts == "" || c.Args["ts"] == ts) {
							n++
						}
					}
					return n
				}
				edits = append(edits, count("chat.update", card.TS()))
				announced = append(announced, count("chat.update", announcement.TS()))
				posts = append(posts, count("chat.postMessage", ""))
				all = append(all, len(calls))
			}
			t := &table{
				title:   fmt.Sprintf("Flurry: %d updates to one incident within a second, %d times", changes, len(all)),
				columns: []string{"figure", "least", "most", "aim", "one call for each", "ratio"},
			}
			row := func(what string, counts []int, aim string) {
				t.row(what, fmt.Sprint(slices.Min(counts)), fmt.Sprint(slices.Max(counts)), aim,
					fmt.Sprint(changes), ratio(float64(slices.Max(counts)), changes))
			}
			row("edits of the card", edits, "≤ 2")
			row("edits of the announcement", announced, "")
			t.row("messages posted, in the channel and under the announcement", fmt.Sprint(slices.Min(posts)), fmt.Sprint(slices.Max(posts)), "all",
				fmt.Sprint(2*changes), ratio(float64(slices.Max(posts)), 2*changes))
			t.row("calls to Slack, all together", fmt.Sprint(slices.Min(all)), fmt.Sprint(slices.Max(all)))
			t.row("last change → card shows it", ms(late.at(0)), ms(late.at(1)))
			t.print(b.out)
			return nil
		})
	})
}

func said(round, change int) string { return fmt.Sprintf("round %d, word %d.", round+1, change+1) }

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
