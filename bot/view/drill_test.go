package view_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// practice is an incident that looks like another, and is a drill.
func practice(inc incident.Incident) incident.Incident {
	inc.Drill = true
	return inc
}

// Nobody shall take a drill for real, wherever they meet it.
func TestDrill_is_called_one_wherever_it_is_met(t *testing.T) {
	t.Parallel()
	rules, maybe, nobody := words(), practice(justDeclared()), incident.Missing{}
	maybe.Status, maybe.NextUpdateDueAt = incident.Triage, time.Time{}
	caught := caughtUp()
	caught.Incident = practice(told())
	brief := incident.RoleBrief{Number: 42, Role: incident.Commander, By: "U0CAM", From: "U0ADA"}
	finished := task("Roll back 41")
	finished.State, finished.DoneBy, finished.DoneAt = incident.TaskDone, "U0CAM", at(31)
	settled := mine(18, "Write down how to drain the queue", 0)
	settled.State = incident.FollowUpDone
	remind := func(all ...incident.FollowUp) view.Message {
		incidents := map[incident.Number]incident.Incident{42: practice(done())}
		return view.Reminder("U0CAM", incident.Reminder{Day: thursday}, all, incidents)
	}
	gone, lostOne := incident.ChannelGone{Number: 42, Channel: "C0INC42", What: incident.LostArchived}, practice(told())
	lostOne.Lost = incident.LostArchived
	desk := incident.Desk{Open: []incident.Incident{practice(told())}, Of: map[incident.Number]incident.Incident{42: practice(told())}, Tasks: []incident.Task{task("Roll back 41")}}
	edited := incident.Draft{Markdown: "# x", EditedBy: "U0ADA"}
	for name, m := range map[string]view.Message{
		"announcement":         view.Announcement(practice(told()), rules),
		"asked":                view.Asked(practice(told())),
		"brief":                view.Brief(brief, "U0BEN", practice(told()), rules, view.RoleSeen{}),
		"card":                 view.Card(practice(told()), rules, view.Around{}),
		"card of a closed one": view.Card(practice(done()), rules, view.Around{}),
		"catch-up":             view.CatchUp(caught, rules, linked, false),
		"draft as a canvas":    view.DraftCanvas(edited, practice(done()), ""),
		"draft as a file":      view.DraftFile(edited, practice(done())),
		"draft comes":          view.DraftComes(practice(done()), true),
		"draft is read":        view.DraftIsRead(practice(done()), incident.Reading{}),
		"draft":                view.Postmortem(practice(done()), edited, view.Place{}, nil, false),
		"echo":                 view.Echo(entries()["update"], practice(told()), rules),
		"follow-ups found":     view.FollowUps(practice(done()), 1, false, []incident.FollowUp{proposed(17, "Alert")}, linked),
		"follow-ups":           view.FollowUpList(practice(done()), nil),
		"help":                 view.Help(practice(told()), nil, rules),
		"channel gone":         view.ChannelGone(gone, lostOne),
		"kept aside":           view.KeptAside(lostOne),
		"goes on":              view.GoesOn(lostOne),
		"back":                 view.Back(practice(told())),
		"moved on":             view.MovedOn(practice(told())),
		"links":                view.LinkList(practice(told()), nil, rules),
		"subscribed":           view.Subscribed(practice(told())),
		"news":                 view.News(entries()["update"], practice(told()), rules),
		"lacking":              view.Lacking(practice(done()), incident.Missing{Impact: true}),
		"list":                 view.List([]incident.Incident{practice(told())}, at(75), rules),
		"nudge":                view.Nudge(said(incident.NudgeUpdate, 41, told()), practice(told()), false),
		"nudge of a triage":    view.Nudge(said(incident.NudgeTriage, 30, maybe), maybe, false),
		"nudge that is over":   view.Nudge(said(incident.NudgeUpdate, 41, told()), practice(done()), false),
		"offer":                view.Offer(practice(led()), time.Hour),
		"picked":               view.Picked(practice(told())),
		"relieved":             view.Relieved(brief, practice(told()), rules),
		"reminder":             remind(mine(17, "Alert when a secret is missing", -3)),
		"reminder settled":     remind(settled),
		"summary":              view.Summary(practice(done()), drafting(byTimeline(), incident.Reading{}, claims()...), linked),
		"task done":            view.Task(practice(told()), finished, linked),
		"task":                 view.Task(practice(told()), task("Roll back 41"), linked),
		"timeline":             view.TimelineReply(practice(told()), []incident.Entry{entries()["update"]}, 0, linked, nil),
	} {
		if !strings.Contains(m.Text, "DRILL") && name != "reminder" && name != "reminder settled" {
			t.Errorf("%s: its notification says %q", name, m.Text)
		}
		saysDrill(t, name, m.Blocks)
	}
	for name, form := range map[string]any{
		"home":       view.Home(view.AtHome{Desk: desk, Who: "U0BEN", Now: at(20)}, rules).Blocks,
		"link":       view.LinkForm(practice(told()), nil, rules),
		"close":      view.CloseForm(practice(over()), rules, nobody),
		"correct":    view.CorrectForm(practice(over())),
		"decline":    view.DeclineForm(maybe),
		"follow-up":  view.FollowUpForm(practice(done()), incident.FollowUp{}),
		"hand over":  view.HandOverForm(practice(done()), mine(17, "Alert", 0)),
		"merge":      view.MergeForm(practice(told()), nil, 0),
		"note":       view.NoteForm(practice(told())),
		"opened":     view.Opened(practice(told())),
		"panel":      view.Panel(practice(told()), incident.Seen{}, rules, at(20)),
		"roles":      view.RolesForm(practice(told()), rules),
		"section":    view.SectionForm(practice(done()), "Summary", "It broke.", ""),
		"severity":   view.SeverityForm(practice(told()), rules),
		"status":     view.StatusForm(practice(told()), rules),
		"task":       view.TaskForm(practice(told()), incident.Task{}, nil),
		"update":     view.UpdateForm(practice(told()), rules, incident.Update{}),
		"follow-ups": view.FollowUpsDialog(practice(done()), nil),
	} {
		saysDrill(t, name, form)
	}
	for _, text := range []string{view.Topic(practice(told())), view.Purpose(practice(told())), view.CanvasTitle(practice(done()))} {
		if !strings.Contains(text, "DRILL") {
			t.Errorf("%q does not say that it is a drill", text)
		}
	}
}

func saysDrill(t *testing.T, name string, seen any) {
	t.Helper()
	drawn, err := json.Marshal(seen)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(drawn), "DRILL") {
		t.Errorf("%s does not say that it is a drill: %s", name, drawn)
	}
}
