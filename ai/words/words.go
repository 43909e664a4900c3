// Package words prepares text for comparing: what two people said in different words should come out
// alike, and what a machine claims should be found in what was said.
//
// [Stems] is the coarse view (what is this about), [Normal] the fine one (are these the very words).
// Everything here is a pure function of its text, takes linear time and never fails: input that makes
// no sense as text only gives fewer words.
package words

import (
	"strings"
)

// Stems returns what s is about: the stems of its words in order, function words left out.
//
// Case and accents are folded. A name of several parts (camelCase, snake_case, kebab-case, dotted, a
// path) gives the whole and its parts. A verb and its particle are one unit, however they are written:
// "rolled it back", "rolling back" and "rollback" share a stem. Scripts that write no spaces give
// pairs of characters.
func Stems(s string) []string {
	tokens := scan(s)
	return languageOf(tokens).stems(tokens)
}

// Stems is [Stems] for a text whose language is known. Two texts can only be compared by the stems of
// the same language.
func (l Language) Stems(s string) []string { return l.stems(scan(s)) }

func (l Language) stems(tokens []token) []string {
	var stems []string
	for i := range tokens {
		stems = append(stems, l.stemsAt(tokens, i)...)
	}
	return stems
}

// Word is one word of a text.
type Word struct {
	Text   string   // folded: lower case, no accents, no apostrophe
	Stems  []string // as in [Stems]; none for a function word, and for a particle that went to its verb
	Clause int      // words between the same two marks of punctuation share it
}

// Read returns all words of a text in order, function words too.
func (l Language) Read(s string) []Word {
	tokens := scan(s)
	read := make([]Word, len(tokens))
	for i := range tokens {
		read[i] = Word{Text: tokens[i].text, Stems: l.stemsAt(tokens, i), Clause: tokens[i].clause}
	}
	return read
}

// stemsAt are the stems of the token at i. A particle further on may be spent for it: tokens are to be
// asked from left to right, once.
func (l Language) stemsAt(tokens []token, i int) []string {
	t := &tokens[i]
	switch {
	case t.spent:
		return nil
	case t.pairs:
		return pairs(t.text)
	case len(t.wholes) > 0: // a name
		stems := t.wholes
		for _, part := range t.parts {
			if !l.Stopword(part) && !letter(part) {
				stems = append(stems, l.stem(part))
			}
		}
		return stems
	}
	if l == English {
		if at := phrasal(tokens, i); at > 0 {
			tokens[at].spent = true
			return []string{l.stem(baseVerb(t.text) + tokens[at].text)}
		}
	}
	if l.Stopword(t.text) || letter(t.text) {
		return nil
	}
	return []string{l.stem(t.text)}
}

// letter tells whether a word is one Latin letter: what is left of it's, or the name of nothing.
func letter(word string) bool { return len(word) == 1 && word[0] >= 'a' && word[0] <= 'z' }

// pairs are the overlapping pairs of characters of a run without spaces; a lone character stands for
// itself.
func pairs(run string) []string {
	r := []rune(run)
	switch len(r) {
	case 0:
		return nil
	case 1:
		return []string{run}
	}
	all := make([]string, 0, len(r)-1)
	for i := 1; i < len(r); i++ {
		all = append(all, string(r[i-1:i+1]))
	}
	return all
}

// Stopword tells whether a word only holds a sentence together in one of the languages known here, and
// says nothing by itself. Words that deny ("not", "without") are among them.
func Stopword(word string) bool {
	word = Fold(strings.TrimSpace(word))
	for l := range languages {
		if Language(l).Stopword(word) {
			return true
		}
	}
	return false
}
