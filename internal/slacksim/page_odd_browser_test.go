package slacksim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// unnamed are the controls that nobody can name who does not see them.
const unnamed = `[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary, a[href]')]
	.filter((it) => !it.ariaLabel && !it.textContent.trim() && !it.title && !it.labels?.length && it.checkVisibility())
	.map((it) => it.outerHTML).join()`

func presses(w *browser.Window, keys ...string) {
	for _, key := range keys {
		w.Does(chromedp.KeyEvent(key))
	}
}

const up, down, esc, tab = "\u0304", "\u0301", "\x1b", "\t"

func TestBrowser_odd_things_are_shown_as_what_they_are(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w, siren := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	room := w.Channel("ops", ada, siren.app.Person())
	hers, too := newWindow(at(w, ada, room)), newWindow(at(w, ada, room))

	hers.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "said once\r"))
	too.Shows("said once")
	hers.Does(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS(".scripted")))
	is(t, hers, `document.querySelectorAll('#messages article').length`, 1)
	is(t, too, `document.querySelectorAll('#messages article').length`, 1)

	hers.Asks(`document.querySelector('#composer').value = 'x'.repeat(40000)`)
	hers.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "\r"))
	too.Until(`document.querySelector('#messages article:last-child .text')?.textContent.length === 40000`)
	is(t, too, `document.documentElement.scrollWidth <= innerWidth`, true)
	hers.Asks(`document.querySelector('#composer').value = 'y'.repeat(40001)`)
	hers.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "\r"))
	hers.Shows("at most 40,000 characters")
	hers.Until(`document.querySelector('#composer').value.length === 40001`)
	hers.Asks(`document.querySelector('#composer').value = ''`)

	ada.Uploads(room, "nothing.md", nil)
	hers.Shows("MD · empty")
	siren.must("chat.postMessage", args{"channel": room.ID(), "text": "clip", "blocks": []args{{
		"type": "video", "title": plainText("How it broke"), "video_url": "https://v.example/1", "thumbnail_url": "https://v.example/1.png", "alt_text": "a clip",
	}, section("after it")}})
	hers.Shows("a block of the type “video”, which this page does not know")
	hers.Shows("How it broke")
	hers.Shows("after it")
	is(t, hers, unnamed, "")

	var blocks []args
	for i := range 100 {
		blocks = append(blocks, args{"type": "input", "block_id": fmt.Sprint(i), "optional": true, "label": plainText(fmt.Sprintf("Question %d.", i)), "element": args{"type": "plain_text_input", "action_id": "a"}})
	}
	siren.answers(func(e envelope) any {
		if e.Payload["type"] == nil {
			siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": args{"type": "modal", "title": plainText("Long"), "submit": plainText("Go"), "blocks": blocks}})
		}
		return nil
	})
	hers.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "/incident \r"), chromedp.WaitVisible(chromedp.CSS(".modal")))
	hers.Shows("Question 99.")
	is(t, hers, `document.querySelectorAll('.modal fieldset').length`, 100)
	is(t, hers, unnamed, "")
	hers.Does(chromedp.SendKeys(chromedp.CSS(`[name="f:99"]`), "the last\r"), chromedp.WaitNotPresent(chromedp.CSS(".modal")))
	sent := siren.requests("interactive")[0].Payload
	if got := sent.str("view", "state", "values", "99", "a", "value"); got != "the last" {
		t.Errorf("the last of a hundred questions is answered by %q", got)
	}
}

func TestBrowser_the_keyboard_is_enough(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w := pageWorkspace(t)
	ada := w.Person("Ada")
	room := w.Channel("ops", ada)
	ada.Says(room, "hello")
	hers := newWindow(at(w, ada, room) + "&bar=1")
	is(t, hers, unnamed, "")

	hers.Asks(`(() => { document.activeElement.blur(); getSelection().removeAllRanges(); document.querySelector('.skip').focus(); })()`)
	var order []string
	for range 30 {
		presses(hers, tab)
		part, _ := hers.Asks(`document.activeElement.closest('#side, #head, #messages, #say, #bar')?.id ?? ''`).(string)
		if part != "" && (len(order) == 0 || order[len(order)-1] != part) {
			order = append(order, part)
		}
	}
	if got := strings.Join(order, " "); !strings.HasPrefix(got, "side head messages say bar") {
		t.Errorf("Tab goes through %q", got)
	}

	hers.Asks(`document.querySelector('#messages article summary[aria-label=React]').focus()`)
	presses(hers, " ")
	hers.Until(`document.activeElement.ariaLabel === 'pushpin'`)
	presses(hers, down)
	is(t, hers, `document.activeElement.ariaLabel`, "eyes")
	presses(hers, up, up)
	is(t, hers, `document.activeElement.ariaLabel`, "fire")
	presses(hers, esc)
	is(t, hers, `document.activeElement.ariaLabel`, "React")
	is(t, hers, `document.querySelectorAll('details[open]').length`, 0)
	presses(hers, " ")
	hers.Until(`document.activeElement.ariaLabel === 'pushpin'`)
	presses(hers, "\r")
	hers.Until(`document.querySelector('.chip')?.textContent.trim() === '📌 1'`)

	hers.Asks(`document.querySelector('#messages a[data-thread]').focus()`)
	presses(hers, "\r")
	hers.Until(`document.body.classList.contains('threaded') && !!document.querySelector('#threadsay textarea')`)
	presses(hers, esc)
	hers.Until(`!document.body.classList.contains('threaded')`)
}

func TestBrowser_a_page_opened_before_anybody_is_there_fills_by_itself(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w := pageWorkspace(t)
	early := newWindow(w.URL() + "/")
	ada := w.Person("Ada")
	w.Channel("ops", ada)
	early.Until(`document.querySelector('#as')?.selectedOptions[0]?.textContent === 'Ada'`)
	early.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "first\r"))
	early.Until(`document.querySelectorAll('#messages article').length === 1`)
}
