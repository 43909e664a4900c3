package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// told are how many messages somebody has from the bot.
func (w *world) told(who *slacksim.Person, want int) {
	w.t.Helper()
	if got := who.Messages(w.app).Texts(); len(got) != want {
		w.t.Errorf("%s has %d messages, want %d:\n%s", who.Name, len(got), want, strings.Join(got, "\n---\n"))
	}
}

func TestSubscribers_are_told_in_person_what_is_announced_each_once(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	announced := w.incidents.Shows("INC-1 checkout is down")
	w.bob.ClicksTwice(announced, "Subscribe") // and means it once
	w.bob.Sees("You are subscribed to INC-1 checkout is down.")
	w.incidents.NeverShows("You are subscribed")
	w.grace.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	w.quiet()
	w.told(w.bob, 0)

	w.ada.Types(room, "/incident lead me")
	w.ada.Types(room, "/incident note we look at the deploy")
	w.ada.Types(room, "/incident update nobody can pay")
	inbox := w.bob.Messages(w.app)
	inbox.Shows("Users see: nobody can pay").Shows("INC-1 checkout is down").Shows("#" + room.Name())
	w.ada.Types(room, "/incident severity SEV1 money is lost")
	inbox.Shows("Severity raised from SEV2 to SEV1")
	w.ada.Types(room, "/incident resolve rolled back")
	last := inbox.Shows("Resolved by @Ada Lovelace")
	w.quiet()
	w.told(w.bob, 3)
	w.told(w.grace, 3)
	if room.Has(w.bob) {
		t.Error("Bob was brought into the channel")
	}

	w.bob.Clicks(last, "Unsubscribe")
	w.bob.Sees("You are told no more of INC-1")
	w.ada.Types(room, "/incident close")
	w.closesAnyway(w.ada)
	w.grace.Messages(w.app).Shows("Closed by")
	w.quiet()
	w.told(w.bob, 3)
	w.told(w.grace, 4)

	w.bob.Types(w.Channel("general"), "/incident INC-1 subscribe") // from now on, and not what was missed
	w.ada.Clicks(room.Card(), "Reopen")
	inbox.Shows("Reopened by")
	w.quiet()
	w.told(w.bob, 4)
	w.grace.Types(w.Channel("general"), "/incident unsubscribe INC-1").Shows("You are told no more")
	w.ada.Types(room, "/incident update it is back")
	inbox.Shows("it is back")
	w.quiet()
	w.told(w.grace, 5)
}

func TestSubscribe_button_ends_it_as_well(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	announced := w.incidents.Shows("INC-1 checkout is down")
	w.bob.Clicks(announced, "Subscribe")
	w.bob.Clicks(w.bob.Sees("You are subscribed"), "Stop")
	w.bob.Sees("You are told no more of INC-1").NoLongerShows("You are subscribed")
	w.bob.Clicks(announced, "Subscribe")
	w.quiet()
	w.Advance(time.Minute)
	w.bob.Clicks(announced, "Subscribe")
	w.ada.Types(room, "/incident update nobody can pay")
	w.quiet()
	w.told(w.bob, 0)
}

func TestSubscribers_are_told_once_and_in_order_though_answers_are_lost_and_two_bots_run(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve()
	w.start()
	w.app.Connected(2)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	for _, who := range []*slacksim.Person{w.grace, w.bob} {
		who.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	}
	w.loses("chat.postMessage news")
	w.loses("conversations.open")
	w.ada.Types(room, "/incident update nobody can pay")
	w.ada.Types(room, "/incident severity SEV1")
	w.ada.Types(room, "/incident resolve")
	for _, who := range []*slacksim.Person{w.grace, w.bob} {
		inbox := who.Messages(w.app)
		inbox.Shows("nobody can pay")
		inbox.Shows("Severity raised")
		inbox.Shows("Resolved by")
	}
	w.quiet()
	for _, who := range []*slacksim.Person{w.grace, w.bob} {
		w.told(who, 3)
		said := strings.Join(who.Messages(w.app).Texts(), "\n")
		if strings.Index(said, "nobody can pay") >= strings.Index(said, "Severity raised") || strings.Index(said, "Severity raised") >= strings.Index(said, "Resolved by") {
			t.Errorf("%s is told in another order:\n%s", who.Name, said)
		}
	}
}

