// Command screenshots plays an incident with the real bot in a simulated Slack and takes a picture of every view of
// it in a browser, in light and in dark: `make screenshots`. They are for looking at, by whoever changes a view or
// how the page draws one. Nothing compares them: fonts differ from machine to machine.
//
// The same is played each time, at the same hour of the same night, so that two runs can be compared by eye.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// usual is where the pictures go unless something else is said.
const usual = "bin/screenshots"

func main() {
	flag.Usage = usage
	only := flag.String("only", "", "take only the pictures whose name matches this `pattern`")
	readme := flag.String("readme", "", "write the two small pictures that the README shows into this `folder`, and not beside the others")
	flag.Parse()
	wanted, err := regexp.Compile(*only)
	if err != nil || flag.NArg() > 1 {
		usage()
		os.Exit(2)
	}
	folder := usual
	if flag.NArg() == 1 {
		folder = flag.Arg(0)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err = run(ctx, folder, *readme, wanted)
	stop()
	switch {
	case errors.Is(err, browser.ErrNone):
		fmt.Fprintln(os.Stderr, "error: no Chromium is installed here, so no pictures were taken\nhint: install it (on Debian: apt-get install chromium), and run this again.")
		os.Exit(1)
	case errors.Is(err, context.Canceled):
		os.Exit(130)
	case err != nil:
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintf(os.Stderr, "usage: screenshots [-only pattern] [-readme folder] [folder]\n\nThe pictures go into the folder, %s unless another is named.\n\n", usual)
	flag.PrintDefaults()
}

// run plays everything and takes the pictures.
func run(ctx context.Context, folder, readme string, wanted *regexp.Regexp) error {
	if _, err := browser.Installed(); err != nil { // before anything else is begun
		return err
	}
	if readme == "" {
		readme = filepath.Join(folder, "readme")
	}
	for _, f := range []string{folder, readme} {
		if err := os.MkdirAll(f, 0o755); err != nil {
			return err
		}
	}
	steps := stage.NewSteps(os.Stdout)
	s, err := open(ctx, steps.Begin)
	if err != nil {
		steps.Fail()
		return err
	}
	defer s.Close()
	steps.Begin("Chromium")
	b, err := browser.Start(browser.Options{Fail: s.Stuck, Width: wide, Height: high})
	if err != nil {
		steps.Fail()
		return err
	}
	defer b.Close()
	c := &camera{stage: s, folder: folder, readme: readme, wanted: wanted, begin: steps.Begin}
	if err := s.Play(ctx, func() {
		c.window = b.Blank()
		play(ctx, s, c)
	}); err != nil {
		steps.Fail()
		return err
	}
	steps.End()
	shown, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d pictures are in %s\n", c.taken, shown)
	if len(c.faults) > 0 {
		return fmt.Errorf("not everything can be read:\n  %s", strings.Join(c.faults, "\n  "))
	}
	return c.err
}
