package view_test

import (
	"testing"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// task is an open task of Cam's.
func task(title string) incident.Task {
	return incident.Task{
		ID: 5, Number: 42, Title: title, Owner: "U0CAM", DueAt: at(40), State: incident.TaskOpen, Message: "1768446120.000100",
		By: "U0BEN", At: at(20),
	}
}

func taskMessages() map[string]view.Message {
	link := func(incident.ChannelID, incident.MessageID, incident.MessageID) string {
		return "https://shop.slack.example/archives/C0INC42/p1768446120000100"
	}
	free, finished, dropped := task("Roll back 41"), task("Roll back 41"), task(hostile)
	free.Owner, free.DueAt, free.Message = "", incident.Task{}.DueAt, ""
	finished.State, finished.DoneBy, finished.DoneAt = incident.TaskDone, "U0CAM", at(31)
	dropped.State, dropped.DoneBy, dropped.DoneAt = incident.TaskDropped, "U0BEN", at(31)
	moved := dropped
	moved.FollowedUp = true
	return map[string]view.Message{
		"task":                   view.Task(told(), task("Roll back 41"), link),
		"task_of_nobody":         view.Task(told(), free, link),
		"task_after_the_end":     view.Task(over(), task("Warm the cache"), link),
		"task_done":              view.Task(told(), finished, link),
		"task_dropped":           view.Task(told(), dropped, link),
		"task_that_is_followed":  view.Task(done(), moved, link),
		"task_hostile":           view.Task(told(), task(hostile), link),
		"task_of_somebody_else":  view.TaskTaken(&incident.OwnedError{Task: task("Roll back 41")}),
		"task_of_nobody_anymore": view.TaskTaken(&incident.OwnedError{Task: free}),
	}
}

func taskViews() map[string]slack.ModalViewRequest {
	var many []incident.Task
	for range 30 {
		many = append(many, task(hostile))
	}
	made := incident.Task{Title: hostile, Message: "1768446120.000100"}
	return map[string]slack.ModalViewRequest{
		"task_first":           view.TaskForm(told(), incident.Task{}, nil),
		"task_with_many_below": view.TaskForm(over(), made, many),
		"task_edited":          view.TaskForm(told(), task("Roll back 41"), nil),
	}
}

func TestTasks_hold_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc, one := anyIncident(t), task(anything(t, "title"))
		one.State = rapid.SampledFrom([]incident.TaskState{incident.TaskOpen, incident.TaskDone, incident.TaskDropped}).Draw(t, "state")
		one.DoneBy, one.DoneAt = "U0BEN", at(31)
		m := view.Task(inc, one, nil)
		checkMessage(t, m)
		checkTypedIsLiteral(t, m.Text, m.Blocks)
		v := view.TaskForm(inc, one, nil)
		checkView(t, v)
		checkTypedIsLiteral(t, "", v.Blocks.BlockSet)
	})
}
