package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// table is what a part prints: Markdown that is aligned for the terminal.
type table struct {
	title   string
	columns []string
	rows    [][]string
	notes   []string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *table) print(w io.Writer) {
	widths := make([]int, len(t.columns))
	all := append([][]string{t.columns}, t.rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	line := func(row []string, fill string) {
		for i, width := range widths {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			fmt.Fprintf(w, "|%s%s%s", fill, cell+strings.Repeat(fill, width-utf8.RuneCountInString(cell)), fill)
		}
		fmt.Fprintln(w, "|")
	}
	fmt.Fprintf(w, "\n### %s\n\n", t.title)
	line(t.columns, " ")
	line(nil, "-")
	for _, row := range t.rows {
		line(row, " ")
	}
	for i, note := range t.notes {
		if i == 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, note)
	}
}

// durations are many measurements of one thing.
type durations []time.Duration

// at is the measurement that a share of all of them does not exceed: 0.5 for the median.
func (d durations) at(share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

func ms(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

func ratio(a, b float64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", a/b)
}

func megabytes(bytes uint64) string {
	if bytes == 0 {
		return "–" // not to be had on this machine
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
