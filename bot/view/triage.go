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

// declinedCard is one quiet line. The reason stands in the channel.
func declinedCard(inc incident.Incident, around Around) Message {
	blocks := []slack.Block{
		slack.NewContextBlock("", literal(title(inc), maxHeader), marked(declinedLine(inc))),
		note(escape(incident.Next(&inc))),
	}
	blocks = append(blocks, troubles(around.Stuck)...)
	return Message{Text: fallback(title(inc)+":", "declined."), Blocks: append(blocks, buttons(inc, around))}
}

func declinedAnnouncement(inc incident.Incident) Message {
	return Message{
		Text:   fallback(title(inc)+":", "declined, it was nothing."),
		Blocks: []slack.Block{slack.NewContextBlock("", literal(title(inc), maxHeader), marked(declinedLine(inc)+" · "+channel(inc.Channel)))},
	}
}

func declinedLine(inc incident.Incident) string {
	return statusSign(inc.Status) + " Declined " + when(inc.ClosedAt) + ": it was nothing"
}
