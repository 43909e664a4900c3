package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestTitles_that_cannot_be_are_refused_in_the_form_and_nothing_typed_is_lost(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident")
	form := w.ada.Modal()
	for title, want := range map[string]string{
		"":                "",
		"   ":             "An incident needs a title.",
		"\u200b\u202e":    "An incident needs a title.",
		"\u00ad\u2066 \t": "An incident needs a title.",
	} {
		outcome := w.ada.Fills(form, "What is broken?", title, "What is happening?", "long story").Submits()
		if outcome.Kind != slacksim.Refused {
			t.Fatalf("the title %q is taken: %+v", title, outcome)
		}
		if got := outcome.Errors["What is broken?"]; want != "" && !strings.Contains(got, want) {
			t.Errorf("for %q the form says %q", title, got)
		}
		if !form.Open() {
			t.Fatal("the form is gone, and with it what was typed")
		}
	}
	w.ada.Fills(form, "What is broken?", "checkout").Submits()
	if rooms := incidentRooms(w); len(rooms) > 1 {
		t.Errorf("there are %d channels", len(rooms))
	}
	w.ada.Modal().Shows("INC-1 is open") // refusals use up no number
}

func TestTitle_that_is_too_long_goes_where_there_is_room(t *testing.T) {
	w := open(t)
	story := strings.Repeat("the checkout is slow and ", 12) + "THE END"
	w.ada.Types(w.Channel("general"), "/incident "+story)
	form := w.ada.Modal()
	form.Shows("THE END")
	if outcome := w.ada.Fills(form).Submits(); outcome.Kind != slacksim.Updated {
		t.Fatalf("the form as it was filled in for her is refused: %+v", outcome)
	}
	w.ChannelNamed("inc-1").Card().Shows("THE END")
}

func TestTitle_of_emoji_alone_makes_a_channel_with_a_number(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "🔥🔥")
	if room.Name() != "inc-1" {
		t.Errorf("the channel is called %s", room.Name())
	}
	room.Card().Shows("🔥🔥")
}

func incidentRooms(w *world) (rooms []*slacksim.Room) {
	for _, r := range w.Rooms() {
		if strings.HasPrefix(r.Name(), "inc-") {
			rooms = append(rooms, r)
		}
	}
	return rooms
}
