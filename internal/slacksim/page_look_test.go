package slacksim_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestBrowser_what_stands_on_the_page_is_legible_in_light_and_dark_and_fits_a_phone(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w, siren := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	room := w.Channel("a-channel-with-a-rather-long-name-of-its-own", ada, bob)
	siren.answers(func(e envelope) any {
		siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
		return nil
	})
	said := bob.Says(room, "Ask @Ada, or read https://example.com/"+strings.Repeat("long", 60)+" with `code` in it.")
	ada.Reacts(said, "eyes")
	bob.Replies(said, "In the thread.")
	her := newWindow(at(w, ada, room) + "&thread=" + said.TS())
	her.Does(chromedp.SendKeys("#composer", "/incident now\r"), chromedp.WaitVisible(".modal"))
	legible := func(where string) {
		t.Helper()
		for _, dark := range []bool{false, true} {
			her.Likes(dark)
			for _, fault := range her.Faults() {
				t.Errorf("%s, dark %t: %s", where, dark, fault)
			}
		}
	}
	legible("a form")
	her.Measures(390, 844)
	legible("a form on a phone")
	her.Does(chromedp.KeyEvent("\x1b"), chromedp.WaitNotPresent(".modal"))
	legible("a thread on a phone")
	her.Does(chromedp.KeyEvent("\x1b"), chromedp.Click("[data-side]"), chromedp.WaitVisible("#side"))
	legible("the side on a phone")
	her.Asks(`document.querySelector('#main').click(), true`)
	her.Until(`!document.body.classList.contains('sided')`)
	her.Measures(1280, 800)
	legible("a channel")
}
