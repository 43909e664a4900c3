package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestFlurry_of_ten_changes_is_at_most_two_edits_of_the_card(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.EditPace = 0 }) // as slow as it is for people
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV2")
	card := room.Card()
	w.quiet()
	edits := func() (at []time.Time) {
		for _, call := range w.Calls("chat.update") {
			if call.Args["channel"] == room.ID() && call.Args["ts"] == card.TS() {
				at = append(at, call.At)
			}
		}
		return at
	}
	before := len(edits())

	began := time.Now()
	for n := range 5 {
		for _, severity := range []string{"SEV1", "SEV3"} {
			if answer := w.ada.Types(room, fmt.Sprintf("/incident severity %s reason %d", severity, n)); answer != nil {
				t.Fatal(answer.Text())
			}
		}
	}
	took := time.Since(began) // under a second, but on a machine that has much else to do
	w.quiet()

	made := edits()[before:]
	if most := 2 + int(took/time.Second); len(made) == 0 || len(made) > most {
		t.Errorf("ten changes within %v made %d edits of the card, want 1 to %d", took, len(made), most)
	}
	for i := 1; i < len(made); i++ {
		if apart := made[i].Sub(made[i-1]); apart < time.Second {
			t.Errorf("two edits of the card are %v apart", apart)
		}
	}
	card.Shows("SEV3")
	if topic := room.Topic(); !strings.Contains(topic, "SEV3") {
		t.Errorf("the topic says %s", topic)
	}
	told := map[string]int{}
	for _, text := range room.Texts() {
		if _, reason, ok := strings.Cut(text, "Reason: "); ok {
			told[strings.Split(text, " by ")[0]+", "+strings.Split(reason, "\n")[0]]++
		}
	}
	if len(told) != 10 || slices.Max(slices.Collect(maps.Values(told))) != 1 {
		t.Errorf("each change is told once in the channel, and not: %v", told)
	}
}
