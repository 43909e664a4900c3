package scenarios

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPrivate_incident_is_run_from_anywhere_by_those_in_it_and_those_the_configuration_names(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	admin, guard := w.Person("Amy Admin"), w.Person("Gil Guard")
	w.Group("security", guard)
	w.serve(func(o *serve.Options) {
		o.Config.Access.Admins = []string{admin.ID}
		o.Config.Access.Private = []string{"@security"}
	})
	room := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	general := w.Channel("general")
	w.ada.Invites(w.bob, room)
	w.quiet()

	w.grace.Types(general, "/incident INC-1 timeline")
	w.grace.Sees("There is no INC-1 that you may see.").NoLongerShows("vault")
	for _, who := range []*slacksim.Person{w.ada, w.bob, admin, guard} {
		who.Types(general, "/incident INC-1 timeline")
		who.Sees("somebody is in the vault")
	}
	guard.Types(general, "/incident INC-1 note the camera saw him")
	room.Shows("the camera saw him")

	w.ada.Kicks(w.bob, room)
	w.quiet()
	w.bob.Types(general, "/incident INC-1 note I still know")
	w.bob.Sees("There is no INC-1 that you may see.")
	w.quiet()
	room.NeverShows("I still know")
	w.incidents.NeverShows("vault")
}

func TestAccess_that_Slack_will_not_tell_of_keeps_nobody_waiting(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.Fault("usergroups.list", slacksim.Fault{Status: 429, RetryAfter: time.Hour})
	w.serve(func(o *serve.Options) { o.Config.Access.Admins = []string{"@security"} })
	w.declares(w.ada, "checkout is down").Card().Shows("checkout is down")
}

func TestPrivate_channel_that_cannot_be_made_is_told_to_the_declarer_and_never_public(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.app.Withdraw("groups:write")
	w.serve()
	w.ada.Types(w.Channel("general"), "/incident somebody is in the vault")
	form := w.ada.Fills(w.ada.Modal(), "What kind of incident?", "security")
	form.Submits()
	form.Shows("Slack would not let me open the channel: the app lacks a permission.")
	w.quiet()
	for _, room := range w.Rooms() {
		room.NeverShows("vault")
	}
	w.shownInAll(0)
}
