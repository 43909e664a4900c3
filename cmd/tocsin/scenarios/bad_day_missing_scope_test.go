package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// An installation whose app was not installed again after an update lacks a permission. Whatever it is, people are told in a
// sentence what does not work, everything else goes on, and once it is there nothing has to be done twice.
func TestBadDay_a_missing_scope_is_named_and_costs_nothing_else(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*world)
		during func(*world, *slacksim.Room)
		says   string // in the channel
	}{
		{
			"to pin", func(w *world) { w.app.Withdraw("pins:write") }, nil,
			"Slack would not let me pin the card: the app lacks a permission. An admin can run tocsin doctor, which names it.",
		},
		{
			"to invite", func(w *world) {
				w.Fault("conversations.invite", slacksim.Fault{Error: "missing_scope", Match: inviting(w.bob.ID)})
			},
			func(w *world, room *slacksim.Room) { w.ada.Types(room, "/incident invite @Bob Kahn") },
			"Slack would not let me invite somebody: the app lacks a permission.",
		},
		{
			"to read user groups", func(w *world) { w.Group("sre", w.bob); w.app.Withdraw("usergroups:read") },
			func(w *world, room *slacksim.Room) { w.ada.Types(room, "/incident invite @sre") },
			"I could not bring in a user group: the app lacks a permission.",
		},
		{
			"to set the topic", func(w *world) { w.Fault("conversations.setTopic", slacksim.Fault{Error: "missing_scope"}) }, nil,
			"Slack would not let me set the topic: the app lacks a permission.",
		},
		{
			"to write canvases and files", func(w *world) { w.app.Withdraw("canvases:write"); w.app.Withdraw("files:write") },
			func(w *world, room *slacksim.Room) { w.ada.Types(room, "/incident close all is well") },
			"Slack would not let me show the postmortem draft: the app lacks a permission.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			c.before(w)
			w.serve()
			room := w.declares(w.ada, "checkout is down")
			room.Shows("INC-1 checkout is down")
			w.ada.Types(room, "/incident lead me")
			room.Shows("is Incident commander")
			w.ada.Types(room, "/incident update nobody can pay")
			room.Shows("nobody can pay")
			if c.during != nil {
				c.during(w, room)
			}
			room.Shows(c.says)
			w.incidents.Shows("checkout is down").InThread("nobody can pay")
			w.quiet()
			w.once(room, "Users see: nobody can pay")
			if strings.Contains(c.name, "canvases") {
				w.ada.Types(room, "/incident postmortem").Shows("Slack would not let me show the postmortem draft").Shows("Edit a section") // it is kept, and can be read and edited
			}
		})
	}
}

func inviting(who string) func(slacksim.Call) bool {
	return func(c slacksim.Call) bool { return strings.Contains(c.Args["users"], who) }
}

func TestBadDay_a_scope_that_is_granted_later_shows_what_could_not_be_shown(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.app.Withdraw("pins:write")
	w.serve()
	room := w.declares(w.ada, "checkout is down")
	card := room.Shows("INC-1 checkout is down")
	card.Shows("Slack would not let me pin the card")
	w.app.Grant("pins:write")
	w.quiet()
	w.query("update surface set retry_at = null where state = 'stuck' returning key") // some minutes go by
	w.ada.Types(room, "/incident lead me")
	card.NoLongerShows("Slack would not let me")
	w.quiet()
	if !card.Pinned() {
		t.Error("the card is not pinned")
	}
}
