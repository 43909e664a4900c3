package scenarios

import (
	"slices"
	"testing"
)

func TestChannel_renamed_by_hand_keeps_the_name_that_people_gave_it(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()

	w.ada.Renames(room, "war room")
	w.ada.Types(room, "/incident rename payments are down")
	room.Card().Shows("payments are down")
	w.ada.Types(room, "/incident update Nobody can pay.")
	room.Shows("Nobody can pay.")
	w.ada.Types(w.Channel("general"), "/incident list").Shows("#war-room")
	w.quiet()
	if room.Name() != "war-room" {
		t.Errorf("the bot has renamed it to #%s", room.Name())
	}
	if got := w.query("select channel_name from incident"); !slices.Equal(got, []string{"war-room"}) {
		t.Errorf("stored as %q", got)
	}
}
