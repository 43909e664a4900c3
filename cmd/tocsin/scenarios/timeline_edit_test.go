package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTimeline_is_edited_moved_and_hidden_with_who_and_why(t *testing.T) {
	w := open(t)
	ada, grace := w.ada, w.grace
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	ada.Types(room, "/incident note we roled <back> at ten")
	ada.Types(room, "/incident note a joke about @here")
	room.Shows("a joke about")

	list := grace.Types(room, "/incident timeline")
	grace.Clicks(list, "Edit an entry…")
	grace.Fills(grace.Modal(), "Which entry?", w.option("roled")).Submits()
	form := grace.Modal()
	form.Shows("we roled <back> at ten")
	if refused := grace.Fills(form, "How should it read?", "we rolled <back> at ten").Submits(); refused.Kind == "closed" {
		t.Errorf("an edit without a reason is taken: %+v", refused)
	}
	earlier := w.Now().Add(-3 * time.Hour)
	grace.Fills(form, "When did it happen?", earlier, "How do you know?", "a typo & the log").Submits()
	grace.Clicks(list, "Edit an entry…")
	grace.Fills(grace.Modal(), "Which entry?", w.option("a joke")).Submits()
	grace.Fills(grace.Modal(), "Should it be seen?", "Hide it", "How do you know?", "not about the incident").Submits()

	shown := ada.Types(room, "/incident timeline").Text()
	for _, want := range []string{"we rolled <back> at ten", "edited by @Grace Hopper", "a typo & the log"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the timeline lacks %q:\n%s", want, shown)
		}
	}
	if strings.Contains(shown, "joke") || strings.Contains(shown, "roled") {
		t.Errorf("what was hidden or put otherwise is shown:\n%s", shown)
	}
	if strings.Index(shown, "rolled") > strings.Index(shown, "declared") {
		t.Errorf("the note was not moved before the declaration:\n%s", shown)
	}
	kept := w.query("select text || ' | ' || (at > now() - interval '1 hour') from timeline_entry where kind = 'note' order by id")
	if strings.Join(kept, "\n") != "we roled <back> at ten | true\na joke about @here | true" {
		t.Errorf("what was written is not kept:\n%s", strings.Join(kept, "\n"))
	}
	ada.Types(room, "/incident resolve")
	ada.Types(room, "/incident close it is done")
	draft := room.AwaitCanvas("rolled")
	if strings.Contains(draft, "joke") || !strings.Contains(draft, "edited by Grace Hopper") {
		t.Errorf("the draft is:\n%s", draft)
	}
}

func TestTimeline_has_pages(t *testing.T) {
	w := open(t)
	ada := w.ada
	room := w.declares(ada, "checkout is down")
	for i := range 60 {
		ada.Types(room, fmt.Sprintf("/incident note happening %02d", i))
	}
	list := ada.Types(room, "/incident timeline")
	list.Shows("happening 59")
	if strings.Contains(list.Text(), "happening 00") {
		t.Errorf("all of it stands on one page:\n%s", list.Text())
	}
	ada.Clicks(list, "Earlier")
	older := ada.Sees("happening 00")
	older.Shows("1–")
	ada.Clicks(older, "Later")
	ada.Sees("happening 59")
}

func TestTimeline_shows_what_people_pin_and_its_files_by_name(t *testing.T) {
	w := open(t)
	ada, grace := w.ada, w.grace
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	graph := grace.Uploads(room, "errors <rate>.png", []byte("png"))
	said := grace.Says(room, "it began with deploy 41")
	ada.Pins(graph)
	ada.Pins(said)
	w.app.Saw()
	w.quiet()
	shown := ada.Types(room, "/incident timeline").Text()
	for _, want := range []string{"errors <rate>.png", "it began with deploy 41"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the timeline lacks %q:\n%s", want, shown)
		}
	}
	ada.Unpins(said)
	w.app.Saw()
	w.quiet()
	shown = ada.Types(room, "/incident timeline").Text()
	if strings.Contains(shown, "it began with") || !strings.Contains(shown, "errors <rate>.png") {
		t.Errorf("after the pin was taken away the timeline is:\n%s", shown)
	}
	if n := w.query("select count(*)::text from pin where message not in (select id from message)"); n[0] != "0" {
		t.Errorf("%s pins are of what nobody said: the card's?", n[0])
	}
	ada.Types(room, "/incident resolve")
	ada.Types(room, "/incident close it is done")
	room.AwaitCanvas("errors")
}

// option is the value of the entry whose text has that in it.
func (w *world) option(text string) string {
	w.t.Helper()
	found := w.query("select id::text from timeline_entry where text like '%" + text + "%'")
	if len(found) != 1 {
		w.t.Fatalf("%d entries have %q in them", len(found), text)
	}
	return found[0]
}
