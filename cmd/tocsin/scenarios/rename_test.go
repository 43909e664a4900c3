package scenarios

import "testing"

func TestRename_changes_the_title_wherever_it_stands(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	announced := w.incidents.Shows("checkout is down")
	w.ada.Types(room, "/incident rename").Shows("What should it be called?")
	w.ada.Types(room, "/incident rename checkout is slow")
	room.Shows("New title, by @Ada Lovelace")
	room.Card().Shows("INC-1 checkout is slow")
	announced.Shows("checkout is slow")
	room.AwaitTopic("checkout is slow")
	if room.Name() != "inc-1-checkout-down" {
		t.Errorf("the channel is called %s", room.Name())
	}
}
