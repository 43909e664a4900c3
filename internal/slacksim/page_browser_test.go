package slacksim_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// window is somebody's window of a real browser.
type window struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the window in it
}

// chromium starts a browser and returns what opens windows in it.
func chromium(t *testing.T) func(address string) window {
	t.Helper()
	binary := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			binary = found
			break
		}
	}
	if binary == "" {
		t.Skip("no Chromium is installed here, so the page was not tried in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.WindowSize(1280, 800))
	if os.Getenv("TOCSIN_PICTURES_DARK") != "" {
		options = append(options, chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	browser, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start %s: %v", binary, err)
	}
	return func(address string) window {
		t.Helper()
		tab, closeTab := chromedp.NewContext(browser)
		t.Cleanup(closeTab)
		if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil { // the first run owns the tab and must have no deadline
			t.Fatal(err)
		}
		w := window{t, tab}
		w.run(chromedp.Navigate(address), chromedp.WaitReady(".scripted"))
		return w
	}
}

func (w window) run(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.t.Fatalf("in the browser: %v", err)
	}
}

// until waits until an expression of the page's is true.
func (w window) until(expression string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	poll := chromedp.Poll[any](expression, chromedp.WithPollingInterval(50*time.Millisecond))
	_, err := chromedp.Run(ctx, poll)
	for err != nil && ctx.Err() == nil && (strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context with specified id")) { // it was asked while the page loaded
		_, err = chromedp.Run(ctx, poll)
	}
	if err != nil {
		shown, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		w.t.Fatalf("%s does not come true: %v; the page shows:\n%s", expression, err, shown)
	}
}

func (w window) shows(text string) {
	w.t.Helper()
	// What is scrolled out of sight is not laid out, and only textContent has it.
	w.until(fmt.Sprintf(`document.body.textContent.includes(%q)`, text))
}

// asks evaluates an expression of the page's.
func (w window) asks(expression string) any {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

func (w window) is(expression string, want any) {
	w.t.Helper()
	if got := w.asks(expression); fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s is %v, want %v", expression, got, want)
	}
}

// keeps writes a picture of the window to the folder TOCSIN_PICTURES, if that is set.
func (w window) keeps(name string) {
	folder := os.Getenv("TOCSIN_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600); err != nil {
		w.t.Error(err)
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
	his.run(chromedp.SendKeys("#composer", "half a thou"))
	hers.run(chromedp.SendKeys("#composer", "checkout is *down*\r"))
	his.shows("checkout is *down*")
	his.is(`document.querySelector('#composer').value`, "half a thou")
	his.is(`document.activeElement.id`, "composer")
	hers.is(`document.querySelector('#composer').value`, "")
	his.run(chromedp.SendKeys("#composer", "ght\r"))
	hers.shows("half a thought")
	hers.is(`document.querySelectorAll('#messages article').length`, 2)

	ada.Reacts(room.Shows("half a thought"), "eyes")
	his.until(`!!document.querySelector('.chip[title="Ada Lovelace"]')`)
	his.run(chromedp.Click("#messages article:last-child [data-thread]"), chromedp.WaitVisible("#threadsay textarea"),
		chromedp.SendKeys("#threadsay textarea", "in the thread\r"))
	hers.shows("1 reply")
	his.keeps("thread")
	his.run(chromedp.KeyEvent("\x1b"))
	his.until(`!document.body.classList.contains('threaded')`)
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
	her.run(chromedp.SendKeys("#composer", "/inc"))
	her.until(`document.querySelector('.popup [role=option]')?.textContent.startsWith('/incident')`)
	her.run(chromedp.SendKeys("#composer", "\t"), chromedp.SendKeys("#composer", "now\r"), chromedp.WaitVisible(".modal"))
	her.until(`document.activeElement.closest('.modal') !== null`)
	her.run(chromedp.SendKeys(`[name="f:title"]`, "it bur"))
	changed := modal(nil)
	changed["blocks"] = append([]args{section("a line more")}, changed["blocks"].([]args)...)
	siren.must("views.update", args{"view_id": view, "view": changed})
	her.shows("a line more")
	her.is(`document.querySelector('[name="f:title"]').value`, "it bur")
	her.is(`document.activeElement.name`, "f:title")
	her.keeps("form")
	her.run(chromedp.SetValue(`[name="f:sev"]`, "SEV2"), chromedp.Click(".modal .submit"))
	her.shows("Not a good title.")
	her.run(chromedp.KeyEvent("\x1b"), chromedp.WaitNotPresent(".modal"))
	her.is(`document.activeElement.id`, "composer")
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
	his.shows("the first life")
	w.Close()
	w = start(strings.TrimPrefix(w.URL(), "http://"))
	w.Person("Ada").Says(w.Channel("ops"), "the second life")
	his.shows("the second life")
	his.is(`document.body.textContent.includes("the first life")`, false)
	his.is(`document.querySelectorAll('#messages article').length`, 1)
	his.is(`document.querySelector('#as').selectedOptions[0].textContent`, "Bob")
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
	her.shows("number 9999.")
	her.is(`document.querySelectorAll('#messages article').length`, 200)
	her.asks(`(() => { const p = document.getElementById('scroll'); p.scrollTop = -p.scrollHeight; return true; })()`)
	her.until(`document.querySelectorAll('#messages article').length === 400`)
	her.is(`document.querySelectorAll('#messages article[id]').length === new Set([...document.querySelectorAll('#messages article')].map(a => a.id)).size`, true)
	ada.Says(room, "one more")
	her.shows("one more")
	her.is(`document.querySelectorAll('#messages article').length`, 401)
}
