package main

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// between is how long somebody waits before they do the next thing. The bot edits one message every 1.2 s at most,
// and who does more within that time waits for the pace and not for the bot.
const between = 1500 * time.Millisecond

// formThere says, in the page's script, that a form is on the screen.
const formThere = `!!document.querySelector('#modal .modal')`

// answers measures from what somebody does until they see what comes of it: by the bot, and by an app that shows the
// same at once. They take turns.
func (p *paged) answers(ctx context.Context) error {
	card := p.w.declares("Checkout is down").room.Card()
	return p.w.withBareApp(ctx, func(app *bareApp) error {
		copied, err := app.posts(ctx, contentOf(card))
		if err != nil {
			return err
		}
		m := &answering{paged: p, her: p.chromium.Blank()}
		defer m.her.Close()
		var bot, bare answered
		for n := range p.bench.size(40, 6) {
			severity := []string{"SEV1", "SEV2"}[n%2]
			m.command(p.short, "/incident ", &bot.command)
			m.copyForm(app)
			m.command(p.short, "/bare ", &bare.command)
			m.command(p.long, "/incident ", &bot.commandLong)
			m.command(p.long, "/bare ", &bare.commandLong)

			if err := m.card(ctx, card, severity, &bot, func() { m.copyForm(app) }); err != nil {
				return err
			}
			app.shows(copied, contentOf(card))
			if err := m.card(ctx, copied, severity, &bare, func() {}); err != nil {
				return err
			}
			m.says(p.short, n, &bot.said, &bare.said)
			m.says(p.long, n, &bot.saidLong, &bare.saidLong)
		}
		bot.table(bare).print(p.bench.out)
		return nil
	})
}

// contentOf is what a message shows, as arguments of the call that shows it.
func contentOf(m *slacksim.Message) slacksim.Call {
	return slacksim.Call{Args: map[string]string{"text": m.Raw(), "blocks": string(m.Blocks())}}
}

// answered is how long somebody waited for each answer.
type answered struct {
	command, commandLong durations // for a form, in a short channel and in a long one
	click, submit        durations // for a form by a card's button, and for the card after the form was sent
	said, saidLong       durations // for one's own message; beside it, for one answer of the server to the page's script
}

// answering is somebody at a window.
type answering struct {
	*paged
	her *browser.Window
}

// command types a command and waits for the form.
func (m *answering) command(in *slacksim.Room, command string, took *durations) {
	m.her.Goes(m.w.at(in))
	m.her.Does(chromedp.SendKeys("#composer", command))
	*took = append(*took, m.her.Times("keydown", formThere, chromedp.KeyEvent("\r")))
	m.closesForm()
}

func (m *answering) closesForm() {
	m.her.Does(chromedp.Click("#modal [data-close]"), chromedp.WaitNotPresent("#modal .modal"))
}

// copyForm has the other app open the form that the bot opened last.
func (m *answering) copyForm(app *bareApp) {
	opened := m.w.AwaitCalls("views.open", 1)
	form := opened[len(opened)-1]
	app.form.Store(&form)
}

// card changes the severity by a card's button; opened is called while the form is open.
func (m *answering) card(ctx context.Context, card *slacksim.Message, severity string, a *answered, opened func()) error {
	m.her.Goes(m.w.at(card.Room()))
	here := fmt.Sprintf("document.getElementById('m%s')", card.TS())
	button := fmt.Sprintf(`[id="m%s"] button[value*="severity"]`, card.TS())
	m.her.Finds(button)
	a.click = append(a.click, m.her.Times("click", formThere, chromedp.Click(button)))
	opened()
	m.her.Does(chromedp.Click(fmt.Sprintf(`#modal input[value="%s"]`, severity)))
	changed := fmt.Sprintf("%s.textContent.includes(%q) && !%s", here, severity, formThere)
	a.submit = append(a.submit, m.her.Times("click", changed, chromedp.Click("#modal .submit")))
	return pause(ctx, between)
}

// says says something and waits until it stands in the channel, and then for any answer of the server.
func (m *answering) says(in *slacksim.Room, n int, took, bare *durations) {
	m.her.Goes(m.w.at(in))
	*took, *bare = append(*took, says(m.her, n)), append(*bare, m.her.Awaits(`(async () => {
		const begin = performance.now();
		await (await fetch('/-/icon.svg')).text();
		await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
		return performance.now() - begin;
	})()`))
}

// says says something and waits until it stands in the channel.
func says(her *browser.Window, n int) time.Duration {
	text := fmt.Sprintf("This is what I say as number %d.", n)
	her.Does(chromedp.SendKeys("#composer", text))
	there := fmt.Sprintf("document.querySelector('#messages > article:last-child').textContent.includes(%q)", text)
	return her.Times("keydown", there, chromedp.KeyEvent("\r"))
}

func (a answered) table(bare answered) *table {
	t := &table{
		title:   fmt.Sprintf("Page: from a key or a click to the answer on screen, %d times, in a real browser", len(a.command)),
		columns: []string{"figure", "p50", "p95", "bare p50", "ratio", "bare p95"},
	}
	row := func(what string, measured, limit durations) {
		t.row(what, ms(measured.at(0.5)), ms(measured.at(0.95)), ms(limit.at(0.5)),
			ratio(measured.at(0.5).Seconds(), limit.at(0.5).Seconds()), ms(limit.at(0.95)))
	}
	row("/incident → its form", a.command, bare.command)
	row("/incident → its form, in a channel of "+thousands(longest), a.commandLong, bare.commandLong)
	row("a button of the card → its form", a.click, bare.click)
	row("that form sent → the card has changed", a.submit, bare.submit)
	row("said → in the channel, no app", a.said, bare.said)
	row("said → in the channel of "+thousands(longest)+", no app", a.saidLong, bare.saidLong)
	t.note("Bare is an app that shows the same form and card at once, with no database, nor anything understood; where there is")
	t.note("no app, one answer of the server to the page's script. Each ends when the frame that shows it is painted.")
	return t
}
