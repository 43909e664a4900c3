package slacksim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser/browsertest"
)

// chromium starts a browser for a test and returns what opens windows in it.
func chromium(t *testing.T) func(address string) *browser.Window {
	t.Helper()
	return browsertest.Start(t).Open
}

func is(t *testing.T, w *browser.Window, expression string, want any) {
	t.Helper()
	if got := w.Asks(expression); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s is %v, want %v", expression, got, want)
	}
}

func at(w *slacksim.Workspace, who *slacksim.Person, r *slacksim.Room) string {
	return w.URL() + "/?as=" + who.ID + "&in=" + r.ID()
}

func TestBrowser_two_people_in_two_windows_stay_in_step(t *testing.T) {
	t.Parallel()
	open := chromium(t)
	w := pageWorkspace(t)
	ada, bob := w.Person("Ada Lovelace"), w.Person("Bob Kahn")
	room := w.Channel("ops", ada, bob)
	hers, his := open(at(w, ada, room)), open(at(w, bob, room))
	his.Does(chromedp.SendKeys("#composer", "half a thou"))
	hers.Does(chromedp.SendKeys("#composer", "checkout is *down*\r"))
	his.Shows("checkout is *down*")
	is(t, his, `document.querySelector('#composer').value`, "half a thou")
	is(t, his, `document.activeElement.id`, "composer")
	is(t, hers, `document.querySelector('#composer').value`, "")
	his.Does(chromedp.SendKeys("#composer", "ght\r"))
	hers.Shows("half a thought")
	is(t, hers, `document.querySelectorAll('#messages article').length`, 2)

	ada.Reacts(room.Shows("half a thought"), "eyes")
	his.Until(`!!document.querySelector('.chip[title="Ada Lovelace"]')`)
	his.Does(chromedp.Click("#messages article:last-child [data-thread]"), chromedp.WaitVisible("#threadsay textarea"),
		chromedp.SendKeys("#threadsay textarea", "in the thread\r"))
	hers.Shows("1 reply")
	his.Does(chromedp.KeyEvent("\x1b"))
	his.Until(`!document.body.classList.contains('threaded')`)
}

func TestBrowser_what_one_types_into_a_form_survives_its_updates(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w, siren := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	room := w.Channel("ops", ada)
	view := ""
	siren.answers(func(e envelope) any {
		switch e.Payload["type"] {
		case "view_submission":
			return args{"response_action": "errors", "errors": args{"title": "Not a good title."}}
		default:
			view = siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)}).str("view", "id")
		}
		return nil
	})
	her := newWindow(at(w, ada, room))
	her.Does(chromedp.SendKeys("#composer", "/inc"))
	her.Until(`document.querySelector('.popup [role=option]')?.textContent.startsWith('/incident')`)
	her.Does(chromedp.SendKeys("#composer", "\t"), chromedp.SendKeys("#composer", "now\r"), chromedp.WaitVisible(".modal"))
	her.Until(`document.activeElement.closest('.modal') !== null`)
	her.Does(chromedp.SendKeys(`[name="f:title"]`, "it bur"))
	changed := modal(nil)
	changed["blocks"] = append([]args{section("a line more")}, changed["blocks"].([]args)...)
	siren.must("views.update", args{"view_id": view, "view": changed})
	her.Shows("a line more")
	is(t, her, `document.querySelector('[name="f:title"]').value`, "it bur")
	is(t, her, `document.activeElement.name`, "f:title")
	her.Does(chromedp.SetValue(`[name="f:sev"]`, "SEV2"), chromedp.Click(".modal .submit"))
	her.Shows("Not a good title.")
	her.Does(chromedp.KeyEvent("\x1b"), chromedp.WaitNotPresent(".modal"))
	is(t, her, `document.activeElement.id`, "composer")
}

func TestBrowser_a_workspace_started_anew_is_found_again(t *testing.T) {
	t.Parallel()
	open := chromium(t)
	start := func(addr string) *slacksim.Workspace {
		w, err := slacksim.Start(slacksim.Options{Addr: addr, Fail: t.Fatalf})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		bob := w.Person("Bob")
		w.Channel("ops", w.Person("Ada"), bob)
		return w
	}
	w := start("")
	his := open(at(w, w.Person("Bob"), w.Channel("ops")))
	w.Person("Ada").Says(w.Channel("ops"), "the first life")
	his.Shows("the first life")
	w.Close()
	w = start(strings.TrimPrefix(w.URL(), "http://"))
	w.Person("Ada").Says(w.Channel("ops"), "the second life")
	his.Shows("the second life")
	is(t, his, `document.body.textContent.includes("the first life")`, false)
	is(t, his, `document.querySelectorAll('#messages article').length`, 1)
	is(t, his, `document.querySelector('#as').selectedOptions[0].textContent`, "Bob")
}

func TestBrowser_ten_thousand_messages(t *testing.T) {
	t.Parallel()
	open := chromium(t)
	w := pageWorkspace(t)
	ada := w.Person("Ada")
	room := w.Channel("ops", ada)
	for i := range 10_000 {
		ada.Wrote(room, fmt.Sprintf("%010d.000000", 1_700_000_000+60*i), fmt.Sprintf("number %d.", i), "")
	}
	her := open(at(w, ada, room))
	her.Shows("number 9999.")
	is(t, her, `document.querySelectorAll('#messages article').length`, 200)
	her.Asks(`(() => { const p = document.getElementById('scroll'); p.scrollTop = -p.scrollHeight; return true; })()`)
	her.Until(`document.querySelectorAll('#messages article').length === 400`)
	is(t, her, `document.querySelectorAll('#messages article[id]').length === new Set([...document.querySelectorAll('#messages article')].map(a => a.id)).size`, true)
	ada.Says(room, "one more")
	her.Shows("one more")
	is(t, her, `document.querySelectorAll('#messages article').length`, 401)
}
