package postmortem

import (
	"slices"
	"strings"
)

// Merge brings a machine's new text into a document that people have edited since the machine's last
// text: base is that last text, ours what stands now, theirs the new one. What people changed stays; in
// each section the lines that only the machine changed follow it. differs says in Markdown, section by
// section, what the machine would say where people's words stayed; empty when nothing.
//
// A section that people took out stays out, one they added stays behind the one it followed, and the
// line that says what made the document ([Provenance]) is always the newest, unless people took it out.
func Merge(base, ours, theirs string) (merged, differs string) {
	switch {
	case ours == base:
		return theirs, ""
	case same(theirs, base):
		return ours, ""
	case same(ours, base):
		return theirs, ""
	}
	base, ours = withProvenance(base, ours, theirs)
	m := merger{base: parse(base), ours: parse(ours), theirs: parse(theirs)}
	m.merge()
	return m.out.String(), strings.Join(m.differs, "\n\n")
}

// same reports whether two texts are equal but for the kind of their line breaks.
func same(a, b string) bool {
	return a == b || strings.ReplaceAll(a, "\r\n", "\n") == strings.ReplaceAll(b, "\r\n", "\n")
}

// withProvenance puts the newest provenance into the machine's last text and into what people made of
// it. Where people wrote into the line itself their words stay, below the new one.
func withProvenance(base, ours, theirs string) (string, string) {
	was, now := provenance(base), provenance(theirs)
	if was == "" || now == "" {
		return base, ours
	}
	base = strings.Replace(base, was, now, 1)
	if strings.Contains(ours, was) {
		return base, strings.Replace(ours, was, now, 1)
	}
	if edited := provenance(ours); edited != "" {
		ours = strings.Replace(ours, edited, now+"\n\n"+edited, 1)
	}
	return base, ours
}

func provenance(markdown string) string {
	for _, line := range lines(markdown) {
		if strings.HasPrefix(line, Provenance) {
			return line
		}
	}
	return ""
}

// merger is one merge being made.
type merger struct {
	base, ours, theirs document
	out                document
	differs            []string
}

func (m *merger) merge() {
	m.out.preamble = m.lines("Above the first section", m.base.preamble, m.ours.preamble, m.theirs.preamble)
	for _, k := range m.order() {
		base, was := m.base.get(k)
		ours, stands := m.ours.get(k)
		theirs, comes := m.theirs.get(k)
		switch {
		case stands && comes:
			ours.body = m.lines(k.title, base.body, ours.body, theirs.body)
			m.out.sections = append(m.out.sections, ours)
		case stands && (!was || !equal(base.body, ours.body)):
			m.out.sections = append(m.out.sections, ours)
		case comes && !was:
			m.out.sections = append(m.out.sections, theirs)
		case comes && !equal(base.body, theirs.body):
			m.differ(k.title, append([]string{"_This section was taken out. The new draft of it reads:_", ""}, theirs.body...))
		}
	}
}

// order is that of the sections: as people put them, or as the machine does when they left it alone.
func (m *merger) order() []key {
	base, ours, theirs := m.base.keys(), m.ours.keys(), m.theirs.keys()
	if slices.Equal(common(base, ours), common(ours, base)) {
		return interleave(theirs, ours)
	}
	return interleave(ours, theirs)
}

// common are the keys that are also among others, in their order.
func common(keys, others []key) []key {
	var both []key
	for _, k := range keys {
		if slices.Contains(others, k) {
			both = append(both, k)
		}
	}
	return both
}

// interleave puts what only others have behind the one that it follows there.
func interleave(keys, others []key) []key {
	all := slices.Clone(keys)
	at := 0
	for _, k := range others {
		if i := slices.Index(all, k); i >= 0 {
			at = i + 1
			continue
		}
		all = slices.Insert(all, at, k)
		at++
	}
	return all
}

// lines merges one section. Where both changed the same lines those of people stay.
func (m *merger) lines(title string, base, ours, theirs []string) []string {
	switch {
	case equal(base, ours), equal(ours, theirs):
		return theirs
	case equal(base, theirs):
		return ours
	}
	t := threeWay{base: units(base), ours: units(ours), theirs: units(theirs)}
	merged := t.merge()
	if len(t.refused) > 0 {
		m.differ(title, t.refused)
	}
	return merged
}

// differ tells what the machine would say in a section.
func (m *merger) differ(title string, lines []string) {
	lines = slices.Clone(trim(lines))
	for i, line := range lines {
		if text, ok := strings.CutPrefix(line, "# "); ok {
			lines[i] = "**" + text + "**" // the document's title; no heading may be greater than the one above it
		}
	}
	m.differs = append(m.differs, "### "+title+"\n\n"+strings.Join(lines, "\n"))
}
