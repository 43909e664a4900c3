package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// A reminder's follow-up takes three blocks, one that is settled takes one.
const (
	maxReminded  = 10
	maxRemindRow = 15
)

// Reminder tells an owner in their morning what of theirs is due, each with what can be done about it, and what
// became of it since. all are those it reminds of, as they stand now.
func Reminder(to incident.PersonID, body incident.Reminder, all []incident.FollowUp, incidents map[incident.Number]incident.Incident) Message {
	var left int
	var detailed, lines []slack.Block
	for _, f := range all {
		open := f.State == incident.FollowUpOpen && f.Owner == to
		if open {
			left++
		}
		named := !slices.Contains(body.Unnamed, f.ID)
		if open && named && len(detailed) < 3*maxReminded {
			detailed = append(detailed, reminded(f, incidents[f.Number], body.Day)...)
			continue
		}
		lines = append(lines, remindedLine(f, incidents[f.Number], to, named, body.Day))
	}
	says := "☀️ Good morning. *" + count(left, "follow-up") + "* " + waits(left) + " for you."
	if left == 0 {
		says = "☑️ All of this is taken care of. Thank you."
	}
	blocks := append([]slack.Block{section(says)}, detailed...)
	blocks = append(blocks, lines[:min(len(lines), maxRemindRow)]...)
	if more := len(lines) - maxRemindRow; more > 0 {
		blocks = append(blocks, note("… and "+thousands(more)+" more: `/incident followup` in their channels shows them."))
	}
	return Message{Text: strings.ReplaceAll(says, "*", ""), Blocks: blocks}
}

func waits(n int) string {
	if n == 1 {
		return "waits"
	}
	return "wait"
}

// reminded is one that is left to do, with its buttons.
func reminded(f incident.FollowUp, inc incident.Incident, day time.Time) []slack.Block {
	facts := []slack.MixedElement{marked(owed(f, day))}
	if !f.HandedAt.IsZero() {
		facts = append(facts, marked("from "+person(f.HandedBy)))
	}
	facts = append(facts, literal(title(inc), maxListTitle), marked(channel(inc.Channel)))
	later := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, literal("Later", maxOption), ActionRemindLater,
		laterOption(f, 1, "Tomorrow"), laterOption(f, 7, "Next week"), laterOption(f, 14, "In two weeks"))
	return []slack.Block{
		slack.NewSectionBlock(literal(incident.CleanLine("📋 "+f.Title), maxSection), nil, nil),
		slack.NewContextBlock("", facts...),
		slack.NewActionBlock("remind/"+strconv.FormatInt(f.ID, 10),
			followUpButton(inc, f, ActionRemindDone, "Done").WithStyle(slack.StylePrimary),
			later,
			followUpButton(inc, f, ActionHandOver, "Hand over"),
		),
	}
}

// owed is mrkdwn: why it is told now, or when it comes again.
func owed(f incident.FollowUp, day time.Time) string {
	switch {
	case f.Later.After(day):
		return "⏰ again from " + date(f.Later)
	case f.Due.IsZero():
		return "no due date"
	case f.Due.Equal(day):
		return "*due today*"
	case f.Due.Before(day):
		return "*overdue* since " + date(f.Due)
	default:
		return "due " + date(f.Due)
	}
}

func laterOption(f incident.FollowUp, days int, label string) *slack.OptionBlockObject {
	item := fmt.Sprintf("%d.%d", f.ID, days)
	return option(Ref{Number: f.Number, Item: item}.String(), label, "")
}

// Later is what an option of the menu Later means: which follow-up, and in how many days.
func (r Ref) Later() (followUp int64, days int, err error) {
	if _, err := fmt.Sscanf(r.Item, "%d.%d", &followUp, &days); err != nil || days < 1 {
		return 0, 0, fmt.Errorf("parse reference %q: no follow-up and days", r.Item)
	}
	return followUp, days, nil
}

// remindedLine is one line: what, and how it stands. Of a private incident that the reader is no part of it does
// not say what.
func remindedLine(f incident.FollowUp, inc incident.Incident, to incident.PersonID, named bool, day time.Time) slack.Block {
	sign, how := "📋", owed(f, day)
	switch {
	case f.State == incident.FollowUpDone:
		sign, how = "☑️", "done"
	case f.Owner == "":
		sign, how = "➡️", "nobody's now"
	case f.Owner != to && named:
		sign, how = "➡️", person(f.Owner)+" has it now"
	case f.Owner != to: // who is on a private incident is as private as what it is about
		how = "somebody else has it now"
	case !named:
		how += ". Ask its people to let you in: only they may know what it is about."
	}
	if !named {
		return slack.NewContextBlock("", marked("🔒 A follow-up of a private incident · "+how))
	}
	return slack.NewContextBlock("", marked(sign), literal(incident.CleanLine(f.Title), maxListTitle), marked(drillMark(inc)+how))
}

// HandOverForm asks who takes a follow-up over.
func HandOverForm(inc incident.Incident, f incident.FollowUp) slack.ModalViewRequest {
	form := form(CallbackHandOver, headed("Hand over", inc), "Hand over",
		slack.NewSectionBlock(literal(incident.CleanLine("📋 "+f.Title), maxSection), nil, nil),
		personInput(incident.FieldOwner, "Who takes it over?", "").WithOptional(false),
		note("They are told in their morning, with your name. The incident's channel is told at once."),
	)
	form.PrivateMetadata = refToItem(inc, strconv.FormatInt(f.ID, 10)).String()
	return form
}

// ReadHandOver reads who was chosen; empty for nobody.
func ReadHandOver(v slack.View) incident.PersonID {
	return incident.PersonID(answer(v, incident.FieldOwner).SelectedUser)
}

// maxDigest is how many follow-ups a digest lists: a message holds 50 blocks, and each owner takes one.
const maxDigest = 45

// Digest tells who leads a team what was overdue in it, by owner.
func Digest(d incident.Digest) Message {
	total := 0
	for _, o := range d.Owners {
		total += len(o.FollowUps)
	}
	says := fmt.Sprintf("%s overdue in %s at the beginning of %s.", count(total, "follow-up"), d.Team, d.Week)
	blocks := []slack.Block{slack.NewSectionBlock(literal("🗓️ "+says, maxSection), nil, nil)}
	shown := 0
	for _, o := range d.Owners {
		if len(blocks)+2 > maxDigest {
			break
		}
		blocks = append(blocks, section(person(o.Person)+" · "+thousands(len(o.FollowUps))))
		for _, f := range o.FollowUps {
			if len(blocks) >= maxDigest {
				break
			}
			shown++
			blocks = append(blocks, slack.NewContextBlock("",
				literal(incident.CleanLine(f.Title), maxListTitle), marked("due "+date(f.Due)+" · "+f.Number.String()+" · "+channel(f.Channel))))
		}
	}
	if left := total - shown; left > 0 {
		blocks = append(blocks, note("… and "+thousands(left)+" more."))
	}
	blocks = append(blocks, note("Talk it over: another day, another owner, or not at all. `/incident followup` in their channels changes them."))
	return Message{Text: fallback(says), Blocks: blocks}
}
