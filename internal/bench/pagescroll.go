package main

import (
	"fmt"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// Functions of the page's script. Each promises how many milliseconds passed between one frame and the next.
const (
	// framesOf scrolls by so many pixels in each frame, for so many frames; upwards if less than 0.
	framesOf = `((step, frames) => new Promise((done) => {
		const pane = document.getElementById('scroll');
		const took = [];
		let last = 0;
		const next = (now) => {
			if (last) took.push(now - last);
			last = now;
			if (took.length === frames) { done(took); return; }
			if (step) pane.scrollTop += step;
			requestAnimationFrame(next);
		};
		requestAnimationFrame(next);
	}))`
	// framesUntilAll scrolls to the top again and again until so many messages are there.
	framesUntilAll = `((all) => new Promise((done) => {
		const pane = document.getElementById('scroll');
		const list = document.getElementById('messages').getElementsByTagName('article');
		const took = [];
		let last = 0;
		const next = (now) => {
			if (last) took.push(now - last);
			last = now;
			if (list.length >= all) { done(took); return; }
			pane.scrollTop = -pane.scrollHeight;
			requestAnimationFrame(next);
		};
		requestAnimationFrame(next);
	}))`
)

// scrolls measures a channel of very many messages that somebody has scrolled through to its beginning.
func (p *paged) scrolls() error {
	her := p.chromium.Blank()
	defer her.Close()
	her.Goes(p.w.at(p.long))
	shown := fmt.Sprint(her.Asks(`document.querySelectorAll('#messages article').length`))
	before := her.Usage()
	frames := p.bench.size(600, 120)
	still := numbers(her, framesOf, 0, frames)
	begin := time.Now()
	loading := numbers(her, framesUntilAll, longest)
	loaded := time.Since(begin)
	after := her.Usage()
	up := numbers(her, framesOf, 97, frames) // downwards, from the beginning
	down := numbers(her, framesOf, -97, frames)
	fast := numbers(her, framesOf, 2003, frames)
	var said durations
	for n := range p.bench.size(20, 5) {
		said = append(said, says(her, 1_000+n))
	}

	t := &table{
		title:   fmt.Sprintf("Page: a channel of %s messages, scrolled to its beginning", thousands(longest)),
		columns: []string{"frames", "p50", "p95", "worst", "longer than 50 ms"},
	}
	row := func(what string, d durations) {
		long := 0
		for _, one := range d {
			if one > 50*time.Millisecond {
				long++
			}
		}
		t.row(what, ms(d.at(0.5)), ms(d.at(0.95)), ms(d.at(1)), fmt.Sprintf("%d of %d", long, len(d)))
	}
	row("nothing moves, one page of "+shown, still)
	row("scrolled to the top until all are loaded", loading)
	row("all loaded, 97 pixels a frame, down", up)
	row("all loaded, 97 pixels a frame, up", down)
	row("all loaded, 2,003 pixels a frame", fast)
	t.note("All were loaded in %s. Said → in the channel then: %s at p50, %s at p95.", ms(loaded), ms(said.at(0.5)), ms(said.at(0.95)))
	t.note("Script's heap: %s with %s messages, %s with all; nodes of the page: %d and %d.",
		megabytes(before.Heap), shown, megabytes(after.Heap), before.Nodes, after.Nodes)
	t.print(p.bench.out)
	return nil
}

// numbers are the milliseconds that a function of the page's script promises.
func numbers(her *browser.Window, function string, arguments ...int) (d durations) {
	call := function + "("
	for _, a := range arguments {
		call += fmt.Sprintf("%d,", a)
	}
	for _, n := range her.Numbers(call + ")") {
		d = append(d, time.Duration(n*float64(time.Millisecond)))
	}
	return d
}
