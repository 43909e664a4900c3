package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
)

//go:embed page.html.tmpl
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// HTML writes one file that needs nothing else: it asks no server for anything, runs nothing, and can be printed.
func HTML(w io.Writer, r load.Report, pictures []chart.Picture) error {
	var b bytes.Buffer // half a page would look like a whole one
	if err := pageTemplate.Execute(&b, htmlOf(write(r), pictures)); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// htmlPage and what follows is the document as the template wants it. html/template makes what people typed harmless.
type htmlPage struct {
	Title, Days, Headline, Running string
	Cards                          []htmlCard
	Sections                       []htmlSection
	Counting                       []string
}

type htmlCard struct{ Label, Figure, Note string }

type htmlSection struct {
	Title string
	Parts []htmlPart
}

type htmlPart struct {
	Words   string
	List    []htmlEntry
	Table   *htmlTable
	Picture *htmlPicture
}

type htmlEntry struct{ Lead, Words string }

type htmlPicture struct {
	Source        template.URL
	Alt           string
	Width, Height int
}

type htmlTable struct {
	Caption string
	List    bool // a phone shows a row below a row, as a list
	Head    []htmlCell
	Rows    [][]htmlCell
	Key     []string
}

type htmlCell struct {
	Words, Link, Class, Below string
	Head                      string // of its column, in a list
	Bar                       []htmlBar
}

type htmlBar struct {
	Kind    int
	Percent float64
}

func htmlOf(d document, pictures []chart.Picture) htmlPage {
	page := htmlPage{Title: d.title, Days: d.days, Headline: d.headline, Running: d.running, Counting: d.counting}
	for _, c := range d.cards {
		page.Cards = append(page.Cards, htmlCard{c.label, c.figure, c.note})
	}
	for _, s := range d.sections {
		section := htmlSection{Title: s.title}
		for _, p := range s.parts {
			section.Parts = append(section.Parts, htmlPartOf(p, pictures))
		}
		page.Sections = append(page.Sections, section)
	}
	return page
}

func htmlPartOf(p part, pictures []chart.Picture) htmlPart {
	part := htmlPart{Words: p.words}
	for _, e := range p.list {
		part.List = append(part.List, htmlEntry{e.lead, e.words})
	}
	if p.table != nil {
		part.Table = htmlTableOf(*p.table)
	}
	for _, picture := range pictures {
		if picture.Name == p.picture {
			part.Picture = &htmlPicture{
				// Its bytes are ours, and base64 holds nothing that could end the attribute.
				Source: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture.PNG)),
				Alt:    picture.Alt, Width: picture.Width, Height: picture.Height,
			}
		}
	}
	return part
}

func htmlTableOf(t table) *htmlTable {
	table := &htmlTable{Caption: t.caption}
	if t.bars {
		table.Key = kinds
	}
	for _, c := range t.columns {
		if c.below {
			table.List = true
			continue
		}
		table.Head = append(table.Head, htmlCell{Words: c.head, Class: class(c, cell{})})
	}
	for _, row := range t.rows {
		var cells []htmlCell
		var below []string
		for i, c := range t.columns {
			if c.below {
				if row[i].words != "" {
					below = append(below, row[i].words)
				}
				continue
			}
			cell := htmlCell{Words: row[i].words, Class: class(c, row[i]), Bar: htmlBarOf(row[i].bar)}
			if table.List {
				cell.Head = c.head
			}
			if webAddress(row[i].link) {
				cell.Link = row[i].link
			}
			cells = append(cells, cell)
		}
		for i, c := range t.columns {
			if c.grows && below != nil {
				cells[i].Below = strings.Join(below, " · ")
				break
			}
		}
		table.Rows = append(table.Rows, cells)
	}
	return table
}

func class(c column, of cell) string {
	var classes []string
	for _, has := range []struct {
		it   bool
		name string
	}{{c.number, "n"}, {c.bar, "bar"}, {c.grows, "grows"}, {c.narrow || c.spare, "narrow"}, {of.sub, "sub"}, {of.loud, "loud"}} {
		if has.it {
			classes = append(classes, has.name)
		}
	}
	return strings.Join(classes, " ")
}

func htmlBarOf(b bar) (parts []htmlBar) {
	for kind, length := range b.parts {
		if length > 0 && b.of > 0 {
			parts = append(parts, htmlBar{kind, math.Round(length/b.of*1000) / 10})
		}
	}
	return parts
}
