package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"

	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// markdownOf turns the page as which Slack gives out a canvas into Markdown.
func markdownOf(page string) (string, error) {
	said, err := newConverter().ConvertString(page)
	if err != nil {
		return "", fmt.Errorf("read HTML: %w", err)
	}
	return strings.TrimSpace(said), nil
}

func newConverter() *converter.Converter {
	c := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), strikethrough.NewStrikethroughPlugin(), table.NewTablePlugin(),
	))
	c.Register.RendererFor("input", converter.TagTypeInline, checkbox, converter.PriorityEarly)
	return c
}

// checkbox is the box of an item of a task list, which the library does not know.
func checkbox(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	box := "[ ]"
	if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
		box = "[x]"
	}
	if next := n.NextSibling; next == nil || !strings.HasPrefix(next.Data, " ") {
		box += " "
	}
	_, _ = w.WriteString(box)
	return converter.RenderSuccess
}

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

// inOurMarkdown writes those lines of a section that say what ours say in our Markdown, so that what people
// changed is all that differs.
func inOurMarkdown(ours, theirs string) string {
	written := map[string]string{}
	for line := range strings.Lines(ours) {
		if words := wordsOf(line); words != "" {
			written[words] = strings.TrimRight(line, "\n")
		}
	}
	lines := strings.Split(theirs, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t") // the way through HTML indents empty lines
		if own, ok := written[wordsOf(line)]; ok {
			lines[i] = own
		}
	}
	return strings.Join(lines, "\n")
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
// some, it is Slack's page to log in, or not for us to understand.
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

// shaping is what has letters and is no words: where links lead, and the codes of emoji.
var shaping = regexp.MustCompile(`\]\([^)]*\)|:[a-z0-9_+-]+:`)

// wordsOf are the letters and numbers of a text, without what only shapes it: the same words come out of a
// canvas in other Markdown, and with other names for emoji.
func wordsOf(markdown string) string {
	return strings.Join(strings.FieldsFunc(shaping.ReplaceAllString(markdown, "]"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}
