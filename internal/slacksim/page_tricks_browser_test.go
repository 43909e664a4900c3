package slacksim_test

import (
	"html"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// trick runs something wherever it is taken for HTML. It fits where Slack allows 24 characters.
const trick = `<img src=x onerror=p=1>`

// tricks runs in every way in which text has run in pages.
const tricks = trick + `<script>p=1</script>"'><svg onload=p=1><a href="javascript:p=1">a</a>{{.Token}}${p=1}`

// harmless fails if anything ran on a page, or could run or load or lead where it should not.
func harmless(t *testing.T, w *browser.Window) {
	t.Helper()
	is(t, w, `window.p`, "<nil>")
	is(t, w, `[...document.querySelectorAll('*')].filter((it) => [...it.attributes].some((a) => a.name.startsWith('on') || a.name === 'style' && !it.matches('.popup'))).length`, 0)
	is(t, w, `[...document.querySelectorAll('svg, iframe, object, embed, base, meta[http-equiv], script:not([src="/-/page.js"])')].map((it) => it.outerHTML).join()`, "")
	is(t, w, `[...document.querySelectorAll('img')].filter((it) => !it.getAttribute('src').startsWith('/-/picture/')).map((it) => it.outerHTML).join()`, "")
	is(t, w, `[...document.querySelectorAll('[href], [src], [action], [formaction]')].map((it) => new URL(it.getAttribute('href') ?? it.getAttribute('src') ?? it.getAttribute('action') ?? it.getAttribute('formaction'), location)).filter((at) => !['http:', 'https:', 'mailto:'].includes(at.protocol)).join()`, "")
	is(t, w, `window.refused?.join() ?? ''`, "")
}

// watched notes what the page's policy refuses from now on: a trick that got as far as that.
func watched(w *browser.Window) {
	w.Asks(`(() => { window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective + ' ' + e.blockedURI)); })()`)
}

func TestBrowser_nothing_that_anybody_writes_runs(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w, siren := open(t, slacksim.Options{})
	ada, eve := w.Person("Ada"), w.Person(trick)
	room := w.Channel("ops", ada, eve, siren.app.Person())
	hers := newWindow(at(w, ada, room))
	watched(hers)

	w.Channel(`x<script>p=1</script>`, ada, eve)
	eve.SetsTopic(room, tricks)
	eve.Says(room, tricks)
	eve.Wrote(room, "1700000000.000000", html.EscapeString(tricks)+" <javascript:p=1|one> <data:text/html,p|two> <https://a.example/\"onclick=p=1|three>", "")
	eve.Uploads(room, trick+".md", []byte(tricks+"\n\n![a](data:image/gif;base64,R0lGODlhAQABAAAAACw=) ![b](https://spy.example/b.png \"c\")\n\n[d](javascript:p=1) [e](data:text/html,p) [f](vbscript:p) [g](//spy.example) [h](/-/say) <https://good.example>"))
	eve.Uploads(room, tricks+".html", []byte(tricks))
	siren.must("bookmarks.add", args{"channel_id": room.ID(), "title": tricks, "type": "link", "link": "https://a.example/\"><script>p=1</script>"})
	siren.must("conversations.canvases.create", args{"channel_id": room.ID(), "title": tricks, "document_content": markdown(tricks + "\n\n[d](javascript:p=1) ![b](https://spy.example/b.png)")})
	siren.must("chat.postMessage", args{"channel": room.ID(), "text": tricks, "blocks": trickyBlocks(eve.ID)})
	siren.must("chat.postEphemeral", args{"channel": room.ID(), "user": ada.ID, "text": tricks, "blocks": []args{section(tricks)}})
	hers.Shows("the last block")
	harmless(t, hers)
	is(t, hers, `document.querySelector('#messages').textContent.includes("<script>p=1</script>")`, true)

	siren.answers(func(e envelope) any {
		switch e.Payload["type"] {
		case "view_submission":
			return args{"response_action": "errors", "errors": args{"title": tricks}}
		case "block_actions":
			return nil
		}
		siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": args{
			"type": "modal", "title": plainText(trick), "submit": plainText(trick), "close": plainText(trick),
			"blocks": append(trickyBlocks(eve.ID)[:6], args{ // a form takes no Markdown
				"type": "input", "block_id": "title", "label": plainText(tricks), "hint": plainText(tricks),
				"element": args{"type": "plain_text_input", "action_id": "title", "initial_value": tricks, "placeholder": plainText(tricks)},
			}),
		}})
		return nil
	})
	hers.Does(chromedp.Click(chromedp.CSS(`#messages [data-ask]`)), chromedp.WaitVisible(chromedp.CSS("dialog")))
	harmless(t, hers)
	hers.Does(chromedp.Click(chromedp.CSS("dialog button")), chromedp.SendKeys(chromedp.CSS("#composer"), "@<im"), chromedp.WaitVisible(chromedp.CSS(".popup")))
	harmless(t, hers)
	hers.Asks(`document.querySelector('#composer').value = ''`)
	hers.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "/incident \r"),
		chromedp.WaitVisible(chromedp.CSS(".modal")), chromedp.Click(chromedp.CSS(".modal .submit")), chromedp.WaitVisible(chromedp.CSS(".modal fieldset .error")))
	harmless(t, hers)

	hers.Goes(at(w, ada, room) + "&bar=1") // as the server draws it, and with what went over the wire
	harmless(t, hers)
	is(t, hers, `document.querySelector('#bar .detail').textContent.length > 0`, true)
	canvas := hers.Asks(`document.querySelector('.bookmarks a[href^="/-/canvas/"]').href`)
	hers.Does(chromedp.Navigate(canvas.(string)), chromedp.WaitReady(chromedp.CSS("body.canvas")))
	harmless(t, hers)
}

