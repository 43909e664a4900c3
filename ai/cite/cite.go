// Package cite checks, without a model, whether a claim says more than the messages it cites.
//
// A claim falls at the first rule it breaks: its quotes must be verbatim, its facts (numbers, times,
// names, addresses) must be in the messages or follow from when and by whom they were written, at
// least half of what it talks about must be talked about there, and it must not deny what they affirm.
// The rules are about words, not meaning: they stop what was made up, mixed up or turned around, and
// let a true sentence through as long as it keeps to the words of its sources. What they cannot see is
// a claim that gives the right facts the wrong roles ("Ada asked Mei" for "Mei asked Ada").
//
// Whether a cited message exists is for the caller to know; a claim without one is refused here.
package cite

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// Message is a message as a claim may cite it, in plain text: no markup, people by their names.
type Message struct {
	Text   string
	Author string    // display name
	At     time.Time // when it was written
	Files  []string  // names of files attached
	Names  []string  // people mentioned in it, by display name
}

// Cited is a message that a claim rests on and the words of it that are said to prove the claim.
type Cited struct {
	Message Message
	Quote   string
}

// Rule is what a claim broke.
type Rule string

// The rules, in the order in which they are checked.
const (
	NoEvidence Rule = "no evidence" // it cites nothing, or says nothing that could be proved
	WrongQuote Rule = "wrong quote" // a quote is not in its message, or too short to prove anything
	NewFact    Rule = "new fact"    // a number, time, name or address that no cited message has
	OffTopic   Rule = "off topic"   // most of what it talks about is not in the cited messages
	Negated    Rule = "negated"     // it denies what they affirm, or the reverse
)

// Dropped is the error of a claim that may not be shown.
type Dropped struct {
	Rule   Rule
	Detail string // what broke it, for the log and for tests: "47 is in no cited message"
}

// Error says what broke the claim.
func (d Dropped) Error() string { return string(d.Rule) + ": " + d.Detail }

// Check is [Room.Check] when it is not known who else was there.
func Check(claim string, cited []Cited) error { return Room{}.Check(claim, cited) }

// Room is who a claim could be about.
type Room struct {
	// People are the display names of all who wrote or are mentioned in the channel, without bots: those
	// are named after what they do. With them a claim that names one of them is judged exactly; without,
	// names are told by their capitals.
	People []string
}

// Check returns nil when the claim holds to what it cites, else a [Dropped]. It takes time in
// proportion to the claim and the messages.
func (r Room) Check(claim string, cited []Cited) error {
	if len(cited) == 0 {
		return Dropped{NoEvidence, "it cites nothing"}
	}
	if at := strings.IndexFunc(claim, hides); at >= 0 {
		return Dropped{NewFact, fmt.Sprintf("it hides text behind %.1q", claim[at:])}
	}
	if len(claim) > longest {
		return Dropped{OffTopic, "it is too long to be one claim"}
	}
	for _, c := range cited {
		if err := checkQuote(c); err != nil {
			return err
		}
	}
	src := newSource(languageOf(claim, cited), cited, r.People)
	for _, check := range []func(string, *source) error{checkFacts, checkTopic, checkPolarity, checkDirection} {
		if err := check(claim, src); err != nil {
			return err
		}
	}
	return nil
}

// languageOf is the claim's language; what it quotes helps where a short claim could be of several.
func languageOf(claim string, cited []Cited) words.Language {
	all := []string{claim, claim}
	for _, c := range cited {
		all = append(all, c.Quote)
	}
	return words.LanguageOf(strings.Join(all, "\n"))
}

// longest is how many bytes one claim may have: it is a sentence or two, in any script.
const longest = 2000

// leastQuoted is how many letters and digits a quote needs to prove anything. Source: "ok", "yes",
// "done" are everywhere.
const leastQuoted = 6

func checkQuote(c Cited) error {
	quote, text := words.Normal(c.Quote), words.Normal(c.Message.Text)
	if quote == "" {
		return Dropped{WrongQuote, "it is empty"}
	}
	if !within(text, quote) {
		return Dropped{WrongQuote, fmt.Sprintf("%.80q is not in the message", quote)}
	}
	if weight(quote) < leastQuoted && !whole(quote, c.Message.Text) {
		return Dropped{WrongQuote, fmt.Sprintf("%q is too short", quote)}
	}
	return nil
}

// whole tells whether a quote is all that a message says, or one of its sentences: those may be short.
func whole(quote, text string) bool {
	same := func(s string) bool {
		return weight(words.Normal(s)) == weight(quote) && strings.Contains(words.Normal(s), quote)
	}
	return same(text) || slices.ContainsFunc(words.Sentences(text), same)
}

// within tells whether quote is in text, and not cut out of the middle of a word: "available again"
// does not quote "unavailable again".
func within(text, quote string) bool {
	first, _ := utf8.DecodeRuneInString(quote)
	last, _ := utf8.DecodeLastRuneInString(quote)
	for from := 0; ; {
		at := strings.Index(text[from:], quote)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(quote):])
		cutsWord := letterOf(before) && letterOf(first) || letterOf(last) && letterOf(after)
		if !cutsWord {
			return true
		}
		from = at + len(quote)
	}
}

// letterOf tells whether r belongs to a word of a script that writes spaces between words.
func letterOf(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// weight counts letters and digits; an ideograph says as much as three letters.
func weight(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case letterOf(r):
			n++
		case unicode.IsLetter(r):
			n += 3
		}
	}
	return n
}

// hides tells whether a character makes text look other than it reads: one that turns its direction
// around, a control, or what is no text.
func hides(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == utf8.RuneError ||
		unicode.IsControl(r) && !unicode.IsSpace(r)
}
