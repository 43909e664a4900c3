package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser/browsertest"
)

// window is the page on somebody's screen. They do with it what people do: type, press what they read, choose.
type window struct {
	*browser.Window
	t *testing.T
}

// screens starts a Chromium, and returns what opens the page in it. Where there is none, the test is skipped.
func screens(t *testing.T) func(*world, *slacksim.Person, *slacksim.Room) window {
	t.Helper()
	b := browsertest.Start(t)
	return func(w *world, who *slacksim.Person, r *slacksim.Room) window {
		return window{b.Open(w.URL() + "/?as=" + who.ID + "&in=" + r.ID()), t}
	}
}

// Types types a line into the composer and presses Enter.
func (w window) Types(line string) {
	w.Does(chromedp.SendKeys(chromedp.CSS("#composer"), line+" \r")) // after the space nothing is completed; a plain string would find the link to it, too
}

// Replies types a line into the thread that is open.
func (w window) Replies(line string) {
	w.Does(chromedp.SendKeys(chromedp.CSS("#threadsay textarea"), line+"\r"))
}

// press clicks the last of the elements that a script finds, once it can be seen and nothing covers it.
const press = `(() => {
	const it = [...document.querySelectorAll(%q)].filter((it) => it.checkVisibility() && (%s)).at(-1);
	it?.scrollIntoView({ block: 'center' });
	const r = it?.getBoundingClientRect();
	if (!r || !it.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2))) return false;
	it.click();
	return true;
})()`

// Presses presses a button by what stands on it or what it is called, in a part of the page: #messages, #modal, …
func (w window) Presses(part, name string) {
	w.Until(fmt.Sprintf(press, part+" :is(a, button, summary)", fmt.Sprintf("[it.textContent.trim(), it.ariaLabel].includes(%q)", name)))
}

// Follows follows a link with that in its text.
func (w window) Follows(part, text string) {
	w.Until(fmt.Sprintf(press, part+" a", fmt.Sprintf("it.textContent.includes(%q)", text)))
}

// PressesOn presses a button of the message with that in its text.
func (w window) PressesOn(part, message, name string) {
	w.Until(fmt.Sprintf(press, part+" article :is(a, button, summary)", fmt.Sprintf(
		"[it.textContent.trim(), it.ariaLabel].includes(%q) && it.closest('article').querySelector('.body').textContent.includes(%q)", name, message)))
}

// Fills answers a question of the form, by the beginning of its label: types, or chooses what has that in its text.
func (w window) Fills(label, answer string) {
	question := fmt.Sprintf("[...document.querySelectorAll('#modal fieldset')].find((it) => it.querySelector('legend').textContent.startsWith(%q))", label)
	w.Until("!!" + question)
	kind := w.Asks(`(() => {
		const it = ` + question + `.querySelector('textarea, select, input');
		if (it.matches('textarea, [type=text]')) { it.focus(); it.select(); return 'line'; }
		return it.localName === 'select' ? 'menu' : 'boxes';
	})()`)
	switch kind {
	case "line":
		w.Does(chromedp.KeyEvent(answer))
	case "menu":
		w.Until(fmt.Sprintf(`(() => {
			const it = %s.querySelector('select');
			const wanted = [...it.options].find((option) => option.textContent.includes(%q));
			if (wanted) { it.value = wanted.value; it.dispatchEvent(new Event('change', { bubbles: true })); }
			return !!wanted;
		})()`, question, answer))
	default:
		w.Until(fmt.Sprintf(press, "#modal fieldset label", fmt.Sprintf("it.textContent.includes(%q)", answer)))
	}
}

// ShowsIn waits until a text stands in a part of the page.
func (w window) ShowsIn(part, text string) {
	w.Until(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((it) => it.textContent.includes(%q))`, part, text))
}

// Is has somebody else sit down at the window.
func (w window) Is(name string) {
	w.Until(fmt.Sprintf(`(() => {
		const it = document.querySelector('#as');
		it.value = [...it.options].find((option) => option.textContent === %q).value;
		setTimeout(() => it.dispatchEvent(new Event('change', { bubbles: true })));
		return true;
	})()`, name))
	w.Until(fmt.Sprintf(`document.querySelector('#as option[selected]').textContent === %q && document.documentElement.matches('.scripted')`, name))
}

// hides fails if a text stands anywhere on the page, in its source or its title.
func (w window) hides(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if w.Asks(fmt.Sprintf(`(document.title + document.documentElement.outerHTML).includes(%q)`, text)) == true {
			w.t.Errorf("the page shows %q:\n%v", text, w.Asks(`document.body.innerText`))
		}
	}
}

// said is what a channel shows to everybody, in order: when each thing was said.
func (w window) said() string {
	return fmt.Sprint(w.Asks(`[...document.querySelectorAll('#messages article:not(.whisper)')].map((it) => it.dataset.ts).join(' ')`))
}

// inStep waits until two windows show the same messages, each once and in the same order.
func (w window) inStep(other window) {
	w.t.Helper()
	for until := time.Now().Add(patience); w.said() != other.said(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			w.t.Fatalf("the windows do not come in step; one shows %s\nthe other %s", w.said(), other.said())
		}
	}
	said := strings.Fields(w.said())
	if !slices.IsSorted(said) || len(slices.Compact(slices.Clone(said))) != len(said) {
		w.t.Errorf("messages stand twice or out of order: %v", said)
	}
}
