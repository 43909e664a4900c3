package redact

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// view is a text with parts of it left out, and where in the text its bytes are.
type view struct {
	text string
	at   []int // where each byte of the view is in the text; nil when nothing was left out
}

// bounds are those of a part of the view in the text.
func (v view) bounds(start, end int) (int, int) {
	if v.at == nil || start >= end {
		return start, end
	}
	return v.at[start], v.at[end-1] + 1
}

// without leaves parts out of a text.
func without(text string, parts [][]int) view {
	if len(parts) == 0 {
		return view{text: text}
	}
	v := view{at: make([]int, 0, len(text))}
	var b strings.Builder
	from := 0
	keep := func(to int) {
		b.WriteString(text[from:to])
		for i := from; i < to; i++ {
			v.at = append(v.at, i)
		}
	}
	for _, p := range parts {
		keep(p[0])
		from = p[1]
	}
	keep(len(text))
	v.text = b.String()
	return v
}

// legible leaves out what cannot be seen: characters of no width, which some editors put into long words.
func legible(text string) view {
	var parts [][]int
	for i, r := range text {
		if invisible(r) {
			parts = append(parts, []int{i, i + utf8.RuneLen(r)})
		}
	}
	return without(text, parts)
}

// invisible reports whether a character has no width: soft hyphens, joiners, marks of direction, and the like.
func invisible(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x180e, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2064, r >= 0x2066 && r <= 0x206f:
		return true
	case r >= 0xfe00 && r <= 0xfe0f:
		return true
	}
	return false
}

// lineEnd is the end of a line, and the mark of a quotation at the beginning of the next.
var lineEnd = regexp.MustCompile(`[ \t]*\r?\n[ \t]*(?:(?:>|&gt;)[ \t]*)?`)

// seam is what stands around the end of a line, put together as if it were one word.
type seam struct {
	text       string // with the characters before and after the word
	start, end int    // of the end of the line, in the text that it is from
	from       int    // where the word begins there, with the character before it
}

// shortestBroken is how long a word must be to be worth a look: no known token is shorter.
const shortestBroken = 16

// seams are those of a text that may hold a token.
func seams(text string) []seam {
	if !strings.Contains(text, "\n") {
		return nil
	}
	var all []seam
	for _, p := range lineEnd.FindAllStringIndex(text, -1) {
		from, to := p[0], p[1]
		for from > 0 && ofTokens(text[from-1]) {
			from--
		}
		for to < len(text) && ofTokens(text[to]) {
			to++
		}
		if from == p[0] || to == p[1] || p[0]-from+to-p[1] < shortestBroken {
			continue
		}
		from, to = max(0, from-1), min(len(text), to+1)
		all = append(all, seam{text: text[from:p[0]] + text[p[1]:to], start: p[0], end: p[1], from: from})
	}
	return all
}

// bounds are those of a part of the seam in the text.
func (s seam) bounds(start, end int) (int, int) {
	in := func(i int) int {
		if i += s.from; i >= s.start {
			i += s.end - s.start
		}
		return i
	}
	return in(start), in(end-1) + 1
}

// crosses reports whether a part of the seam is on both sides of it.
func (s seam) crosses(start, end int) bool {
	return start < s.start-s.from && s.start-s.from < end
}

// ofTokens reports whether tokens have such characters.
func ofTokens(b byte) bool {
	return wordByte(b) || b == '+' || b == '/' || b == '='
}
