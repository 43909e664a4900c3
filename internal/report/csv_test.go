package report_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/report"
)

// given is time that somebody gave from an instant of their own clock on.
func given(person incident.PersonID, local string, took time.Duration, kind load.Kind, pulledIn bool) load.Segment {
	at, err := time.Parse("2006-01-02 15:04", local)
	if err != nil {
		panic(err)
	}
	from := at.Add(-5*time.Hour - 30*time.Minute) // they live in Kolkata
	return load.Segment{Person: person, Incident: 412, From: from, Until: from.Add(took), Local: at, Kind: kind, Responding: true, PulledIn: pulledIn}
}

func days() []report.Day {
	names := map[incident.PersonID]string{
		"U0ADA": `Ada "the Countess" Lovelace, née Byron`, "U0EVE": "=HYPERLINK(\"https://evil.example\")", "U0BEN": "Ben\r\nOkafor", "U0CAM": "＋Cam",
	}
	return report.Days([]load.Segment{
		given("U0EVE", "2026-11-09 10:00", 10*time.Minute, load.Working, true),
		given("U0ADA", "2026-11-09 23:40", 20*time.Minute, load.Night, true),
		given("U0ADA", "2026-11-10 00:00", 50*time.Minute, load.Night, false),
		given("U0ADA", "2026-11-10 03:10", 10*time.Minute, load.Night, true),
		given("U0ADA", "2026-11-10 18:00", 25*time.Minute, load.Evening, true),
		given("U0BEN", "2026-11-14 12:00", time.Hour, load.Weekend, true),
		given("U0CAM", "2026-11-11 12:00", time.Second, load.Working, true),
	}, func(id incident.PersonID) string { return names[id] })
}

func TestCSV_looks_as_before(t *testing.T) {
	t.Parallel()
	golden(t, "days.golden.csv", written(t, func(w io.Writer) error { return report.CSV(w, days()) }))
}

func TestCSV_of_nobody_still_says_its_columns(t *testing.T) {
	t.Parallel()
	got := written(t, func(w io.Writer) error { return report.CSV(w, nil) })
	if lines := strings.Split(string(got), "\r\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], "person,name,day,") {
		t.Errorf("it says %q", got)
	}
}

func TestCSV_holds_nothing_that_a_spreadsheet_would_run(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u200b=1"} {
		got := written(t, func(w io.Writer) error {
			return report.CSV(w, []report.Day{{Person: incident.PersonID(name), Name: name}})
		})
		rows, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range rows[1] {
			if strings.ContainsAny(cell[:1], "=+-@\t\r ") || strings.HasPrefix(cell, "＝") {
				t.Errorf("%q becomes %q", name, cell)
			}
		}
	}
}

// A day's hours are what somebody is paid for.
func TestDays_add_up_to_all_that_was_given(t *testing.T) {
	t.Parallel()
	var sum time.Duration
	calls := 0
	for _, d := range days() {
		sum += d.Total()
		calls += d.NightCallOuts
	}
	if want := 2*time.Hour + 55*time.Minute + time.Second; sum != want || calls != 2 {
		t.Errorf("%s and %d call-outs, want %s and 2", sum, calls, want)
	}
}
