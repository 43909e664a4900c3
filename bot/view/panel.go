package view

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Panel leads through an incident: how it stands, what to do next, the checklist of the state it is in with a click
// for each item, and a button for everything else that can be done now. It is drawn again after each click.
func Panel(inc incident.Incident, seen incident.Seen, rules incident.Rules, now time.Time) slack.ModalViewRequest {
	items := incident.Checklist(inc, seen, rules, now)
	blocks := []slack.Block{
		slack.NewSectionBlock(literal(title(inc), maxSection), nil, nil),
		note(stand(inc, rules)),
		section("*Next:* " + escape(incident.Next(&inc))),
	}
	if inc.Lost != "" && !inc.Status.Over() {
		blocks = append(blocks, section("⚠️ "+lostLine(inc.Lost, inc.Channel, inc.ChannelName, "")), newChannel(inc))
	}
	if len(items) > 0 {
		blocks = append(blocks, slack.NewDividerBlock())
		blocks = append(blocks, checklist(inc, items)...)
	}
	blocks = append(blocks, slack.NewDividerBlock())
	for i, row := range everything(inc, rules) {
		blocks = append(blocks, slack.NewActionBlock([]string{"all", "more", "end"}[i], row...))
	}
	panel := dialog(numbered(inc), blocks...)
	panel.CallbackID, panel.PrivateMetadata = CallbackPanel, refTo(inc).String()
	return panel
}

// stand is mrkdwn: how an incident stands, in one line.
func stand(inc incident.Incident, rules incident.Rules) string {
	line := severitySign(inc.Severity, rules) + " " + escape(string(inc.Severity)) + " · " + statusSign(inc.Status) + " " + escape(string(inc.Status))
	if inc.Status.Active() || inc.Status == incident.Resolved {
		line += " · " + roleTitle(incident.Commander, rules) + ": " + person(inc.Commander())
	}
	if inc.Status.Active() && !inc.NextUpdateDueAt.IsZero() {
		line += " · next update due " + when(inc.NextUpdateDueAt)
	}
	if inc.Private {
		line += " · 🔒 private"
	}
	return line + " · " + channel(inc.Channel)
}

// checklist shows what is to be done, the first of it in colour, and then what is done.
func checklist(inc incident.Incident, items []incident.Item) []slack.Block {
	var blocks []slack.Block
	var ticked string
	first := true
	for _, item := range items {
		if item.Done {
			ticked += "✅ " + escape(item.What) + "   "
			continue
		}
		text := marked("⬜ *" + escape(item.What) + "*\n" + escape(item.Why))
		var accessory *slack.Accessory
		if does, ok := doings[item.Do]; ok {
			b := does(inc)
			b.Style = slack.StyleDefault
			if first {
				b.Style = slack.StylePrimary
			}
			accessory = slack.NewAccessory(b)
		}
		first = false
		blocks = append(blocks, slack.NewSectionBlock(text, nil, accessory, slack.SectionBlockOptionBlockID("do/"+string(item.Do))))
	}
	if ticked != "" {
		blocks = append(blocks, note(ticked))
	}
	return blocks
}

// doings are the buttons that do what an item of a checklist says.
var doings = map[incident.Do]func(incident.Incident) *slack.ButtonBlockElement{
	incident.DoAccept:      labelledButton(ActionAccept, "Accept"),
	incident.DoCommand:     labelledButton(ActionTakeCommand, "Take command"),
	incident.DoUpdate:      labelledButton(ActionUpdate, "Update"),
	incident.DoCommunicate: labelledButton(ActionCommunicate, "I communicate"),
	incident.DoNote:        labelledButton(ActionNote, "Note"),
	incident.DoIdentified:  labelledButton(ActionIdentified, "Cause found"),
	incident.DoMonitoring:  labelledButton(ActionMonitoring, "Users are well"),
	incident.DoResolve:     resolveButton,
	incident.DoCause:       labelledButton(ActionCause, "Cause"),
	incident.DoTasks:       labelledButton(ActionTask, "Tasks"),
	incident.DoFollowUp:    labelledButton(ActionAddFollowUp, "Add a follow-up"),
	incident.DoFollowUps:   labelledButton(ActionFollowUps, "Follow-ups"),
	incident.DoClose:       closeButton,
	incident.DoPostmortem:  labelledButton(ActionPostmortem, "Postmortem"),
}

func labelledButton(action, label string) func(incident.Incident) *slack.ButtonBlockElement {
	return func(inc incident.Incident) *slack.ButtonBlockElement { return button(inc, action, label) }
}

// everything is what can be done with the incident now: what changes it, what tells of it, what ends it.
func everything(inc incident.Incident, rules incident.Rules) [][]slack.BlockElement {
	add := func(row *[]slack.BlockElement, action, label string) { *row = append(*row, button(inc, action, label)) }
	var change, tell, end []slack.BlockElement
	if !inc.Status.Over() && inc.Status != incident.Triage {
		add(&change, ActionUpdate, "Update")
		add(&change, ActionSeverity, "Severity")
		add(&change, ActionStatus, "Status")
		if inc.Commander() != "" {
			change = append(change, takeOverButton(inc))
		}
		add(&change, ActionRoles, "Roles")
		add(&change, ActionNote, "Note")
		add(&change, ActionTask, "Task")
	}
	if inc.Status == incident.Triage {
		add(&change, ActionAccept, "Accept")
		add(&change, ActionDecline, "Decline")
		add(&change, ActionSeverity, "Severity")
		add(&change, ActionNote, "Note")
	}
	if len(rules.Services) > 0 {
		add(&change, ActionService, "Service")
	}
	if len(rules.Causes) > 0 {
		add(&change, ActionCause, "Cause")
	}
	add(&tell, ActionFollowUps, "Follow-ups")
	add(&tell, ActionTimeline, "Timeline")
	add(&tell, ActionLinks, "Links")
	if !inc.Status.Over() {
		tell = append(tell, catchUpButton(inc))
	}
	if inc.Status == incident.Closed {
		add(&tell, ActionPostmortem, "Postmortem")
	}
	switch {
	case inc.Status.Active():
		end = append(end, plainButton(resolveButton(inc)))
	case inc.Status == incident.Resolved:
		end = append(end, plainButton(closeButton(inc)), reopenButton(inc))
	case inc.Status.Over():
		end = append(end, reopenButton(inc))
	}
	if !inc.Status.Over() {
		add(&end, ActionMerge, "Merge")
	}
	var rows [][]slack.BlockElement
	for _, row := range [][]slack.BlockElement{change, tell, end} {
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func plainButton(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	b.Style = slack.StyleDefault
	return b
}

// Waiting stands where an answer will stand in a moment.
func Waiting() slack.ModalViewRequest { return dialog("One moment…", note("I am looking it up.")) }

// FollowUpsDialog is [FollowUpList] as a modal.
func FollowUpsDialog(inc incident.Incident, all []incident.FollowUp) slack.ModalViewRequest {
	list := Dialog("Follow-ups", FollowUpList(inc, all))
	list.CallbackID, list.PrivateMetadata = CallbackFollowUps, refTo(inc).String()
	return list
}
