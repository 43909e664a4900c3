package view_test

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// thursday is the day of the night in which all of this happens.
var thursday = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)

// mine is an open follow-up of Cam's that was due so many days from thursday.
func mine(id int64, title string, days int) incident.FollowUp {
	return incident.FollowUp{
		ID: id, Number: 42, Title: title, Owner: "U0CAM", Due: thursday.AddDate(0, 0, days),
		Phase: incident.PhasePrevent, State: incident.FollowUpOpen, By: "U0BEN", At: at(97),
	}
}

func reminder(unnamed []int64, all ...incident.FollowUp) view.Message {
	incidents := map[incident.Number]incident.Incident{42: done()}
	return view.Reminder("U0CAM", incident.Reminder{Day: thursday, Unnamed: unnamed}, all, incidents)
}

func reminderMessages() map[string]view.Message {
	late, today, soon := mine(17, "Alert when a secret is missing", -3), mine(18, "Write down how to drain the queue", 0), mine(19, "Tell the bank", 9)
	soon.HandedAt, soon.HandedBy = at(200), "U0BEN"
	finished, theirs, nobodys, postponed := late, today, today, late
	finished.State, finished.DoneAt = incident.FollowUpDone, at(400)
	theirs.Owner, theirs.HandedBy, theirs.HandedAt = "U0ADA", "U0CAM", at(400)
	nobodys.ID, nobodys.Owner = 20, ""
	postponed.Later = thursday.AddDate(0, 0, 7)
	dateless := mine(21, "Ask why staging did not catch it", 0)
	dateless.Due = time.Time{}
	dateless.HandedAt, dateless.HandedBy = at(200), "U0BEN"
	var many []incident.FollowUp
	for i := range 30 {
		many = append(many, mine(int64(100+i), fmt.Sprintf("Do the thing %d", i), -i))
	}
	overdue := func(title string, days int) incident.DigestItem {
		return incident.DigestItem{Number: 42, Channel: "C0INC42", Title: title, Due: thursday.AddDate(0, 0, -days)}
	}
	digest := incident.Digest{Week: "2026-W03", Team: "Payments", Owners: []incident.DigestOwner{
		{Person: "U0CAM", FollowUps: []incident.DigestItem{overdue("Alert when a secret is missing", 30), overdue("Tell the bank", 3)}},
		{Person: "U0BEN", FollowUps: []incident.DigestItem{overdue(hostile, 4)}},
	}}
	big := incident.Digest{Week: "2026-W03", Team: hostile, Owners: []incident.DigestOwner{{Person: "U0CAM"}, {Person: "U0BEN"}}}
	for i := range 60 {
		big.Owners[i/50].FollowUps = append(big.Owners[i/50].FollowUps, overdue(fmt.Sprintf("Do the thing %d", i), 70-i))
	}
	return map[string]view.Message{
		"reminder":                     reminder(nil, late, today, soon, dateless),
		"reminder_of_one":              reminder(nil, today),
		"reminder_partly_settled":      reminder(nil, finished, theirs, nobodys, soon),
		"reminder_settled":             reminder(nil, finished, theirs),
		"reminder_postponed":           reminder(nil, postponed),
		"reminder_of_a_private_matter": reminder([]int64{17, 18}, late, today, soon),
		"reminder_of_a_private_done":   reminder([]int64{17}, finished),
		"reminder_of_a_private_theirs": reminder([]int64{18}, theirs),
		"reminder_of_very_many":        reminder(nil, many...),
		"reminder_hostile":             reminder(nil, mine(17, hostile, -1)),
		"digest":                       view.Digest(digest),
		"digest_of_very_many":          view.Digest(big),
	}
}

func reminderViews() map[string]slack.ModalViewRequest {
	return map[string]slack.ModalViewRequest{
		"hand_over":         view.HandOverForm(done(), mine(17, "Alert when a secret is missing", 0)),
		"hand_over_hostile": view.HandOverForm(done(), mine(17, hostile, 0)),
	}
}
