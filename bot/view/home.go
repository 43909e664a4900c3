package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Slack takes 100 blocks. What there is to do takes three each, an open incident takes one, and the rest some fifteen.
const (
	maxHomeTodo      = 8
	maxHomeIncidents = 36
	maxHomeRoles     = 15
)

// AtHome is whose Home tab is drawn, and what concerns them.
type AtHome struct {
	Desk    incident.Desk
	Who     incident.PersonID
	Refused *incident.Refusal // why they may not declare or run incidents; nil when they may
	Now     time.Time
	Today   time.Time // the day on their calendar, at midnight UTC
}

// Home is somebody's Home tab: a button to declare, which roles they have, what is theirs to do, and what is open.
func Home(h AtHome, rules incident.Rules) slack.HomeTabViewRequest {
	blocks := h.begin()
	if h.Refused == nil {
		blocks = append(blocks, h.roles(rules)...)
		blocks = append(blocks, h.todo()...)
	}
	blocks = append(blocks, slack.NewDividerBlock())
	blocks = append(blocks, h.open(rules)...)
	blocks = append(blocks, note("As of "+when(h.Now)+". It is drawn anew when you open it, and when you do something here."))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

func (h AtHome) begin() []slack.Block {
	row := []slack.BlockElement{
		slack.NewButtonBlockElement(ActionRefresh, "", literal("Refresh", maxOption)),
		slack.NewButtonBlockElement(ActionHelp, "", literal("Help", maxOption)),
	}
	if h.Refused != nil {
		return append(Refusal(h.Refused).Blocks, slack.NewActionBlock("home", row...))
	}
	declare := slack.NewButtonBlockElement(ActionDeclare, "", literal("Declare an incident", maxOption)).WithStyle(slack.StylePrimary)
	return []slack.Block{
		section("*Is something broken?* If in doubt, declare: lowering the severity or closing again is easy, and nobody minds."),
		slack.NewActionBlock("home", append([]slack.BlockElement{declare}, row...)...),
	}
}

func (h AtHome) roles(rules incident.Rules) []slack.Block {
	held := h.Desk.Roles(h.Who, rules)
	if len(held) == 0 {
		return nil
	}
	lines := []string{"*You are now*"}
	for _, one := range held[:min(len(held), maxHomeRoles)] {
		lines = append(lines, "• "+roleTitle(one.Role, rules)+" of "+numbered(one.Incident)+" · "+channel(one.Incident.Channel))
	}
	if more := len(held) - maxHomeRoles; more > 0 {
		lines = append(lines, "and "+count(more, "role")+" more")
	}
	return []slack.Block{slack.NewDividerBlock(), section(strings.Join(lines, "\n"))}
}

// todo is what is theirs to do, each with a click for having done it.
func (h AtHome) todo() []slack.Block {
	blocks := []slack.Block{slack.NewDividerBlock()}
	tasks, later := h.Desk.Tasks, h.Desk.FollowUps
	if len(tasks)+len(later) == 0 {
		return append(blocks, section("*Nothing waits for you.*"))
	}
	if len(tasks) > 0 {
		blocks = append(blocks, section("*Yours to do now* · "+count(len(tasks), "task")))
	}
	for _, t := range tasks[:min(len(tasks), maxHomeTodo)] {
		inc := h.Desk.Of[t.Number]
		blocks = append(blocks, todo("🔧 "+t.Title, h.taskDue(t), inc, "task/"+strconv.FormatInt(t.ID, 10),
			taskButton(inc, t, ActionFinishTask, "Done"), taskButton(inc, t, ActionEditTask, "Edit"))...)
	}
	if more := len(tasks) - maxHomeTodo; more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" more: `/incident task` in their channels lists them."))
	}
	if len(tasks) > 0 && len(later) > 0 {
		blocks = append(blocks, slack.NewDividerBlock())
	}
	if len(later) > 0 {
		blocks = append(blocks, section("*Yours to do after* · "+count(len(later), "follow-up")))
	}
	for _, f := range later[:min(len(later), maxHomeTodo)] {
		inc := h.Desk.Of[f.Number]
		blocks = append(blocks, todo("📋 "+f.Title, owed(f, h.Today), inc, "followup/"+strconv.FormatInt(f.ID, 10),
			followUpButton(inc, f, ActionFinishFollowUp, "Done"), followUpButton(inc, f, ActionEditFollowUp, "Edit"))...)
	}
	if more := len(later) - maxHomeTodo; more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" more: `/incident followup` in their channels shows them."))
	}
	return blocks
}

func todo(what, due string, inc incident.Incident, block string, row ...*slack.ButtonBlockElement) []slack.Block {
	where := channel(inc.Channel)
	if inc.Private {
		where = "🔒 " + where
	}
	buttons := make([]slack.BlockElement, len(row))
	for i, b := range row {
		buttons[i] = b
	}
	return []slack.Block{
		slack.NewSectionBlock(literal(incident.CleanLine(what), maxSection), nil, nil),
		slack.NewContextBlock("", marked(due), literal(title(inc), maxListTitle), marked(where)),
		slack.NewActionBlock(block, buttons...),
	}
}

// taskDue is mrkdwn: by when a task is to be done.
func (h AtHome) taskDue(t incident.Task) string {
	switch {
	case t.DueAt.IsZero():
		return "no due time"
	case t.DueAt.Before(h.Now):
		return "*overdue* since " + when(t.DueAt)
	default:
		return "by " + when(t.DueAt)
	}
}

// open lists what is open, worst first.
func (h AtHome) open(rules incident.Rules) []slack.Block {
	open := h.Desk.Open
	switch {
	case len(open) == 0 && h.Refused != nil:
		return []slack.Block{section("*No incident is open that you are in.*")}
	case len(open) == 0:
		return []slack.Block{section("*No incident is open.*")}
	}
	blocks := []slack.Block{section("*" + count(len(open), "open incident") + "*, worst first")}
	for _, inc := range open[:min(len(open), maxHomeIncidents)] {
		var panel *slack.Accessory
		if h.Refused == nil {
			panel = slack.NewAccessory(button(inc, ActionPanel, "Panel"))
		}
		blocks = append(blocks, slack.NewSectionBlock(literal(title(inc), maxHeader), []*slack.TextBlockObject{marked(openLine(inc, h.Now, rules))}, panel))
	}
	if more := len(open) - maxHomeIncidents; more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" more, which are milder or older. `/incident list` shows the newest, and any can be named: `/incident timeline INC-42`."))
	}
	return blocks
}
