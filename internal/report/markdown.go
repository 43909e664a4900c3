package report

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// Markdown writes in GitHub's Markdown. What people typed shows as they typed it.
func Markdown(w io.Writer, r load.Report) error {
	var b bytes.Buffer
	d := write(r)
	fmt.Fprintf(&b, "# %s\n\n%s\n\n**%s**\n", escaped(d.title), escaped(d.days), escaped(d.headline))
	if d.running != "" {
		fmt.Fprintf(&b, "\n%s\n", escaped(d.running))
	}
	for _, s := range d.sections {
		fmt.Fprintf(&b, "\n## %s\n", escaped(s.title))
		for _, p := range s.parts {
			markdownPart(&b, p)
		}
	}
	if d.counting != nil {
		b.WriteString("\n## How this is counted\n\n")
		for _, s := range d.counting {
			fmt.Fprintf(&b, "- %s\n", escaped(s))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownPart(b *bytes.Buffer, p part) {
	switch {
	case p.table != nil:
		markdownTable(b, *p.table)
	case p.words != "":
		fmt.Fprintf(b, "\n%s\n", escaped(p.words))
	case p.list != nil:
		b.WriteString("\n")
	}
	for _, e := range p.list {
		if e.lead != "" {
			fmt.Fprintf(b, "- **%s:** %s\n", escaped(e.lead), escaped(e.words))
			continue
		}
		fmt.Fprintf(b, "- %s\n", escaped(e.words))
	}
}

// markdownTable leaves the bars out: the figures are beside them.
func markdownTable(b *bytes.Buffer, t table) {
	b.WriteString("\n|")
	for _, c := range t.columns {
		if !c.bar {
			fmt.Fprintf(b, " %s |", escaped(c.head))
		}
	}
	b.WriteString("\n|")
	for _, c := range t.columns {
		switch {
		case c.bar:
		case c.number:
			b.WriteString(" ---: |")
		default:
			b.WriteString(" --- |")
		}
	}
	for _, row := range t.rows {
		b.WriteString("\n|")
		for i, c := range t.columns {
			if c.bar {
				continue
			}
			words := escaped(row[i].words)
			switch {
			case webAddress(row[i].link):
				words = "[" + words + "](" + row[i].link + ")"
			case row[i].loud && words != "":
				words = "**" + words + "**"
			case row[i].sub:
				words = "– " + words
			}
			fmt.Fprintf(b, " %s |", words)
		}
	}
	b.WriteString("\n")
}

// entity would be shown as another character.
var entity = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)

// escaped makes words literal in Markdown, wherever on a line they stand. Only what could act is escaped, so that it
// reads well as it is.
func escaped(s string) string {
	runes := []rune(clean(s))
	var b strings.Builder
	for i, r := range runes {
		if acts(runes, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func acts(runes []rune, i int) bool {
	switch runes[i] {
	case '\\', '`', '*', '[', ']', '<', '>', '|', '~', '@':
		return true
	case '$': // mathematics, between two of them
		return i+1 >= len(runes) || !unicode.IsDigit(runes[i+1])
	case '_': // inside a word, as in snake_case, it is only itself
		return !wordAt(runes, i-1) || !wordAt(runes, i+1)
	case ':', '.': // a bare address, a link that nobody meant
		return strings.HasPrefix(string(runes[i:]), "://") || i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www")
	case '#':
		return !wordAt(runes, i-1)
	case '-', '+', '=': // a list, a rule, a heading's underline
		return i == 0
	case '&':
		return entity.MatchString(string(runes[i:min(i+40, len(runes))]))
	}
	return false
}

func wordAt(runes []rune, i int) bool {
	return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
}
