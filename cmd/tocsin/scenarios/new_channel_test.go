package scenarios

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// lastly is the newest channel of an incident.
func (w *world) lastly(name string) *slacksim.Room {
	w.t.Helper()
	room := w.ChannelNamed(name)
	w.quiet()
	return room
}

func TestChannel_that_was_archived_after_the_close_is_followed_by_a_new_one(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(archivesAtOnce)
	old := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(old)
	w.ada.Types(old, "/incident lead me")
	w.ada.Types(old, "/incident task restart the queue")
	cause := w.bob.Says(old, "deploy 4711 broke it")
	w.ada.Pins(cause)
	w.quiet()
	announced := w.incidents.Shows("checkout is down")
	w.ada.Types(old, "/incident close it works")
	old.AwaitArchived()
	w.quiet()

	general := w.Channel("general", w.grace)
	w.grace.Types(general, "/incident reopen INC-1 it is back").Shows("INC-1 goes on in a new channel. You are invited there, and so is everybody who was in the one before.")
	room := w.lastly(old.Name() + "-2")
	for _, who := range []*slacksim.Person{w.ada, w.bob, w.grace} {
		room.AwaitMember(who)
	}
	texts := room.Texts()
	first := slices.IndexFunc(texts, func(text string) bool { return strings.Contains(text, "It goes on here, says @Grace Hopper") })
	second := slices.IndexFunc(texts, func(text string) bool { return strings.Contains(text, "Reopened by @Grace Hopper") })
	if first < 0 || second < first {
		t.Errorf("told are %q", texts)
	}
	room.Shows("The channel before, #" + old.Name())
	room.Card().Shows("investigating").Shows("@Ada Lovelace")
	room.Shows("restart the queue")
	announced.Shows("join #" + room.Name())

	w.bob.Says(room, "4712 too")
	w.quiet()
	timeline := w.ada.Types(room, "/incident timeline")
	timeline.Shows("deploy 4711 broke it")
	w.once(room, "It goes on here")
	w.once(room, "Reopened by")
	w.once(w.incidents, "checkout is down")
	if got := w.query("select text from message where incident = 1 order by id"); !slices.Equal(got, []string{"deploy 4711 broke it", "4712 too"}) {
		t.Errorf("stored is %q", got)
	}
	w.ada.Types(room, "/incident close once more")
	room.Shows("Postmortem draft of INC-1")
	w.quiet()
	written := strings.Join(w.query("select machine from postmortem_draft order by version desc limit 1"), "")
	if link := old.ID() + "/p" + strings.ReplaceAll(cause.TS(), ".", ""); !strings.Contains(written, link) {
		t.Errorf("the postmortem does not link to %s:\n%s", link, written)
	}
}

func TestChannel_deleted_in_the_middle_of_an_incident_is_followed_by_a_new_one(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.grace.Joins(room)
	w.grace.Types(room, "/incident lead me")
	w.bob.Joins(room)
	w.bob.Says(room, "deploy 4711 broke it")
	w.quiet()
	announced := w.incidents.Shows("checkout is down")

	w.bob.DeletesChannel(room)
	told := w.grace.Messages(w.app).Shows("INC-1 checkout is down")
	told.Shows("#inc-1-checkout-down was deleted.").Shows("everything said so far is kept").Shows("[Open a new channel]")
	announced.Shows("#inc-1-checkout-down was deleted.").Shows("[Open a new channel]")
	w.quiet()
	general := w.Channel("general")
	w.ada.Types(general, "/incident note INC-1 rolling back").Shows("That is kept, but it does not show here: #inc-1-checkout-down was deleted.")
	if talk := w.ada.Messages(w.app).Texts(); len(talk) > 0 {
		t.Errorf("who is not in charge is told %q", talk)
	}

	w.grace.Clicks(told, "Open a new channel")
	next := w.lastly("inc-1-checkout-down-2")
	w.grace.Sees("INC-1 goes on in a new channel.")
	for _, who := range []*slacksim.Person{w.ada, w.bob, w.grace} {
		next.AwaitMember(who)
	}
	next.Shows("It goes on here, says @Grace Hopper").Shows("The channel before, #inc-1-checkout-down, is archived or gone")
	next.Shows("rolling back")
	announced.Shows("join #" + next.Name()).NoLongerShows("was deleted")
	told.Shows("It is investigating now, in #" + next.Name()).NoLongerShows("[Open a new channel]")
	w.quiet()
	w.once(next, "It goes on here")
	w.once(next, "rolling back")
	w.ada.Types(next, "/incident timeline").Shows("#inc-1-checkout-down was deleted.")
}

func TestChannel_that_turns_out_to_be_archived_is_told_of(t *testing.T) {
	w := workspace(t, slacksim.Options{Hub: hub.Options{RetryDelays: []time.Duration{}, AckTimeout: time.Second}})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	w.quiet()
	bot.stop()
	w.bob.Archives(room)
	var hears atomic.Bool
	w.app.Hub.Intercept(func(e hub.Envelope) hub.Fate {
		if e.Type == "events_api" && !hears.Load() {
			return hub.Drop
		}
		return hub.Deliver
	})
	w.serve()
	w.ada.Messages(w.app).Shows("#" + room.Name() + " was archived.").Shows("[Open a new channel]")
	w.ada.Types(w.Channel("general"), "/incident reopen INC-1").Shows("INC-1 goes on in a new channel")
	next := w.lastly(room.Name() + "-2")
	next.AwaitMember(w.bob)
	hears.Store(true)

	w.bob.Unarchives(room)
	w.bob.Types(room, "/incident update all is well").Shows("INC-1 goes on in #" + next.Name())
	w.bob.Invites(w.app.Person(), room)
	w.bob.Says(room, "is anybody here?")
	w.bob.Says(next, "we are here")
	w.quiet()
	if got := w.query("select text from message order by id"); len(got) != 1 || got[0] != "we are here" {
		t.Errorf("stored is %q", got)
	}
}

func TestChannel_of_a_private_incident_is_followed_by_a_private_one(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "somebody reads our mail", "Who may know?", []string{"Private"})
	w.ada.Modal().Dismisses()
	w.ada.Invites(w.bob, room)
	w.quiet()
	w.bob.Archives(room)
	w.ada.Messages(w.app).Shows("somebody reads our mail")
	w.quiet()
	general := w.Channel("general")
	w.grace.Types(general, "/incident reopen INC-1").Shows("There is no INC-1 that you may see")
	w.bob.Types(general, "/incident reopen INC-1").Shows("INC-1 goes on in a new channel")
	next := w.lastly(room.Name() + "-2")
	next.AwaitMember(w.ada)
	next.AwaitMember(w.bob)
	w.quiet()
	if !next.Private() || next.Has(w.grace) {
		t.Errorf("#%s is private: %v, and Grace is in it: %v", next.Name(), next.Private(), next.Has(w.grace))
	}
	w.incidents.NeverShows("mail")
	if talk := w.grace.Messages(w.app).Texts(); len(talk) > 0 {
		t.Errorf("an outsider is told %q", talk)
	}
}
