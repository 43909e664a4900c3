package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// memory measures what the length of one channel costs a bot in memory.
func memory(ctx context.Context, b *bench) error {
	few, many := 1_000, b.size(100_000, 10_000)
	short, err := b.live(ctx, few)
	if err != nil {
		return err
	}
	long, err := b.live(ctx, many)
	if err != nil {
		return err
	}
	t := &table{
		title:   fmt.Sprintf("Memory: %s messages in one incident's channel against %s, in a process of its own", thousands(many), thousands(few)),
		columns: []string{"figure", "after " + thousands(few), "after " + thousands(many), "aim", "ratio"},
	}
	row := func(what string, of func(life) uint64, aim string) {
		t.row(what, megabytes(of(short)), megabytes(of(long)), aim, ratio(float64(of(long)), float64(of(short))))
	}
	row("heap in use, messages handled", func(l life) uint64 { return l.heard.Heap }, "about the same")
	row("RSS, messages handled", func(l life) uint64 { return l.heard.Resident }, "about the same")
	row("RSS at its peak while they came", func(l life) uint64 { return l.heard.Peak }, "about the same")
	row("RSS at its peak while closing: backfill, draft", func(l life) uint64 { return l.closed.Peak }, "about the same")
	row("heap in use, closed", func(l life) uint64 { return l.closed.Heap }, "about the same")
	row("RSS at its peak of tocsin export --format json", func(l life) uint64 { return l.exported.Peak }, "about the same")
	t.row("closed → the draft is in the channel", ms(short.drafting), ms(long.drafting))
	t.row("messages/s, said → in their rows", fmt.Sprintf("%.0f", short.rate), fmt.Sprintf("%.0f", long.rate))
	t.print(b.out)
	return nil
}

func thousands(n int) string { return fmt.Sprintf("%d,%03d", n/1000, n%1000) }

// life is one incident's, from its declaration to its export.
type life struct {
	heard, closed, exported memoryUse
	rate                    float64 // messages a second
	drafting                time.Duration
}

// live has so many messages said in an incident's channel and closes the incident.
func (b *bench) live(ctx context.Context, messages int) (l life, err error) {
	return l, b.inWorld(ctx, func(w *world) (err error) {
		bot, err := spawn(ctx, w.setting("serve"))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, bot.end()) }()
		w.app.Connected(1)
		room := w.declares("Checkout is down").room
		begin := time.Now()
		for n := range messages {
			w.ada.Says(room, sentence(n))
		}
		if err := w.handled(ctx); err != nil {
			return err
		}
		l.rate = float64(messages) / time.Since(begin).Seconds()
		if l.heard, err = bot.memory(); err != nil {
			return err
		}
		card := room.Card()
		w.ada.Clicks(card, "Resolve")
		closing := time.Now()
		w.ada.Clicks(card, "Close")
		draft := room.AwaitCanvas("## Summary")
		l.drafting = time.Since(closing)
		if l.closed, err = bot.memory(); err != nil {
			return err
		}
		if !strings.Contains(draft, "Checkout is down") {
			return errors.New("the draft is about something else")
		}
		exporter, err := spawn(ctx, w.setting("export"))
		if err != nil {
			return err
		}
		l.exported, err = exporter.memory()
		return errors.Join(err, exporter.end())
	})
}

const sqlWaiting = `select exists (select from inbox where handled_at is null and parked_at is null)`

// handled waits until every event so far is acked and handled.
func (w *world) handled(ctx context.Context) error {
	w.app.Saw()
	conn, err := pgx.Connect(ctx, w.database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for waiting := true; waiting; {
		if err := conn.QueryRow(ctx, sqlWaiting).Scan(&waiting); err != nil {
			return err
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
