// Package report writes a report for people to read outside the chat, and for programs.
package report

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
)

// Options say how the text is laid out.
type Options struct {
	Width  int  // columns; 0 for 80
	Colour bool // whether the terminal shows colours
}

// Text writes for a terminal.
func Text(io.Writer, load.Report, Options) error { return nil }

// Markdown writes in GitHub's Markdown. What people typed shows as they typed it.
func Markdown(io.Writer, load.Report) error { return nil }

// HTML writes one file that needs nothing else: it asks no server for anything, runs nothing, and can be printed.
func HTML(io.Writer, load.Report, []chart.Picture) error { return nil }

// JSON writes the report as it is, see [load.Report]: durations are nanoseconds, instants RFC 3339.
func JSON(w io.Writer, r load.Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// Day is what one person gave on one day of their own calendar.
type Day struct {
	Person incident.PersonID
	Name   string
	Day    time.Time // midnight UTC of the date on their clock
	load.Hours
	NightCallOuts int // how often they were pulled in at night
}

// Days sums up segments by person and day, by name and then by day.
func Days([]load.Segment, func(incident.PersonID) string) []Day { return nil }

// CSV writes days for whoever pays for them.
func CSV(io.Writer, []Day) error { return nil }
