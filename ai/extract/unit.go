package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/words"
)

// unit is what may become one line: a message, or of a long one some sentences that stand together.
type unit struct {
	text      string // on one line, at most MaxLine characters and a …
	quote     string // the text without that …
	stems     []string
	plain     []string // the stems without figures
	heard     heard
	form      form
	sentences []sentence
}

// sentence is one of a unit.
type sentence struct {
	text   string // on one line
	tokens []string
	heard  heard
	form   form
}

const (
	// leading and trailing units of a message are looked at; what is between them is most likely a log.
	leading, trailing = 40, 20
	// oneSentence is how many bytes of one sentence are looked at.
	oneSentence = 4 * MaxLine
)

// unitsOf takes what was said apart. A text without a letter or a digit has no units.
func unitsOf(said material.Said, language words.Language) []unit {
	line := oneLine(said.Plain)
	if utf8.RuneCountInString(line) <= MaxLine {
		u, ok := unitOf(said.Plain, language)
		if !ok {
			return nil
		}
		u.form.code(said.Text)
		return []unit{u}
	}
	parts := grouped(words.Sentences(said.Plain))
	if len(parts) > leading+trailing {
		parts = append(parts[:leading:leading], parts[len(parts)-trailing:]...)
	}
	units := make([]unit, 0, len(parts))
	for _, part := range parts {
		if u, ok := unitOf(part, language); ok {
			units = append(units, u)
		}
	}
	return units
}

// grouped joins sentences that stand together as long as they fit on a line.
func grouped(sentences []string) []string {
	var parts []string
	length := 0
	for _, s := range sentences {
		n := utf8.RuneCountInString(s)
		if len(parts) > 0 && length+1+n <= MaxLine {
			parts[len(parts)-1] += "\n" + s
			length += 1 + n
			continue
		}
		parts, length = append(parts, s), n
	}
	return parts
}

func unitOf(part string, language words.Language) (unit, bool) {
	u := unit{quote: cut(oneLine(part), MaxLine)}
	u.text = u.quote
	if utf8.RuneCountInString(u.quote) < utf8.RuneCountInString(oneLine(part)) {
		u.text += "…"
	}
	if !strings.ContainsFunc(u.quote, inWords) {
		return unit{}, false
	}
	for _, text := range words.Sentences(part) {
		s := sentence{text: oneLine(cut(text, oneSentence))}
		s.tokens = tokens(s.text)
		s.heard, s.form = hear(s.tokens), formOf(s.text, s.tokens)
		u.sentences = append(u.sentences, s)
		u.heard.join(s.heard)
	}
	u.form = u.sentences[0].form
	if len(u.sentences) > 1 {
		u.formOfAll()
	}
	u.stems = distinct(language.Stems(withoutEmoji(u.quote)))
	u.plain = figureless(u.stems)
	return u, true
}

// formOfAll reads the form of several sentences. What was done is told by those that ask nothing: “delivered to
// whom? the database has nothing” is no deed.
func (u *unit) formOfAll() {
	at := max(0, slices.IndexFunc(u.sentences, func(s sentence) bool { return !s.form.question }))
	u.form = formOf(u.quote, u.sentences[at].tokens)
	u.form.question = !slices.ContainsFunc(u.sentences, sentence.states)
	u.form.placed = false
	if u.form.question {
		return
	}
	u.heard[action] = 0
	for _, s := range u.sentences {
		if !s.form.question {
			u.heard[action] = max(u.heard[action], s.heard[action])
			u.form.placed = u.form.placed || s.form.placed
		}
	}
}

// states tells whether a sentence is no question, and long enough to say something.
func (s sentence) states() bool { return !s.form.question && len(s.tokens) >= fewStems }

func inWords(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// emoji is one by its name, as the chat keeps it.
var emoji = regexp.MustCompile(`:[a-z0-9_+'-]+:`)

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cut keeps at most n characters, whole words of them where there are any.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	at, left := 0, n
	for i := range s {
		if left == 0 {
			at = i
			break
		}
		left--
	}
	if space := strings.LastIndexByte(s[:at], ' '); space > at*3/4 {
		at = space
	}
	return strings.TrimRight(s[:at], " ")
}

func withoutEmoji(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	return emoji.ReplaceAllString(s, " ")
}
