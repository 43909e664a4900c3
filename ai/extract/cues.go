package extract

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// cue is a kind of thing that people say in incidents.
type cue int

// The kinds, each a section of cues.txt.
const (
	impact cue = iota
	cause
	verified
	action
	recovered
	failing
	decision
	proposal
	approval
	hedge
	refuted
	intent
	chatter
	followup
	gap
	remedy
	deferred
	commitment
	request
	leadin
	expectation
	unknown
	cues // how many there are
)

var cueNames = [cues]string{
	"impact", "cause", "verified", "action", "recovered", "failing", "decision", "proposal", "approval", "hedge", "refuted",
	"intent", "chatter", "followup", "gap", "remedy", "deferred", "commitment", "request", "leadin", "expectation", "unknown",
}

// heard is how strongly a text gives each cue: the weight of its strongest phrase, and a little for
// every other.
type heard [cues]float64

const (
	besides = 0.3 // what a further phrase of the same kind counts, of its weight
	loudest = 4.0 // the most that a kind counts
)

// phrase is one line of cues.txt taken apart.
type phrase struct {
	cue     cue
	weight  float64
	words   []string // without their stars
	open    []bool   // the word at i may go on: word*
	atStart bool
	atEnd   bool
}

// anyWord stands for one word, whichever it is.
const anyWord = "_"

//go:embed cues.txt
var cuesText string

// phrases are all cues, by what their first word begins with: the word itself, or of an open one its
// first letters.
var phrases = mustIndex(cuesText)

// openKey is how many bytes of an open first word phrases are filed under.
const openKey = 3

type index struct {
	whole map[string][]phrase // by the first word
	open  map[string][]phrase // by the first bytes of an open first word
}

func mustIndex(text string) index {
	x := index{map[string][]phrase{}, map[string][]phrase{}}
	kind := cue(-1)
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			kind = kindNamed(strings.Trim(line, "[]"))
			continue
		}
		figure, list, _ := strings.Cut(line, " ")
		weight, err := strconv.ParseFloat(figure, 64)
		if err != nil || kind < 0 {
			panic(fmt.Sprintf("extract: cues.txt, line %d: %q", number+1, line)) // embedded above: a test reads it
		}
		for _, one := range strings.Split(list, "|") {
			x.add(phraseOf(kind, weight, strings.TrimSpace(one)))
		}
	}
	return x
}

func kindNamed(name string) cue {
	for k, n := range cueNames {
		if n == name {
			return cue(k)
		}
	}
	panic("extract: cues.txt has a section " + name)
}

func phraseOf(kind cue, weight float64, text string) phrase {
	p := phrase{cue: kind, weight: weight}
	text, p.atStart = strings.CutPrefix(text, "^")
	text, p.atEnd = strings.CutSuffix(text, "$")
	for _, field := range strings.Fields(text) {
		word, open := strings.CutSuffix(field, "*")
		for i, w := range tokens(word) {
			p.words, p.open = append(p.words, w), append(p.open, open && i == 0)
		}
	}
	return p
}

func (x index) add(p phrase) {
	switch {
	case len(p.words) == 0:
	case p.open[0]:
		key := p.words[0][:min(openKey, len(p.words[0]))]
		x.open[key] = append(x.open[key], p)
	default:
		x.whole[p.words[0]] = append(x.whole[p.words[0]], p)
	}
}

// hear finds the cues in the tokens of a sentence.
func hear(said []string) heard {
	var h heard
	var hidden [cues]int // up to where a longer phrase of the kind reaches
	for i, word := range said {
		var best [cues]phrase
		look := func(list []phrase) {
			for _, p := range list {
				if len(p.words) > len(best[p.cue].words) && i+len(p.words) > hidden[p.cue] && p.at(said, i) {
					best[p.cue] = p
				}
			}
		}
		look(phrases.whole[word])
		if len(word) >= openKey {
			look(phrases.open[word[:openKey]])
		}
		for k, p := range best {
			if p.words == nil {
				continue
			}
			hidden[k] = i + len(p.words)
			if p.weight == 0 {
				continue
			}
			strong, weak := max(h[k], p.weight), min(h[k], p.weight)
			h[k] = min(loudest, strong+besides*weak)
		}
	}
	return h
}

// join adds what else is heard.
func (h *heard) join(other heard) {
	for k := range h {
		h[k] = max(h[k], other[k])
	}
}

// at reports whether the phrase stands at the i-th word.
func (p phrase) at(said []string, i int) bool {
	if i+len(p.words) > len(said) || p.atStart && i > 0 || p.atEnd && i+len(p.words) < len(said) {
		return false
	}
	for j, want := range p.words {
		got := said[i+j]
		if got != want && want != anyWord && (!p.open[j] || !strings.HasPrefix(got, want)) {
			return false
		}
	}
	return true
}

// tokens are the words of a sentence as cues are written: in lower case, addresses left out, a colon
// after a word apart, an emoji's name whole.
func tokens(s string) []string {
	s = strings.ToLower(words.Normal(s))
	var all []string
	for _, field := range strings.Fields(s) {
		if strings.Contains(field, "://") {
			continue
		}
		if len(field) > 2 && field[0] == ':' && field[len(field)-1] == ':' || field == "+1" {
			all = append(all, field)
			continue
		}
		word := strings.TrimFunc(field, outside)
		if typed, known := hurried[word]; known {
			word = typed
		}
		if word == "" {
			if field == anyWord {
				all = append(all, field)
			}
			continue
		}
		all = append(all, word)
		if strings.HasSuffix(field, ":") {
			all = append(all, ":")
		}
	}
	return all
}

// hurried are words that people type without their apostrophe, and that are no other words then.
var hurried = func() map[string]string {
	all := map[string]string{"thats": "that's", "im": "i'm", "ive": "i've", "theres": "there's", "youre": "you're", "theyre": "they're"}
	for _, verb := range strings.Fields("do does did ca wo is are was were wo would should could have has had") {
		all[verb+"nt"] = verb + "n't"
	}
	return all
}()

// outside tells whether a character is no part of a word at the word's edge.
func outside(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }
