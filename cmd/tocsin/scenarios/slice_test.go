package scenarios

import (
	"strings"
	"testing"
)

func TestSlice_one_incident_from_the_command_to_the_postmortem_draft(t *testing.T) {
	w := open(t)
	ada, grace, bob := w.ada, w.grace, w.bob

	ada.Types(w.Channel("general"), "/incident checkout is down")
	form := ada.Modal()
	form.Shows("checkout is down")
	ada.Fills(form, "How bad is it?", "SEV1", "What is happening?", "Cards are declined.").Submits()
	ada.Modal().Shows("INC-1 is open")

	room := w.ChannelNamed("inc-1")
	if room.Name() != "inc-1-checkout-down" {
		t.Errorf("the channel is called %s", room.Name())
	}
	room.AwaitMember(ada)
	card := room.Card()
	card.Shows("checkout is down")
	card.Shows("Cards are declined.")
	card.Shows("Take command")
	room.AwaitTopic("SEV1")
	announced := w.incidents.Shows("checkout is down")

	grace.Joins(room)
	grace.Clicks(card, "Take command")
	card.Shows("@Grace Hopper")
	room.Shows("Grace Hopper")

	grace.Clicks(card, "Update")
	grace.Fills(grace.Modal(), "What do users see?", "Nobody can pay.", "What do we do about it?", "Rolling back.").Submits()
	room.Shows("Rolling back.")
	announced.InThread("Nobody can pay.")
	card.Shows("Nobody can pay.")

	bob.Joins(room)
	cause := bob.Says(room, "deploy 4711 broke the card form")
	reply := grace.Replies(cause, "rolling 4711 back <now> & here")
	ada.Reacts(reply, "pushpin")
	bob.Types(room, "/incident note rollback started")
	room.Shows("rollback started")
	w.app.Saw()

	grace.Types(room, "/incident severity SEV2 half of the payments work")
	card.Shows("SEV2")
	room.Shows("half of the payments work")
	grace.Types(room, "/incident status monitoring payments are back")
	card.Shows("monitoring")
	timeline := ada.Types(room, "/incident timeline")
	for _, line := range []string{"rollback started", "rolling 4711 back <now> & here", "half of the payments work"} {
		if !strings.Contains(timeline.Text(), line) {
			t.Errorf("the timeline lacks %q:\n%s", line, timeline.Text())
		}
	}
	if strings.Contains(timeline.Text(), "broke the card form") {
		t.Error("the thread's first message is on the timeline, and only its reply carries the 📌")
	}

	grace.Clicks(card, "Resolve")
	card.Shows("resolved")
	announced.Shows("resolved")
	grace.Clicks(card, "Close")
	w.closesAnyway(grace)
	draft := room.AwaitCanvas("## Summary")
	for _, want := range []string{"checkout is down", "Nobody can pay.", "Grace Hopper", "rolling 4711 back", "rollback started"} {
		if !strings.Contains(draft, want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft)
		}
	}
	card.Shows("Closed")
	card.Shows("Open the draft")
}
