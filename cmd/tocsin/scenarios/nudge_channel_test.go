package scenarios

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/nudges"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// later lets time go by, and has the bot look at the clock. People work around it, every day.
func (w *world) later(r *replica, d time.Duration) {
	w.t.Helper()
	t := w.t
	w.Advance(d)
	everyDay := load.Calendar{Days: [7]bool{true, true, true, true, true, true, true}, Until: 24 * time.Hour}
	rules := r.Bot.Service.Rules()
	n, err := nudges.New(nudges.Options{
		Store: r.Store, Rules: rules, Zone: time.UTC,
		Calendars: func(context.Context) (func(incident.PersonID, string) load.Calendar, error) {
			return func(incident.PersonID, string) load.Calendar { return everyDay }, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Tick(t.Context(), w.Now()); err != nil {
		t.Fatal(err)
	}
}

// saying counts the messages of a channel that hold some words.
func saying(room *slacksim.Room, words string) int {
	n := 0
	for _, text := range room.Texts() {
		n += strings.Count(text, words)
	}
	return n
}

func TestNudge_asks_for_a_commander_until_there_is_one(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.grace.Joins(room)
	w.later(bot, time.Minute)
	w.later(bot, 3*time.Minute)
	first := room.Shows("Nobody is in command yet").Shows("@Ada Lovelace, take it")
	w.later(bot, time.Minute)

	w.grace.ClicksTwice(first, "Snooze 15 min")
	first.Shows("Snoozed by @Grace Hopper").NoLongerShows("[Snooze 15 min]")
	w.later(bot, time.Minute)
	w.later(bot, 16*time.Minute)
	first.NoLongerShows("Take command")
	again := room.Shows("[Snooze 15 min]")

	w.grace.Clicks(again, "Take command")
	again.Shows("✔ @Grace Hopper took command").NoLongerShows("[Take command]")
	w.later(bot, 30*time.Minute)
	room.NeverShows("Nobody is in command yet")
}

func TestNudge_asks_for_the_update_that_was_promised(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident lead me")
	room.Shows("is Incident commander")
	w.later(bot, 62*time.Minute)
	nudge := room.Shows("@Ada Lovelace, an update was promised")
	w.ada.Clicks(nudge, "Update")
	w.ada.Fills(w.ada.Modal(), "What do users see?", "unchanged").Submits()
	nudge.Shows("✔ An update was posted").NoLongerShows("[Update]")
}

func TestNudge_asks_a_silent_channel_and_hears_the_answer(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV4")
	w.ada.Types(room, "/incident lead me")
	room.Shows("is Incident commander")
	w.later(bot, 61*time.Minute)
	nudge := room.Shows("Nobody has written here since")
	w.ada.Clicks(nudge, "Still on it")
	nudge.Shows("@Ada Lovelace is still on it")
	w.later(bot, 40*time.Minute)
	if n := saying(room, "Nobody has written here since"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	w.ada.Says(room, "a part comes on Monday")
	w.quiet() // what was said is stored
	w.later(bot, time.Minute)
	nudge.Shows("✔ Somebody wrote again")
}

func TestNudge_asks_to_close_what_is_resolved(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident resolve")
	room.Shows("Resolved by")
	w.later(bot, 25*time.Hour)
	nudge := room.Shows("This is resolved since")
	w.ada.Clicks(nudge, "Close")
	w.closesAnyway(w.ada)
	nudge.Shows("✔ Closed")
	w.ada.Clicks(room.Card(), "Reopen")
	room.Shows("Reopened by")
	nudge.Shows("✔ Closed") // it is told no more
}
