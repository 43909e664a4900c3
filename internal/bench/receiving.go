package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/internal/bench/receive"
	"github.com/tocsin-bot/tocsin/store"
)

// receiving measures from an envelope on the socket to its ack, with the inbox of production.
func receiving(ctx context.Context, b *bench) error {
	database, err := b.databases.fresh(ctx)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Options{URL: database})
	if err != nil {
		return err
	}
	defer st.Close()
	fmt.Fprintln(b.out, "\n### Receive (aim: at least 2.5 times slack-go's rate, nothing delivered again)")
	fmt.Fprintln(b.out)
	// Nobody runs the inbox: handling is measured by itself.
	return receive.Table(ctx, b.out, bot.NewInbox(nil, st), time.Duration(b.size(5, 1))*time.Second)
}
