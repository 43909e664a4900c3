package report

import (
	"github.com/tocsin-bot/tocsin/incident/load"
)

// document is a report in words and figures, before it has a form. What people typed is in it as they typed it: each
// form makes it harmless in its own way.
type document struct {
	title    string // "Incident load, week 46"
	days     string
	headline string
	running  string // says so; empty when the period is over
	cards    []card
	sections []section
	counting []string // what the figures rest on
}

// card is a figure to see first.
type card struct{ label, figure, note string }

type section struct {
	title string
	parts []part
}

// part is one of these.
type part struct {
	words   string
	list    []entry
	table   *table
	picture string // the name of a picture, for forms that have some
}

// entry is a line of a list; lead stands out.
type entry struct{ lead, words string }

type table struct {
	caption string // what it shows, for those who cannot see it
	columns []column
	rows    [][]cell // the first cell of a row says what it is about
	bars    bool     // whether the bars are stacked of kinds of hours, and want a key
}

type column struct {
	head   string
	number bool // stands at the right
	bar    bool // where forms that can draw bars draw them
	grows  bool // holds what may be long
	below  bool // stands in small print below what may be long, where a row may have two lines
	spare  bool // left out where it takes the room of the bars, which tell it too
	narrow bool // left out on a phone, and on a narrow terminal
}

type cell struct {
	words string
	link  string
	sub   bool // belongs to the row above
	loud  bool // to be noticed
	bar   bar
}

// bar is a length of parts, against the longest of its group.
type bar struct {
	parts []float64 // in the order of load.Kinds, or a single one
	of    float64
}

func hoursBar(h load.Hours, of load.Span) bar {
	return bar{parts: []float64{h.Working.Hours(), h.Evening.Hours(), h.Night.Hours(), h.Weekend.Hours()}, of: of.Hours()}
}

// kinds are what the parts of a bar stand for.
var kinds = []string{"working hours", "evening", "night", "weekend, days off"}

func words(s string) part { return part{words: s} }

func text(s string) cell { return cell{words: s} }
