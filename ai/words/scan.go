package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, a name of several parts, or a run of characters without spaces.
type token struct {
	text   string   // folded; of a name, the whole
	wholes []string // a name: itself, and the names it is made of; empty for a word
	parts  []string // a name: its words
	pairs  bool     // a run in a script that writes no spaces
	clause int      // tokens of one clause share it
	spent  bool     // joined to the word before it
}

// scan reads the tokens of a text, from left to right.
func scan(s string) []token {
	var tokens []token
	clause := 0
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case unspaced(r):
			n = span(s, unspaced)
			tokens = append(tokens, token{text: Fold(s[:n]), pairs: true, clause: clause})
		case inWord(r):
			n = nameSpan(s)
			if t := named(s[:n]); t.text != "" {
				t.clause = clause
				tokens = append(tokens, t)
			}
		case r == '\n', !unicode.IsSpace(r) && r != '*' && r != '`' && r != '~' && r != '"':
			clause++
		}
		s = s[n:]
	}
	return tokens
}

func inWord(r rune) bool {
	return !unspaced(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || invisible(r))
}

// unspaced tells whether r belongs to a script that writes words without spaces between them, or, as
// Hangul does, with endings that a stemmer would have to know.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
}

// binds tells whether r holds the parts of a name together when a letter or digit stands on both sides.
func binds(r rune) bool { return strings.ContainsRune("_-./:@#'’+", r) }

func span(s string, is func(rune) bool) int {
	for i, r := range s {
		if !is(r) {
			return i
		}
	}
	return len(s)
}

// nameSpan is the length of the word or name at the beginning of s.
func nameSpan(s string) int {
	for i := 0; ; {
		i += span(s[i:], inWord)
		r, n := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		if n == 0 || !binds(r) || !inWord(next) {
			return i
		}
		i += n
	}
}

// named reads one word or name. Pieces are what stands between / . : @ #; a piece may itself be made
// of parts, by - _ or a change of case.
func named(s string) token {
	t := token{text: Fold(elided(s))}
	s = elided(s)
	pieces := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.:@#", r) })
	if len(pieces) > 1 {
		t.wholes = append(t.wholes, t.text)
	}
	for _, piece := range pieces {
		parts := partsOf(piece)
		if len(parts) > 1 && !hyphenated(piece, parts) {
			t.wholes = append(t.wholes, Fold(piece))
		}
		for _, p := range parts {
			if p = Fold(p); p != "" { // nothing is left of what cannot be seen
				t.parts = append(t.parts, p)
			}
		}
	}
	if len(t.parts) == 1 {
		t.text, t.wholes, t.parts = t.parts[0], nil, nil
	}
	if len(t.wholes) == 0 && len(t.parts) == 2 { // roll-back
		t.text, t.parts = baseVerb(t.parts[0])+t.parts[1], nil
	}
	return t
}

// hyphenated tells whether a piece is a word in two parts (roll-back, set-up), not a name.
func hyphenated(piece string, parts []string) bool {
	return len(parts) == 2 && strings.Contains(piece, "-") && particles[Fold(parts[1])] && heads[baseVerb(Fold(parts[0]))]
}

// partsOf splits payment_worker-v2 and PodNamespace into their words. Digits stay with the letters
// before them.
func partsOf(piece string) []string {
	var parts []string
	for _, word := range strings.FieldsFunc(piece, func(r rune) bool { return strings.ContainsRune("_-+'’", r) }) {
		from := 0
		rs := []rune(word)
		for i := 1; i < len(rs); i++ {
			up := unicode.IsUpper(rs[i])
			after := up && unicode.IsLower(rs[i-1])                                                // podNamespace
			acronym := up && unicode.IsUpper(rs[i-1]) && i+1 < len(rs) && unicode.IsLower(rs[i+1]) // HTTPServer
			if after || acronym && i-from > 1 {
				parts = append(parts, string(rs[from:i]))
				from = i
			}
		}
		parts = append(parts, string(rs[from:]))
	}
	return parts
}

// elided drops what an apostrophe adds to a word: prow's, l'erreur, dell'errore; don't is dont.
func elided(s string) string {
	s = strings.ReplaceAll(s, "’", "'")
	before, after, found := strings.Cut(s, "'")
	if !found {
		return s
	}
	switch strings.ToLower(after) {
	case "s", "re", "ve", "ll", "d", "m":
		return before
	case "t":
		return before + after
	}
	if len(before) <= 2 || strings.HasSuffix(strings.ToLower(before), "ll") {
		return after
	}
	return s
}

// Fold makes case, accents, compatible forms (full width, ligatures) and digits of all scripts equal,
// and leaves out what nobody sees. Letters that only look alike stay different.
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ':
			b.WriteByte('d')
		case unicode.Is(unicode.Mn, r), invisible(r):
		case unicode.IsDigit(r):
			b.WriteRune(digit(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// digit is the ASCII digit of the same value: every script's digits are ten in a row, in order.
func digit(r rune) rune {
	zero := r
	for zero > 0 && r-zero < 9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	if !unicode.Is(unicode.Nd, r) {
		return r
	}
	return '0' + (r-zero)%10
}
