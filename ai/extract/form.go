package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// form is what can be told of a text without knowing its language.
type form struct {
	specifics float64 // how much of it is exact: code, figures, hosts, versions, links to changes
	command   bool    // it is nothing but a command somebody typed
	change    bool    // it has a link to a change of code, or a ticket
	chain     bool    // one thing → the next → the next
	acts      bool    // it begins with something its author did
	placed    bool    // it tells where something runs now: “alias is on v41”
	question  bool
}

// What exact things count, and the most they count together.
const (
	ofCode      = 0.7 // a stretch of code, two at most
	ofChange    = 0.9 // a link to a pull request, a commit or a ticket
	ofLink      = 0.2
	ofFigure    = 0.5
	ofName      = 0.4 // a host, a version, an identifier
	mostExact   = 2.0
	longestName = 60
)

var changes = regexp.MustCompile(`/(?:pull|pulls|merge_requests|commit|commits|compare|issues|browse|changes|builds?|deployments?)/`)

// formOf reads the form of a plain text, of which said are the tokens.
func formOf(s string, said []string) form {
	var f form
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, closes))
	f.question = strings.ContainsRune("?？؟", last) || asks(said)
	f.acts, f.placed = acts(said), placed(said)
	f.chain = strings.Count(s, "→")+strings.Count(s, "->")+strings.Count(s, "=>") > 1
	for _, field := range strings.Fields(s) {
		switch {
		case strings.Contains(field, "://"):
			if changes.MatchString(field) {
				f.specifics += ofChange
				f.change = len(said) > 0 // a bare link says nothing
			} else {
				f.specifics += ofLink
			}
		case figure(field):
			f.specifics += ofFigure
		case name(field):
			f.specifics += ofName
		}
	}
	f.specifics = min(f.specifics, mostExact)
	return f
}

// code adds what the message's markup tells: code loses its marks when it is read as plain text.
func (f *form) code(marked string) {
	const mark = "`"
	marked = strings.TrimSpace(marked)
	spans := strings.Count(marked, mark) / 2
	f.specifics = min(mostExact, f.specifics+ofCode*float64(min(spans, 2)))
	f.command = spans == 1 && strings.HasPrefix(marked, mark) && strings.HasSuffix(marked, mark) && strings.ContainsRune(marked, ' ')
}

// closes tells whether a character may follow a question mark: “isn't it? :)”.
func closes(r rune) bool { return r == ')' || r == '"' || r == '!' || unicode.IsSpace(r) }

// asks tells an English question by its first words: many are typed without a question mark.
func asks(said []string) bool {
	for len(said) > 1 && fillers[said[0]] {
		said = said[1:]
	}
	if len(said) < 2 {
		return len(said) == 1 && (said[0] == "why" || said[0] == "what" || said[0] == "how")
	}
	switch said[0] {
	case "why", "who", "how", "where", "what", "whats", "what's", "who's", "how's":
		return !subjects[said[1]] && said[1] != "a"
	case "is", "are", "was", "were", "do", "does", "did", "have", "has", "can", "could", "should", "would", "will", "isn't", "didn't", "doesn't":
		return subjects[said[1]]
	}
	return false
}

// subjects are the pronouns that a verb before them makes a question.
var subjects = wordSet("i you we they it he she there that this these those anyone anybody someone somebody")

// fillers are said before anything is said.
var fillers = wordSet("ok okay so and but now just also then well oh hm hmm yes no actually wait right hey")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// acts tells whether a sentence begins with something its author did or is doing: “reloaded ams2”, “I've
// now purged the mail”, “stopping the old scheduler”.
func acts(said []string) bool {
	for i, word := range said[:min(len(said), 5)] {
		switch {
		case fillers[word], doers[word]:
		case word == "put" || word == "sent":
			return len(said) > i+1
		case strings.Contains(word, "_"): // an identifier
			return false
		case len(word) > 4 && (strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing")):
			return !noDeed[word] && len(said) > i+1
		default:
			return false
		}
	}
	return false
}

// placed tells whether a sentence says where its author, or another, has put something: “adapter is back on the old
// broker”, “alias is now on v41”. A figure is no place: “error rate is back to 0.4%”.
func placed(said []string) bool {
	for i, word := range said {
		if word != "on" && word != "to" {
			continue
		}
		at, moved := i, false
		for at > 0 && (said[at-1] == "back" || said[at-1] == "now") {
			at, moved = at-1, true
		}
		if at == 0 || !stands[said[at-1]] {
			continue
		}
		where := said[i+1:]
		if len(where) > 0 && where[0] == "the" {
			where = where[1:]
		}
		if len(where) == 0 {
			continue
		}
		if places[where[0]] || moved && where[0] == "new" || strings.ContainsAny(where[0], "0123456789") && unicode.IsLetter(rune(where[0][0])) {
			return true
		}
	}
	return false
}

var (
	stands = wordSet("is are it's points pointing that's everything's all's")
	places = wordSet("old previous former original standby replica secondary backup spare")
	doers  = wordSet("i we i've we've i'm we're have has been already manually")
	// noDeed end like a deed and are none, or one that says nothing yet.
	noDeed = wordSet(`looking checking seeing trying waiting watching thinking wondering getting going having being asking
		monitoring investigating digging reading missing nothing something anything everything morning evening during joining
		coming hoping failing happening working according assuming pending including interesting amazing talking guessing
		need needed agreed confused supposed related expected interested indeed speed confirmed verified noticed failed tried
		wanted looked checked asked worked happened started seemed acked hundred guessed muting`)
)

// figure tells whether a word is a number that says something: 40%, 4.1M, 300ms, 17:12, #4471.
func figure(word string) bool {
	digits := 0
	for _, r := range word {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > 0 && (digits > 1 || strings.ContainsAny(word, "%#$€£"))
}

// name tells whether a word is an identifier: orders-db-1, v812, PodNamespace, region_v2.
func name(word string) bool {
	word = strings.Trim(word, ".,;:!?()[]\"'*")
	if len(word) > longestName || strings.HasPrefix(word, "@") {
		return false
	}
	var digit, letter, lowerThenUpper, joined bool
	previous := rune(0)
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digit = true
		case unicode.IsLetter(r):
			letter = true
			lowerThenUpper = lowerThenUpper || unicode.IsUpper(r) && unicode.IsLower(previous)
		case r == '_' || r == '/' && previous != 0:
			joined = true
		}
		previous = r
	}
	return letter && (digit || lowerThenUpper || joined)
}
