package report_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/report"
)

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// weeks are reports that look different, by what is seen.
func weeks() map[string]load.Report {
	return map[string]load.Report{
		"week": sample(true), "week_without_names": sample(false), "week_quiet": quiet(), "week_running": running(),
	}
}

func TestText_looks_as_before(t *testing.T) {
	t.Parallel()
	for name, r := range weeks() {
		golden(t, name+".golden.txt", written(t, func(w io.Writer) error { return report.Text(w, r, report.Options{}) }))
	}
	golden(t, "week_in_colour.golden.txt", written(t, func(w io.Writer) error {
		return report.Text(w, sample(true), report.Options{Width: 100, Colour: true})
	}))
}

func TestMarkdown_looks_as_before(t *testing.T) {
	t.Parallel()
	for name, r := range weeks() {
		golden(t, name+".golden.md", written(t, func(w io.Writer) error { return report.Markdown(w, r) }))
	}
}
