package scenarios

import (
	"strings"
	"testing"
)

func TestHelp_says_what_is_still_to_be_done(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	asks := func() string { return w.ada.Types(room, "/incident help").Text() }
	if help := asks(); !strings.Contains(help, "⬜ Take command") || !strings.Contains(help, "Someone press Take command") {
		t.Errorf("help before anybody leads:\n%s", help)
	}
	w.ada.Types(room, "/incident lead me")
	room.Shows("is Incident commander")
	if help := asks(); strings.Contains(help, "⬜ Take command") || !strings.Contains(help, "⬜ Say what users see") {
		t.Errorf("help after somebody leads:\n%s", help)
	}
	if help := w.bob.Types(w.Channel("general"), "/incident help").Text(); !strings.Contains(help, "Guests may read") {
		t.Errorf("help outside:\n%s", help)
	}
}
