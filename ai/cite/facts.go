package cite

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// facts are what a text says that can be compared exactly.
type facts struct {
	urls     []string
	mentions []string // after the @
	dates    []date
	clocks   []clock
	amounts  []quantity
	names    []string        // hosts, versions, tickets, identifiers, paths: all that is spelled, not said
	known    map[string]bool // every word and name of the text and what they are made of, folded
	code     []string        // between backticks
	have     map[string]bool // amounts read already
	rest     string          // the text with all of the above taken out: words
}

var (
	address   = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s<>|"']+|\b(?:javascript|data|vbscript|file|mailto|tel|slack):[^\s<>|"']+|\bwww\.[^\s<>|"']+`)
	markup    = regexp.MustCompile(`<[@!#][^>]*>?`)
	mention   = regexp.MustCompile(`(?:^|[^\p{L}\d_.+-])@([\p{L}\d][\p{L}\d._-]*)`)
	broadcast = regexp.MustCompile(`(?i)@(?:channel|here|everyone)\b`)
	token     = regexp.MustCompile(`[#/]?[\p{L}\p{M}\p{N}_]+(?:[._/:@#=+\\-]+[\p{L}\p{M}\p{N}_]+)*`)
	inDigits  = regexp.MustCompile(`^[\d.,:/+-]+$`)
	measured  = regexp.MustCompile(`^[\d.,]+(\p{L}+)(?:-|$)|^\d+-\p{L}`)
	code      = regexp.MustCompile("`([^`\n]+)`")
)

// taken stands in the place of what was read as a fact, so that it is not read again.
const taken = '\x01'

// factsOf reads the facts of a text that [words.Normal] has gone over. langs are the languages whose
// words for numbers it may use.
func factsOf(text string, langs []words.Language) facts {
	f := facts{known: map[string]bool{}, have: map[string]bool{}}
	b := []byte(latinDigits(text))
	take := func(from, to int) {
		for i := from; i < to; i++ {
			b[i] = taken
		}
	}
	for _, m := range code.FindAllSubmatch(b, -1) {
		f.code = append(f.code, string(m[1]))
	}
	for _, m := range address.FindAllIndex(b, -1) {
		url := strings.TrimRight(string(b[m[0]:m[1]]), ".,;:!?)]}*_")
		f.urls = append(f.urls, url)
		f.know(url)
		take(m[0], m[0]+len(url))
	}
	for _, m := range mention.FindAllSubmatchIndex(b, -1) {
		f.mentions = append(f.mentions, strings.TrimRight(string(b[m[2]:m[3]]), ".-"))
		b[m[2]-1] = ' '
	}
	datesIn(string(b), func(from, to int, d date) {
		if b[from] != taken && b[to-1] != taken {
			f.dates = append(f.dates, d)
			take(from, to)
		}
	})
	text = string(b)
	for _, m := range timeOfDay.FindAllStringSubmatchIndex(text, -1) {
		if c, ok := clockAt(text, m); ok && alone(text, m[0], m[1]) {
			f.clocks = append(f.clocks, c)
			take(m[0], m[1])
		}
	}
	for _, m := range token.FindAllIndex(b, -1) {
		name := string(b[m[0]:m[1]])
		f.know(name)
		if spelled(name) {
			f.names = append(f.names, name)
			take(m[0], m[1])
		}
	}
	f.rest = string(b)
	for _, l := range langs {
		f.count(inDigitsOf(f.rest, counts[l]))
	}
	return f
}

// alone tells whether nothing that belongs to it stands before or after a time: 10:15:20:44 is none.
func alone(text string, from, to int) bool {
	before := from == 0 || !strings.ContainsRune(".:-/_", rune(text[from-1]))
	after := to == len(text) || !strings.ContainsRune(":_/", rune(text[to])) || to+1 == len(text) || text[to+1] == ' '
	return before && after
}

// count reads the amounts of a text; the same in several languages counts once.
func (f *facts) count(text string) {
	for from := 0; from < len(text); {
		m := number.FindStringSubmatchIndex(text[from:])
		if m == nil {
			return
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += from
			}
		}
		q, end := quantityAt(text, m)
		if digits := text[m[4]:m[5]]; strings.Contains(digits, " ") {
			for _, one := range strings.Fields(digits) {
				q.parts = append(q.parts, quantity{values: valuesOf(one), text: one})
			}
		}
		if len(q.values) > 0 && !f.counted(q) {
			f.amounts = append(f.amounts, q)
		}
		from = max(end, m[5])
	}
}

func (f *facts) counted(q quantity) bool {
	key := string(q.unit) + q.text
	if f.have[key] {
		return true
	}
	f.have[key] = true
	return false
}

