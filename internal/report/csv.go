package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Day is what one person gave on one day of their own calendar.
type Day struct {
	Person incident.PersonID
	Name   string
	Day    time.Time // midnight UTC of the date on their clock
	load.Hours
	NightCallOuts int // how often they were pulled in at night
}

// Days sums up segments by person and day, see [load.Days], in the order of people's names.
func Days(segments []load.Segment, name func(incident.PersonID) string) []Day {
	var days []Day
	for _, d := range load.Days(segments) {
		days = append(days, Day{Person: d.Person, Name: name(d.Person), Day: d.Day, Hours: d.Hours, NightCallOuts: d.Nights})
	}
	slices.SortStableFunc(days, func(a, b Day) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person), a.Day.Compare(b.Day))
	})
	return days
}

// CSV writes days for whoever pays for them, as RFC 4180 has it, in UTF-8: hours in decimals, so that a spreadsheet
// can add them up.
func CSV(w io.Writer, days []Day) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{
		"person", "name", "day", "working_hours", "evening_hours", "night_hours", "weekend_hours", "total_hours", "night_call_outs",
	}}
	for _, d := range days {
		row := []string{inert(string(d.Person)), inert(d.Name), d.Day.Format(time.DateOnly)}
		for _, took := range []load.Span{d.Working, d.Evening, d.Night, d.Weekend, d.Total()} {
			row = append(row, strconv.FormatFloat(took.Hours(), 'f', 2, 64))
		}
		rows = append(rows, append(row, strconv.Itoa(d.NightCallOuts)))
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// inert keeps a spreadsheet from running a name as a formula. Source: OWASP, "CSV Injection".
func inert(s string) string {
	s = incident.CleanLine(s)
	if s != "" && strings.ContainsAny(s[:1], "=+-@") || strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") ||
		strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠") { // full-width signs act in some locales
		return "'" + s
	}
	return s
}
