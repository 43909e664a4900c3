package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestBroadcast_channel_archived_by_hand_stops_no_incident(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Config.Access.Admins = []string{w.grace.ID} })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	announced := w.incidents.Shows("checkout is down")
	w.quiet()

	w.bob.Archives(w.incidents)
	w.ada.Types(room, "/incident update Nobody can pay.")
	room.Shows("Nobody can pay.")
	room.Card().Shows("Slack would not let me tell the broadcast channel: that channel is archived.")
	told := w.grace.Messages(w.app).Shows("Incidents cannot be announced: that channel is archived.")
	told.Shows("Somebody has to unarchive it and invite me again.").Shows("Or name another broadcast channel")
	cards := w.second(w.bob, "cards are declined")
	cards.Card().Shows("Slack would not let me tell the broadcast channel")
	w.quiet()
	w.once(w.grace.Messages(w.app), "Incidents cannot be announced")
	if talk := w.ada.Messages(w.app).Texts(); len(talk) > 0 {
		t.Errorf("who is no admin is told %q", talk)
	}
	w.grace.Types(w.Channel("general"), "/incident doctor").Shows("is archived")

	w.bob.Unarchives(w.incidents)
	w.ada.Types(room, "/incident update Cards work again.")
	announced.InThread("Cards work again.")
	w.ada.Types(cards, "/incident update Declined by the bank.")
	w.incidents.Shows("cards are declined")
	w.quiet()
	w.once(w.incidents, "cards are declined")
}

func TestBroadcast_channel_deleted_by_hand_stops_no_incident(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Config.Access.Admins = []string{w.grace.ID} })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.incidents.Shows("checkout is down")
	w.quiet()
	w.bob.DeletesChannel(w.incidents)
	w.ada.Types(room, "/incident update Nobody can pay.")
	room.Shows("Nobody can pay.")
	room.Card().Shows("Slack would not let me tell the broadcast channel: I cannot see that channel.")
	w.grace.Messages(w.app).Shows("Incidents cannot be announced: I cannot see that channel.")
	w.ada.Types(room, "/incident resolve all is well")
	room.Card().Shows("resolved")
	w.quiet()
	w.once(room, "Users see: Nobody can pay.")
}
