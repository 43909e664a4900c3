package slacksim_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestBrowser_a_page_goes_where_the_story_goes_until_somebody_writes(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w := pageWorkspace(t)
	ada := w.Person("Ada")
	alerts, incident, leads := w.Channel("alerts", ada), w.Channel("inc-1", ada), w.Channel("leads", ada)
	r := &reel{playing: slacksim.Playing{Title: "A night", In: alerts.ID(), On: true, Speed: 1}}
	goes := func(in *slacksim.Room) {
		r.notes("", func(p *slacksim.Playing) { p.In = in.ID() })
		w.Plays(r)
	}
	w.Plays(r)
	ada.Says(alerts, "it begins")
	ada.Says(incident, "it is bad")
	her := newWindow(w.URL())
	her.Shows("it begins")
	goes(incident)
	her.Shows("it is bad")
	her.Until(`!document.querySelector('#messages').textContent.includes('it begins') && document.title.includes('inc-1')`)

	her.Does(chromedp.SendKeys("#composer", "I help"))
	her.Until(`location.search.includes('in=')`)
	goes(leads)
	her.Until(`[...document.querySelectorAll('.story a')].some((a) => a.textContent === 'Follow the story')`)
	is(t, her, `document.querySelector('#composer').value`, "I help")
	her.Does(chromedp.SendKeys("#composer", "\r"))
	incident.Shows("I help")
	her.Does(chromedp.Click(".story a"))
	her.Until(`document.title.includes('leads')`)
}

func TestBrowser_the_trainer_makes_trouble_beside_an_open_form(t *testing.T) {
	t.Parallel()
	newWindow := chromium(t)
	w, siren := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	room := w.Channel("ops", ada, siren.app.Person())
	siren.answers(func(e envelope) any {
		siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
		return nil
	})
	r := &reel{playing: slacksim.Playing{Title: "A night", In: room.ID(), On: true, Speed: 1}}
	w.Plays(r)
	her := newWindow(at(w, ada, room))
	is(t, her, `document.querySelector('.wire') === null`, true)
	her.Does(chromedp.Click("[data-bar]"), chromedp.WaitVisible(".wire"))
	her.Does(chromedp.SendKeys("#composer", "/incident form\r"), chromedp.WaitVisible(".modal"))
	her.Does(chromedp.Click(".story [value=pause]"), chromedp.WaitVisible(".story [value=play]"))
	her.Does(chromedp.Click("#bar [value='500']"))
	her.Shows("trouble: 500")
	siren.call("auth.test", nil)
	her.Until(`!!document.querySelector('.wire tr.wrong')`)
	is(t, her, `document.querySelector('.wire tr.wrong').textContent.includes('auth.test')`, true)

	her.Asks(`document.querySelector('.wire details').open = true`)
	was := her.Asks(`document.querySelector('.wire tr:has([open])').id`)
	siren.call("auth.test", nil)
	her.Until(`document.querySelectorAll('.wire tr.wrong').length === 2`)
	is(t, her, `document.querySelector('.wire tr:has([open])').id`, was)
	is(t, her, `document.querySelector('.modal') !== null`, true)
}
