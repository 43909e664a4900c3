package view

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// Link gives the permalink of a message, or "" when it is not known.
type Link func(channel incident.ChannelID, message, thread incident.MessageID) string

// Name gives a person's shown name, or "" when it is not known.
type Name func(incident.PersonID) string

// Limits on the timeline as an answer. Slack drops an ack of 20 KB or more without a word, so the
// whole answer stays well below; and a message holds 50 blocks, of which the heading and the foot
// take three.
const (
	maxTimelineBytes   = 15 << 10
	maxTimelineEntries = 47
	maxTimelineText    = 300
)

// TimelineReply shows the newest entries, oldest first, as many as one answer holds. older is how
// many the store left out already. link and name may be nil.
func TimelineReply(inc incident.Incident, entries []incident.Entry, older int, link Link, name Name) Message {
	heading := slack.NewSectionBlock(literal("Timeline of "+title(inc), maxSection), nil, nil)
	if len(entries) == 0 {
		return Message{
			Text:   fallback("Nothing is on the timeline yet."),
			Blocks: []slack.Block{heading, note("Nothing is on it yet. Put 📌 on a message, or type `/incident note` and a sentence.")},
		}
	}
	var shown []slack.Block // newest first
	left := maxTimelineBytes - size(heading)
	for _, e := range slices.Backward(entries) {
		line := timelineLine(e, inc, link, name)
		if left -= size(line); left < 0 || len(shown) == maxTimelineEntries {
			break
		}
		shown = append(shown, line)
	}
	older += len(entries) - len(shown)
	slices.Reverse(shown)
	blocks := []slack.Block{heading}
	if older > 0 {
		blocks = append(blocks, note(fmt.Sprintf("%d older ones are left out. `tocsin export %s` writes them all.", older, inc.Number)))
	}
	blocks = append(blocks, shown...)
	blocks = append(blocks, note("Only you see this. 📌 on a message puts it here; `/incident note` adds a sentence."))
	return Message{
		Text:   fallback(fmt.Sprintf("Timeline of %s: the newest %d of %d.", inc.Number, len(shown), len(shown)+older)),
		Blocks: blocks,
	}
}

func size(b slack.Block) int {
	encoded, err := json.Marshal(b)
	if err != nil {
		panic("view: a block that cannot be encoded: " + err.Error()) // only our own types are in it
	}
	return len(encoded) + 1
}

// timelineLine is one entry: when, what and who in our words, then what was typed, literally.
func timelineLine(e incident.Entry, inc incident.Incident, link Link, name Name) slack.Block {
	line := []slack.MixedElement{marked(when(e.At) + " · " + timelineHead(e, inc, link))}
	for _, text := range timelineTexts(e, name) {
		if text = incident.CleanLine(text); text != "" {
			line = append(line, literal(text, maxTimelineText))
		}
	}
	return slack.NewContextBlock("", line...)
}

func timelineHead(e incident.Entry, inc incident.Incident, link Link) string {
	by := " · " + person(e.By)
	switch e.Kind {
	case incident.KindDeclared:
		if e.What == string(incident.Triage) {
			return "*declared* as " + escape(e.Now) + ", to be looked at first" + by
		}
		return "*declared* as " + escape(e.Now) + by
	case incident.KindRole:
		role := "*" + escape(string(e.Role)) + "*: "
		if e.Previous == "" {
			return role + person(e.Person)
		}
		return role + person(e.Previous) + " → " + person(e.Person)
	case incident.KindSeverity, incident.KindStatus:
		return "*" + string(e.Kind) + "* " + escape(e.Was) + " → " + escape(e.Now) + by
	case incident.KindService, incident.KindCause:
		if e.Was != "" {
			return "*" + string(e.Kind) + "* " + escape(e.Was) + " → " + escape(or(e.Now, incident.None)) + by
		}
		return "*" + string(e.Kind) + "* " + escape(e.Now) + by
	case incident.KindMessage:
		if link == nil {
			return "📌" + by
		}
		return linkTo(link(inc.Channel, e.Message, e.Thread), "📌 message") + by
	case incident.KindFollowUp:
		if e.Was == e.Now && e.Was != "" {
			return "*follow-up* handed to " + person(e.Person) + by
		}
		return "*follow-up* " + escape(e.Now) + by
	case incident.KindCorrection, incident.KindTitle:
		return "*" + escape(or(e.What, string(e.Kind))) + "* " + escape(e.Was) + " → " + escape(e.Now) + by
	case incident.KindTask:
		if e.What == incident.TaskWasHanded {
			return "*task* handed to " + person(e.Person) + by
		}
		return "*task* " + escape(e.What) + by
	case incident.KindNote:
		if e.Person != "" || strings.HasPrefix(e.What, "http") {
			return "*it began with* " + linkTo(e.What, "a message") + " of " + person(e.Person) + by
		}
		return "*note*" + by
	case incident.KindUpdate, incident.KindLink, incident.KindPeople, incident.KindMerge,
		incident.KindChannel, incident.KindInject:
		return "*" + string(e.Kind) + "*" + by
	default:
		return "*" + escape(string(e.Kind)) + "*" + by
	}
}

func timelineTexts(e incident.Entry, name Name) []string {
	switch e.Kind {
	case incident.KindUpdate:
		return []string{labelled("Users see", e.UsersSee), labelled("We do", e.WeDo)}
	case incident.KindMessage:
		return []string{mrkdwn.Plain(e.Text, func(id string) string {
			if name == nil {
				return ""
			}
			return name(incident.PersonID(id))
		})}
	case incident.KindDeclared, incident.KindRole, incident.KindSeverity, incident.KindStatus, incident.KindNote, incident.KindFollowUp,
		incident.KindService, incident.KindCause, incident.KindTask, incident.KindCorrection, incident.KindTitle,
		incident.KindLink, incident.KindPeople, incident.KindMerge, incident.KindChannel, incident.KindInject:
		return []string{e.Text}
	default:
		return []string{e.Text}
	}
}
