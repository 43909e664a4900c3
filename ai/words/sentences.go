package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences splits a text where a sentence or a line ends. Dots within addresses, versions, numbers and
// abbreviations end nothing, and code in backticks stays whole. Sentences are trimmed; none is empty.
func Sentences(s string) []string {
	var all []string
	from := 0
	end := func(at int) {
		if one := strings.TrimSpace(s[from:at]); one != "" {
			all = append(all, one)
		}
		from = at
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '`':
			i += code(s[i:])
			continue
		case r == '\n', r == '\u2028', r == '\u2029':
			end(i)
		case strings.ContainsRune("。！？｡", r):
			end(i + n)
		case strings.ContainsRune(".!?…؟।", r):
			stop := i + n
			for stop < len(s) { // ?! and what closes after it
				next, m := utf8.DecodeRuneInString(s[stop:])
				if !strings.ContainsRune(".!?…\"')]”’»*_", next) {
					break
				}
				stop += m
			}
			next, _ := utf8.DecodeRuneInString(s[stop:])
			if (stop == len(s) || unicode.IsSpace(next)) && (r != '.' || stop > i+n || !abbreviated(s[from:i])) {
				end(stop)
			}
			i = stop
			continue
		}
		i += n
	}
	end(len(s))
	return all
}

// code is the length of the code at the beginning of s, or of the backtick alone when it never closes.
func code(s string) int {
	fence := "`"
	if strings.HasPrefix(s, "```") {
		fence = "```"
	}
	body := s[len(fence):]
	if fence == "`" { // closes on its line or not at all
		if eol := strings.IndexByte(body, '\n'); eol >= 0 {
			body = body[:eol]
		}
	}
	if at := strings.Index(body, fence); at >= 0 {
		return len(fence) + at + len(fence)
	}
	return len(fence)
}

var abbreviations = set(`e.g i.e eg ie etc vs approx ca cf resp incl excl fig no nr mr mrs ms dr prof st inc ltd max min avg
	z.b bzw d.h u.a usw ggf evtl p.ex p.e sr sra dott jan feb mar apr jun jul aug sep sept oct okt nov dec dez`)

// abbreviated tells whether the dot after s belongs to its last word: an abbreviation or an initial.
func abbreviated(s string) bool {
	if at := strings.LastIndexFunc(s, unicode.IsSpace); at >= 0 {
		s = s[at+1:]
	}
	s = strings.TrimLeft(s, "([\"'*_")
	if r, n := utf8.DecodeRuneInString(s); n == len(s) && unicode.IsUpper(r) {
		return true
	}
	return len(s) <= 8 && abbreviations[Fold(s)] // "no." at the end of an answer is rare enough
}
