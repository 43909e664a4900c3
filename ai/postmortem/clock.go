package postmortem

import (
	"fmt"
	"strings"
	"time"
)

// clock writes instants in UTC: the time alone while the whole incident lies within one day, with the
// date when it crosses midnight or lasts for days.
type clock struct{ days bool }

func clockFor(first, last time.Time) clock {
	return clock{days: first.UTC().Format(time.DateOnly) != last.UTC().Format(time.DateOnly)}
}

func (c clock) at(t time.Time) string {
	if c.days {
		return t.UTC().Format("2006-01-02 15:04")
	}
	return t.UTC().Format("15:04")
}

// hour is the time of day.
func hour(t time.Time) string { return t.UTC().Format("15:04") }

func date(t time.Time) string { return t.UTC().Format("2 January 2006") }

// duration says a duration as people do, to the minute: "1 h 20 min".
func duration(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	var parts []string
	for _, p := range []struct {
		n    int
		unit string
	}{{minutes / (24 * 60), "d"}, {minutes / 60 % 24, "h"}, {minutes % 60, "min"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.unit))
		}
	}
	if len(parts) == 0 {
		return "under a minute"
	}
	return strings.Join(parts, " ")
}
