// Command bench measures what Tocsin promises, and prints a table of it: `make bench`.
//
// The real bot runs against the simulated Slack and a private Postgres on this machine. Absolute times
// belong to the machine they were taken on, so each figure stands beside a raw limit that was measured
// in the same run: the same calls, rows or envelopes without a bot around them. It never fails because
// something was slow; that is for whoever reads the table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/pglocal"
)

// part is one thing to measure.
type part struct {
	name, about string
	run         func(context.Context, *bench) error
}

var parts = []part{
	{"declare", "from the form to the channel, with Slack taking its time", declare},
	{"flurry", "ten changes to one incident within a second", flurry},
	{"receive", "envelope in, ack out, after commit", receiving},
	{"handling", "acked events into rows", handling},
	{"drafts", "summary, follow-ups and postmortem of 10,000 messages", drafting},
	{"memory", "100,000 messages in one channel against 1,000", memory},
	{"report", "the report of one week, after a year and after four", reporting},
	{"page", "from a click to the answer on screen, and long channels, in a real browser", page},
}

// bench is one run.
type bench struct {
	out       io.Writer
	quick     bool
	timeline  bool
	databases *databases
}

// size is how many of something to measure: less when it has to be quick.
func (b *bench) size(full, quick int) int {
	if b.quick {
		return quick
	}
	return full
}

func main() {
	if isChild() {
		os.Exit(child())
	}
	b := &bench{out: os.Stdout}
	flag.BoolVar(&b.quick, "quick", false, "measure less: two minutes instead of five, and rougher figures")
	flag.BoolVar(&b.timeline, "timeline", false, "with declare: print all that the slowest declaration did, and when")
	flag.Usage = usage
	flag.Parse()
	chosen, err := choose(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx, chosen); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: bench [-quick] [-timeline] [part ...]\n\nThe parts, all of them when none is named:")
	for _, p := range parts {
		fmt.Fprintf(os.Stderr, "  %-10s %s\n", p.name, p.about)
	}
	fmt.Fprintln(os.Stderr)
	flag.PrintDefaults()
}

// choose returns the named parts in their own order, or all.
func choose(names []string) ([]part, error) {
	var chosen []part
	for _, p := range parts {
		if len(names) == 0 || slices.Contains(names, p.name) {
			chosen = append(chosen, p)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return nil, fmt.Errorf("there is no part %q; see bench -help", name)
		}
	}
	return chosen, nil
}

func (b *bench) run(ctx context.Context, chosen []part) error {
	// The settings are pglocal's own for demo and tests: no fsync, since it is our own work that is
	// measured here and not this machine's disk.
	server, err := pglocal.Start(ctx, pglocal.Options{Install: true, Progress: func(what string) { fmt.Fprintln(os.Stderr, what) }})
	if err != nil {
		return err
	}
	defer server.Stop()
	b.databases = &databases{server: server.URL()}
	version, err := b.databases.version(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%d CPUs, %s, Postgres %s without fsync, everything on this machine.\n",
		runtime.NumCPU(), strings.Replace(runtime.Version(), "go", "Go ", 1), version)
	for _, p := range chosen {
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return ctx.Err()
}
