package incident

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what people type, in characters (code points).
const (
	MaxTitle = 120  // fits a channel's header beside the number
	MaxText  = 2000 // fits one section with its label
)

// CleanLine makes typed text safe to stand on one line: no control characters, no invisible or
// direction-changing marks (a right-to-left override can make a title read as something else),
// white space folded. Joiners inside emoji survive.
func CleanLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// CleanText is CleanLine for text of several lines: line breaks and tabs survive.
func CleanText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(clean(s), "\r\n", "\n"))
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r':
			return r
		case r == utf8.RuneError, unicode.IsControl(r), hidden(r):
			return -1
		}
		return r
	}, s)
}

// hidden reports marks that change how the text around them reads without being seen.
func hidden(r rune) bool {
	switch {
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // bidi embeddings, overrides, isolates
		return true
	case r == 0x200B, r == 0x200E, r == 0x200F, r == 0x061C, r == 0x2060, r == 0xFEFF, r == 0x00AD:
		return true
	case r >= 0xE0000 && r <= 0xE001F: // language tags
		return true
	}
	return false
}

// Title cleans and checks a title.
func Title(s string) (string, error) {
	title := CleanLine(s)
	if title == "" {
		return "", &Refusal{Field: FieldTitle, Reason: "An incident needs a title.", Hint: "A few words are enough: what is broken?"}
	}
	return title, checkLength(title, MaxTitle, FieldTitle, "A title")
}

func typedText(s string, field Field, what string) (string, error) {
	text := CleanText(s)
	return text, checkLength(text, MaxText, field, what)
}

func checkLength(s string, limit int, field Field, what string) error {
	if n := utf8.RuneCountInString(s); n > limit {
		return &Refusal{
			Field:  field,
			Reason: fmt.Sprintf("%s has at most %d characters; this one has %d.", what, limit, n),
			Hint:   "Shorten it; details can follow in the channel.",
		}
	}
	return nil
}
