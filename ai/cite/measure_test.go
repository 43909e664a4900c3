package cite_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// measured are two sets of true claims. The rules were made with the first in sight, so what it says of
// them is kind. The second are claims on five channels that somebody else wrote; the claims were written
// before the rules were last changed, and what went wrong with them has not been looked at.
//
// Before that change the rules were held to stop 96.7 % of unseen false claims and drop 10.7 % of true
// ones. On these ten channels (190 claims) they stopped 1355 of 1392 (97.3 %) and dropped 24 (12.6 %): 17
// of 90 on the five channels that are now in the first set, 7 of 100 on the others. The change was made by
// what went wrong on the former. After it, on the others, 702 of 725 false claims are stopped (96.8 %) and
// 5 of 100 true ones dropped (5.0 %); their totals, but no claim, were seen while it was made.
//
// To measure anew, write channels named unseen_… before changing a rule, and move these to the first set.
var measured = []struct {
	set    string
	shown  bool // whether -v shows what went wrong
	unseen bool
}{
	{"seen", true, false},
	{"unseen", os.Getenv("UNSEEN") != "", true},
}

const (
	leastStopped = 0.95 // of the false claims
	mostDropped  = 0.05 // of the true ones
)

func TestCheck_stops_false_claims_and_keeps_true_ones(t *testing.T) {
	t.Parallel()
	for _, set := range measured {
		t.Run(strings.ReplaceAll(set.set, " ", "_"), func(t *testing.T) {
			t.Parallel()
			made, stopped := map[string]int{}, map[string]int{}
			truths, dropped := 0, 0
			for _, ch := range channels(t) {
				room := cite.Room{People: ch.humans()}
				if strings.HasPrefix(ch.name, "unseen_") != set.unseen {
					continue
				}
				for i, tr := range ch.truths {
					truths++
					if err := room.Check(tr.text, tr.cited); err != nil {
						dropped++
						if set.shown {
							t.Logf("DROPPED %s: %s\n\t%v", ch.name, tr.text, err)
						}
					}
					for _, f := range falsehoods(ch, i, tr) {
						made[f.kind]++
						err := room.Check(f.text, f.cited)
						if err == nil && set.shown {
							t.Logf("PASSED %s, %s: %s\n\tfrom %s\n\t%q", ch.name, f.kind, f.text, f.of, quotes(f.cited))
						}
						if errors.As(err, new(cite.Dropped)) {
							stopped[f.kind]++
						}
					}
				}
			}
			if truths == 0 {
				t.Skip("there is none just now")
			}
			var table strings.Builder
			allMade, allStopped := 0, 0
			for _, kind := range kinds {
				fmt.Fprintf(&table, "\n  %-18s %4d of %4d stopped  %5.1f %%", kind, stopped[kind], made[kind], 100*float64(stopped[kind])/float64(max(1, made[kind])))
				allMade, allStopped = allMade+made[kind], allStopped+stopped[kind]
			}
			t.Logf("%s%s\n  %-18s %4d of %4d stopped  %5.1f %%\n  %-18s %4d of %4d dropped  %5.1f %%", set.set, table.String(),
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
