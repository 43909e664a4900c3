package view

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// A message holds 50 blocks. A proposal takes four, one that was decided takes one.
const (
	maxProposals = 8
	maxDecided   = 10
	maxQuote     = 240
)

// FollowUps shows what one round of drafting found to be done: what nobody has decided yet with buttons,
// the rest with who decided. reading says that a model may find more. all are the incident's; those of
// other rounds are left out.
func FollowUps(inc incident.Incident, round int, reading bool, all []incident.FollowUp, link Link) Message {
	var proposed, decided []incident.FollowUp
	for _, f := range all {
		switch {
		case f.Round != round:
		case f.State == incident.FollowUpProposed:
			proposed = append(proposed, f)
		default:
			decided = append(decided, f)
		}
	}
	if len(proposed)+len(decided) == 0 {
		text := "📋 No follow-ups were found in what was said here."
		if slices.ContainsFunc(all, incident.FollowUp.Recorded) {
			text = "📋 No new follow-ups were found. /incident followup lists those on record."
		}
		if reading {
			text = "📋 No follow-ups were found so far; a model is still to read what was said."
		}
		return Message{Text: text, Blocks: []slack.Block{
			section(text + " If there is one, add it."), slack.NewActionBlock("followups", addButton(inc)),
		}}
	}
	blocks := []slack.Block{slack.NewHeaderBlock(literal("Follow-ups found for "+numbered(inc), maxHeader))}
	for _, f := range proposed[:min(len(proposed), maxProposals)] {
		blocks = append(blocks, proposal(inc, f, link)...)
	}
	if left := len(proposed) - maxProposals; left > 0 {
		blocks = append(blocks, note(thousands(left)+" more were found: `/incident followup` shows them."))
	}
	for _, f := range decided[:min(len(decided), maxDecided)] {
		blocks = append(blocks, followUpLine(f))
	}
	if left := len(decided) - maxDecided; left > 0 {
		blocks = append(blocks, note(thousands(left)+" more were decided: `/incident followup` shows them."))
	}
	row := []slack.BlockElement{addButton(inc)}
	if len(proposed) > 1 {
		row = append([]slack.BlockElement{acceptAllButton(inc, round, len(proposed))}, row...)
	}
	blocks = append(blocks, slack.NewActionBlock("followups", row...))
	text := count(len(proposed), "follow-up") + " of " + numbered(inc) + " to be looked at."
	if len(proposed) == 0 {
		text = "All follow-ups found for " + numbered(inc) + " are decided."
	} else {
		blocks = append(blocks, note("Proposed by "+proposer(proposed[0])+". Nothing is recorded until somebody accepts it."))
	}
	return Message{Text: text, Blocks: blocks}
}

// proposer is mrkdwn: what found a follow-up.
func proposer(f incident.FollowUp) string {
	if f.ProposedBy == incident.MadeByTimeline || f.ProposedBy == "" {
		return "the words in the channel, no model"
	}
	return fitEscaped(incident.CleanLine(f.ProposedBy), maxHeader)
}

// proposal is a follow-up that nobody has decided yet, with the words it was found in.
func proposal(inc incident.Incident, f incident.FollowUp, link Link) []slack.Block {
	blocks := []slack.Block{slack.NewSectionBlock(literal(incident.CleanLine("📋 "+f.Title), maxSection), nil, nil)}
	if len(f.Cites) > 0 {
		said := f.Cites[0]
		if incident.CleanLine(said.Quote) == incident.CleanLine(f.Title) {
			said.Quote = "said like that at" // the title is the quote
		}
		blocks = append(blocks, evidence(inc, said, link, maxQuote))
	}
	return append(blocks, note("Suggested: "+plan(f)), slack.NewActionBlock("followup/"+strconv.FormatInt(f.ID, 10),
		followUpButton(inc, f, ActionAcceptFollowUp, "Accept").WithStyle(slack.StylePrimary),
		followUpButton(inc, f, ActionEditFollowUp, "Edit"),
		followUpButton(inc, f, ActionDismissFollowUp, "Dismiss"),
	))
}

// plan is mrkdwn: who does it, by when, and what for.
func plan(f incident.FollowUp) string {
	line := "no owner yet · "
	if f.Owner != "" {
		line = "owner " + person(f.Owner) + " · "
	}
	if f.Due.IsZero() {
		line += "no due date"
	} else {
		line += "due " + date(f.Due)
	}
	if f.Phase != "" {
		line += " · " + fitEscaped(string(f.Phase), maxOption)
	}
	if f.Ticketed {
		line += " · a ticket exists already"
	}
	return line
}

// date is a day as people write it.
func date(day time.Time) string { return day.UTC().Format("2 Jan 2006") }

