package scenarios

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPostgres_gone_for_ten_seconds_costs_nobody_a_word(t *testing.T) {
	t.Parallel()
	postgres := pgtest.NewServer(t, migrate)
	w := workspaceOn(t, slacksim.Options{}, postgres.URL())
	w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	card := room.Card()
	w.bob.Joins(room)
	w.grace.Types(w.Channel("general"), "/incident search is slow")
	form := w.grace.Fills(w.grace.Modal(), "What is happening?", "A search takes a minute.")
	w.quiet()

	postgres.Pause()
	back := time.After(10 * time.Second)
	if testing.Short() {
		back = time.After(time.Second)
	}

	// Whoever wants something is told, and keeps what they typed.
	if outcome := form.Submits(); outcome.Kind != slacksim.Pushed {
		t.Errorf("the form that could not be kept: %+v", outcome)
	}
	sorry := w.grace.Modal("That did not work")
	sorry.Shows("Something broke on our side (ref ")
	sorry.Shows("Try again in a moment.")
	sorry.Cancels()
	w.ada.Clicks(card, "Take command")
	w.ada.Sees("Something broke on our side")
	if answer := w.ada.Types(room, "/incident note rolled back"); answer == nil {
		t.Error("a note that could not be kept is taken without a word")
	} else {
		answer.Shows("Something broke on our side")
	}

	// Whoever talks need not even notice.
	var said []string
	for tick, talking := time.NewTicker(50*time.Millisecond), true; talking; {
		select {
		case <-tick.C:
			text := fmt.Sprintf("attempt %03d", len(said))
			w.bob.Says(room, text)
			said = append(said, text)
		case <-back:
			talking = false
		}
	}
	if err := postgres.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.quiet()
	if diff := cmp.Diff(said, w.query("select text from message order by id")); diff != "" {
		t.Errorf("what was said is not what is stored (- said, + stored):\n%s", diff)
	}

	// What was refused is done now, once.
	if outcome := form.Submits(); outcome.Kind != slacksim.Updated {
		t.Errorf("the form, sent again: %+v", outcome)
	}
	form.Shows("INC-2 is open")
	w.ada.Clicks(card, "Take command")
	card.Shows("@Ada Lovelace")
	w.quiet()
	w.shownInAll(2)
	w.shownOnce(1, "checkout is down")
	_, second, _ := w.shownOnce(2, "search is slow")
	second.Shows("A search takes a minute.")
	w.once(room, "is Incident commander")
}
