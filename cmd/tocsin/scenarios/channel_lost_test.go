package scenarios

import (
	"slices"
	"testing"
)

func TestChannel_archived_by_hand_is_taken_up_again_when_the_bot_is_invited(t *testing.T) {
	w := open(t)
	ada, bob := w.ada, w.bob
	room := w.declares(ada, "checkout is down")
	ada.Modal().Dismisses()
	card := room.Card()
	announced := w.incidents.Shows("checkout is down")
	bob.Joins(room)
	bob.Says(room, "before")
	ada.Clicks(card, "Update")
	form := ada.Fills(ada.Modal(), "What do users see?", "Nobody can pay.")
	w.quiet()

	bob.Archives(room)
	form.Submits()
	announced.InThread("Nobody can pay.")
	w.quiet()
	room.NeverShows("Nobody can pay.")

	bob.Unarchives(room)
	bob.Says(room, "after")
	ada.Invites(w.app.Person(), room)
	room.Shows("Users see: Nobody can pay.")
	card.Shows("Impact: Nobody can pay.")
	w.quiet()
	w.shownOnce(1, "checkout is down")
	w.once(room, "Status update by @Ada Lovelace")
	if got := w.query("select text from message order by id"); !slices.Equal(got, []string{"before", "after"}) {
		t.Errorf("stored is %q", got)
	}
}

func TestChannel_the_bot_was_thrown_out_of_is_caught_up_with(t *testing.T) {
	w := open(t)
	ada, bob := w.ada, w.bob
	room := w.declares(ada, "checkout is down")
	ada.Modal().Dismisses()
	card := room.Card()
	bob.Joins(room)
	first, wrong, silly := bob.Says(room, "deploy 4711?"), bob.Says(room, "deploy 471 it was"), bob.Says(room, "told you so")
	w.quiet()

	ada.Kicks(w.app.Person(), room)
	bob.Edits(wrong, "deploy 4711 it was")
	bob.Deletes(silly)
	ada.Replies(first, "rolling it back")
	fixed := bob.Says(room, "payments work again")
	ada.Reacts(fixed, "pushpin")
	ada.Types(room, "/incident update Some still cannot pay.")
	w.quiet()
	card.Shows("Slack would not let me hear what is said here: I am not in that channel. Invite me there with /invite @tocsin.")

	ada.Invites(w.app.Person(), room)
	card.NoLongerShows("Invite me")
	card.Shows("Impact: Some still cannot pay.")
	w.quiet()
	w.shownOnce(1, "checkout is down")
	w.once(room, "Status update by @Ada Lovelace")
	want := []string{
		"Bob Kahn: deploy 4711?", "Bob Kahn: deploy 4711 it was", "Bob Kahn: told you so (deleted)",
		"Ada Lovelace: rolling it back (reply)", "Bob Kahn: payments work again :pushpin:",
	}
	if got := w.query(sqlSaid); !slices.Equal(got, want) {
		t.Errorf("stored is %q, want %q", got, want)
	}
	ada.Types(room, "/incident timeline").Shows("payments work again")
}

func TestChannel_private_and_lost_keeps_what_is_done_meanwhile(t *testing.T) {
	w := open(t)
	ada := w.ada
	room := w.declares(ada, "somebody reads our mail", "Who may know?", []string{"Private"})
	ada.Modal().Dismisses()
	card := room.Card()
	w.quiet()

	ada.Kicks(w.app.Person(), room)
	ada.Types(room, "/incident update All passwords are changed.")
	w.quiet()
	answer := ada.Types(room, "/incident note asked the lawyers")
	if answer == nil {
		t.Fatal("a note that the channel cannot show is taken without a word")
	}
	answer.Shows("That is kept, but it does not show here")
	answer.Shows("Invite me there with /invite @tocsin")
	room.NeverShows("All passwords are changed.")

	ada.Invites(w.app.Person(), room)
	card.Shows("Impact: All passwords are changed.")
	room.Shows("asked the lawyers")
	w.quiet()
	w.once(room, "Status update by @Ada Lovelace")
	w.once(room, "asked the lawyers")
	card.NoLongerShows("Slack would not")
	w.incidents.NeverShows("mail")
}
