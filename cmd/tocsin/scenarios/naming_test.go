package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func withServices(o *serve.Options) {
	o.Config.Incidents.Services = []incident.Named{{Name: "checkout", Meaning: "Basket and payment"}, {Name: "search"}}
}

func TestNaming_what_is_broken_and_why(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(withServices)
	room := w.declares(w.ada, "nobody can pay", "Which service?", "search")
	card := room.Card()
	card.Shows("search")

	w.grace.Joins(room)
	if answer := w.grace.Types(room, "/incident service chekout"); answer == nil || !strings.Contains(answer.Text(), "Did you mean “checkout”?") {
		t.Errorf("a misspelt service is answered with %v", answer)
	}
	w.grace.Types(room, "/incident service Checkout search is well")
	room.Shows("Service: checkout, no longer search, says @Grace Hopper.")
	room.Shows("search is well")
	card.Shows("checkout")
	if answer := w.grace.Types(room, "/incident service checkout"); answer == nil || !strings.Contains(answer.Text(), "has that already: checkout") {
		t.Errorf("the same service again is answered with %v", answer)
	}

	w.grace.Clicks(card, "Status")
	w.grace.Fills(w.grace.Modal(), "Where do we stand?", "🎯 identified", "What kind of cause, if it is known?", "deploy", "Why?", "it was 812").Submits()
	room.Shows("Status: investigating → identified")
	room.Shows("Kind of cause: deploy, says @Grace Hopper.")
	card.Shows("checkout · deploy")

	// It closes without the record being closed to the cause.
	w.grace.Types(room, "/incident close all is well")
	room.Shows("Closed by @Grace Hopper")
	w.grace.Types(room, "/incident cause")
	w.grace.Fills(w.grace.Modal(), "What kind of cause had it?", "configuration").Submits()
	room.Shows("Kind of cause: configuration, no longer deploy, says @Grace Hopper.")
	w.quiet()

	kept := w.query("select service || ' ' || cause from incident")
	if want := []string{"checkout configuration"}; !slices.Equal(kept, want) {
		t.Errorf("kept is %q", kept)
	}
	told := w.query("select kind || ' ' || was || ' ' || now from timeline_entry where kind in ('service', 'cause') order by id")
	if want := []string{"service search checkout", "cause  deploy", "cause deploy configuration"}; !slices.Equal(told, want) {
		t.Errorf("the timeline has %q", told)
	}
}

func TestNaming_a_service_where_there_are_none(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	for _, typed := range []string{"/incident service", "/incident service checkout"} {
		if answer := w.ada.Types(room, typed); answer == nil || !strings.Contains(answer.Text(), "No services are set up here.") {
			t.Errorf("%s is answered with %v", typed, answer)
		}
	}
	if help := w.ada.Types(room, "/incident help"); strings.Contains(help.Text(), "/incident service") || !strings.Contains(help.Text(), "/incident cause") {
		t.Errorf("help says:\n%s", help.Text())
	}
}
