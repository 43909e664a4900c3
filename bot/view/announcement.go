package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Announcement tells people outside, in the broadcast channel; it is edited in place. Its one button is
// to be told more, since who wants to act comes into the channel; unless that is lost, and another can be opened.
// Of a private incident it tells nothing.
func Announcement(inc incident.Incident, rules incident.Rules) Message {
	if inc.Private {
		return withheld(inc)
	}
	switch inc.Status { //nolint:exhaustive // of the others there is more to tell
	case incident.Closed:
		return overAnnouncement(inc, "closed.", statusSign(inc.Status)+" Closed "+when(inc.ClosedAt)+" · resolved after "+span(inc.ResolvedAt.Sub(inc.DeclaredAt))+" · "+channel(inc.Channel))
	case incident.Declined:
		return overAnnouncement(inc, "declined, it was nothing.", declinedLine(inc)+" · "+channel(inc.Channel))
	case incident.Merged:
		return overAnnouncement(inc, "part of another incident.", mergedLine(inc))
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
	blocks = append(blocks, callLine(inc, rules)...)
	line := "To help or to follow, join " + channel(inc.Channel) + "."
	if inc.Lost != "" {
		blocks = append(blocks, section("⚠️ "+lostLine(inc.Lost, inc.Channel, inc.ChannelName, "")+" The incident goes on, and nothing is lost."), newChannel(inc))
		line = "Its people are invited to the new channel." + wayBack(inc.Lost)
	}
	if !inc.NextUpdateDueAt.IsZero() {
		line += " Next update by " + when(inc.NextUpdateDueAt) + ", in this thread."
	}
	return Message{
		Text:   fallback(title(inc)+":", string(inc.Severity)+",", string(inc.Status)+".", inc.ImpactText()),
		Blocks: append(blocks, note(line), slack.NewActionBlock("follow", subscribeButton(inc))),
	}
}

func overAnnouncement(inc incident.Incident, how, line string) Message {
	return Message{
		Text:   fallback(title(inc)+":", how),
		Blocks: []slack.Block{slack.NewContextBlock("", literal(title(inc), maxHeader), marked(line))},
	}
}

// withheld stands where something would be told of a private incident to people outside it. Nothing
// should ever ask for it; if something does, it must not leak.
func withheld(inc incident.Incident) Message {
	text := numbered(inc) + " is private."
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}
