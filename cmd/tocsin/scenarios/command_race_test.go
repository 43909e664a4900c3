package scenarios

import (
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCommand_taken_by_two_in_the_same_instant(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	card := room.Card()
	w.grace.Joins(room)
	w.bob.Joins(room)

	var both sync.WaitGroup
	for _, who := range []*slacksim.Person{w.grace, w.bob} {
		both.Go(func() { who.Clicks(card, "Take command") })
	}
	both.Wait()
	w.quiet()

	leads, late := w.grace, w.bob
	if strings.Contains(card.Text(), "Incident commander: @Bob Kahn") {
		leads, late = w.bob, w.grace
	}
	card.Shows("Incident commander: @" + leads.Name)
	late.Sees("@" + leads.Name + " was quicker")
	if whispers := leads.Whispers(); len(whispers) > 0 {
		t.Errorf("%s leads, and is told: %q", leads.Name, whispers)
	}
	w.once(room, "is Incident commander")
	room.NeverShows("hands over")
}
