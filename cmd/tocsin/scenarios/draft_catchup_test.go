package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCatchUp_tells_one_reader_what_they_missed(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down", "What is happening?", "Cards are declined.")
	w.grace.Joins(room)
	w.grace.Says(room, "rolled back deploy 4711")
	w.app.Saw()
	w.bob.Joins(room)
	w.bob.Types(room, "/incident catchup").Shows("Cards are declined.").Shows("since it was declared")
	w.ada.Types(room, "/incident note the queue is drained")
	room.Shows("the queue is drained")
	w.bob.Clicks(room.Card(), "Catch me up")
	w.bob.Sees("since you last wrote here or were told").Shows("the queue is drained")
	room.NeverShows("Catching up on")
}

func TestCatchUp_is_offered_once_to_who_comes_late(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.grace.Joins(room)
	for range 3 {
		if err := bot.Bot.Offer(t.Context(), 1, incident.PersonID(w.grace.ID)); err != nil {
			t.Fatal(err)
		}
	}
	w.grace.Clicks(w.grace.Sees("You joined INC-1"), "Catch me up")
	w.grace.Sees("Catching up on INC-1")
	if seen := w.grace.Whispers(); len(seen) != 2 {
		t.Errorf("Grace was told %d things: %q", len(seen), seen)
	}
	w.bob.Joins(room)
	w.ada.Types(room, "/incident close all is well")
	room.Shows("Closed by")
	if err := bot.Bot.Offer(t.Context(), 1, incident.PersonID(w.bob.ID)); err != nil {
		t.Fatal(err)
	}
	w.bob.NeverSees("You joined")
}
