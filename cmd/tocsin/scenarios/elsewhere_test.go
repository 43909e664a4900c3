package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCommand_works_in_a_channel_that_the_bot_is_not_in(t *testing.T) {
	w := open(t)
	cellar := w.PrivateChannel("cellar", w.ada, w.bob)
	w.ada.Types(cellar, "/incident note it smells").Shows("This is not an incident's channel.")
	w.ada.Types(cellar, "/incident")
	w.ada.Fills(w.ada.Modal(), "What is broken?", "checkout is down").Submits()
	room := w.ChannelNamed("inc-1")
	w.ada.Modal().Shows("is open").Dismisses()
	w.quiet()

	w.ada.Types(cellar, "/incident update Nobody can pay.").Shows("This is not an incident's channel. Which one is it about?")
	w.ada.Types(cellar, "/incident update INC-1 Nobody can pay.")
	room.Shows("Users see: Nobody can pay.")
	w.bob.Types(cellar, "/incident list").Shows("1 incident open")
	w.bob.Types(w.Direct(w.ada, w.bob), "/incident severity INC-1 SEV1")
	room.Shows("Severity raised")
	w.quiet()
	if texts := cellar.Texts(); len(texts) > 0 {
		t.Errorf("others there read %q", texts)
	}
}

func TestClick_on_an_old_card_of_a_closed_incident_is_refused_with_a_way_out(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident lead me")
	w.quiet()
	card := room.Card()
	w.Fault("chat.update", slacksim.Fault{Error: "cant_update_message"}) // the card stays as it was
	w.grace.Joins(room)
	w.grace.Types(room, "/incident close it was nothing")
	room.Shows("Closed by @Grace Hopper")
	w.bob.Joins(room)
	buttons := []string{"Update", "Severity", "Status", "Roles", "Resolve", "Take over"}
	for _, button := range buttons {
		w.bob.Clicks(card, button)
		w.bob.Sees("INC-1 is closed.").Shows("If it is back, reopen it with /incident reopen.")
		if w.bob.HasModal() {
			t.Errorf("%s opens a form that would be refused when it is sent", button)
		}
	}
	w.quiet()
	if told := w.bob.Whispers(); len(told) != len(buttons) {
		t.Errorf("on %d clicks he is told %q", len(buttons), told)
	}
	if got := w.query("select status from incident"); got[0] != "closed" {
		t.Errorf("it is %s", got[0])
	}
}
