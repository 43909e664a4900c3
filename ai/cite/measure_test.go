package cite_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// measured are the two halves of the true claims. The checker was tuned on the first; the second was
// written at the same time and not looked at until the tuning was over.
var measured = []struct {
	half   string
	shown  bool // whether -v shows what went wrong
	belong func(channel string, i int) bool
}{
	{"tuned on", true, func(channel string, i int) bool { return channel == "search" || channel == "mixed" || i%2 == 0 }},
	{"held out", os.Getenv("HELD_OUT") != "", func(channel string, i int) bool { return channel != "search" && channel != "mixed" && i%2 == 1 }},
}

const (
	leastStopped = 0.95 // of the false claims
	mostDropped  = 0.05 // of the true ones
)

func TestCheck_stops_false_claims_and_keeps_true_ones(t *testing.T) {
	t.Parallel()
	for _, half := range measured {
		t.Run(strings.ReplaceAll(half.half, " ", "_"), func(t *testing.T) {
			t.Parallel()
			made, stopped := map[string]int{}, map[string]int{}
			truths, dropped := 0, 0
			for _, ch := range channels(t) {
				room := cite.Room{People: ch.humans()}
				for i, tr := range ch.truths {
					if !half.belong(ch.name, i) {
						continue
					}
					truths++
					if err := room.Check(tr.text, tr.cited); err != nil {
						dropped++
						if half.shown {
							t.Logf("DROPPED %s: %s\n\t%v", ch.name, tr.text, err)
						}
					}
					for _, f := range falsehoods(ch, i, tr) {
						made[f.kind]++
						err := room.Check(f.text, f.cited)
						if err == nil && half.shown {
							t.Logf("PASSED %s, %s: %s\n\tfrom %s\n\t%q", ch.name, f.kind, f.text, f.of, quotes(f.cited))
						}
						if errors.As(err, new(cite.Dropped)) {
							stopped[f.kind]++
						}
					}
				}
			}
			var table strings.Builder
			allMade, allStopped := 0, 0
			for _, kind := range kinds {
				fmt.Fprintf(&table, "\n  %-18s %4d of %4d stopped  %5.1f %%", kind, stopped[kind], made[kind], 100*float64(stopped[kind])/float64(max(1, made[kind])))
				allMade, allStopped = allMade+made[kind], allStopped+stopped[kind]
			}
			t.Logf("%s half%s\n  %-18s %4d of %4d stopped  %5.1f %%\n  %-18s %4d of %4d dropped  %5.1f %%", half.half, table.String(),
				"all false claims", allStopped, allMade, 100*float64(allStopped)/float64(allMade),
				"true claims", dropped, truths, 100*float64(dropped)/float64(truths))
			if float64(allStopped) < leastStopped*float64(allMade) {
				t.Errorf("%d of %d false claims stopped", allStopped, allMade)
			}
			if float64(dropped) > mostDropped*float64(truths) {
				t.Errorf("%d of %d true claims dropped", dropped, truths)
			}
			if allMade < 200 {
				t.Errorf("only %d false claims", allMade)
			}
		})
	}
}
