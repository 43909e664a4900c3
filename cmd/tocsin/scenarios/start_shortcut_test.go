package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestStart_a_message_becomes_the_first_line_of_the_timeline(t *testing.T) {
	w := open(t)
	general := w.Channel("general")
	said := w.bob.Says(general, "checkout gives 500s since 02:30\nanyone else?")
	w.ada.ShortcutOn(said, "Declare an incident")
	form := w.ada.Modal()
	form.Shows("will stand first on the timeline")
	if got := form.Answer("What is broken?"); got != "checkout gives 500s since 02:30" {
		t.Errorf("the title is %q", got)
	}
	w.ada.Chooses(form, "What is broken?", "checkout gives 500s") // the form is drawn again, and keeps its message
	form.Submits()
	form.Shows("INC-1 is open")
	room := w.ChannelNamed("inc-1")
	room.Shows("anyone else?")
	w.quiet()
	timeline := w.ada.Types(room, "/incident timeline").Text()
	message, declared := strings.Index(timeline, "it began with"), strings.Index(timeline, "declared")
	if message < 0 || declared < message {
		t.Errorf("the timeline begins otherwise:\n%s", timeline)
	}
	if what := w.query("select what from timeline_entry where kind = 'note'"); !strings.Contains(what[0], "/archives/"+general.ID()+"/p") {
		t.Errorf("the link is %s", what)
	}
}

func TestStart_what_was_written_in_private_is_not_announced(t *testing.T) {
	w := open(t)
	secret := w.PrivateChannel("board", w.ada, w.bob)
	said := w.bob.Says(secret, "the merger papers leaked")
	w.ada.ShortcutOn(said, "Declare an incident")
	form := w.ada.Modal()
	form.Shows("It was written in private")
	if got := form.Answer("What is broken?"); got != "" {
		t.Errorf("the title is filled in: %q", got)
	}
	w.ada.Fills(form, "What is broken?", "documents are public").Submits()
	form.Shows("INC-1 is open")
	w.ChannelNamed("inc-1").Shows("the merger papers leaked")
	w.quiet()
	for _, text := range w.incidents.Texts() {
		if strings.Contains(text, "merger") {
			t.Errorf("announced is: %s", text)
		}
	}
}

func TestStart_the_form_opens_from_anywhere(t *testing.T) {
	w := open(t)
	w.ada.Shortcut("Declare an incident")
	if outcome := w.ada.Fills(w.ada.Modal(), "What is broken?", "search is slow").Submits(); outcome.Kind != slacksim.Updated {
		t.Errorf("the form is not taken: %+v", outcome)
	}
	w.ada.Modal().Shows("INC-1 is open")
}
