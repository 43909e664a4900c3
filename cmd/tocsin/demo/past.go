package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
)

// past is what has happened before the story: incidents of many weeks, so that there is something to report.
type past struct {
	weeks  weeks
	people int
	seed   uint64
}

// weeks is a number of weeks, written like 52w. Zero is no past at all.
type weeks int

func (w *weeks) String() string { return strconv.Itoa(int(*w)) + "w" }

// Set implements pflag.Value.
func (w *weeks) Set(s string) error {
	number, hasUnit := strings.CutSuffix(s, "w")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > mostWeeks || !hasUnit && n != 0 {
		return fmt.Errorf("it is a number of weeks up to %d, such as 12w; 0 for none", mostWeeks)
	}
	*w = weeks(n)
	return nil
}

// Type implements pflag.Value: what the help shows in the place of the value.
func (*weeks) Type() string { return "weeks" }

const (
	mostWeeks  = 520
	fewest     = 20 // people, so that each team has some
	mostPeople = 5_000
)

// check refuses what makes no past.
func (p past) check() error {
	if p.people < fewest || p.people > mostPeople {
		return complain.Usage(fmt.Sprintf("--people is %d", p.people), fmt.Sprintf("take a number from %d to %d.", fewest, mostPeople))
	}
	return nil
}

// prepare fills the database with the past, if there is one, and Slack with the people.
func (p past) prepare(ctx context.Context, s *stage.Setting, progress func(string)) error {
	if p.weeks == 0 {
		tidewater.CastOf(s.Slack)
		return nil
	}
	progress(fmt.Sprintf("%d weeks of incidents of %d people, made up", p.weeks, p.people))
	return tidewater.Past{Weeks: int(p.weeks), People: p.people, Seed: p.seed}.Prepare(ctx, s)
}