func TestSubscription_to_a_private_incident_is_for_those_in_it_and_ends_with_that(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	w.ada.Modal().Dismisses()
	w.ada.Invites(w.bob, room)
	w.quiet()
	general := w.Channel("general")
	w.grace.Types(general, "/incident subscribe INC-1").Shows("There is no INC-1 that you may see.").NoLongerShows("vault")
	w.bob.Types(general, "/incident subscribe INC-1").Shows("You are subscribed to INC-1 somebody is in the vault")
	w.ada.Types(room, "/incident update he took the gold")
	w.bob.Messages(w.app).Shows("he took the gold")

	w.ada.Kicks(w.bob, room)
	w.quiet()
	w.ada.Types(room, "/incident update he took the silver")
	w.quiet()
	w.told(w.bob, 1)
	w.told(w.grace, 0)
	if going := w.query("select person from subscription where ended_at is null"); len(going) != 0 {
		t.Errorf("still subscribed are %q", going)
	}
}

func TestSubscription_ends_for_outsiders_when_the_channel_is_made_private(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	w.ada.Types(room, "/incident update nobody can pay")
	w.bob.Messages(w.app).Shows("nobody can pay")
	w.quiet()
	w.ada.MakesPrivate(room)
	w.quiet()
	w.ada.Types(room, "/incident update it was a burglar")
	w.quiet()
	w.told(w.bob, 1)
}

func TestSubscription_of_guests_is_refused_kindly(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	w.ada.Invites(guest, w.incidents)
	w.declares(w.ada, "checkout is down")
	guest.Types(w.incidents, "/incident subscribe INC-1").Shows("You are a guest here, and incidents are told in person to members.")
	guest.Clicks(w.incidents.Shows("INC-1 checkout is down"), "Subscribe")
	guest.Sees("Ask a member to invite you to its channel")
	if subscribed := w.query("select person from subscription"); len(subscribed) != 0 {
		t.Errorf("subscribed are %q", subscribed)
	}
}

func TestSubscribers_of_what_is_part_of_another_incident_follow_it_there(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	cards := w.second(w.ada, "cards are declined")
	w.bob.Types(w.Channel("general"), "/incident subscribe INC-2").Shows("You are subscribed")
	w.ada.Types(cards, "/incident merge INC-1 the same deploy")
	inbox := w.bob.Messages(w.app)
	moved := inbox.Shows("Part of INC-1").Shows("It goes on there, and you are told of it from now on.")
	w.ada.Types(shop, "/incident update nobody can pay")
	inbox.Shows("nobody can pay")
	w.quiet()
	w.told(w.bob, 2)
	w.grace.Types(w.Channel("general"), "/incident subscribe INC-2").Shows("/incident subscribe INC-1")

	w.bob.Clicks(moved, "Unsubscribe")
	w.bob.Sees("You are told no more of INC-1")
	w.ada.Types(shop, "/incident resolve")
	w.quiet()
	w.told(w.bob, 2)
}

func TestSubscribers_are_not_led_into_a_private_incident(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	vault := w.second(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	w.bob.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	w.ada.Types(shop, "/incident merge INC-2")
	inbox := w.bob.Messages(w.app)
	inbox.Shows("Part of another incident")
	w.ada.Types(vault, "/incident update he took the gold")
	w.quiet()
	w.told(w.bob, 1)
	for _, text := range inbox.Texts() {
		if strings.Contains(text, "INC-2") || strings.Contains(text, "vault") {
			t.Errorf("it tells of the private one: %s", text)
		}
	}
}

func TestSubscription_of_who_has_left_ends_quietly(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Config.Slack.BroadcastChannel = "" })
	room := w.declares(w.ada, "checkout is down")
	for _, who := range []*slacksim.Person{w.grace, w.bob} {
		who.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	}
	w.Fault("conversations.open", slacksim.Fault{Error: "user_disabled", Match: func(c slacksim.Call) bool { return c.Args["users"] == w.grace.ID }})
	w.bob.Deactivates()
	w.ada.Types(room, "/incident update nobody can pay")
	w.quiet()
	room.Card().NoLongerShows("Slack would not let me")
	if going := w.query("select person from subscription where ended_at is null"); len(going) != 0 {
		t.Errorf("still subscribed are %q", going)
	}
	if open := w.query(`select state::text from river_job where kind = 'notice' and state <> 'completed'`); len(open) > 0 {
		t.Errorf("it is tried again: %q", open)
	}
}

func TestSubscribers_of_a_drill_are_told_that_it_is_one(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident drill payments fail")
	room := w.ChannelNamed("drill-1-payments-fail")
	w.bob.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("DRILL INC-1 payments fail")
	w.ada.Types(room, "/incident update nobody can pay")
	told := w.bob.Messages(w.app).Shows("nobody can pay")
	for _, place := range []string{"DRILL INC-1 payments fail", "DRILL · 📣"} {
		if text := strings.ReplaceAll(told.Text(), "*", ""); !strings.Contains(text, place) {
			t.Errorf("it does not say %q:\n%s", place, text)
		}
	}
	if words := w.query("select kind from notice"); !slices.Equal(words, []string{"subscription"}) {
		t.Errorf("there is %q", words)
	}
}
