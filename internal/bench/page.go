package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// longest is how many messages a long channel has.
const longest = 10_000

// page measures what people see of the workspace in a real browser.
func page(ctx context.Context, b *bench) error {
	_, err := browser.Installed()
	if errors.Is(err, browser.ErrNone) {
		fmt.Fprintf(b.out, "\n### Page\n\nNot measured: %v. Install Chromium, and run `make bench ARGS=page`.\n", err)
		return nil
	}
	return b.inWorld(ctx, func(w *world) error {
		chromium, err := browser.Start(browser.Options{
			Wait: patience, Fail: func(format string, args ...any) { panic(inVain(fmt.Sprintf(format, args...))) },
		})
		if err != nil {
			return err
		}
		defer chromium.Close()
		p := &paged{bench: b, w: w, chromium: chromium, short: w.filled("short", 20), long: w.filled("long", longest)}
		if err := w.withBot(ctx, nil, func() error { return p.answers(ctx) }); err != nil {
			return err
		}
		if err := p.paints(ctx); err != nil {
			return err
		}
		return p.scrolls()
	})
}

// paged is the page while it is measured.
type paged struct {
	bench       *bench
	w           *world
	chromium    *browser.Browser
	short, long *slacksim.Room // channels of a few and of very many messages
}

// filled is a channel in which so much was said in the past, by two people, a minute apart.
func (w *world) filled(name string, messages int) *slacksim.Room {
	grace := w.Person("Grace Hopper")
	room := w.Channel(name, w.ada, grace)
	for n := range messages {
		who := []*slacksim.Person{w.ada, grace}[n/3%2]
		who.Wrote(room, fmt.Sprintf("%d.000000", 1_700_000_000+60*n), sentence(n), "")
	}
	return room
}

// at is where somebody reads a channel.
func (w *world) at(room *slacksim.Room) string {
	return w.URL() + "/?as=" + w.ada.ID + "&in=" + room.ID()
}
