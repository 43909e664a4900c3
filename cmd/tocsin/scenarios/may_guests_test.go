package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestGuests_read_and_talk_and_are_told_so_kindly(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	stranger := w.Person("Stan Elsewhere", slacksim.PersonOptions{Stranger: true})
	room := w.declares(w.ada, "checkout is down")
	for _, who := range []*slacksim.Person{guest, stranger} {
		w.ada.Invites(who, room)
		who.Types(room, "/incident lead me")
		who.Sees("You are a guest here, and incidents are run by members.")
		who.Types(room, "/incident update")
		who.Clicks(room.Card(), "Take command")
		who.Clicks(room.Card(), "Severity")
		who.Types(room, "/incident the till is on fire")
		who.Sees("Tell any member what is broken")
		if who.HasModal() {
			t.Fatalf("%s was given a form", who)
		}
		who.Types(room, "/incident timeline")
		who.Sees("declared as SEV2")
		who.Types(room, "/incident help")
		who.Says(room, "the payment provider has a status page")
	}
	w.quiet()
	room.Card().Shows("Take command")
	room.NeverShows("Incident commander*")
	w.ada.Types(room, "/incident lead me")
	room.Shows("@Ada Lovelace is Incident commander")
}

func TestGuests_know_of_the_incidents_whose_channels_they_are_in(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	w.ada.Invites(guest, w.incidents)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.grace.Types(w.incidents, "/incident search is slow")
	w.grace.Fills(w.grace.Modal()).Submits()
	w.ada.Invites(guest, room)
	w.quiet()
	list := guest.Types(w.incidents, "/incident list")
	list.Shows("checkout is down")
	offered := guest.Types(w.incidents, "/incident timeline")
	for _, answer := range []*slacksim.Message{list, offered} {
		if said := answer.Raw(); strings.Contains(said, "INC-2") || strings.Contains(said, "search is slow") {
			t.Errorf("a guest reads of an incident whose channel they are not in: %s", said)
		}
	}
	guest.Types(w.incidents, "/incident timeline INC-2").Shows("There is no INC-2 that you may see.")
	guest.Types(w.incidents, "/incident timeline INC-1").Shows("declared as SEV2")
	w.bob.Types(w.incidents, "/incident list").Shows("search is slow")
}

func TestMembers_are_not_locked_out_while_nobody_can_be_asked_who_they_are(t *testing.T) {
	w := open(t)
	w.app.Withdraw("users:read")
	room := w.declares(w.ada, "checkout is down")
	w.grace.Joins(room)
	w.grace.Types(room, "/incident lead me")
	room.Shows("@Grace Hopper is Incident commander")
}

func TestMembers_are_asked_for_once_even_when_Slack_fails(t *testing.T) {
	w := open(t)
	w.Fault("users.info", slacksim.Fault{Status: 500, Times: 1})
	room := w.declares(w.ada, "checkout is down") // although Slack failed
	w.ada.Types(room, "/incident lead me")
	room.Shows("@Ada Lovelace is Incident commander")
	w.quiet()
	asked := len(w.Calls("users.info"))
	w.ada.Types(room, "/incident note we roll back")
	room.Shows("we roll back")
	w.ada.Clicks(room.Card(), "Severity")
	if now := len(w.Calls("users.info")); now != asked {
		t.Errorf("Slack was asked %d times more", now-asked)
	}
}
