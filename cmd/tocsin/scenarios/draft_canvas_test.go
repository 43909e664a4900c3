package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// closed declares an incident of which something is known, and closes it.
func (w *world) closed() *slacksim.Room {
	w.t.Helper()
	room := w.declares(w.ada, "checkout is down", "What is happening?", "Cards are declined.")
	w.grace.Joins(room)
	w.bob.Joins(room)
	w.grace.Says(room, "deploy 4711 broke the card form")
	w.bob.Says(room, "we should alert when no payment succeeds for a minute")
	w.app.Saw()
	w.ada.Types(room, "/incident close all is well")
	room.Shows("Draft summary of INC-1")
	return room
}

// hardly is an edit of the canvas by somebody who knows better.
func hardly(was string) string {
	return strings.Replace(was, "Cards are declined.", "Hardly any card was taken.", 1)
}

func TestDrafts_come_in_order_once_each(t *testing.T) {
	w := open(t)
	room := w.closed()
	room.Shows("is in this channel's canvas")
	room.Card().Shows("Open the draft")
	at := -1
	for _, text := range []string{"Closed by", "Draft summary of INC-1", "ollow-ups", "is in this channel's canvas"} {
		var found []int
		for i, said := range room.Texts() {
			if strings.Contains(said, text) && !strings.Contains(said, "[Reopen]") {
				found = append(found, i)
			}
		}
		if len(found) != 1 || found[0] < at {
			t.Fatalf("%q is at %v, after %d", text, found, at)
		}
		at = found[0]
	}
}

