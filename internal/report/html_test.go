package report_test

import (
	"io"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/chart"
	"github.com/tocsin-bot/tocsin/internal/report"
)

// dot stands for the pictures in golden files: a real one would be all there is in them.
func dots() []chart.Picture {
	return []chart.Picture{
		{Name: "hours", Title: "Hours", Alt: `57 h, "most" <b>of it</b> in working hours.`, PNG: []byte("PNG"), Width: 1280, Height: 960},
		{Name: "clock", Title: "Clock", Alt: "12 h at night.", PNG: []byte("PNG"), Width: 1280, Height: 960},
	}
}

func TestHTML_looks_as_before(t *testing.T) {
	t.Parallel()
	for name, r := range weeks() {
		golden(t, name+".golden.html", written(t, func(w io.Writer) error { return report.HTML(w, r, dots()) }))
	}
}
