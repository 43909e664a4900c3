package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestTwice_is_once(t *testing.T) {
	w := open(t)
	ada, grace, bob := w.ada, w.grace, w.bob

	ada.Types(w.Channel("general"), "/incident checkout is down")
	first, second := ada.Modal().SubmitsTwice()
	if first.Kind == slacksim.Failed || second.Kind == slacksim.Failed {
		t.Errorf("the form sent twice: %+v, then %+v", first, second)
	}
	ada.Modal().Shows("INC-1 is open").Dismisses()
	room := w.ChannelNamed("inc-1-")
	card := room.Card()

	ada.ClicksTwice(card, "Take command")
	card.Shows("Incident commander: @Ada Lovelace")

	bob.Joins(room)
	said := bob.Says(room, "deploy 4711 broke it")
	bob.Reacts(said, "pushpin")
	bob.Edits(said, "deploy 4711 broke the card form")
	w.app.Saw()
	w.Advance(5 * time.Minute)
	for _, e := range w.Events() {
		w.Redeliver(e.ID)
	}

	grace.Joins(room)
	grace.ClicksTwice(card, "Resolve")
	card.Shows("resolved")
	w.quiet()

	w.shownInAll(1)
	room, _, _ = w.shownOnce(1, "checkout is down")
	w.once(room, "is Incident commander")
	w.once(room, "Resolved by @Grace Hopper")
	if got := w.query("select text from message"); !slices.Equal(got, []string{"deploy 4711 broke the card form"}) {
		t.Errorf("stored is %q", got)
	}
	if got := w.query("select name || ' ' || present from reaction"); !slices.Equal(got, []string{"pushpin true"}) {
		t.Errorf("reactions are %q", got)
	}
	timeline := ada.Types(room, "/incident timeline")
	if n := strings.Count(timeline.Text(), "broke the card form"); n != 1 {
		t.Errorf("the timeline shows the message %d times:\n%s", n, timeline.Text())
	}
	for _, who := range []*slacksim.Person{grace, bob} {
		if whispers := who.Whispers(); len(whispers) > 0 {
			t.Errorf("%s is told: %q", who.Name, whispers)
		}
	}
	if whispers := ada.Whispers(); len(whispers) != 1 {
		t.Errorf("beside the timeline, Ada is told: %q", whispers)
	}
}