// know keeps a name and what it is made of: its pieces, and of dotted ones how they begin, since
// "2.14" is less than "2.14.0" says, but no less true.
func (f *facts) know(name string) {
	folded := words.Fold(strings.TrimLeft(name, "#/"))
	f.known[folded] = true
	for _, piece := range strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(`/:=@#\?&+`, r) }) {
		f.known[piece] = true
		for i, r := range piece {
			if r == '.' {
				f.known[piece[:i]] = true
			}
		}
		for _, part := range strings.FieldsFunc(piece, func(r rune) bool { return strings.ContainsRune("._-", r) }) {
			if !strings.ContainsAny(part, "0123456789") || piece == part {
				f.known[part] = true
			}
		}
		if v := strings.TrimPrefix(piece, "v"); v != piece && v != "" && v[0] >= '0' && v[0] <= '9' {
			f.known[v] = true
			for i, r := range v {
				if r == '.' {
					f.known[v[:i]] = true
				}
			}
		}
	}
}

// spelled tells whether a token is a name to be spelled exactly, not a word or a number.
func spelled(t string) bool {
	if inDigits.MatchString(t) { // an address or a version; numbers have at most one dot
		return strings.Count(t, ".") >= 2 && len(valuesOf(t)) == 0
	}
	if m := measured.FindStringSubmatch(t); m != nil {
		unit := words.Fold(m[1])
		_, isUnit := measures[unit]
		_, isMultiplier := multipliers[unit]
		if isUnit || isMultiplier || unit == "" || unit == "x" || ordinal[unit] {
			return false
		}
	}
	bare := strings.TrimLeft(t, "#/")
	if _, isUnit := measures[words.Fold(bare)]; isUnit {
		return false
	}
	if abbreviated[words.Fold(bare)] {
		return false
	}
	var last rune
	letters, upper := 0, 0
	for _, r := range bare {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(last): // podNamespace
			return true
		case unicode.IsNumber(r), strings.ContainsRune("_./:@#=+\\", r):
			return true
		case unicode.IsUpper(r):
			upper++
		}
		if unicode.IsLetter(r) {
			letters++
		}
		last = r
	}
	if generic[words.Fold(strings.TrimSuffix(bare, "s"))] {
		return false
	}
	return upper >= 2 && (upper == letters || upper == letters-1 && last == 's') || mixed(bare) || bare != t
}

var (
	ordinal     = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "eme": true, "e": true}
	abbreviated = map[string]bool{"e.g": true, "i.e": true, "z.b": true, "d.h": true, "u.a": true, "p.ex": true, "a.m": true, "p.m": true, "and/or": true}
)

// generic are words in capitals that name no system: whoever writes "the box" may be told of a VM.
var generic = wordSet(`vm pr id ip url os it ui pc sla eta etc api app faq`)

// mixed tells whether a word mixes Latin letters with ones that look like them.
func mixed(w string) bool {
	latin, other := false, false
	for _, r := range w {
		latin = latin || unicode.Is(unicode.Latin, r)
		other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee)
	}
	return latin && other
}

// latinDigits writes the digits of all scripts as 0 to 9.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII && unicode.Is(unicode.Nd, r) {
			if d := words.Fold(string(r)); len(d) == 1 {
				return rune(d[0])
			}
		}
		return r
	}, s)
}

var (
	word        = regexp.MustCompile(`\p{L}+`)
	halfMore    = regexp.MustCompile(`(?i)\b(\d+) and a half\b`)
	oneAndHalf  = regexp.MustCompile(`(?i)\bone and a half\b`)
	halfHour    = regexp.MustCompile(`(?i)\bhalf an hour\b`)
	quarterHour = regexp.MustCompile(`(?i)\b(?:a )?quarter (?:of an )?hour\b`)
)

// inDigitsOf writes the numbers that are words as digits.
func inDigitsOf(text string, counts map[string]float64) string {
	text = oneAndHalf.ReplaceAllString(text, "1.5")
	text = word.ReplaceAllStringFunc(text, func(w string) string {
		if n, ok := counts[words.Fold(w)]; ok {
			return strconv.Itoa(int(n))
		}
		return w
	})
	text = halfMore.ReplaceAllString(text, "$1.5")
	text = halfHour.ReplaceAllString(text, "30 minutes")
	return quarterHour.ReplaceAllString(text, "15 minutes")
}

// withoutTimes takes times and dates out of a claim: they are facts, not topics.
func withoutTimes(claim string) string {
	claim = words.Normal(claim)
	f := factsOf(claim, nil)
	for _, c := range f.clocks {
		claim = strings.Replace(claim, c.text, " ", 1)
	}
	for _, d := range f.dates {
		claim = strings.Replace(claim, d.text, " ", 1)
	}
	return claim
}

func newFact(format string, args ...any) error { return Dropped{NewFact, fmt.Sprintf(format, args...)} }

func itoa(n int) string { return strconv.Itoa(n) }
