package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// ActionKeepOpen is the action_id of the button that keeps a channel from being archived.
const ActionKeepOpen = "keep_open"

// ArchiveSoon tells a channel that it will be archived, and when.
func ArchiveSoon(inc incident.Incident) Message {
	return Message{
		Text: fallback("This channel will be archived soon. Press Keep it open if you still need it."),
		Blocks: []slack.Block{
			section("🗄️ This channel will be *archived* " + when(inc.ArchiveAt) + ". All that was said here is stored, and can still be read."),
			slack.NewActionBlock("soon", button(inc, ActionKeepOpen, "Keep it open")),
		},
	}
}

// NotArchived stands where that was announced once it is not so any more.
func NotArchived(inc incident.Incident) Message {
	text := "🗄️ This channel stays open: somebody still needs it."
	if !inc.Status.Over() {
		text = "🗄️ This channel stays open: " + numbered(inc) + " was reopened."
	}
	return Message{Text: fallback(text), Blocks: []slack.Block{section(text)}}
}

func tellChannel(e incident.Entry) telling {
	if e.What == incident.Kept {
		return telling{headline: "🗄️ *Kept open* by " + person(e.By), after: "This channel is not archived by itself any more."}
	}
	if e.What != incident.Moved {
		return tellLost(e)
	}
	before := channel(incident.ChannelID(e.Was))
	if e.Now != "" { // a link to what is deleted tells nothing
		before = "#" + fitEscaped(incident.CleanLine(e.Now), maxOption)
	}
	return telling{
		headline: "🚪 *It goes on here*, says " + person(e.By),
		after:    "The channel before, " + before + ", is archived or gone. What was said there is kept, and stays on the timeline.",
	}
}
