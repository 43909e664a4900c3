package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// DeclineForm asks why it is nothing.
func DeclineForm(inc incident.Incident) slack.ModalViewRequest {
	return formOf(inc, CallbackDecline, "Decline", "Decline",
		linesInput(incident.FieldReason, "Why is it nothing?", "The alert fired on a test machine", ""),
		note("Whoever reported it reads this. It then counts as no incident, and no postmortem is drafted; it can be reopened."),
	)
}

func declinedLine(inc incident.Incident) string {
	return statusSign(inc.Status) + " Declined " + when(inc.ClosedAt) + ": it was nothing"
}
