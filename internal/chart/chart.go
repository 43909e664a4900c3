// Package chart draws the pictures of a report, for a phone as well as for a screen: large type, colours
// that colour-blind people can tell apart, and words that say what there is to see.
package chart

import (
	_ "gonum.org/v1/plot"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// Picture is one picture of a report.
type Picture struct {
	Name          string // "hours", "clock" or "resolve"; names the file
	Title         string // what there is to see, as drawn above it
	Alt           string // the same in words, with the main figures
	PNG           []byte
	Width, Height int // pixels
}

// Pictures are those that have something to show, in the order to show them in. The same report gives the
// same bytes.
func Pictures(load.Report) ([]Picture, error) { return nil, nil }
