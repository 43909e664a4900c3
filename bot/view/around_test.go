package view_test

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// manyOpen are n incidents, newest first.
func manyOpen(n int) []incident.Incident {
	var open []incident.Incident
	for number := incident.Number(n); number > 0; number-- {
		inc := led()
		inc.Number = number
		open = append(open, inc)
	}
	return open
}

func causes() incident.Rules {
	rules := words()
	rules.Causes = []incident.Named{{Name: "deploy", Meaning: "new code"}, {Name: "unknown"}}
	return rules
}

// aroundMessages are those about finding an incident, and about its end.
func aroundMessages() map[string]view.Message {
	rules := causes()
	evil := attacked()
	all := map[string]view.Message{
		"list":         view.List([]incident.Incident{told(), justDeclared(), secret()}, at(75), rules),
		"list_hostile": view.List([]incident.Incident{evil}, at(75), rules),
		"list_empty":   view.List(nil, at(75), rules),
		"list_of_300":  view.List(manyOpen(300), at(75), rules),
		"picked":       view.Picked(told()),
		"lacking":      view.Lacking(done(), incident.Missing{Impact: true, Cause: true, Unowned: 1}),
	}
	for name, picker := range map[string]*view.Message{
		"picker":         view.Picker([]incident.Incident{told(), justDeclared()}, "note", "the vendor called"),
		"picker_of_300":  view.Picker(manyOpen(300), "resolve", ""),
		"picker_hostile": view.Picker([]incident.Incident{evil}, "note", hostile),
	} {
		all[name] = *picker
	}
	return all
}

func aroundViews() map[string]slack.ModalViewRequest {
	return map[string]slack.ModalViewRequest{
		"close_lacks_all":    view.CloseForm(over(), causes(), incident.Missing{Impact: true, Cause: true, Unowned: 2}),
		"close_lacks_owners": view.CloseForm(over(), words(), incident.Missing{Unowned: 1}),
	}
}