// followUpLine is one line: what, and how it was decided.
func followUpLine(f incident.FollowUp) slack.Block {
	sign, how := "✅", "accepted by "+person(f.By)+" · "+plan(f)
	switch {
	case f.State == incident.FollowUpDismissed:
		sign, how = "✖️", "dismissed by "+person(f.By)
	case f.State == incident.FollowUpDone:
		sign, how = "☑️", "done · "+plan(f)
	case f.DecidedAt.IsZero():
		how = "recorded by " + person(f.By) + " · " + plan(f)
	}
	return slack.NewContextBlock("", marked(sign), literal(incident.CleanLine(f.Title), maxListTitle), marked(how))
}

func followUpButton(inc incident.Incident, f incident.FollowUp, action, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, refToItem(inc, strconv.FormatInt(f.ID, 10)).String(), literal(label, maxOption))
}

func addButton(inc incident.Incident) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(ActionAddFollowUp, refToItem(inc, "").String(), literal("Add one", maxOption))
}

func acceptAllButton(inc incident.Incident, round, n int) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(ActionAcceptFollowUps, refToItem(inc, strconv.Itoa(round)).String(), literal("Accept all", maxOption)).
		WithConfirm(confirm(
			"Accept all "+thousands(n)+"?",
			"Every proposal is recorded as it stands, with its suggested owner and due date. Each can be edited later.",
			"Accept all", "Not yet",
		))
}

// SomebodyDecided tells who comes late what became of a proposal meanwhile.
func SomebodyDecided(f incident.FollowUp) Message {
	verb := "accepted"
	if f.State == incident.FollowUpDismissed {
		verb = "dismissed"
	}
	return Message{
		Text:   fallback("Somebody was quicker and has", verb, "this follow-up."),
		Blocks: []slack.Block{section(person(f.By) + " was quicker and has " + verb + " this follow-up. `/incident followup` shows all of them.")},
	}
}

// AllDecided tells who comes late that there is nothing left to accept.
func AllDecided() Message {
	return Refusal(&incident.Refusal{Reason: "All of these are decided already.", Hint: "/incident followup shows them."})
}

// Limits on the list as an answer, as for the timeline.
const (
	maxListBytes = 15 << 10
	maxListItems = 14
	maxListTitle = 150
)

// FollowUpList is the answer to who asks what is left to do: recorded ones, then proposed ones, then what
// is done.
func FollowUpList(inc incident.Incident, all []incident.FollowUp) Message {
	blocks := []slack.Block{slack.NewSectionBlock(literal("Follow-ups of "+title(inc), maxSection), nil, nil)}
	left, shown, total := maxListBytes-size(blocks[0]), 0, 0
	tally := map[incident.FollowUpState]int{}
	for _, state := range []incident.FollowUpState{incident.FollowUpOpen, incident.FollowUpProposed, incident.FollowUpDone} {
		for _, f := range all {
			if f.State != state {
				continue
			}
			total++
			tally[state]++
			item := listed(inc, f)
			for _, b := range item {
				left -= size(b)
			}
			if left >= 0 && shown < maxListItems {
				blocks = append(blocks, item...)
				shown++
			}
		}
	}
	switch {
	case total == 0:
		blocks = append(blocks, note("There is none yet. Press Add one, or type `/incident followup` and what is to be done."))
	case shown < total:
		blocks = append(blocks, note(fmt.Sprintf("%d more are left out. `tocsin export %s` writes them all.", total-shown, inc.Number)))
	}
	blocks = append(blocks, slack.NewActionBlock("followups", addButton(inc)), note("Only you see this list. What is recorded or done is told to the channel."))
	return Message{
		Text: fmt.Sprintf("Follow-ups of %s: %d open, %d proposed, %d done.", numbered(inc),
			tally[incident.FollowUpOpen], tally[incident.FollowUpProposed], tally[incident.FollowUpDone]),
		Blocks: blocks,
	}
}

func listed(inc incident.Incident, f incident.FollowUp) []slack.Block {
	if f.State == incident.FollowUpDone {
		return []slack.Block{slack.NewContextBlock("", marked("☑️"), literal(incident.CleanLine(f.Title), maxListTitle), marked("done · "+plan(f)))}
	}
	title, facts := "📋 "+f.Title, plan(f)
	first := followUpButton(inc, f, ActionFinishFollowUp, "Done")
	if f.State == incident.FollowUpProposed {
		title, facts = "Proposed: "+f.Title, "Suggested: "+facts
		first = followUpButton(inc, f, ActionAcceptFollowUp, "Accept")
	}
	row := []slack.BlockElement{first, followUpButton(inc, f, ActionEditFollowUp, "Edit")}
	if f.State == incident.FollowUpProposed {
		row = append(row, followUpButton(inc, f, ActionDismissFollowUp, "Dismiss"))
	}
	return []slack.Block{
		slack.NewSectionBlock(literal(incident.CleanLine(title), maxListTitle), nil, nil), note(facts),
		slack.NewActionBlock("followup/"+strconv.FormatInt(f.ID, 10), row...),
	}
}
