package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestStart_three_hundred_people_are_brought_in_and_one_who_cannot_come_keeps_nobody_out(t *testing.T) {
	w := open(t)
	var all []*slacksim.Person
	for i := range 300 {
		all = append(all, w.Person(fmt.Sprintf("Person %d", i), slacksim.PersonOptions{}))
	}
	all[120].Deactivates()
	room := w.declares(w.ada, "the region is gone", "Who should come?", all)
	room.Shows("290 more to join")
	room.Shows("I could not bring in @Person 120: they cannot be invited")
	w.quiet()
	for i, p := range all {
		if in := slices.Contains(room.Members(), p.Name); in == (i == 120) {
			t.Fatalf("%s is in the channel: %t", p.Name, in)
		}
	}
	if calls := len(w.Calls("conversations.invite")); calls > 20 {
		t.Errorf("%d calls were needed", calls)
	}
	w.once(room, "could not bring in")
}

func TestStart_people_and_groups_are_invited_by_command(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.Group("sre", w.grace)
	if got := w.ada.Types(room, "/incident invite @bob.kahn @sre"); got != nil {
		t.Fatalf("answered: %s", got.Text())
	}
	room.AwaitMember(w.grace)
	w.quiet()
	for typed, want := range map[string]string{
		"/incident invite":            "Whom shall I bring in?",
		"/incident invite ada":        "I do not know who “ada” is.",
		"/incident invite <!channel>": "not everybody",
	} {
		if got := w.ada.Types(room, typed); got == nil || !strings.Contains(got.Text(), want) {
			t.Errorf("%s is answered: %v", typed, got)
		}
	}
	// From elsewhere, and again for somebody who left.
	w.grace.Leaves(room)
	w.quiet()
	got := w.bob.Types(w.Channel("general"), "/incident invite INC-1 @sre")
	if got == nil || !strings.Contains(got.Text(), "They are asked to join INC-1") {
		t.Errorf("from elsewhere it is answered: %v", got)
	}
	room.AwaitMember(w.grace)
}

func TestStart_groups_that_cannot_be_read_are_named_and_the_rest_is_invited(t *testing.T) {
	w := workspace(t, slacksim.Options{FreePlan: true})
	w.serve()
	room := w.declares(w.ada, "checkout is down", "Who should come?", []*slacksim.Person{w.bob}, "Which user groups?", "sre, support")
	room.AwaitMember(w.bob)
	room.Shows("I could not bring in @sre and @support: this workspace's plan has no user groups")
	w.quiet()
	w.once(room, "could not bring in")
}

func TestStart_the_form_asks_what_the_configuration_adds(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) {
		o.Config.Incidents.Fields = []incident.Question{
			{Name: "region", Label: "Which region?", Kind: incident.AskChoice, Options: []string{"eu", "us"}, Required: true},
			{Name: "customers", Label: "How many customers?", Kind: incident.AskNumber},
			{Name: "dashboard", Label: "A dashboard", Kind: incident.AskLink},
		}
	})
	w.ada.Types(w.Channel("general"), "/incident checkout is down")
	form := w.ada.Modal()
	for _, wrong := range []struct{ field, answer, says string }{
		{"How many customers?", "many", "is not a number"},
		{"A dashboard", "javascript:alert(1)", "is not a link"},
	} {
		outcome := w.ada.Fills(form, "Which region?", "us", wrong.field, wrong.answer).Submits()
		if outcome.Kind != slacksim.Refused || !strings.Contains(outcome.Errors[wrong.field], wrong.says) {
			t.Errorf("%q is answered: %+v", wrong.answer, outcome)
		}
		w.ada.Fills(form, wrong.field, "")
	}
	w.ada.Fills(form, "How many customers?", "1200", "A dashboard", "https://grafana.example/d/1").Submits()
	w.ada.Modal().Shows("INC-1 is open")
	card := w.ChannelNamed("inc-1").Card()
	card.Shows("Which region?\nus")
	card.Shows("1200")
	card.Shows("grafana.example")
	if kept := w.query("select fields->>'region' from incident"); kept[0] != "us" {
		t.Errorf("kept is %s", kept)
	}
}
