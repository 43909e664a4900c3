package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// Where people live.
const (
	london  = "Europe/London"    // Ada
	newYork = "America/New_York" // Grace
	kolkata = "Asia/Kolkata"     // Bob
)

// nextMorning is when the next day of work begins somewhere: these people begin at midnight.
func (w *world) nextMorning(zone string) time.Time {
	w.t.Helper()
	there, err := time.LoadLocation(zone)
	if err != nil {
		w.t.Fatal(err)
	}
	y, m, d := w.Now().In(there).Date()
	return time.Date(y, m, d+1, 0, 30, 0, 0, there)
}

// owes has Ada record a follow-up of somebody's in INC-1 that is due on their next day.
func (r *replica) owes(w *world, who *slacksim.Person, zone, title string) {
	w.t.Helper()
	act := incident.Act{By: incident.PersonID(w.ada.ID), At: w.Now()}
	words := incident.FollowUpWords{Title: title, Owner: incident.PersonID(who.ID), Due: w.nextMorning(zone)}
	if _, err := r.Service.RecordFollowUp(w.t.Context(), act, 1, words); err != nil {
		w.t.Fatal(err)
	}
	w.quiet() // it is known where they live
}

// morning has the bot look at the clock when the next morning has come somewhere.
func (w *world) morning(r *replica, zone string) {
	w.t.Helper()
	w.later(r, w.nextMorning(zone).Sub(w.Now()))
}

func TestReminder_is_one_message_in_the_morning_and_shows_what_becomes_of_it(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	bot.owes(w, w.bob, kolkata, "alert earlier")
	bot.owes(w, w.bob, kolkata, "write a runbook")
	bot.owes(w, w.bob, kolkata, "train everybody")
	w.morning(bot, kolkata)
	w.later(bot, time.Minute)
	inbox := w.bob.Messages(w.app)
	told := inbox.Shows("3 follow-ups wait for you").Shows("alert earlier").Shows("due today")

	w.bob.Clicks(told, "Done") // the first
	told.Shows("2 follow-ups wait for you").Shows("done")
	room.Shows("says that a follow-up is done")

	w.bob.Chooses(told, "Later", "Next week")
	told.Shows("again from")

	w.bob.Clicks(told, "Hand over")
	w.bob.Fills(w.bob.Modal(), "Who takes it over?", w.grace).Submits()
	told.Shows("@Grace Hopper has it now")
	room.Shows("@Bob Kahn handed a follow-up over to @Grace Hopper")

	act := incident.Act{By: incident.PersonID(w.ada.ID), At: w.Now()}
	if _, err := bot.Service.FinishFollowUp(t.Context(), act, 1, 3); err != nil { // somewhere else
		t.Fatal(err)
	}
	told.Shows("All of this is taken care of")
	if n := len(inbox.Messages()); n != 1 {
		t.Errorf("Bob was written to %d times:\n%s", n, strings.Join(inbox.Texts(), "\n"))
	}
	w.morning(bot, newYork)
	w.grace.Messages(w.app).Shows("from @Bob Kahn")
}

func TestReminder_does_not_say_what_a_private_incident_is_about(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "stolen laptop", "What kind of incident?", "security")
	bot.owes(w, w.bob, kolkata, "change every lock")
	w.morning(bot, kolkata)
	inbox := w.bob.Messages(w.app)
	told := inbox.Shows("A follow-up of a private incident")
	if raw := told.Raw(); strings.Contains(raw, "lock") || strings.Contains(raw, "laptop") || strings.Contains(raw, "INC-1") || strings.Contains(raw, room.ID()) {
		t.Errorf("it says what it is about:\n%s", raw)
	}
}

func TestReminder_of_a_private_incident_is_answered_by_its_owner_alone(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "stolen laptop", "What kind of incident?", "security")
	bot.owes(w, w.ada, london, "change every lock")
	w.morning(bot, london)
	told := w.ada.Messages(w.app).Shows("change every lock")
	w.ada.ClicksTwice(told, "Done")
	told.Shows("All of this is taken care of")
	room.Shows("says that a follow-up is done")
}
