package postmortem

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"

	shape "github.com/tocsin-bot/tocsin/incident/postmortem"
)

// Template is the outline of a document: Markdown with placeholders such as {{timeline}}.
type Template struct {
	lines []templateLine
	tone  string
}

// templateLine is a line of text, or a placeholder that stands for one text or several.
type templateLine struct {
	text  string
	block placeholder // empty for a line of text
	code  bool        // inside a block of code, where nothing is a placeholder
}

// placeholder is the name of something that a document may hold.
type placeholder string

// The placeholders. Title and number may stand within a line of text; the others need one of their own.
const (
	phNumber       placeholder = "number"
	phTitle        placeholder = "title"
	phProvenance   placeholder = "provenance"
	phFacts        placeholder = "facts"
	phSummary      placeholder = "summary"
	phImpact       placeholder = "impact"
	phTimeline     placeholder = "timeline"
	phContributing placeholder = "contributing"
	phWentWell     placeholder = "went_well"
	phWentBadly    placeholder = "went_badly"
	phFollowUps    placeholder = "follow_ups"
	phQuestions    placeholder = "open_questions"
	phUpdates      placeholder = "updates"
	phPeople       placeholder = "people"
)

var placeholders = []placeholder{
	phNumber, phTitle, phProvenance, phFacts, phSummary, phImpact, phTimeline, phContributing, phWentWell, phWentBadly,
	phFollowUps, phQuestions, phUpdates, phPeople,
}

//go:embed default.md
var defaultText string

// Default is the template that is used where nobody has written another.
var Default = sync.OnceValue(func() *Template {
	t, err := ParseTemplate("default.md", defaultText)
	if err != nil {
		panic(err) // a test parses it
	}
	return t
})

// Tone is how the document is to be written, as instructions in words: the template's own, or else
// those of the default one.
func (t *Template) Tone() string {
	if t.tone == "" && t != Default() {
		return Default().Tone()
	}
	return t.tone
}

// has reports whether the template asks for something.
func (t *Template) has(p placeholder) bool {
	for _, line := range t.lines {
		if line.block == p {
			return true
		}
	}
	return false
}

var (
	comment = regexp.MustCompile(`(?s)<!--(.*?)-->`)
	tone    = regexp.MustCompile(`(?is)^\s*tone:(.*)$`)
	// mark matches a placeholder, also one that is not known.
	mark = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
)

// ParseTemplate reads a template. Comments in it are not printed; that which begins with "tone:" is
// what [Template.Tone] returns. The error says in sentences, one a line, what is wrong where; name is
// what the file is called in them.
func ParseTemplate(name, text string) (*Template, error) {
	p := templateParser{name: name, headings: map[string]int{}}
	p.parse(tidy.Replace(text))
	if len(p.problems) > 0 {
		return nil, errors.Join(p.problems...)
	}
	return &p.template, nil
}

// tidy takes out what no editor shows.
var tidy = strings.NewReplacer("\r\n", "\n", "\ufeff", "", struck, "")

type templateParser struct {
	name     string
	template Template
	headings map[string]int // the line of each section's heading
	problems []error
}

func (p *templateParser) parse(text string) {
	code := shape.Code(text)
	text = p.withoutComments(text, code)
	for i, line := range strings.Split(text, "\n") {
		switch {
		case code[i]:
			p.add(templateLine{text: line, code: true})
		case strings.Contains(line, struck):
			if line = strings.ReplaceAll(line, struck, ""); strings.TrimSpace(line) != "" {
				p.line(i+1, line)
			}
		default:
			p.line(i+1, line)
		}
	}
	if len(p.headings) == 0 {
		p.problem(1, "there is no section in it; a section begins with a line such as “## Summary”")
	}
	if !p.template.has(phProvenance) {
		p.addProvenance()
	}
}

// struck stands where a comment was.
const struck = "\x00"

// withoutComments strikes comments out and keeps the lines they stood on.
func (p *templateParser) withoutComments(text string, code []bool) string {
	lineOf := func(at int) int { return strings.Count(text[:at], "\n") }
	var b strings.Builder
	done := 0
	for _, found := range comment.FindAllStringSubmatchIndex(text, -1) {
		if code[lineOf(found[0])] {
			continue
		}
		inside := text[found[2]:found[3]]
		if said := tone.FindStringSubmatch(inside); said != nil {
			p.template.tone = strings.Join(strings.Fields(said[1]), " ")
		}
		b.WriteString(text[done:found[0]])
		b.WriteString(struck + strings.Repeat("\n"+struck, strings.Count(inside, "\n")))
		done = found[1]
	}
	b.WriteString(text[done:])
	return b.String()
}

func (p *templateParser) line(n int, line string) {
	if strings.Contains(line, "<!--") {
		p.problem(n, "a comment begins here that does not end; it ends with “-->”")
	}
	found := mark.FindAllStringSubmatch(line, -1)
	if rest := mark.ReplaceAllString(line, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		p.problem(n, "a placeholder begins or ends here that does not do both; it is written like {{summary}}")
	}
	for _, title := range shape.Titles(line) {
		p.heading(n, title, len(found) > 0)
	}
	block := placeholder("")
	for _, f := range found {
		known := placeholder(f[1])
		switch {
		case !isPlaceholder(known):
			p.problem(n, "%s", unknown(f[1]))
		case known == phTitle || known == phNumber:
		case strings.TrimSpace(line) != f[0]:
			p.problem(n, "{{%s}} needs the line for itself: a list or several paragraphs may stand in its place", known)
		default:
			block = known
		}
	}
	if block != "" {
		line = ""
	}
	p.add(templateLine{text: line, block: block})
}

func (p *templateParser) heading(n int, title string, varies bool) {
	switch at, twice := p.headings[title]; {
	case title == "":
		p.problem(n, "this section has no heading; write one behind the ##")
	case varies:
		p.problem(n, "the heading of a section cannot hold a placeholder: edits find their section by its heading")
	case twice:
		p.problem(n, "there is a section “%s” on line %d already; every section needs a heading of its own", title, at)
		return
	}
	p.headings[title] = n
}

func (p *templateParser) add(line templateLine) { p.template.lines = append(p.template.lines, line) }

// addProvenance puts what made a document above its first section: every draft says it.
func (p *templateParser) addProvenance() {
	lines := p.template.lines
	at := len(lines)
	for i, line := range lines {
		if !line.code && len(shape.Titles(line.text)) > 0 {
			at = i
			break
		}
	}
	added := []templateLine{{block: phProvenance}, {}}
	if at > 0 && lines[at-1] != (templateLine{}) {
		added = append([]templateLine{{}}, added...)
	}
	p.template.lines = append(append(append([]templateLine{}, lines[:at]...), added...), lines[at:]...)
}

func (p *templateParser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf("%s, line %d: "+format, append([]any{p.name, line}, args...)...))
}

func isPlaceholder(name placeholder) bool {
	for _, known := range placeholders {
		if name == known {
			return true
		}
	}
	return false
}

// unknown says which placeholders there are, and which was meant.
func unknown(name string) string {
	var all []string
	nearest, distance := "", max(2, len(name)/3)+1
	for _, known := range placeholders {
		all = append(all, "{{"+string(known)+"}}")
		if d := levenshtein.ComputeDistance(strings.ToLower(name), string(known)); d < distance {
			nearest, distance = string(known), d
		}
	}
	if nearest != "" {
		return fmt.Sprintf("there is no placeholder {{%s}}; did you mean {{%s}}? There are %s", name, nearest, enumerate(all))
	}
	return fmt.Sprintf("there is no placeholder {{%s}}; there are %s", name, enumerate(all))
}
