package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPrivate_incident_warns_those_in_it_of_guests_and_of_being_opened(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	room := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	w.ada.Invites(w.bob, room)
	w.ada.Invites(guest, room)
	room.Shows("A guest is in this private incident now: @Gus Visitor.")
	w.ada.Shares(room)
	room.Shows("This private incident's channel is shared with another workspace now.")
	w.ada.MakesPublic(room)
	room.Shows("This private incident's channel was made public.")
	guest.Types(room, "/incident lead me")
	guest.Sees("You are a guest here, and incidents are run by members.")
	w.quiet()
	w.once(room, "A guest is in this private incident")
	w.incidents.NeverShows("vault")
}

func TestRoles_fall_free_when_somebody_leaves_the_workspace(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident role scribe @Grace Hopper")
	w.ada.Types(room, "/incident lead @Grace Hopper")
	room.Shows("made @Grace Hopper Incident commander")
	w.quiet()
	w.grace.Deactivates()
	room.Shows("left the workspace and is Incident commander no more. The role is free.")
	room.Shows("left the workspace and is Scribe no more. The role is free.")
	room.Card().Shows("[Take command]")
	w.quiet()
	w.later(bot, 0)
	room.NeverShows("Nobody is in command yet")
	w.later(bot, 4*60e9)
	room.Shows("Nobody is in command yet")
}
