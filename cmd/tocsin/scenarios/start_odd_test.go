package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestStart_titles_that_ring_or_are_long_do_no_harm(t *testing.T) {
	w := open(t)
	long := strings.Repeat("a", 81)
	room := w.declares(w.ada, long)
	if len(room.Name()) > 80 {
		t.Errorf("the channel is called %s", room.Name())
	}
	room.Card().Shows(long)
	w.bob.Types(w.Channel("general"), "/incident")
	form := w.bob.Modal()
	w.bob.Fills(form, "What is broken?", "<!channel> @here all is lost").Submits()
	form.Shows("INC-2 is open")
	w.incidents.Shows("<!channel> @here all is lost")
	w.quiet()
	for _, m := range w.incidents.Messages() {
		if strings.Contains(m.Raw(), `"<!channel>`) {
			t.Error("the announcement rings everybody")
		}
	}
}

func TestStart_a_double_click_declares_one_incident(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident checkout is down")
	form := w.ada.Modal()
	first, second := form.SubmitsTwice()
	for _, outcome := range []slacksim.Outcome{first, second} {
		if outcome.Kind == slacksim.Failed || outcome.Kind == slacksim.Refused {
			t.Errorf("a click comes to: %+v", outcome)
		}
	}
	form.Shows("INC-1 is open")
	w.quiet()
	w.shownInAll(1)
}

func TestStart_a_guest_is_told_kindly_whom_to_ask(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Guest", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	support := w.Channel("support", guest, w.bob)
	said := w.bob.Says(support, "checkout gives 500s")
	guest.ShortcutOn(said, "Declare an incident")
	guest.Sees("You are a guest here, and incidents are declared by members.")
	for _, typed := range []string{"/incident checkout is down", "/incident triage checkout is down"} {
		if got := guest.Types(support, typed); got == nil || !strings.Contains(got.Text(), "ask them to type /incident") {
			t.Errorf("%s is answered: %v", typed, got)
		}
	}
	w.quiet()
	w.shownInAll(0)
}
