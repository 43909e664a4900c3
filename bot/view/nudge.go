package view

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Nudge reminds a channel of what it may have forgotten, with the buttons to do it. It names only whom it
// concerns. Once it is settled it is one quiet line.
//
// again says that a newer one of its kind stands below it.
func Nudge(n incident.SaidNudge, inc incident.Incident, again bool) Message {
	if settled := settledNudge(n, inc, again); settled != "" {
		settled = drillMark(inc) + settled
		return Message{Text: strings.ReplaceAll(settled, "*", ""), Blocks: []slack.Block{note(settled)}}
	}
	says := sayNudge(n, inc)
	blocks := []slack.Block{section(drillMark(inc) + says.words)}
	row := says.buttons
	if n.Rests() {
		blocks = append(blocks, note(rest(n)))
	} else {
		row = append(row, slack.NewButtonBlockElement(ActionSnooze, refToItem(inc, strconv.FormatInt(n.ID, 10)).String(), literal(says.snooze, maxOption)))
	}
	if len(row) > 0 {
		blocks = append(blocks, slack.NewActionBlock("nudge", row...))
	}
	return Message{Text: fallback(numbered(inc)+":", says.text), Blocks: blocks}
}

// nudging is a nudge put into words.
type nudging struct {
	words   string // mrkdwn
	text    string // not escaped
	buttons []slack.BlockElement
	snooze  string // what its button is called
}

func sayNudge(n incident.SaidNudge, inc incident.Incident) nudging {
	says := nudging{snooze: "Snooze 15 min"}
	switch n.Kind {
	case incident.NudgeTriage:
		says.text, says.snooze = "is it an incident, or is it nothing? Nobody has said.", "Still looking"
		says.words = "🔎 " + calling(inc.DeclaredBy) + "*is it an incident, or is it nothing?* Nobody has said since " + when(inc.DeclaredAt) + ". If you are not sure, accept it: it can be resolved in a minute, and nobody minds."
		says.buttons = []slack.BlockElement{
			button(inc, ActionAccept, "Accept").WithStyle(slack.StylePrimary), button(inc, ActionDecline, "Decline"),
		}
	case incident.NudgeLead:
		says.text = "nobody is in command yet."
		says.words = "🧭 *Nobody is in command yet.* " + person(inc.DeclaredBy) + ", take it, or ask somebody by name. It means you coordinate and speak; you need not know the fix."
		says.buttons = []slack.BlockElement{button(inc, ActionTakeCommand, "Take command").WithStyle(slack.StylePrimary)}
	case incident.NudgeSilent:
		says.text = "nothing was heard of the commander for a while."
		says.words = "🧭 Nothing was heard of " + person(inc.Commander()) + ", who is in command, since " + when(n.WroteAt) + ". A word from them is enough; or one of you takes over."
		says.buttons = []slack.BlockElement{takeOverButton(inc)}
	case incident.NudgeUpdate:
		says.text = "the promised update is overdue."
		says.words = "⏰ " + calling(inc.Commander()) + "an update was promised for " + when(inc.NextUpdateDueAt) + ", and people wait for it. “Unchanged” is an update too."
		says.buttons = []slack.BlockElement{button(inc, ActionUpdate, "Update").WithStyle(slack.StylePrimary)}
	case incident.NudgeQuiet:
		whom := inc.Commander()
		if whom == "" {
			whom = inc.DeclaredBy
		}
		says.text, says.snooze = "nobody has written for long. Resolved, paused, or still on it?", "Still on it"
		says.words = "🔕 Nobody has written here since " + when(n.WroteAt) + ". " + calling(whom) + "is it resolved, is it paused, or are you still on it?"
		says.buttons = []slack.BlockElement{button(inc, ActionUpdate, "Update"), resolveButton(inc)}
	case incident.NudgeClose:
		says.text, says.snooze = "resolved, and not closed yet.", "Snooze until tomorrow"
		says.words = "📁 " + calling(inc.Commander()) + "this is resolved since " + when(inc.ResolvedAt) + " and not closed. Say what is left to do, `/incident followup`, and close it: the drafts are written then."
		says.buttons = []slack.BlockElement{closeButton(inc)}
	}
	says.words = firstUpper(says.words)
	return says
}

// calling addresses somebody; nobody when there is none.
func calling(whom incident.PersonID) string {
	if whom == "" {
		return ""
	}
	return person(whom) + ", "
}

// firstUpper begins the sentence after the sign with a capital, where nobody is addressed.
func firstUpper(words string) string {
	sign, sentence, _ := strings.Cut(words, " ")
	return sign + " " + sentenceCase(sentence)
}

// rest says who wants to be left alone, and until when.
func rest(n incident.SaidNudge) string {
	switch n.Kind {
	case incident.NudgeTriage:
		return "💬 " + person(n.Snooze.By) + " is still looking."
	case incident.NudgeQuiet:
		return "💬 " + person(n.Snooze.By) + " is still on it."
	case incident.NudgeClose:
		return "💤 Snoozed by " + person(n.Snooze.By) + " until the next working day."
	case incident.NudgeLead, incident.NudgeUpdate, incident.NudgeSilent:
	}
	return "💤 Snoozed by " + person(n.Snooze.By) + " until " + when(n.Snooze.Until) + "."
}

// settledNudge says what became of it, in mrkdwn; empty while it stands.
func settledNudge(n incident.SaidNudge, inc incident.Incident, again bool) string {
	switch {
	case !n.Over(inc, n.WroteAt) && again:
		return rest(n)
	case !n.Over(inc, n.WroteAt):
		return ""
	case inc.Status == incident.Closed:
		return "✔ Closed " + when(inc.ClosedAt) + "."
	case inc.Status == incident.Declined:
		return "✔ Declined " + when(inc.ClosedAt) + "."
	case n.Kind == incident.NudgeTriage && inc.Status != incident.Merged:
		return "✔ Accepted: it is an incident."
	case n.Kind == incident.NudgeLead && inc.Commander() != "":
		return "✔ " + person(inc.Commander()) + " took command."
	case n.Kind == incident.NudgeSilent && inc.Status.Active() && inc.Commander() != "":
		return "✔ " + person(inc.Commander()) + " is in command."
	case inc.Status == incident.Resolved:
		return "✔ Resolved " + when(inc.ResolvedAt) + "."
	case n.Kind == incident.NudgeUpdate && inc.LastUpdateAt.After(n.At):
		return "✔ An update was posted " + when(inc.LastUpdateAt) + "."
	case n.Kind == incident.NudgeUpdate:
		return "✔ No update is overdue any more."
	case n.Kind == incident.NudgeQuiet:
		return "✔ Somebody wrote again."
	case n.Kind == incident.NudgeClose:
		return "✔ It is back: " + string(inc.Status) + "."
	}
	return "✔ Settled."
}
