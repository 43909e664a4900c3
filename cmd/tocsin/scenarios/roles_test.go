package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestRoles_are_claimed_assigned_handed_over_and_left(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident lead me")
	w.ada.Types(room, "/incident update Nobody can pay.")
	room.Shows("Users see: Nobody can pay.")
	w.ada.Types(room, "/incident role communications @Grace Hopper") // who is not in the channel yet
	room.Shows("@Ada Lovelace made @Grace Hopper Communications lead.")
	w.grace.Messages(w.app).Shows("@Ada Lovelace made you Communications lead of INC-1.")
	room.Card().Shows("@Grace Hopper")

	w.grace.Types(room, "/incident lead @Bob Kahn")
	room.Shows("@Grace Hopper made @Bob Kahn Incident commander, after @Ada Lovelace.")
	brief := w.bob.Messages(w.app).Shows("made you Incident commander of INC-1, after @Ada Lovelace.")
	brief.Shows("Nobody can pay.").Shows("Due: the next update").Shows("Next:")
	w.ada.Messages(w.app).Shows("@Grace Hopper made @Bob Kahn Incident commander of INC-1, after you.")

	w.grace.Types(room, "/incident leave")
	room.Shows("@Grace Hopper gave up Communications lead. The role is free.")
	w.bob.Types(room, "/incident leave commander")
	room.Shows("@Bob Kahn gave up Incident commander. The role is free.")
	room.Card().Shows("[Take command]")
	w.grace.Types(room, "/incident leave")
	w.grace.Sees("You have no role in INC-1.")
	w.bob.Types(room, "/incident leave scribe")
	w.bob.Sees("You are not Scribe of INC-1.")
	w.quiet()
	w.once(w.bob.Messages(w.app), "made you Incident commander")
}

func TestRoles_are_chosen_in_a_form_in_which_nobody_is_pushed_out_unseen(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident lead me")
	room.Shows("@Ada Lovelace is Incident commander.")
	w.ada.Clicks(room.Card(), "Roles")
	form := w.ada.Fills(w.ada.Modal("Roles · INC-1"), "Scribe", w.grace, "Operations lead", w.bob)
	w.bob.Types(room, "/incident role scribe")
	room.Shows("@Bob Kahn is Scribe.")
	form.Submits()
	w.ada.Modal("That did not work").Shows("@Bob Kahn was quicker and is Scribe now.")
	w.quiet()
	room.NeverShows("@Grace Hopper")

	w.grace.Types(room, "/incident role")
	w.grace.Fills(w.grace.Modal("Roles · INC-1"), "Scribe", w.grace).Submits()
	room.Shows("@Grace Hopper is Scribe now, after @Bob Kahn.")
	w.bob.Messages(w.app).Shows("@Grace Hopper is Scribe of INC-1 now, after you.")
	w.quiet()
	w.ada.Messages(w.app).NeverShows("INC-1")
}

func TestRoles_may_have_several_people_where_the_configuration_says_so(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) {
		for i := range o.Config.Incidents.Roles {
			o.Config.Incidents.Roles[i].Several = true // of the commander it makes no difference
		}
	})
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident role scribe")
	w.ada.Types(room, "/incident role scribe @Grace Hopper")
	room.Shows("@Ada Lovelace made @Grace Hopper Scribe.")
	room.Card().Shows("@Ada Lovelace, @Grace Hopper")
	w.ada.Types(room, "/incident lead me")
	room.Shows("@Ada Lovelace is Incident commander.")
	w.grace.Types(room, "/incident lead me")
	room.Shows("@Grace Hopper is Incident commander now, after @Ada Lovelace.")
	w.ada.Types(room, "/incident leave scribe")
	room.Shows("@Ada Lovelace gave up Scribe.")
	room.Card().NoLongerShows("@Ada Lovelace, @Grace Hopper")
}

func TestRoles_that_cannot_be_are_refused_with_a_way_out(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.SingleChannelGuest})
	robot := w.Person("Deploy Robot", slacksim.PersonOptions{Bot: true})
	gone := w.Person("Gone Girl", slacksim.PersonOptions{Deactivated: true})
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident role scrib @Grace Hopper")
	w.ada.Sees("There is no role “scrib”. Did you mean “scribe”?")
	w.ada.Types(room, "/incident role scribe @somebody-else")
	w.ada.Sees("I do not know who “@somebody-else” is.")
	for who, why := range map[*slacksim.Person]string{
		guest: "this account is a guest, and incidents are run by members", robot: "this account is an app", gone: "this account has left the workspace",
	} {
		w.ada.Types(room, "/incident role scribe @"+who.Name)
		w.ada.Sees(why)
	}
	w.ada.Types(room, "/incident role scribe me")
	room.Shows("@Ada Lovelace is Scribe.")
	w.ada.Types(room, "/incident role scribe me")
	w.ada.Sees("You are Scribe already.")
	w.ada.Types(room, "/incident role")
	sent := w.ada.Fills(w.ada.Modal("Roles · INC-1"), "Operations lead", robot).Submits()
	if says := sent.Errors["Operations lead"]; !strings.Contains(says, "Deploy Robot cannot be Operations lead") {
		t.Errorf("below the field it says %q: %+v", says, sent)
	}
	w.quiet()
	w.once(room, "is Scribe.")
}
