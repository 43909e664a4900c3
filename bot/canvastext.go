package bot

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// mergeEdited brings what people changed in a canvas into the newest version of a document. theirs is what
// the canvas says, known what of it is ours (see echoOf). A section that people left
// alone reads as in ours; so does one whose words are the same, since the way through the canvas changes
// the Markdown. Of the others people have the last word.
func mergeEdited(ours, theirs, known string) string {
	echoes := strings.Fields(known)
	mine, said := sectionsOf(ours), sectionsOf(theirs)
	merged := ours
	for _, s := range said {
		at := slices.IndexFunc(mine, func(m part) bool { return sameWords(m.title, s.title) })
		switch {
		case slices.Contains(echoes, s.digest()), at >= 0 && mine[at].digest() == s.digest():
		case at >= 0:
			merged = mine[at].replace(merged, inOurMarkdown(mine[at].text, s.text))
		default:
			merged = s.replace(merged, s.text)
		}
	}
	for _, m := range mine {
		gone := !slices.ContainsFunc(said, func(s part) bool { return sameWords(m.title, s.title) })
		if gone && m.title != "" && slices.Contains(echoes, m.titleDigest()) {
			merged = m.replace(merged, "")
		}
	}
	return merged
}

// inOurMarkdown writes those lines of a section that say what ours say in our Markdown, with our blank
// lines between them, so that what people changed is all that differs.
func inOurMarkdown(ours, theirs string) string {
	mine, said := linesOf(ours), linesOf(theirs)
	next := 0 // the one of mine that comes after the last that was found
	for i, l := range said {
		at := slices.IndexFunc(mine, l.says)
		if next < len(mine) && mine[next].looks(l) {
			at, said[i].blank = next, mine[next].blank
		}
		if next = len(mine); at >= 0 {
			said[i].text, next = mine[at].text, at+1
		}
	}
	return joined(said)
}

// line is one that is not blank.
type line struct {
	text, words string
	blank       int // how many blank ones stand before it
}

func linesOf(markdown string) []line {
	var all []line
	blank := 0
	for text := range strings.Lines(markdown) {
		text = strings.TrimSuffix(text, "\n")
		trimmed := strings.TrimRight(text, " \t\r")
		if trimmed == "" {
			blank++
			continue
		}
		if strings.HasSuffix(text, "  ") { // a line break, if the paragraph goes on
			trimmed += "  "
		}
		if n := len(all); n > 0 && blank > 0 {
			all[n-1].text = strings.TrimRight(all[n-1].text, " ")
		}
		all = append(all, line{trimmed, wordsOf(trimmed), blank})
		blank = 0
	}
	if n := len(all); n > 0 {
		all[n-1].text = strings.TrimRight(all[n-1].text, " ")
	}
	return all
}

func joined(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteString(strings.Repeat("\n", l.blank+1))
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func (l line) says(m line) bool { return l.words != "" && l.words == m.words }

// looks reports whether two lines say the same, or are the same drawing: a fence, or the rule of a table
// however wide its columns.
func (l line) looks(m line) bool {
	return l.says(m) || l.words == "" && m.words == "" && thin(l.text) == thin(m.text)
}

// thin is a line without spaces in which every mark stands once in a row.
func thin(text string) string {
	return string(slices.Compact([]rune(strings.ReplaceAll(text, " ", ""))))
}

// echoOf stands for what a canvas says: digests of its sections and of their titles. What is not among
// them when the canvas is read again, people have written.
func echoOf(said string) string { return expectedEcho(said) + " " + titlesEcho(said) }

// expectedEcho is what a canvas will say of a document that is written into it. It has no titles: that
// Slack swallowed one would look as if people had taken the section out.
func expectedEcho(markdown string) string {
	var echoes []string
	for _, s := range sectionsOf(markdown) {
		echoes = append(echoes, s.digest())
	}
	return strings.Join(echoes, " ")
}

// titlesEcho are the sections that a canvas has.
func titlesEcho(said string) string {
	var echoes []string
	for _, s := range sectionsOf(said) {
		echoes = append(echoes, s.titleDigest())
	}
	return strings.Join(echoes, " ")
}

// readable reports whether what was read looks like the document: without any section, where there were
// some, it is not for us to understand.
func readable(said, known string) bool {
	return strings.TrimSpace(known) == "" || len(postmortem.Titles(said)) > 0
}

// part is a section of a document; the one without a title is what stands before the first.
type part struct{ title, text string }

func sectionsOf(markdown string) []part {
	titles := postmortem.Titles(markdown)
	parts := []part{{text: preamble(markdown)}}
	for _, t := range titles {
		if slices.ContainsFunc(parts, func(p part) bool { return p.title == t }) {
			continue // its second namesake cannot be told from it
		}
		text, _ := postmortem.Section(markdown, t)
		parts = append(parts, part{t, text})
	}
	return parts
}

// heading begins a section. Source: CommonMark, "ATX headings".
var sectionHeading = regexp.MustCompile(`(?m)^ {0,3}##([ \t]|$)`)

// preamble is what stands before the first section.
func preamble(markdown string) string {
	if at := sectionHeading.FindStringIndex(markdown); at != nil {
		markdown = markdown[:at[0]]
	}
	return strings.TrimSpace(markdown)
}

// replace puts other text into a document in the place of this section's.
func (p part) replace(markdown, text string) string {
	if p.title != "" {
		return postmortem.Replace(markdown, p.title, text)
	}
	rest := ""
	if at := sectionHeading.FindStringIndex(markdown); at != nil {
		rest = markdown[at[0]:]
	}
	return strings.TrimLeft(text+"\n\n"+rest, "\n")
}

func (p part) digest() string { return digest(wordsOf(p.title), wordsOf(p.text)) }

func (p part) titleDigest() string { return digest("title", wordsOf(p.title)) }

func sameWords(a, b string) bool { return a == b || wordsOf(a) != "" && wordsOf(a) == wordsOf(b) }

// numbering is the number of an item of a list, which changes with its place. Source: CommonMark, "List
// items".
var numbering = regexp.MustCompile(`(?m)^[ \t]*\d{1,9}[.)][ \t]`)

// escaped is a mark that stands for itself. Source: CommonMark, "Backslash escapes".
var escaped = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

// shaping is what has letters and is no words: where links lead, and the codes of emoji.
var shaping = regexp.MustCompile(`\]\([^)]*\)|:[a-z0-9_+-]+:`)

// wordsOf are the letters and numbers of a text, without what only shapes it: the same words come out of a
// canvas in other Markdown, and with other names for emoji.
func wordsOf(markdown string) string {
	plain := numbering.ReplaceAllString(markdown, "")
	plain = html.UnescapeString(escaped.ReplaceAllString(plain, "$1"))
	return strings.Join(strings.FieldsFunc(shaping.ReplaceAllString(plain, "]"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}
