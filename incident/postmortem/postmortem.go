// Package postmortem knows the shape of a postmortem document: Markdown in sections, each under a
// heading of the second level. Everything in it is pure text.
//
// Line breaks are written "\n"; a document with "\r\n" is read as if it had those.
package postmortem

import "strings"

// Provenance is how the line begins that says what made a document. A machine writes it in one line,
// and [Merge] keeps it true whatever people do around it.
const Provenance = "_Draft, "

// Question begins what a machine asks people, for them to put the answer in its place.
const Question = "✏️"

// Section returns the text below a heading, without blank lines around it, and whether there is such
// a heading. Of several with one heading it is the first.
func Section(markdown, title string) (string, bool) {
	d := parse(markdown)
	if at := d.find(title); at >= 0 {
		return strings.Join(d.sections[at].body, "\n"), true
	}
	return "", false
}

// Replace puts text in the place of what stands below a heading. A heading that is not there is added
// at the end. A block of code that text leaves open is closed, so that it cannot swallow what follows.
func Replace(markdown, title, text string) string {
	body := trim(closed(lines(text)))
	d := parse(markdown)
	at := d.find(title)
	switch {
	case at < 0:
		d.sections = append(d.sections, section{key: key{title: title}, heading: "## " + title, body: body})
	case equal(d.sections[at].body, body):
		return markdown
	default:
		d.sections[at].body = body
	}
	return d.String()
}

// Titles are the headings of the sections, in order.
func Titles(markdown string) []string {
	var titles []string
	for _, s := range parse(markdown).sections {
		titles = append(titles, s.title)
	}
	return titles
}

// Code tells of each line whether it belongs to a block of code, where nothing is a heading.
func Code(markdown string) []bool {
	var in []bool
	var code fence
	for _, line := range lines(markdown) {
		was := code
		code = code.after(line)
		in = append(in, was.open() || code.open())
	}
	return in
}
