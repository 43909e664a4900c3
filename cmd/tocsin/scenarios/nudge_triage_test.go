package scenarios

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestNudge_asks_whether_it_is_an_incident_until_somebody_says(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "search may be slow", "Is it real?", []string{"I am not sure"})
	w.grace.Joins(room)
	w.later(bot, 29*time.Minute)
	w.quiet()
	room.NeverShows("or is it nothing?")
	w.later(bot, 2*time.Minute)
	first := room.Shows("@Ada Lovelace, is it an incident, or is it nothing?").Shows("[Decline]")
	w.later(bot, 2*time.Hour)
	w.quiet()
	if n := saying(room, "or is it nothing?"); n != 1 {
		t.Errorf("asked %d times", n)
	}

	w.grace.Clicks(first, "Still looking")
	first.Shows("@Grace Hopper is still looking").NoLongerShows("[Still looking]")
	w.later(bot, 29*time.Minute)
	w.quiet()
	if n := saying(room, "or is it nothing?"); n != 1 {
		t.Errorf("somebody looks, and it asked again: %d times", n)
	}
	w.later(bot, 2*time.Minute)
	again := room.Shows("[Still looking]")

	w.grace.Clicks(again, "Accept")
	again.Shows("✔ Accepted: it is an incident").NoLongerShows("[Accept]")
	w.later(bot, time.Minute)
	w.quiet()
	room.NeverShows("Nobody is in command yet") // they have three minutes from now
	w.later(bot, 3*time.Minute)
	room.Shows("Nobody is in command yet")
}

func TestNudge_about_a_triage_can_be_declined_with_a_reason(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "search may be slow", "Is it real?", []string{"I am not sure"})
	w.later(bot, 31*time.Minute)
	nudge := room.Shows("or is it nothing?")
	w.ada.Clicks(nudge, "Decline")
	w.ada.Fills(w.ada.Modal(), "Why is it nothing?", "The alert fired on a test machine.").Submits()
	nudge.Shows("✔ Declined").NoLongerShows("[Accept]")
}

func TestNudge_about_a_triage_can_be_switched_off(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve(func(o *serve.Options) { o.Config.Nudges.TriageWaiting = 0 })
	room := w.declares(w.ada, "search may be slow", "Is it real?", []string{"I am not sure"})
	w.later(bot, 9*time.Hour)
	w.quiet()
	room.NeverShows("or is it nothing?")
}
