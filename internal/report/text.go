package report

import (
	"bytes"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// Options say how the text is laid out.
type Options struct {
	Width  int  // columns; 0 for 80
	Colour bool // whether the terminal shows colours and links
}

// Columns of the text: what it has when nobody says, and where it ends.
const (
	usual     = 80
	narrowest = 60
	widest    = 110
)

// Text writes for a terminal, with bars.
func Text(w io.Writer, r load.Report, o Options) error {
	if o.Width == 0 {
		o.Width = usual
	}
	p := &page{width: min(max(o.Width, narrowest), widest), colour: o.Colour}
	p.write(write(r))
	_, err := w.Write(p.Bytes())
	return err
}

// page is what is written so far.
type page struct {
	bytes.Buffer
	width  int
	colour bool
}

// Inks, as the terminal's own theme has them.
const (
	strong = "1"
	faint  = "2"
	loud   = "1;33"
)

// kindInks are the colours of the kinds, and kindSigns what they are filled with: colour is never all there is.
var (
	kindInks  = []string{"34", "36", "35", "33"}
	kindSigns = []string{"█", "▓", "▒", "░"}
)

func (p *page) ink(code, s string) string {
	if !p.colour || code == "" || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *page) line(s string) { p.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *page) write(d document) {
	p.line(p.ink(strong, strings.ToUpper(d.title)) + "  " + p.ink(faint, d.days))
	p.wrapped("", "", d.headline)
	if d.running != "" {
		p.wrapped("", loud, d.running)
	}
	for _, s := range d.sections {
		p.line("")
		p.line(p.ink(strong, s.title))
		for i, part := range s.parts {
			p.part(part, i > 0)
		}
	}
	if d.counting == nil {
		return
	}
	p.line("")
	p.line(p.ink(strong, "How this is counted"))
	p.wrapped("  ", faint, strings.Join(d.counting, " "))
}

func (p *page) part(part part, apart bool) {
	if apart && part.table != nil {
		p.line("")
	}
	switch {
	case part.table != nil:
		p.table(*part.table)
	case part.words != "":
		p.wrapped("  ", "", part.words)
	}
	for _, e := range part.list {
		said := e.words
		if e.lead != "" {
			said = e.lead + ": " + said
		}
		p.wrapped("  · ", "", said)
	}
}

// wrapped writes words behind a mark, and the lines that follow below the words.
func (p *page) wrapped(mark, ink, s string) {
	indent := ansi.StringWidth(mark)
	for i, line := range broken(s, p.width-indent) {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		p.line(mark + p.ink(ink, strings.TrimSpace(line)))
	}
}

// broken are the lines of words that stand in so many columns. Wrap lets a line with hyphens be too long.
func broken(s string, columns int) []string {
	return strings.Split(ansi.Hardwrap(ansi.Wrap(s, columns, ""), columns, false), "\n")
}

// key says what the parts of a bar are.
func (p *page) key() {
	var said []string
	for i, kind := range kinds {
		said = append(said, p.ink(kindInks[i], kindSigns[i])+" "+kind)
	}
	p.wrapped("  ", "", strings.Join(said, "   "))
}

// drawn is a bar in so many columns. Whatever there is shows.
func (p *page) drawn(b bar, columns int) string {
	if b.of <= 0 {
		return ""
	}
	var bar strings.Builder
	sum, done := 0.0, 0
	for i, part := range b.parts {
		sum += part
		upTo := int(sum/b.of*float64(columns) + 0.5)
		if part > 0 && i == 0 {
			upTo = max(upTo, 1)
		}
		if upTo > done {
			bar.WriteString(p.ink(kindInks[i], strings.Repeat(kindSigns[i], upTo-done)))
			done = upTo
		}
	}
	if done == 0 && sum > 0 {
		return "▏"
	}
	return bar.String()
}
