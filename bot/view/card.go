package view

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Around is what the card tells beside the incident itself.
type Around struct {
	Draft string             // address of the postmortem draft; empty before the first
	Stuck []incident.Surface // what Slack refused to show
}

// Card is the pinned message in the incident's channel: what is known, what to do next, and the
// buttons to do it with.
func Card(inc incident.Incident, rules incident.Rules, around Around) Message {
	switch inc.Status { //nolint:exhaustive // the others' cards say more
	case incident.Closed:
		return overCard(inc, around, "closed.", closedLine(inc))
	case incident.Declined:
		return overCard(inc, around, "declined.", declinedLine(inc))
	case incident.Merged:
		return overCard(inc, around, "part of another incident.", mergedLine(inc))
	}
	blocks := []slack.Block{
		slack.NewHeaderBlock(literal(title(inc), maxHeader)),
		slack.NewSectionBlock(nil, facts(inc, rules), nil),
	}
	blocks = append(blocks, impact(inc)...)
	blocks = append(blocks, callLine(inc, rules)...)
	blocks = append(blocks, section("*Next:* "+escape(incident.Next(&inc))))
	blocks = append(blocks, troubles(around.Stuck)...)
	blocks = append(blocks, buttons(inc, around))
	return Message{
		Text:   fallback(title(inc)+":", string(inc.Severity)+",", string(inc.Status)+".", "Next:", incident.Next(&inc)),
		Blocks: blocks,
	}
}

// overCard is one quiet line, and what can be done still: a channel read months later should not look as if it burned.
func overCard(inc incident.Incident, around Around, how, line string) Message {
	blocks := []slack.Block{
		slack.NewContextBlock("", literal(title(inc), maxHeader), marked(line)),
		note(escape(incident.Next(&inc))),
	}
	blocks = append(blocks, troubles(around.Stuck)...)
	return Message{Text: fallback(title(inc)+":", how), Blocks: append(blocks, buttons(inc, around))}
}

func closedLine(inc incident.Incident) string {
	line := statusSign(inc.Status) + " Closed " + when(inc.ClosedAt) + " · resolved after " + span(inc.ResolvedAt.Sub(inc.DeclaredAt))
	if !inc.ImpactStartedAt.IsZero() && !inc.MitigatedAt.IsZero() {
		line += " · users were hurt for " + span(inc.MitigatedAt.Sub(inc.ImpactStartedAt))
	}
	return line
}

func facts(inc incident.Incident, rules incident.Rules) []*slack.TextBlockObject {
	fields := []*slack.TextBlockObject{
		marked("*Severity*\n" + severity(inc.Severity, rules)),
		marked("*Status*\n" + status(inc.Status)),
		marked("*" + roleTitle(incident.Commander, rules) + "*\n" + person(inc.Commander())),
		marked("*Declared*\n" + when(inc.DeclaredAt) + " by " + person(inc.DeclaredBy)),
		marked("*Last update*\n" + whenOr(inc.LastUpdateAt, "none yet")),
		marked("*Next update due*\n" + whenOr(inc.NextUpdateDueAt, "none")),
	}
	fields = append(fields, sorted(inc)...)
	if inc.Private {
		fields = append(fields, marked("*Private*\n🔒 only people in this channel know of it"))
	}
	fields = append(fields, answered(inc, rules)...)
	for _, role := range rules.Roles {
		if holders := inc.Roles[role.Name]; len(holders) > 0 && role.Name != incident.Commander && len(fields) < 10 {
			fields = append(fields, marked("*"+roleTitle(role.Name, rules)+"*\n"+people(holders)))
		}
	}
	return fields[:min(len(fields), maxFields)]
}

// maxFields is how many fields Slack takes in a section.
const maxFields = 10

func impact(inc incident.Incident) []slack.Block {
	if known := said("Impact", inc.ImpactText()); known != nil {
		return known
	}
	return []slack.Block{section("*Impact:* nobody has said yet")}
}

func roleTitle(name incident.RoleName, rules incident.Rules) string {
	if role, err := rules.Role(string(name)); err == nil && role.Title != "" {
		return fitEscaped(role.Title, maxOption)
	}
	return fitEscaped(string(name), maxOption)
}