func TestPostmortem_keeps_what_people_write_in_the_canvas(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	before := room.AwaitCanvas("Cards are declined.")

	w.ada.EditsCanvas(room, hardly)
	w.ada.Types(room, "/incident postmortem")
	w.ada.Sees("People have worked on it")
	kept, err := bot.Service.Postmortem(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := hardly(kept.Machine); kept.Markdown != want {
		t.Errorf("more than the edit has changed:\n%s\nwant:\n%s", kept.Markdown, want)
	}
	w.ada.Types(room, "/incident postmortem again").Shows("drafted again")
	if after := room.AwaitCanvas("Hardly any card was taken."); strings.Contains(after, "Cards are declined.") && !strings.Contains(hardly(before), "Cards are declined.") {
		t.Errorf("the edit was lost:\n%s", after)
	}
}

func TestPostmortem_keeps_an_edit_that_no_sync_has_seen(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve()
	room := w.closed()
	room.AwaitCanvas("Cards are declined.")
	room.Shows("is in this channel's canvas")

	w.ada.EditsCanvas(room, hardly)
	w.grace.Chooses(w.grace.Types(room, "/incident postmortem"), "Edit a section…", "What went well")
	if outcome := w.grace.Fills(w.grace.Modal(), "Text", "Grace knows.").Submits(); outcome.Kind != slacksim.Closed {
		t.Fatalf("Grace's edit was not taken: %+v", outcome)
	}
	if said := room.AwaitCanvas("Grace knows."); !strings.Contains(said, "Hardly any card was taken.") {
		t.Errorf("the canvas lacks what Ada wrote:\n%s", said)
	}
}

func (r *replica) postmortem(t *testing.T) string {
	t.Helper()
	newest, err := r.Service.Postmortem(t.Context(), 1)
	if err != nil || newest == nil {
		t.Fatal(newest, err)
	}
	return newest.Markdown
}

func TestPostmortem_section_edited_by_two_people_tells_the_slower(t *testing.T) {
	w := open(t)
	room := w.closed()
	room.Shows("is in this channel's canvas")
	ada, grace := w.ada.Types(room, "/incident postmortem"), w.grace.Types(room, "/incident postmortem")
	w.ada.Chooses(ada, "Edit a section…", "Impact")
	w.grace.Chooses(grace, "Edit a section…", "Impact")
	w.ada.Fills(w.ada.Modal(), "Text", "Everybody was hit.").Submits()
	if outcome := w.grace.Fills(w.grace.Modal(), "Text", "Nobody was hit.").Submits(); outcome.Kind != slacksim.Refused {
		t.Errorf("the slower edit was taken: %+v", outcome)
	}
	if typed := w.grace.Modal().Answer("Text"); typed != "Nobody was hit." {
		t.Errorf("what Grace typed is gone: %q", typed)
	}
	if said := room.AwaitCanvas("Everybody was hit."); strings.Contains(said, "Nobody was hit.") {
		t.Errorf("both are in:\n%s", said)
	}
}

func TestPostmortem_is_a_file_where_there_can_be_no_canvas(t *testing.T) {
	tests := map[string]struct {
		options slacksim.Options
		before  func(*world, *slacksim.Room)
	}{
		"the workspace has canvases switched off": {options: slacksim.Options{CanvasesOff: true}},
		"the plan has none":                       {options: slacksim.Options{TeamTierWithoutCanvases: true}},
		"the app may not make one":                {before: func(w *world, _ *slacksim.Room) { w.app.Withdraw("canvases:write") }},
		"the app may not read one":                {before: func(w *world, _ *slacksim.Room) { w.app.Withdraw("canvases:read") }},
		"people made one of their own": {before: func(w *world, room *slacksim.Room) {
			w.ada.EditsCanvas(room, func(string) string { return "# Ours" })
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := workspace(t, test.options)
			w.serve()
			room := w.declares(w.ada, "checkout is down")
			if test.before != nil {
				test.before(w, room)
			}
			theirs := room.Canvas()
			w.ada.Types(room, "/incident close all is well")
			room.Shows("INC-1-postmortem.md")
			card := room.Card()
			card.Shows("Open the draft")
			if strings.Contains(card.Text(), "⚠️") {
				t.Errorf("the card complains:\n%s", card.Text())
			}
			if room.Canvas() != theirs {
				t.Errorf("the canvas was written over: %q", room.Canvas())
			}
		})
	}
}

func TestPostmortem_leaves_a_canvas_alone_that_it_may_not_read(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	room.AwaitCanvas("Cards are declined.")
	room.Shows("is in this channel's canvas")

	w.app.Withdraw("canvases:read")
	w.ada.EditsCanvas(room, hardly)
	theirs := room.Canvas()
	w.bob.Says(room, "one more thing")
	w.app.Saw()
	w.ada.Types(room, "/incident postmortem again").Shows("drafted again")
	room.Shows("INC-1-postmortem-2.md")
	w.quiet()
	if card := room.Card().Text(); strings.Contains(card, "⚠️") {
		t.Errorf("the card complains:\n%s", card)
	}
	if got := room.Canvas(); got != theirs {
		t.Errorf("the canvas was written over:\n%s", got)
	}
	w.ada.Types(room, "/incident postmortem")
	w.ada.Sees("The canvas could not be read just now")

	w.app.Grant("canvases:read")
	w.ada.Types(room, "/incident postmortem")
	w.ada.Sees("People have worked on it")
	if got := bot.postmortem(t); !strings.Contains(got, "Hardly any card was taken.") {
		t.Errorf("what Ada wrote was not taken over:\n%s", got)
	}
	w.ada.Chooses(w.ada.Types(room, "/incident postmortem"), "Edit a section…", "What went well")
	w.ada.Fills(w.ada.Modal(), "Text", "Ada knows.").Submits()
	if said := room.AwaitCanvas("Ada knows."); !strings.Contains(said, "Hardly any card was taken.") {
		t.Errorf("the canvas lacks what Ada wrote:\n%s", said)
	}
}

func TestPostmortem_canvas_survives_what_fails(t *testing.T) {
	faults := map[string]slacksim.Fault{
		"refused":        {Status: 500, Times: 1},
		"limited":        {Status: 429, RetryAfter: time.Second, Times: 1},
		"answer is lost": {LoseAnswer: true, Times: 1},
	}
	for _, method := range []string{"conversations.canvases.create", "canvases.edit", "canvases.getContent"} {
		for name, fault := range faults {
			t.Run(method+" "+name, func(t *testing.T) {
				w := workspace(t, slacksim.Options{})
				bot := w.serve()
				w.Fault(method, fault)
				room := w.closed()
				room.AwaitCanvas("Cards are declined.")
				room.Shows("is in this channel's canvas")

				w.ada.EditsCanvas(room, hardly)
				w.Fault(method, fault)
				w.ada.Types(room, "/incident postmortem")
				w.ada.Types(room, "/incident postmortem")
				if got := bot.postmortem(t); name != "limited" && !strings.Contains(got, "Hardly any card was taken.") {
					t.Errorf("what Ada wrote was not taken over:\n%s", got)
				}
				if said := room.Canvas(); !strings.Contains(said, "Hardly any card was taken.") {
					t.Errorf("what Ada wrote is gone:\n%s", said)
				}
			})
		}
	}
}
