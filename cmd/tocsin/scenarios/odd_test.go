package scenarios

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestOdd_events_are_put_aside_with_a_reason_and_stop_nothing(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.bob.Joins(room)
	w.bob.Says(room, "before")

	unreadable := []map[string]any{
		{"type": "message", "channel": room.ID(), "ts": 1549384024.25, "text": "a number for a ts"},
		{"type": "message", "channel": []string{room.ID()}, "ts": "1549384024.000100", "text": "a list for a channel"},
		{"type": "message", "channel": room.ID(), "ts": "1549384024.000200", "files": "a word for files"},
	}
	for _, e := range unreadable {
		w.Emit("message.channels", e)
	}
	w.Emit("reaction_added", map[string]any{"type": "reaction_added", "item": "a word for an item"})
	harmless := []map[string]any{
		{"type": "message"},
		{"type": "message", "channel": room.ID(), "subtype": "message_changed"},
		{"type": "message", "channel": room.ID(), "subtype": "message_deleted"},
		{"type": "message", "channel": "C0NOBODYS", "ts": "1549384024.000300", "text": "elsewhere"},
		{"type": "message", "channel": room.ID(), "subtype": "invented_in_2027", "ts": "1549384024.000400"},
		{
			"type": "message", "channel": room.ID(), "user": w.bob.ID, "ts": "1549384024.000500", "text": "a block of tomorrow",
			"blocks": []any{map[string]any{"type": "hologram", "elements": 7}},
		},
		{"type": "message", "channel": room.ID(), "user": w.bob.ID, "ts": "1549384024.000600", "text": "a nul \x00 in it"},
	}
	for _, e := range harmless {
		w.Emit("message.channels", e)
	}
	w.bob.Says(room, "after")
	w.quiet()

	parked, err := bot.Store.Parked(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(parked) != len(unreadable)+1 {
		t.Errorf("%d events are put aside, want %d", len(parked), len(unreadable)+1)
	}
	for _, p := range parked {
		if !strings.HasPrefix(p.Problem, "read event message: ") && !strings.HasPrefix(p.Problem, "read event reaction_added: ") {
			t.Errorf("put aside because: %s", p.Problem)
		}
	}
	stored := w.query("select text from message order by id")
	if want := []string{"a block of tomorrow", "a nul  in it", "before", "after"}; !slices.Equal(stored, want) {
		t.Errorf("stored is %q, want %q", stored, want)
	}
}

func TestPanic_anywhere_is_survived(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	var fuse atomic.Int32 // the clock breaks when it was looked at that many times
	w.serve(func(o *serve.Options) {
		o.Now = func() time.Time {
			if fuse.Add(-1) == 0 {
				panic("the clock is broken")
			}
			return w.Now()
		}
	})

	// In a form: it stays open.
	w.ada.Types(w.Channel("general"), "/incident checkout is down")
	form := w.ada.Modal()
	fuse.Store(1)
	if outcome := form.Submits(); outcome.Kind != slacksim.Failed {
		t.Errorf("the form is answered: %+v", outcome)
	}
	// In the work that follows.
	fuse.Store(2)
	if outcome := form.Submits(); outcome.Kind != slacksim.Updated {
		t.Errorf("the form sent again: %+v", outcome)
	}
	form.Shows("INC-1 is open")
	room := w.ChannelNamed("inc-1-")
	w.quiet()
	// In a command.
	fuse.Store(1)
	answer := w.ada.Types(room, "/incident note rolled back")
	if answer == nil || !strings.Contains(answer.Text(), "Something broke on our side (ref ") {
		t.Errorf("the command is answered: %v", answer)
	}
	if w.ada.Types(room, "/incident note rolled back") != nil {
		t.Error("the command, typed again, is not taken")
	}
	w.quiet()
	w.shownInAll(1)
	w.shownOnce(1, "checkout is down")
	w.once(room, "rolled back")
}
