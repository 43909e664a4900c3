package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
)

// batch is how many rows are handled, and written, at a time. The inbox of production takes as many.
const batch = 256

// handling measures how fast acked events become rows: claimed, understood, written and marked. The
// limit is the writing alone.
func handling(ctx context.Context, b *bench) error {
	return b.inWorld(ctx, func(w *world) error {
		app, err := serve.New(ctx, serve.Options{Config: w.setting("serve").config(), Silent: true, Log: botLog()})
		if err != nil { // it is not run: nobody else takes from the inbox
			return err
		}
		defer app.Close()
		channel, err := openIncident(ctx, app)
		if err != nil {
			return err
		}
		events := b.size(50_000, 5_000)
		if err := fill(ctx, app, channel, events); err != nil {
			return err
		}
		handled, err := handleAll(ctx, app, events)
		if err != nil {
			return err
		}
		written, err := writeBarely(ctx, w.database, channel, events)
		if err != nil {
			return err
		}
		t := &table{
			title:   fmt.Sprintf("Handling: %d events of 1.5 kB from the inbox into rows, %d at a time", events, batch),
			columns: []string{"figure", "events/s", "bare rows/s", "ratio"},
		}
		t.row("acked → handled, one process", fmt.Sprintf("%.0f", handled), fmt.Sprintf("%.0f", written), ratio(handled, written))
		t.note("Bare rows are the same messages written by the same kind of statement, with nothing claimed, read or marked.")
		t.print(b.out)
		return nil
	})
}

// openIncident keeps an incident that has a channel, without Slack's help.
func openIncident(ctx context.Context, app *serve.App) (incident.ChannelID, error) {
	const channel = incident.ChannelID("C0BENCH")
	inc, err := app.Service.Declare(ctx, incident.Act{By: "U0ADA", At: time.Now().UTC(), Receipt: "bench"},
		incident.Declaration{Title: "Checkout is down"})
	if err != nil {
		return "", err
	}
	surface := incident.Surface{Key: "channel", State: incident.Shown, Channel: channel}
	if err := app.Store.ChannelMade(ctx, inc.Number, surface, "inc-1-checkout-down"); err != nil {
		return "", err
	}
	return channel, app.Store.KeepPeople(ctx, everybody()) // asking who somebody is happens once, and is not measured
}

// fill puts message events into the inbox.
func fill(ctx context.Context, app *serve.App, channel incident.ChannelID, events int) error {
	inbox := bot.NewInbox(app.Bot, app.Store)
	for n := 0; n < events; n += batch {
		if err := inbox.Keep(ctx, envelopes(channel, n, min(n+batch, events))); err != nil {
			return err
		}
	}
	return nil
}

// handleAll empties the inbox as the bot does, and returns how many events a second that made.
func handleAll(ctx context.Context, app *serve.App, events int) (float64, error) {
	begin := time.Now()
	for left := events; left > 0; {
		n, err := app.Store.HandleDeliveries(ctx, batch, app.Bot.Understand)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("%d events are gone from the inbox", left)
		}
		left -= n
	}
	return float64(events) / time.Since(begin).Seconds(), nil
}

const sqlWriteBarely = `
insert into bare_message (channel, id, incident, thread, author, text, at)
select @channel, id, 1, '', author, text, now()
  from unnest(@ids::text[], @authors::text[], @texts::text[]) as said (id, author, text)
on conflict (channel, id) do nothing`

// writeBarely writes the same messages to a table like the real one, and returns how many a second.
func writeBarely(ctx context.Context, database string, channel incident.ChannelID, events int) (float64, error) {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, `create table bare_message (like message including all)`); err != nil {
		return 0, err
	}
	begin := time.Now()
	for n := 0; n < events; n += batch {
		var ids, authors, texts []string
		for i := n; i < min(n+batch, events); i++ {
			ids, authors, texts = append(ids, messageTS(i)), append(authors, author(i)), append(texts, sentence(i))
		}
		if _, err := conn.Exec(ctx, sqlWriteBarely, pgx.NamedArgs{"channel": channel, "ids": ids, "authors": authors, "texts": texts}); err != nil {
			return 0, err
		}
	}
	return float64(events) / time.Since(begin).Seconds(), nil
}
