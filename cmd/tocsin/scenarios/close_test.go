package scenarios

import (
	"slices"
	"testing"
)

func TestClose_asks_for_what_is_missing_and_takes_it(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	card := room.Card()
	w.ada.Clicks(card, "Resolve")
	card.Shows("resolved")
	w.ada.Types(room, "/incident task call the vendor")
	w.quiet()
	w.ada.Clicks(card, "Close")
	form := w.ada.Modal("Close · INC-1")
	form.Shows("Nobody has said what users saw.").Shows("Nobody has named the kind of cause.").Shows("One task is not done.").Shows("All of it may be left empty.")
	w.ada.Fills(form, "What did users see?", "Nobody could pay.", "What kind of cause had it?", "deploy", "Why?", "it holds").Submits()
	card.Shows("Closed")
	room.Shows("Kind of cause: deploy")
	room.Shows("it holds")
	w.quiet()
	if got := w.query(`select impact || '/' || cause || '/' || status from incident`); !slices.Equal(got, []string{"Nobody could pay./deploy/closed"}) {
		t.Errorf("kept is %q", got)
	}
}

func TestClose_lets_people_go_on_with_nothing(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident close")
	w.closesAnyway(w.ada)
	room.Card().Shows("Closed")
}

func TestClose_of_what_is_complete_asks_nothing(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down", "What is happening?", "Cards are declined.")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident cause deploy")
	room.Shows("Kind of cause: deploy")
	w.ada.Types(room, "/incident close")
	room.Card().Shows("Closed")
	if w.ada.HasModal() {
		t.Error("there is a form, and nothing to ask")
	}
}

func TestClose_with_a_reason_closes_at_once_and_says_what_is_missing(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident close false alarm").Shows("INC-1 is closed. Its record still lacks:").Shows("Nobody has named the kind of cause.")
	room.Card().Shows("Closed")
}
