package scenarios

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/openaisim"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestDrafts_buttons_pressed_twice_act_once(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	bot.proposes(t, "alert earlier", "write a runbook", "train everybody", "buy a bell")
	found := room.Shows("buy a bell")

	w.ada.ClicksTwice(slacksim.Beside(found, "alert earlier"), "Accept")
	w.grace.ClicksTwice(slacksim.Beside(found, "write a runbook"), "Dismiss")
	var both sync.WaitGroup
	both.Go(func() { w.ada.ClicksTwice(found, "Accept all") })
	both.Go(func() { w.grace.ClicksTwice(found, "Accept all") })
	both.Wait()
	found.NoLongerShows("[Accept")
	w.quiet()
	want := []string{"alert earlier open", "write a runbook dismissed", "train everybody open", "buy a bell open"}
	if got := w.query(`select title || ' ' || state from follow_up where round > 0 order by id`); !slices.Equal(got, want) {
		t.Errorf("follow-ups are %q", got)
	}
	w.ada.ClicksTwice(w.ada.Types(room, "/incident followup"), "Done")
	room.Shows("says that a follow-up is done")
	w.quiet()
	w.once(room, "says that a follow-up is done")
	before := len(w.query(sqlVersions))

	w.ada.ClicksTwice(w.ada.Types(room, "/incident postmortem"), "Draft again")
	w.grace.ClicksTwice(w.grace.Types(room, "/incident postmortem"), "Draft again")
	w.quiet()
	if got := w.query(sqlVersions); len(got) > before+1 {
		t.Errorf("it was %d versions, has been drafted with what was done since, and is now\n%s", before, strings.Join(got, "\n---\n"))
	}
	w.once(room, "Draft summary of INC-1")
	w.once(room, "is in this channel's canvas")
}

const sqlVersions = `select markdown from postmortem_draft order by version`

func TestDrafts_a_section_is_edited_while_the_model_reads(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	goOn := make(chan struct{})
	var once sync.Once
	sim := model(t, func(r openaisim.Request) openaisim.Reply {
		<-goOn
		return reader.Answer(r)
	})
	bot := w.serve(asks(sim))
	t.Cleanup(func() { once.Do(func() { close(goOn) }) })
	room, card := w.nightShift()
	w.closes(card)
	room.AwaitCanvas("no model")
	room.Shows("is in this channel's canvas")
	w.grace.Chooses(w.grace.Types(room, "/incident postmortem"), "Edit a section…", "Impact")
	w.grace.Fills(w.grace.Modal(), "Text", "Grace knows: 37 orders were lost. 🚒").Submits()
	w.bob.EditsCanvas(room, func(was string) string { return was + "\n\n## What Bob says 🦜\n\nBob was here.\n" })
	once.Do(func() { close(goOn) })
	room.Shows("Draft summary of INC-1").Shows("Written by gpt-4o-mini")
	document := room.AwaitCanvas("gpt-4o-mini")
	for _, want := range []string{"37 orders were lost", "Bob was here.", "What Bob says"} {
		if !strings.Contains(document, want) {
			t.Errorf("%q is lost:\n%s", want, document)
		}
	}
	w.quiet()
	if got := bot.postmortem(t); !strings.Contains(got, "Bob was here.") || !strings.Contains(got, "37 orders") {
		t.Errorf("what is stored lacks it:\n%s", got)
	}

	w.ada.Types(room, "/incident reopen it is back")
	room.Shows("it is back")
	w.ada.Says(room, "Cause: the second certificate expired at 04:00")
	w.app.Saw()
	w.ada.Types(room, "/incident close all is well")
	document = room.AwaitCanvas("second certificate")
	for _, want := range []string{"37 orders were lost", "Bob was here."} {
		if strings.Count(document, want) != 1 {
			t.Errorf("%q is there %d times after the second close:\n%s", want, strings.Count(document, want), document)
		}
	}
	w.quiet()
	summaries := 0
	for _, said := range room.Texts() {
		if strings.Contains(said, "Draft summary of INC-1") {
			summaries++
		}
	}
	if summaries != 2 {
		t.Errorf("%d summaries for two closes", summaries)
	}
}

func TestDrafts_the_bot_is_thrown_out_while_the_model_reads(t *testing.T) {
	for name, lose := range map[string]func(*world, *slacksim.Room){
		"kicked":   func(w *world, r *slacksim.Room) { w.ada.Kicks(w.app.Person(), r) },
		"archived": func(w *world, r *slacksim.Room) { w.ada.Archives(r) },
	} {
		t.Run(name, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			goOn := make(chan struct{})
			var once sync.Once
			sim := model(t, func(r openaisim.Request) openaisim.Reply {
				<-goOn
				return reader.Answer(r)
			})
			bot := w.serve(asks(sim))
			t.Cleanup(func() { once.Do(func() { close(goOn) }) })
			room, card := w.nightShift()
			w.closes(card)
			room.Shows("is in this channel's canvas")
			lose(w, room)
			w.app.Saw()
			once.Do(func() { close(goOn) })
			w.quiet()
			if got := bot.postmortem(t); !strings.Contains(got, "gpt-4o-mini") {
				t.Errorf("the model's draft is not kept:\n%s", got)
			}
			if name == "archived" {
				w.ada.Unarchives(room)
			}
			w.ada.Invites(w.app.Person(), room)
			room.Shows("Draft summary of INC-1").Shows("Written by gpt-4o-mini")
			room.AwaitCanvas("gpt-4o-mini")
			w.quiet()
			w.once(room, "Draft summary of INC-1")
		})
	}
}

func TestDrafts_a_deleted_canvas_and_a_huge_one(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	room.Shows("is in this channel's canvas")
	long := strings.Repeat("word ", 19_000)
	w.ada.EditsCanvas(room, func(was string) string { return was + "\n\n## Appendix 📎\n\n" + long + "\n" })
	w.ada.Types(room, "/incident postmortem")
	if got := bot.postmortem(t); !strings.Contains(got, "word word word") {
		t.Error("the appendix is not taken over")
	}
	w.ada.Types(room, "/incident postmortem again")
	w.quiet()
	w.grace.Chooses(w.grace.Types(room, "/incident postmortem"), "Edit a section…", "Appendix 📎")
	w.grace.Modal().Shows("Too long to edit here").Dismisses()
	w.grace.Chooses(w.grace.Types(room, "/incident postmortem"), "Edit a section…", "Impact")
	w.grace.Fills(w.grace.Modal(), "Text", "Grace knows.").Submits()
	w.quiet()
	if got := bot.postmortem(t); !strings.Contains(got, "word word word") || !strings.Contains(got, "Grace knows.") {
		t.Error("something is lost")
	}
}

func TestDrafts_a_reading_that_is_never_taken_up_blocks_nobody(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, func(openaisim.Request) openaisim.Reply { return openaisim.Hang() })
	first := w.serve(asks(sim))
	room, card := w.nightShift()
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("A model is reading")
	first.stop()
	w.serve(func(o *serveOptions) { o.Config.AI.Enabled = false }) // somebody has switched it off
	room.Shows("Draft summary of INC-1").NoLongerShows("A model is reading")
}
