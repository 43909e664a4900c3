package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Announcement tells people outside, in the broadcast channel; it is edited in place. It has no
// buttons: who wants to act comes into the channel. Of a private incident it tells nothing.
func Announcement(inc incident.Incident, rules incident.Rules) Message {
	if inc.Private {
		return withheld(inc)
	}
	if inc.Status == incident.Closed {
		line := statusSign(inc.Status) + " Closed " + when(inc.ClosedAt) + " · resolved after " + span(inc.ResolvedAt.Sub(inc.DeclaredAt)) + " · " + channel(inc.Channel)
		return Message{
			Text:   fallback(title(inc)+":", "closed."),
			Blocks: []slack.Block{slack.NewContextBlock("", literal(title(inc), maxHeader), marked(line))},
		}
	}
	if inc.Status == incident.Merged {
		return mergedAnnouncement(inc)
	}
	if inc.Status == incident.Declined {
		return declinedAnnouncement(inc)
	}
	fields := []*slack.TextBlockObject{
		marked("*Severity*\n" + severity(inc.Severity, rules)),
		marked("*Status*\n" + status(inc.Status)),
		marked("*" + roleTitle(incident.Commander, rules) + "*\n" + person(inc.Commander())),
		marked("*Declared*\n" + when(inc.DeclaredAt)),
	}
	blocks := []slack.Block{
		slack.NewHeaderBlock(literal(title(inc), maxHeader)),
		slack.NewSectionBlock(nil, append(fields, sorted(inc)...), nil),
	}
	blocks = append(blocks, impact(inc)...)
	line := "To help or to follow, join " + channel(inc.Channel) + "."
	if !inc.NextUpdateDueAt.IsZero() {
		line += " Next update by " + when(inc.NextUpdateDueAt) + ", in this thread."
	}
	return Message{
		Text:   fallback(title(inc)+":", string(inc.Severity)+",", string(inc.Status)+".", inc.ImpactText()),
		Blocks: append(blocks, note(line)),
	}
}

// withheld stands where something would be told of a private incident to people outside it. Nothing
// should ever ask for it; if something does, it must not leak.
func withheld(inc incident.Incident) Message {
	text := inc.Number.String() + " is private."
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}
