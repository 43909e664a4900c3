package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestFlurry_of_ten_changes_is_at_most_two_edits_of_the_card(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV2")
	card := room.Card()
	w.quiet()
	edits := func() (n int) {
		for _, call := range w.Calls("chat.update") {
			if call.Args["channel"] == room.ID() && call.Args["ts"] == card.TS() {
				n++
			}
		}
		return n
	}
	before := edits()

	for n := range 5 {
		for _, severity := range []string{"SEV1", "SEV3"} {
			if answer := w.ada.Types(room, fmt.Sprintf("/incident severity %s reason %d", severity, n)); answer != nil {
				t.Fatal(answer.Text())
			}
		}
	}
	w.quiet()

	if n := edits() - before; n == 0 || n > 2 {
		t.Errorf("ten changes made %d edits of the card, want 1 or 2", n)
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
