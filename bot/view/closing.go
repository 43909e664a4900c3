package view

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// CallbackClose is the callback_id of the form that asks for what is missing.
const CallbackClose = "close"

// CloseForm says what the record lacks, asks for what can be answered right there, and lets people go on without.
func CloseForm(inc incident.Incident, rules incident.Rules, missing incident.Missing) slack.ModalViewRequest {
	blocks := []slack.Block{
		section("Before you close, as far as you know it:\n• " + escape(strings.Join(missing.Lines(), "\n• "))),
	}
	if missing.Impact {
		blocks = append(blocks, linesInput(incident.FieldUsersSee, "What did users see?", "Nobody could pay for 40 minutes", "").WithOptional(true))
	}
	if missing.Cause {
		blocks = append(blocks, naming(incident.FieldCause, "What kind of cause had it?", rules.Causes, "")...)
	}
	blocks = append(blocks, reasonInput())
	if missing.Unowned > 0 {
		blocks = append(blocks, note("Follow-ups find their owner in the channel: `/incident followup`. That can be after the close, too."))
	}
	return formOf(inc, CallbackClose, "Close", "Close", append(blocks, note("All of it may be left empty."))...)
}

// ReadClose reads what CloseForm was filled in with.
func ReadClose(v slack.View) incident.Ending {
	return incident.Ending{Reason: ReadReason(v), Impact: typed(v, incident.FieldUsersSee), Cause: chosen(v, incident.FieldCause)}
}

// Lacking tells whoever has closed an incident at once what its record lacks.
func Lacking(inc incident.Incident, missing incident.Missing) Message {
	lines := missing.Lines()
	return Message{
		Text: fallback(numbered(inc)+" is closed. Its record lacks:", strings.Join(lines, " ")),
		Blocks: []slack.Block{
			section(numbered(inc) + " is closed. Its record still lacks:\n• " + escape(strings.Join(lines, "\n• "))),
			note("Reports count by it. `/incident cause` and `/incident followup` can be said after the close; `/incident reopen` opens the rest."),
		},
	}
}
