package scenarios

import (
	"fmt"
	"slices"
	"testing"
)

// page is how many messages are read at once, see bot/backfill.go.
const page = 999

func TestBackfill_takes_nothing_for_deleted_where_one_page_ends_and_the_next_begins(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	var said []string
	for i := range page + 10 {
		said = append(said, fmt.Sprintf("message %04d", i))
		w.bob.Says(room, said[i])
	}
	w.app.Saw()
	w.quiet()
	w.ada.Clicks(room.Card(), "Resolve")
	w.quiet()
	w.ada.Clicks(room.Card(), "Close")
	w.closesAnyway(w.ada)
	w.quiet()
	if got := w.query("select text from message where deleted_at is not null"); len(got) > 0 {
		t.Errorf("deleted, as the backfill has it, are %q", got)
	}
	if got := w.query("select text from message order by id"); !slices.Equal(got, said) {
		t.Errorf("%d messages are stored, want %d", len(got), len(said))
	}
}

func TestBackfill_hears_that_the_only_reply_of_a_thread_was_deleted(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	question := w.bob.Says(room, "who deployed?")
	reply := w.ada.Replies(question, "the password is 1234")
	w.quiet()

	w.bob.Kicks(w.app.Person(), room)
	w.ada.Deletes(reply)
	w.ada.Invites(w.app.Person(), room)
	w.quiet()
	want := []string{"who deployed?", "the password is 1234 (deleted)"}
	if got := w.query("select text || case when deleted_at is not null then ' (deleted)' else '' end from message order by id"); !slices.Equal(got, want) {
		t.Errorf("stored is %q, want %q", got, want)
	}
}
