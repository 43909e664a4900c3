// Package redact takes credentials and personal data out of texts.
//
// Credentials are found by the rules of gitleaks and a few of our own; see rules/README.md. They are masked for good
// in whatever is shown or stored. On the way to a language model they stand behind placeholders, and so do e-mail
// addresses and card numbers: a [Session] gives back what the model says with the addresses in their places, and
// with credentials masked.
//
// Whatever can be found is found in one message at a time. A token that somebody breaks over two lines or that has
// invisible characters in it is found; one that is spread over two messages is not.
package redact

import (
	"fmt"
	"strings"

	ahocorasick "github.com/BobuSumisu/aho-corasick"
)

// Redactor finds what must not be shown, stored or sent. Safe for concurrent use.
type Redactor struct {
	rules    []*rule
	keywords []keyword
	trie     *ahocorasick.Trie // of the keywords, by their order
	labels   map[string]bool
}

// keyword is a word without which some rules find nothing.
type keyword struct {
	word  string
	rules []int
}

// New makes a redactor.
func New() (*Redactor, error) {
	r := Redactor{labels: map[string]bool{cardLabel: true}}
	for _, text := range []string{ourRules, gitleaksRules} {
		rules, err := read(text)
		if err != nil {
			return nil, fmt.Errorf("rules of redaction: %w", err)
		}
		r.rules = append(r.rules, rules...)
	}
	index := map[string]int{}
	for i, rule := range r.rules {
		r.labels[rule.label] = true
		for _, w := range rule.keywords {
			at, known := index[w]
			if !known {
				at = len(r.keywords)
				index[w] = at
				r.keywords = append(r.keywords, keyword{word: w})
			}
			r.keywords[at].rules = append(r.keywords[at].rules, i)
		}
	}
	words := ahocorasick.NewTrieBuilder()
	for _, k := range r.keywords {
		words.AddString(k.word)
	}
	r.trie = words.Build()
	return &r, nil
}

// Mask replaces credentials and card numbers for good, each by what it was, such as [secret: GitHub token].
func (r *Redactor) Mask(text string) string {
	return replace(text, r.find(text, false), func(f finding) string { return f.mask() })
}

// mask is what stands in the place of a finding where people read.
func (f finding) mask() string { return "[secret: " + f.label + "]" }

// replace puts something into the place of each finding.
func replace(text string, findings []finding, with func(finding) string) string {
	if len(findings) == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, f := range findings {
		b.WriteString(text[at:f.start])
		b.WriteString(with(f))
		at = f.end
	}
	b.WriteString(text[at:])
	return b.String()
}