// trickyBlocks are blocks of every kind, with tricks wherever there is a text.
func trickyBlocks(who string) []args {
	marked := args{"type": "mrkdwn", "text": tricks + " <javascript:p=1|x> <@" + who + "> `" + tricks + "` > " + tricks}
	choices := []args{{"text": plainText(trick), "value": tricks, "description": plainText(trick)}}
	rich := func(elements ...args) args {
		return args{"type": "rich_text", "elements": []args{{"type": "rich_text_section", "elements": elements}}}
	}
	words := args{"type": "text", "text": tricks}
	return []args{
		{"type": "header", "text": plainText(tricks)},
		{"type": "section", "text": marked, "fields": []args{marked, plainText(tricks)}, "accessory": args{
			"type": "button", "action_id": "sure", "text": plainText(trick), "confirm": args{"title": plainText(trick), "text": plainText(tricks), "confirm": plainText(trick), "deny": plainText(trick)},
		}},
		{"type": "context", "elements": []args{marked, {"type": "image", "image_url": "https://spy.example/a.png", "alt_text": tricks}}},
		{"type": "actions", "elements": []args{
			{"type": "button", "action_id": "b", "text": plainText(trick), "value": tricks},
			{"type": "button", "action_id": "u", "text": plainText(trick), "url": "javascript:p=1"},
			{"type": "button", "action_id": "d", "text": plainText(trick), "url": "data:text/html,<script>p=1</script>"},
			{"type": "static_select", "action_id": "s", "placeholder": plainText(tricks[:100]), "options": choices},
			{"type": "multi_static_select", "action_id": "m", "placeholder": plainText(tricks[:100]), "options": choices},
			{"type": "radio_buttons", "action_id": "r", "options": choices},
			{"type": "checkboxes", "action_id": "c", "options": choices},
			{"type": "overflow", "action_id": "o", "options": []args{{"text": plainText(trick), "value": "v", "url": "javascript:p=1"}}},
			{"type": "users_select", "action_id": "w", "placeholder": plainText(tricks[:100])},
		}},
		{"type": "image", "image_url": "https://spy.example/b.png", "alt_text": tricks, "title": plainText(tricks)},
		rich(words, args{"type": "link", "url": "javascript:p=1", "text": tricks}, args{"type": "user", "user_id": who}, args{"type": "emoji", "name": "tada"}),
		{"type": "markdown", "text": tricks + "\n\n![a](https://spy.example/c.png) [d](javascript:p=1) [e](data:text/html,p) <javascript:p=1>\n\n```html\n" + tricks + "\n```"},
		section("the last block"),
	}
}
