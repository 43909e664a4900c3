// Tocsin is an incident bot for Slack: `tocsin serve` runs it, the other commands set it up, show it
// and look after it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // people's time zones, in containers that have none

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

func main() { os.Exit(run()) }

// statusInterrupted is what a shell reports of a program that Ctrl-C ended.
const statusInterrupted = 130

// run is the program; it returns its exit status.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // from then on a second signal ends the program at once

	err := newRoot().ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "stopped")
		return statusInterrupted
	default:
		complain.Write(os.Stderr, err)
		return complain.Status(err)
	}
}
