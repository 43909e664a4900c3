package main

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/reports"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
	"github.com/tocsin-bot/tocsin/internal/report"
)

// writeReport writes what a period of incidents cost in one format.
type writeReport func(ctx context.Context, r *reports.Reports, w io.Writer, p load.Period, now time.Time) error

// reportFormats are the formats by the names people give them.
var reportFormats = map[string]writeReport{
	"text":     of(writeText),
	"markdown": of(report.Markdown),
	"json":     of(report.JSON),
	"html":     of(writeHTML),
	"csv":      writeCSV,
}

// of is a format that needs nothing but the report.
func of(write func(io.Writer, load.Report) error) writeReport {
	return func(ctx context.Context, r *reports.Reports, w io.Writer, p load.Period, now time.Time) error {
		made, err := r.Report(ctx, p, now)
		if err != nil {
			return err
		}
		return write(w, made)
	}
}

// usualWidth is how many columns a text has that goes into a file.
const usualWidth = 80

func writeText(w io.Writer, made load.Report) error {
	columns, terminal := stage.Terminal(w)
	if !terminal {
		columns = usualWidth
	}
	return report.Text(w, made, report.Options{Width: columns, Colour: terminal && os.Getenv("NO_COLOR") == ""})
}

func writeHTML(w io.Writer, made load.Report) error {
	pictures, err := chart.Pictures(made)
	if err != nil {
		return err
	}
	return report.HTML(w, made, pictures)
}

func writeCSV(ctx context.Context, r *reports.Reports, w io.Writer, p load.Period, now time.Time) error {
	segments, name, err := r.Segments(ctx, p, now)
	if err != nil {
		return err
	}
	return report.CSV(w, report.Days(segments, name))
}
