package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func corrections() map[string]incident.Entry {
	moved, impact := entry(incident.KindCorrection, 200), entry(incident.KindCorrection, 201)
	moved.What, moved.Was, moved.Now, moved.Text = "resolved", at(83).Format(time.RFC3339), at(70).Format(time.RFC3339), "The graph shows it."
	impact.What, impact.Was, impact.Now, impact.Text = "impact", "Nobody can pay.", hostile, "Counted."
	found := entry(incident.KindCorrection, 202)
	found.What, found.Now, found.Text = "impact_started", at(-20).Format(time.RFC3339), "The graph shows it."
	return map[string]incident.Entry{"moved": moved, "impact": impact, "found": found}
}

func edited() incident.Entry {
	e := entries()["note"]
	e.EditedBy, e.EditedAt, e.EditReason = "U0CAM", at(300), hostile
	return e
}

func withFiles() incident.Entry {
	e := entry(incident.KindMessage, 15)
	e.Message = "1768446120.000100"
	for range 5 {
		e.Files = append(e.Files, incident.File{ID: "F1", Name: hostile, Link: "https://shop.slack.example/files/U0CAM/F1/graph.png"})
	}
	return e
}

func correctMessages() map[string]view.Message {
	all := map[string]view.Message{}
	told := corrections()
	for name, e := range told {
		all["post_correction_"+name] = view.Post(e, done(), words())
	}
	lines := []incident.Entry{withFiles(), edited(), told["moved"], told["impact"], told["found"]}
	all["timeline_with_edits"] = view.TimelineReply(done(), lines, 0, nil, nil)
	var many []incident.Entry
	for i := range 100 {
		e := entry(incident.KindNote, i)
		e.Text = fmt.Sprintf("Happening %d", i)
		many = append(many, e)
	}
	all["timeline_first_page"] = view.TimelineReply(done(), many, 2, nil, nil)
	all["timeline_middle_page"] = view.TimelineReply(done(), many, 1, nil, nil)
	long := done()
	long.ImpactStartedAt = at(-20)
	all["card_closed_with_impact"] = view.Card(long, words(), view.Around{})
	return all
}

func correctViews() map[string]slack.ModalViewRequest {
	hidden := edited()
	hidden.Hidden = true
	return map[string]slack.ModalViewRequest{
		"correct":           view.CorrectForm(done()),
		"correct_early":     view.CorrectForm(led()),
		"pick_entry":        view.PickEntryForm(done(), []incident.Entry{entries()["update"], entries()["note_hostile"], hidden}),
		"pick_entry_none":   view.PickEntryForm(done(), nil),
		"edit_entry":        view.EditEntryForm(done(), hidden),
		"edit_entry_update": view.EditEntryForm(done(), entries()["update"]),
	}
}

func TestTimelineForms_hold_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc, e := anyIncident(t), anyEntry(t)
		e.EditReason = anything(t, "reason")
		for name, v := range map[string]slack.ModalViewRequest{
			"correct": view.CorrectForm(inc), "pick": view.PickEntryForm(inc, []incident.Entry{e}), "edit": view.EditEntryForm(inc, e),
		} {
			checkView(about{t, name}, v)
			checkTypedIsLiteral(about{t, name}, "", v.Blocks.BlockSet)
		}
	})
}

// Every entry is on one page, and on one only.
func TestTimelinePages_leave_nothing_out(t *testing.T) {
	t.Parallel()
	var all []incident.Entry
	for i := range 200 {
		e := entry(incident.KindNote, i)
		e.ID, e.Text = int64(i+1), strings.Repeat("🔥 ", i*7%400)
		all = append(all, e)
	}
	next := int64(len(all))
	for page := 0; next > 0; page++ {
		shown := view.TimelinePage(done(), all, page, nil, nil)
		if len(shown) == 0 || shown[len(shown)-1].ID != next {
			t.Fatalf("page %d does not end with %d", page, next)
		}
		next = shown[0].ID - 1
	}
}
