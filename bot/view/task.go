package view

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Task is the message in the incident's channel that a task is. Its thread is where it is talked about.
func Task(inc incident.Incident, t incident.Task, link Link) Message {
	switch t.State {
	case incident.TaskDone:
		return endedTask(inc, t, "✅", "done by "+person(t.DoneBy))
	case incident.TaskDropped:
		if t.FollowedUp {
			return endedTask(inc, t, "📋", "a follow-up now: `/incident followup`")
		}
		return endedTask(inc, t, "✖️", "dropped by "+person(t.DoneBy))
	case incident.TaskOpen:
	}
	row := []slack.BlockElement{
		taskButton(inc, t, ActionFinishTask, "Done").WithStyle(slack.StylePrimary),
		taskButton(inc, t, ActionTakeTask, "Take it"),
		taskButton(inc, t, ActionEditTask, "Edit"),
	}
	if inc.Status == incident.Resolved || inc.Status.Over() {
		row = append(row, taskButton(inc, t, ActionFollowUpTask, "Make it a follow-up"))
	}
	facts := drillMark(inc) + "*Task* · " + taskPlan(t) + " · given by " + person(t.By)
	if from := taskFrom(inc, t, link); from != "" {
		facts += " · " + from
	}
	return Message{
		Text: fallback(taskWord(inc)+":", t.Title),
		Blocks: []slack.Block{
			slack.NewSectionBlock(literal(incident.CleanLine("🔧 "+t.Title), maxSection), nil, nil),
			note(facts),
			slack.NewActionBlock("task/"+strconv.FormatInt(t.ID, 10), row...),
		},
	}
}

// endedTask is small: what is done should not look as if somebody waited for it.
func endedTask(inc incident.Incident, t incident.Task, sign, how string) Message {
	line := []slack.MixedElement{marked(sign), literal(incident.CleanLine(t.Title), maxListTitle), marked(drillMark(inc) + how + " " + when(t.DoneAt))}
	blocks := []slack.Block{slack.NewContextBlock("", line...)}
	if !t.FollowedUp {
		blocks = append(blocks, slack.NewActionBlock("task/"+strconv.FormatInt(t.ID, 10), taskButton(inc, t, ActionReopenTask, "Not done yet")))
	}
	return Message{Text: fallback(taskWord(inc), string(t.State)+":", t.Title), Blocks: blocks}
}

func taskWord(inc incident.Incident) string {
	if inc.Drill {
		return drillSign + " task"
	}
	return "Task"
}

// taskPlan is mrkdwn: who does it, and by when.
func taskPlan(t incident.Task) string {
	line := "nobody has it yet"
	if t.Owner != "" {
		line = person(t.Owner) + " does it"
	}
	if !t.DueAt.IsZero() {
		line += " · by " + when(t.DueAt)
	}
	return line
}

func taskFrom(inc incident.Incident, t incident.Task, link Link) string {
	if t.Message == "" || link == nil {
		return ""
	}
	return linkTo(link(inc.ChannelOf(t.Message), t.Message, t.Thread), "from a message")
}

func taskButton(inc incident.Incident, t incident.Task, action, label string) *slack.ButtonBlockElement {
	ref := refToItem(inc, strconv.FormatInt(t.ID, 10))
	ref.Holder = t.Owner
	return slack.NewButtonBlockElement(action, ref.String(), literal(label, maxOption))
}

// maxTasksBelow is how many open tasks are listed below the form for another one.
const maxTasksBelow = 20

// TaskForm asks what is to be done now, by whom and by when. t fills it in; without an ID it is a new one, and open
// are listed below.
func TaskForm(inc incident.Incident, t incident.Task, open []incident.Task) slack.ModalViewRequest {
	blocks := []slack.Block{
		lineInput(incident.FieldTitle, "What is to be done now?", "Roll back 41", t.Title, incident.MaxFollowUp),
		personInput(fieldOwner, "Who does it?", t.Owner),
		momentInput(fieldDue, "By when?", t.DueAt),
	}
	submit, item := "Give it", string(t.Message)
	if t.ID != 0 {
		submit, item = "Save", strconv.FormatInt(t.ID, 10)
		if t.State == incident.TaskOpen {
			blocks = append(blocks, ticks(fieldDrop, "Not needed any more?", box{option("drop", "Drop it", "It stays on record as dropped"), false}))
		}
	} else {
		blocks = append(blocks, tasksBelow(inc, open)...)
	}
	form := form(CallbackTask, headed("Task", inc), submit, blocks...)
	form.PrivateMetadata = refToItem(inc, item).String()
	return form
}

func tasksBelow(inc incident.Incident, open []incident.Task) []slack.Block {
	if len(open) == 0 {
		return []slack.Block{note("No task is open. Each one becomes a message in the channel; what is left for afterwards is a follow-up.")}
	}
	blocks := []slack.Block{section("*Still to be done*")}
	for _, t := range open[:min(len(open), maxTasksBelow)] {
		blocks = append(blocks, slack.NewContextBlock("", literal(incident.CleanLine("🔧 "+t.Title), maxListTitle), marked(taskPlan(t))))
	}
	if left := len(open) - maxTasksBelow; left > 0 {
		blocks = append(blocks, note(thousands(left)+" more are in the channel."))
	}
	if inc.Status == incident.Resolved || inc.Status.Over() {
		blocks = append(blocks, slack.NewActionBlock("tasks", slack.NewButtonBlockElement(
			ActionFollowUpTasks, refToItem(inc, "").String(), literal("Make all of them follow-ups", maxOption))))
	}
	return blocks
}

// ReadTask reads a submitted task. A new one that was made of a message names it.
func ReadTask(v slack.View) (incident.TaskWords, error) {
	ref, err := ParseRef(v.PrivateMetadata)
	words := incident.TaskWords{
		Title: typed(v, incident.FieldTitle),
		Owner: incident.PersonID(answer(v, fieldOwner).SelectedUser),
		DueAt: moment(v, fieldDue),
		Drop:  len(answer(v, fieldDrop).SelectedOptions) > 0,
	}
	words.Message, _ = itemMessage(ref.Item)
	return words, err
}

// fieldDrop is the block_id of the task form's check box.
const fieldDrop incident.Field = "drop"

// TaskTaken says that somebody was quicker to take a task.
func TaskTaken(e *incident.OwnedError) Message {
	said := person(e.Task.Owner) + " was quicker and has this task now. If it should be you, agree with them and press Edit."
	if e.Task.Owner == "" {
		said = "Nobody has this task any more. Press Take it again if you still want it."
	}
	return Message{Text: fallback("Somebody was quicker."), Blocks: []slack.Block{section(said)}}
}

// momentInput asks for a day and a time of day, by the reader's clock.
func momentInput(field incident.Field, label string, chosen time.Time) *slack.InputBlock {
	element := slack.NewDateTimePickerBlockElement(string(field))
	if !chosen.IsZero() {
		element.InitialDateTime = chosen.Unix()
	}
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element).WithOptional(true)
}

// moment is the instant that was chosen; zero when none was.
func moment(v slack.View, field incident.Field) time.Time {
	seconds := answer(v, field).SelectedDateTime
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
