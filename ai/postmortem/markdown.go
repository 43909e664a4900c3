package postmortem

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/tocsin-bot/tocsin/incident"
)

// escaped makes what a person typed literal in Markdown (CommonMark with GitHub's extensions), on one
// line, wherever in a line of ours it stands but at its beginning.
func escaped(s string) string { return escapeRun(incident.CleanLine(s)) }

// escapeRun escapes a stretch of one line. Only what could act is escaped, so that the draft reads
// well as it is. An address is put in angle brackets: it shows itself, and no escape can break it.
func escapeRun(s string) string {
	var b strings.Builder
	for s != "" {
		at := address.FindStringIndex(s)
		if at == nil {
			escapeInto(&b, s)
			break
		}
		escapeInto(&b, s[:at[0]])
		b.WriteString("<" + s[at[0]:at[1]] + ">")
		s = s[at[1]:]
	}
	return b.String()
}

var (
	// address is a web address up to the punctuation that ends the sentence it stands in.
	address = regexp.MustCompile("https?://[^\\s<>`\\\\|\"()\\[\\]{}*]*[^\\s<>`\\\\|\"()\\[\\]{}*.,;:!?'_~]")
	// wholeAddress is an address that may stand in angle brackets.
	wholeAddress = regexp.MustCompile(`^https?://[^\s<>\x00-\x1f]+$`)
	// entity would be shown as another character.
	entity = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)
)

func escapeInto(b *strings.Builder, s string) {
	runes := []rune(s)
	for i, r := range runes {
		if acts(runes, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}

// acts reports whether the character would do something rather than be shown.
func acts(runes []rune, i int) bool {
	switch runes[i] {
	case '\\', '`', '*', '[', ']', '<', '>', '|', '~', '$':
		return true
	case '_': // inside a word, as in snake_case, it is only itself
		return !wordAt(runes, i-1) || !wordAt(runes, i+1)
	case '#': // ends a heading
		return !wordAt(runes, i+1)
	case '&':
		return entity.MatchString(string(runes[i:min(i+40, len(runes))]))
	}
	return false
}

func wordAt(runes []rune, i int) bool {
	return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
}

// lineStart would begin a heading, a list, a rule or the underline of a heading.
var lineStart = regexp.MustCompile(`^(#+|[-+=]|\d+[.)])`)

// atLineStart makes an escaped line literal also where a line begins.
func atLineStart(line string) string {
	line = strings.TrimLeft(line, " \t")
	at := lineStart.FindStringIndex(line)
	switch {
	case at == nil:
		return line
	case line[0] >= '0' && line[0] <= '9':
		return line[:at[1]-1] + `\` + line[at[1]-1:]
	default:
		return `\` + line
	}
}

// paragraph makes what a person typed literal, with its lines kept.
func (d *draft) paragraph(s string) string {
	var lines []string
	for _, line := range strings.Split(incident.CleanText(d.hidden(s)), "\n") {
		if line = atLineStart(escaped(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, hardBreak+"\n")
}

// hardBreak at the end of a line keeps the next one from being drawn up to it.
const hardBreak = `\`

// code is an inline code span; a longer run of backticks outside holds any inside.
func code(s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// fenced is a block of code, as lines.
func fenced(s string) []string {
	fence := strings.Repeat("`", max(3, longestRun(s)+1))
	return append(append([]string{fence}, strings.Split(s, "\n")...), fence)
}

func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// linked is a link of ours; the label alone when there is no address.
func linked(label, url string) string {
	if !wholeAddress.MatchString(url) || strings.ContainsAny(url, "()") {
		return label
	}
	return "[" + label + "](" + url + ")"
}
