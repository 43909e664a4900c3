package postmortem

import (
	"regexp"
	"slices"
	"strings"
)

// document is Markdown taken apart into sections.
type document struct {
	preamble []string // before the first heading
	sections []section
}

// section is a heading and what stands below it.
type section struct {
	key
	heading string   // the whole line, as it was written
	body    []string // without blank lines around it
}

// key tells sections of one document apart.
type key struct {
	title string
	nth   int // 0 for the first with this title
}

// title matches a heading of the second level and captures its text. Source: CommonMark 0.31,
// "ATX headings".
var title = regexp.MustCompile(`^ {0,3}##(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$`)

func parse(markdown string) document {
	var d document
	seen := map[string]int{}
	var code fence
	for _, line := range lines(markdown) {
		if found := title.FindStringSubmatch(line); found != nil && !code.open() {
			k := key{title: found[1], nth: seen[found[1]]}
			seen[k.title]++
			d.sections = append(d.sections, section{key: k, heading: line})
			continue
		}
		code = code.after(line)
		if n := len(d.sections); n > 0 {
			d.sections[n-1].body = append(d.sections[n-1].body, line)
		} else {
			d.preamble = append(d.preamble, line)
		}
	}
	d.preamble = trim(d.preamble)
	for i := range d.sections {
		d.sections[i].body = trim(d.sections[i].body)
	}
	return d
}

// String is the document with one blank line between its parts and a line break at its end.
func (d document) String() string {
	var parts []string
	add := func(body []string, last bool) {
		if !last {
			body = closed(body)
		}
		if len(body) > 0 {
			parts = append(parts, strings.Join(body, "\n"))
		}
	}
	add(d.preamble, len(d.sections) == 0)
	for i, s := range d.sections {
		parts = append(parts, s.heading)
		add(s.body, i == len(d.sections)-1)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func (d document) find(title string) int {
	return slices.IndexFunc(d.sections, func(s section) bool { return s.title == title })
}

// get returns a section and whether the document has it.
func (d document) get(k key) (section, bool) {
	for _, s := range d.sections {
		if s.key == k {
			return s, true
		}
	}
	return section{}, false
}

func (d document) keys() []key {
	keys := make([]key, len(d.sections))
	for i, s := range d.sections {
		keys[i] = s.key
	}
	return keys
}

func lines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// trim takes blank lines away from both ends.
func trim(lines []string) []string {
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

func equal(a, b []string) bool { return slices.Equal(a, b) }

// fence is the run of characters that began a block of code; empty outside of one.
type fence string

// fenceLine matches a line that may begin or end a block of code. Source: CommonMark 0.31, "Fenced
// code blocks".
var fenceLine = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})(.*)$")

func (f fence) open() bool { return f != "" }

// after is where things stand behind one more line.
func (f fence) after(line string) fence {
	found := fenceLine.FindStringSubmatch(line)
	if found == nil {
		return f
	}
	run, rest := found[1], found[2]
	switch {
	case f.open():
		if run[0] == f[0] && len(run) >= len(f) && blank(rest) {
			return ""
		}
		return f
	case run[0] == '`' && strings.Contains(rest, "`"):
		return f // a code span
	default:
		return fence(run)
	}
}

// closed ends a block of code that lines leave open.
func closed(lines []string) []string {
	var code fence
	for _, line := range lines {
		code = code.after(line)
	}
	if code.open() {
		return append(slices.Clone(lines), string(code))
	}
	return lines
}

// units are lines, and whole blocks of code, which no merge may tear.
func units(lines []string) []string {
	var all []string
	var code fence
	for _, line := range closed(lines) {
		if code.open() {
			all[len(all)-1] += "\n" + line
		} else {
			all = append(all, line)
		}
		code = code.after(line)
	}
	return all
}
