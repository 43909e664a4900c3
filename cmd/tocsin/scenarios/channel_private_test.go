package scenarios

import "testing"

func TestChannel_made_private_by_hand_takes_its_incident_out_of_sight(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	w.quiet()
	announced := w.incidents.Shows("checkout is down")

	w.bob.MakesPrivate(room)
	room.Shows("Private from now on, since @Bob Kahn made this channel private.").Shows("What was announced before stays there")
	room.Card().Shows("only people in this channel know of it")
	announced.InThread("INC-1 is private from now on. What was told here stays, and nothing more is.")
	w.ada.Types(room, "/incident update It was the vault.")
	room.Shows("It was the vault.")
	w.ada.Types(room, "/incident rename the vault is open")
	room.Card().Shows("the vault is open")
	general := w.Channel("general")
	w.grace.Types(general, "/incident list").Shows("Nothing is open.")
	w.grace.Types(general, "/incident timeline INC-1").Shows("There is no INC-1 that you may see")
	w.bob.Types(general, "/incident timeline INC-1").Shows("It was the vault.").Shows("made private")
	w.quiet()
	announced.Shows("checkout is down").NoLongerShows("vault")
	w.incidents.NeverShows("vault")

	w.bob.Archives(room)
	w.ada.Messages(w.app).Shows("was archived by @Bob Kahn")
	w.ada.Types(general, "/incident reopen INC-1")
	next := w.lastly("inc-1-vault-open-2")
	if !next.Private() {
		t.Errorf("#%s is open to all", next.Name())
	}
	w.incidents.NeverShows("vault")
}
