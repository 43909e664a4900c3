package report

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	gap         = 2
	longestBar  = 24
	leastBar    = 6  // a shorter one tells nothing
	leastWords  = 12 // of what may be long
	leastFigure = 7  // of the rest, where that is not enough
)

// table lays columns out side by side: bars take what room is left, and what may be long is broken where there is none.
func (p *page) table(t table) {
	widths := p.widths(t)
	p.row(t, widths, headings(t), true)
	for _, row := range t.rows {
		p.row(t, widths, row, false)
		p.below(t, widths, row)
	}
	if t.bars && slices.ContainsFunc(t.columns, func(c column) bool { return c.bar }) {
		p.key()
	}
}

func headings(t table) []cell {
	var row []cell
	for _, c := range t.columns {
		row = append(row, text(c.head))
	}
	return row
}

// widths are those of the columns; 0 for one that is left out.
func (p *page) widths(t table) []int {
	widths, left := p.fitted(t, func(column) bool { return true })
	bars := slices.IndexFunc(t.columns, func(c column) bool { return c.bar })
	if bars >= 0 && left < leastBar+gap {
		widths, left = p.fitted(t, func(c column) bool { return !c.spare })
	}
	if left < 0 && p.width < usual {
		widths, left = p.fitted(t, func(c column) bool { return !c.spare && !c.narrow })
	}
	if bars >= 0 && left >= leastBar+gap {
		widths[bars] = min(left-gap, longestBar)
		left -= widths[bars] + gap
	}
	for ; left < 0; left++ {
		longest := longestOf(t, widths, leastWords, func(c column) bool { return c.grows })
		if longest < 0 {
			longest = longestOf(t, widths, leastFigure, func(c column) bool { return !c.bar })
		}
		if longest < 0 {
			break
		}
		widths[longest]--
	}
	return widths
}

// longestOf is the widest of such columns that may still be narrower; -1 when there is none.
func longestOf(t table, widths []int, least int, such func(column) bool) int {
	longest := -1
	for i, c := range t.columns {
		if such(c) && widths[i] > least && (longest < 0 || widths[i] > widths[longest]) {
			longest = i
		}
	}
	return longest
}

// fitted are the widths of what is in such columns, but for the bars, and how many columns of the page are left.
func (p *page) fitted(t table, such func(column) bool) (widths []int, left int) {
	widths = make([]int, len(t.columns))
	left = p.width
	for i, c := range t.columns {
		if c.below || c.bar || !such(c) {
			continue
		}
		for _, row := range append(t.rows, headings(t)) {
			widths[i] = max(widths[i], ansi.StringWidth(shown(row[i])))
		}
		left -= gap + widths[i]
	}
	return widths, left
}

func shown(c cell) string {
	if c.sub {
		return "  " + c.words
	}
	return c.words
}

// row writes a row, in several lines where something long is in it.
func (p *page) row(t table, widths []int, row []cell, heading bool) {
	lines := 1
	cells := make([][]string, len(row))
	for i := range t.columns {
		if widths[i] > 0 {
			cells[i] = broken(shown(row[i]), widths[i])
			lines = max(lines, len(cells[i]))
		}
	}
	for n := range lines {
		line := ""
		for i, c := range t.columns {
			if widths[i] == 0 {
				continue
			}
			words := ""
			if n < len(cells[i]) {
				words = strings.TrimRight(cells[i][n], " ")
			}
			if c.bar && n == 0 && !heading {
				words = p.drawn(row[i].bar, widths[i])
			}
			pad := strings.Repeat(" ", max(widths[i]-ansi.StringWidth(words), 0))
			words = p.dressed(words, row[i], heading)
			if c.number {
				words, pad = pad+words, ""
			}
			line += strings.Repeat(" ", gap) + words + pad
		}
		p.line(line)
	}
}

func (p *page) dressed(words string, c cell, heading bool) string {
	switch {
	case heading:
		return p.ink(faint, words)
	case c.loud:
		return p.ink(loud, words)
	case c.link != "":
		return p.linked(words, c.link)
	}
	return words
}

// below writes in small print what has no room in the row, and where the terminal shows no links, the link.
func (p *page) below(t table, widths []int, row []cell) {
	var said []string
	for i, c := range t.columns {
		if c.below && row[i].words != "" {
			said = append(said, row[i].words)
		}
	}
	if said == nil {
		return
	}
	indent := strings.Repeat(" ", gap+widths[0]+gap)
	for _, line := range broken(strings.Join(said, " · "), p.width-len(indent)) {
		p.line(indent + p.ink(faint, strings.TrimSpace(line)))
	}
	if link := clean(row[0].link); link != "" && !p.colour {
		p.line(indent + link)
	}
}

// linked is OSC 8, which terminals that do not know it leave out.
func (p *page) linked(words, link string) string {
	link = clean(link)
	if !p.colour || !webAddress(link) {
		return words
	}
	return "\x1b]8;;" + link + "\x1b\\" + words + "\x1b]8;;\x1b\\"
}
