package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Opening stands where the form stood until the channel exists, usually for well under a second.
func Opening(title string) slack.ModalViewRequest {
	return dialog("Opening…",
		slack.NewSectionBlock(literal("Opening a channel for: "+incident.CleanLine(title), maxSection), nil, nil),
		note("You may close this window: the incident is declared, and you will be invited to its channel."),
	)
}

// Opened shows the way to the channel, and what to do there.
func Opened(inc incident.Incident) slack.ModalViewRequest {
	way := "*" + numbered(inc) + " is open* → " + channel(inc.Channel)
	if inc.Private {
		way += "\n🔒 It is private: only people invited to the channel know of it."
	}
	return dialog(numbered(inc)+" is open",
		section(way),
		slack.NewSectionBlock(literal(title(inc), maxSection), nil, nil),
		section("*Next:* "+escape(incident.Next(&inc))),
		note("Everything said in the channel is kept for the timeline. `/incident help` there says what you can do."),
	)
}

// OpenFailed says that the incident stands but Slack would not give it a channel.
func OpenFailed(inc incident.Incident, stuck incident.Surface) slack.ModalViewRequest {
	return dialog(numbered(inc)+" has no channel",
		section("*"+numbered(inc)+" is declared and kept*, but it has no channel yet."),
		section("⚠️ "+trouble(stuck)),
		note("I try again as soon as that is mended. Until then talk where you are; nothing has to be declared again."),
	)
}

// Dialog shows a message as a modal that can only be closed.
func Dialog(title string, m Message) slack.ModalViewRequest { return dialog(title, m.Blocks...) }

func dialog(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  literal(or(incident.CleanLine(title), "Tocsin"), maxViewTitle),
		Close:  literal("Close", maxViewTitle),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}
