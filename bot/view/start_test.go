package view_test

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// doubted may be nothing.
func doubted() incident.Incident {
	inc := justDeclared()
	inc.Status, inc.NextUpdateDueAt = incident.Triage, time.Time{}
	return inc
}

// nothing was declined.
func nothing() incident.Incident {
	inc := doubted()
	inc.Status, inc.ClosedAt = incident.Declined, at(9)
	return inc
}

// startMessages are what is told of how an incident began.
func startMessages() map[string]view.Message {
	rules, around := words(), view.Around{}
	declined := entry(incident.KindStatus, 9)
	declined.Was, declined.Now, declined.Text = "triage", "declined", "The alert fired on a test machine."
	accepted := entry(incident.KindStatus, 9)
	accepted.Was, accepted.Now = "triage", "investigating"
	return map[string]view.Message{
		"card_triage":           view.Card(doubted(), rules, around),
		"card_declined":         view.Card(nothing(), rules, around),
		"announcement_triage":   view.Announcement(doubted(), rules),
		"announcement_declined": view.Announcement(nothing(), rules),
		"post_declined":         view.Post(declined, nothing(), rules),
		"echo_declined":         view.Echo(declined, nothing(), rules),
		"post_accepted":         view.Post(accepted, led(), rules),
	}
}

// startViews are the forms that incidents begin with.
func startViews() map[string]slack.ModalViewRequest {
	return map[string]slack.ModalViewRequest{
		"declare_triage":  view.DeclareForm(incident.Declaration{Title: "search may be slow", Triage: true, Drill: true}, words()),
		"decline":         view.DeclineForm(doubted()),
		"status_declined": view.StatusForm(nothing(), words()),
	}
}