func whenOr(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return when(t)
}

// buttons puts what to do next first, in colour where one thing is plainly next.
func buttons(inc incident.Incident, around Around) slack.Block {
	var row []slack.BlockElement
	add := func(b *slack.ButtonBlockElement) { row = append(row, b) }
	switch {
	case inc.Status == incident.Declined, inc.Status == incident.Merged:
		add(reopenButton(inc))
	case inc.Status == incident.Triage:
		add(button(inc, ActionAccept, "Accept").WithStyle(slack.StylePrimary))
		add(button(inc, ActionDecline, "Decline"))
		add(button(inc, ActionSeverity, "Severity"))
		add(catchUpButton(inc))
	case inc.Status == incident.Closed:
		if around.Draft != "" {
			add(button(inc, ActionOpenDraft, "Open the draft").WithURL(around.Draft).WithStyle(slack.StylePrimary))
		}
		add(reopenButton(inc))
	case inc.Status == incident.Resolved:
		add(closeButton(inc))
		add(button(inc, ActionUpdate, "Update"))
		add(catchUpButton(inc))
		add(reopenButton(inc))
	case inc.Commander() == "":
		add(button(inc, ActionTakeCommand, "Take command").WithStyle(slack.StylePrimary))
		add(button(inc, ActionUpdate, "Update"))
		add(button(inc, ActionSeverity, "Severity"))
		add(button(inc, ActionStatus, "Status"))
		add(button(inc, ActionRoles, "Roles"))
		add(resolveButton(inc))
		add(catchUpButton(inc))
	default:
		update := button(inc, ActionUpdate, "Update")
		if inc.LastUpdateAt.IsZero() {
			update.WithStyle(slack.StylePrimary)
		}
		add(update)
		add(button(inc, ActionSeverity, "Severity"))
		add(button(inc, ActionStatus, "Status"))
		add(button(inc, ActionRoles, "Roles"))
		add(resolveButton(inc))
		add(catchUpButton(inc))
		add(takeOverButton(inc))
	}
	add(button(inc, ActionPanel, "Checklist"))
	return slack.NewActionBlock("act", row...)
}

func button(inc incident.Incident, action, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, refTo(inc).String(), literal(label, maxOption))
}

func catchUpButton(inc incident.Incident) *slack.ButtonBlockElement {
	return button(inc, ActionCatchUp, "Catch me up")
}

func takeOverButton(inc incident.Incident) *slack.ButtonBlockElement {
	return button(inc, ActionTakeCommand, "Take over").WithConfirm(confirm(
		"Take command?",
		person(inc.Commander())+" leads now. You would coordinate and speak from here on; they, and everybody in the channel, are told at once.",
		"Take over", "Leave it",
	))
}

func resolveButton(inc incident.Incident) *slack.ButtonBlockElement {
	b := button(inc, ActionResolve, "Resolve").WithConfirm(confirm(
		"Resolve "+numbered(inc)+"?",
		"You say that users are well again and it will hold. The clock stops, no more updates are due, and people outside are told. It can be reopened.",
		"Resolve", "Not yet",
	))
	if inc.Status == incident.Monitoring {
		b.WithStyle(slack.StylePrimary)
	}
	return b
}

func closeButton(inc incident.Incident) *slack.ButtonBlockElement {
	return button(inc, ActionClose, "Close").WithStyle(slack.StylePrimary).WithConfirm(confirm(
		"Close "+numbered(inc)+"?",
		"Nothing more can be changed until it is reopened. The postmortem draft is written from what is stored and posted here.",
		"Close", "Not yet",
	))
}

func reopenButton(inc incident.Incident) *slack.ButtonBlockElement {
	return button(inc, ActionReopen, "Reopen").WithConfirm(confirm(
		"Reopen "+numbered(inc)+"?",
		"It goes back to investigating, its end is forgotten, and people outside are told that it is back.",
		"Reopen", "Leave it",
	).WithStyle(slack.StyleDanger))
}

func confirm(question, consequence, yes, no string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(literal(question, 100), marked(consequence), literal(yes, 30), literal(no, 30))
}
