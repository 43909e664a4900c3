// Package chart draws the pictures of a report, for a phone as well as for a screen: large type, colours
// that colour-blind people can tell apart, and words that say what there is to see.
package chart

import (
	"fmt"

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

// drawing is a picture before it is one.
type drawing struct {
	name     string
	title    string // what there is to see
	subtitle string // what is shown
	alt      string
	height   int
	draw     func(*sheet) error
}

// Pictures are those that have something to show, in the order to show them in. The same report gives the
// same bytes.
func Pictures(r load.Report) ([]Picture, error) {
	var pictures []Picture
	for _, plan := range []func(load.Report) (drawing, bool){hours, clock, resolve} {
		d, ok := plan(r)
		if !ok {
			continue
		}
		encoded, err := d.png()
		if err != nil {
			return nil, fmt.Errorf("draw picture %s: %w", d.name, err)
		}
		pictures = append(pictures, Picture{
			Name: d.name, Title: d.title, Alt: d.alt, PNG: encoded, Width: width, Height: d.height,
		})
	}
	return pictures, nil
}

func (d drawing) png() ([]byte, error) {
	s := newSheet(d.height)
	s.head(d.title, d.subtitle)
	if err := d.draw(s); err != nil {
		return nil, err
	}
	return s.png()
}
