package load_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// did reads "2026-11-09 10:00 INC-1 watching", of Ada.
func did(lines ...string) []load.Activity {
	var all []load.Activity
	for _, line := range lines {
		f := strings.Fields(line)
		number, err := incident.ParseNumber(f[2])
		if err != nil {
			panic(err)
		}
		all = append(all, load.Activity{
			Person: "ada", Incident: number, At: at(f[0] + " " + f[1]), Watching: slices.Contains(f, "watching"),
		})
	}
	return all
}

// at reads an instant in UTC.
func at(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return t
		}
	}
	panic("no instant: " + s)
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func each(activities []load.Activity) iter.Seq2[load.Activity, error] {
	return func(yield func(load.Activity, error) bool) {
		for _, a := range activities {
			if !yield(a, nil) {
				return
			}
		}
	}
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

// measured are the segments of a period, from the activities that are needed for it and no others.
func measured(t fataler, p load.Period, did []load.Activity, who load.Who, s load.Settings) []load.Segment {
	t.Helper()
	from, until := s.Around(p)
	var needed []load.Activity
	for _, a := range did {
		if !a.At.Before(from) && a.At.Before(until) {
			needed = append(needed, a)
		}
	}
	var segments []load.Segment
	err := load.Measure(p, each(needed), func(incident.PersonID) load.Who { return who }, s, func(s load.Segment) error {
		segments = append(segments, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return segments
}

// said is how a person would write segments down.
func said(segments []load.Segment) []string {
	clock := func(t time.Time) string { return strings.TrimSuffix(t.Format("15:04:05"), ":00") }
	var lines []string
	for _, s := range segments {
		line := fmt.Sprintf("%s–%s (%s) %s %s", clock(s.From), clock(s.Until), s.Local.Format("Mon ")+clock(s.Local), s.Incident, s.Kind)
		if !s.Responding {
			line += " watching"
		}
		if s.PulledIn {
			line += " interrupted"
		}
		lines = append(lines, line)
	}
	return lines
}

func total(segments []load.Segment) (sum time.Duration) {
	for _, s := range segments {
		sum += s.Took()
	}
	return sum
}
