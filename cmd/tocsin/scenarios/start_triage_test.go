package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestStart_what_may_be_nothing_is_looked_at_and_declined_with_a_reason(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident triage search may be slow")
	w.ada.Modal().Submits()
	w.ada.Modal().Shows("INC-1 is open")
	room := w.ChannelNamed("inc-1")
	card := room.Card()
	card.Shows("triage")
	card.Shows("press Accept")
	announced := w.incidents.Shows("search may be slow")
	if due := w.query("select coalesce(next_update_due_at::text, 'none') from incident"); due[0] != "none" {
		t.Errorf("an update is promised for %s", due[0])
	}

	w.grace.Joins(room)
	w.grace.Clicks(card, "Decline")
	form := w.grace.Modal()
	if outcome := w.grace.Fills(form, "Why is it nothing?", "  ").Submits(); outcome.Kind != slacksim.Refused ||
		!strings.Contains(outcome.Errors["Why is it nothing?"], "wants to know why") {
		t.Errorf("without a reason: %+v", outcome)
	}
	w.grace.Fills(form, "Why is it nothing?", "The alert fired on a test machine.").Submits()
	card.Shows("Declined")
	room.Shows("The alert fired on a test machine.")
	announced.Shows("it was nothing")
	announced.InThread("The alert fired on a test machine.")
	w.quiet()
	if drafts := w.query("select incident::text from drafting"); len(drafts) > 0 {
		t.Error("a postmortem is drafted of nothing")
	}
	if counted := w.query("select number::text from reporting.incidents"); len(counted) > 0 {
		t.Error("it counts as an incident")
	}
	if got := w.grace.Types(room, "/incident resolve"); got == nil || !strings.Contains(got.Text(), "INC-1 is declined.") {
		t.Errorf("resolving it is answered: %v", got)
	}

	// It is one after all.
	w.ada.Clicks(card, "Reopen")
	card.Shows("investigating")
	announced.Shows("investigating")
	w.quiet()
	if counted := w.query("select number::text from reporting.incidents"); len(counted) != 1 {
		t.Errorf("%d count as incidents", len(counted))
	}
}

func TestStart_what_is_accepted_is_an_incident_like_any_other(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "search may be slow", "Is it real?", []string{"I am not sure"})
	card := room.Card()
	w.bob.Joins(room)
	w.bob.Clicks(card, "Accept")
	card.Shows("Take command")
	room.Shows("Accepted: it is an incident")
	w.bob.Clicks(card, "Status")
	w.quiet()
	if due := w.query("select (next_update_due_at > declared_at)::text from incident"); due[0] != "true" {
		t.Error("no update is promised")
	}
	if got := w.bob.Types(room, "/incident decline the cache was cold"); got != nil {
		t.Errorf("declining it is answered: %s", got.Text())
	}
	card.Shows("Declined")
}

func TestStart_a_drill_is_marked_as_one_and_counts_nowhere(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident")
	w.ada.Fills(w.ada.Modal(), "What is broken?", "the region is gone", "Is it real?", []string{"It is a drill"}).Submits()
	w.ChannelNamed("drill-1-")
	w.quiet()
	if drills := w.query("select drill::text from incident"); drills[0] != "true" {
		t.Error("it is kept as a real one")
	}
	if counted := w.query("select number::text from reporting.incidents"); len(counted) > 0 {
		t.Error("it counts as an incident")
	}
}
