package view

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The ids of the button and the form that make an incident part of another.
const (
	ActionMerge   = "merge"
	CallbackMerge = "merge"
)

// fieldNumber is the block_id of the line for an incident that the menu has no room for.
const fieldNumber incident.Field = "into_number"

// MergeForm asks which of the open incidents this one is part of. into is what it is likely to be; 0 for none.
func MergeForm(inc incident.Incident, open []incident.Incident, into incident.Number) slack.ModalViewRequest {
	chosen := strconv.FormatInt(int64(into), 10) // without effect when it is not among them
	blocks := []slack.Block{menu(incident.FieldInto, "Which incident is this one part of?", openOptions(open), chosen)}
	if len(open) > maxMenu {
		blocks = []slack.Block{
			menu(incident.FieldInto, "Which incident is this one part of?", openOptions(open), chosen).WithOptional(true),
			lineInput(fieldNumber, "Or its number, if it is not among these", "INC-42", "", 20).WithOptional(true),
		}
	}
	return formOf(inc, CallbackMerge, "Merge", "Merge", append(blocks, reasonInput(),
		note("This one ends. Its people are invited to the other channel; what was said here stays, and can be read. It can be reopened."))...)
}

// ReadMerge reads which incident was chosen, and why.
func ReadMerge(v slack.View) (into, reason string) {
	return or(strings.TrimSpace(typed(v, fieldNumber)), chosen(v, incident.FieldInto)), ReadReason(v)
}

// NothingToMergeInto says that no other incident is open.
func NothingToMergeInto() *incident.Refusal {
	return &incident.Refusal{Reason: "No other incident is open.", Hint: "If this one is nothing, or over, decline or close it."}
}

// mergedLine tells nothing of a private incident to people of a public one.
func mergedLine(inc incident.Incident) string {
	line := statusSign(incident.Merged) + " Since " + when(inc.ClosedAt) + " part of "
	if inc.MergedHidden {
		return line + "another incident"
	}
	line += inc.MergedInto.String()
	if inc.MergedChannel != "" {
		line += " → " + channel(inc.MergedChannel)
	}
	return line
}

// tellMerge tells an incident that another one is part of it.
func tellMerge(e incident.Entry) telling {
	t := telling{
		headline: "🔗 *" + escape(e.What) + " is part of this one*, says " + person(e.By),
		said:     []saying{{"", e.Now}, {"Reason", e.Text}},
	}
	if e.Was != "" {
		t.after = "What was said before can be read in " + channel(incident.ChannelID(e.Was)) + "."
	}
	return t
}
