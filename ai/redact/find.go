package redact

import (
	"regexp"
	"slices"
	"strings"
)

// kind is what a finding is, as its placeholder says.
type kind string

const (
	secret  kind = "secret"
	card    kind = "card"
	email   kind = "email"
	place   kind = "place" // an address or identifier of the chat's
	bracket kind = "text"  // a bracket that people wrote and that looks like one of ours
)

// finding is a part of a text.
type finding struct {
	start, end int
	kind       kind
	label      string // of secrets and cards
	rule       int    // of secrets; the lower, the surer
}

// mask is a credential that is masked already, or text that looks like it.
var mask = regexp.MustCompile(`\[secret: ([^\[\]\n]{1,60})\]`)

// masked gives the bounds of what is masked already: of brackets with a label in them that is one of ours, and not,
// say, a credential that somebody put there.
func (r *Redactor) masked(text string) [][]int {
	return slices.DeleteFunc(mask.FindAllStringSubmatchIndex(text, -1), func(at []int) bool { return !r.labels[text[at[2]:at[3]]] })
}

// find gives what is to be hidden, in order and apart from one another. Addresses and brackets only matter on the way
// to a model.
func (r *Redactor) find(text string, toModel bool) []finding {
	seen := legible(text)
	lower := strings.ToLower(seen.text)
	all := r.secrets(seen.text, lower)
	all = append(all, cards(seen.text)...)
	all = append(all, r.broken(seen.text, all)...)
	if strings.Contains(lower, "[secret: ") {
		all = outside(all, r.masked(seen.text))
	}
	all = apart(all)
	if toModel {
		all = besides(all, addresses(seen.text))
		all = besides(all, places(seen.text))
		all = besides(all, brackets(seen.text))
	}
	for i := range all {
		all[i].start, all[i].end = seen.bounds(all[i].start, all[i].end)
	}
	return all
}

// secrets applies the rules whose keywords are there.
func (r *Redactor) secrets(text, lower string) []finding {
	var found []finding
	for i := range r.called(lower) {
		r.rules[i].each(text, func(start, end int) {
			found = append(found, finding{start: start, end: end, kind: secret, label: r.rules[i].label, rule: i})
		})
	}
	return found
}

// called gives the rules one of whose keywords is in a text.
func (r *Redactor) called(lower string) map[int]bool {
	var rules map[int]bool
	var seen []int
	r.trie.Walk([]byte(lower), func(_, _, word int64) bool {
		if !slices.Contains(seen, int(word)) {
			seen = append(seen, int(word))
		}
		return true
	})
	for _, word := range seen {
		k := r.keywords[word]
		if rules == nil {
			rules = map[int]bool{}
		}
		set := sets(lower, k.word)
		for _, i := range k.rules {
			if set || !r.rules[i].near {
				rules[i] = true
			}
		}
	}
	return rules
}

// sets reports whether somewhere a word is given a value, as "token = …" does and "token bucket" does not. It takes
// next to no time, and spares most messages the rules that match slowest. The signs are those of all rules of
// gitleaks' that know a credential by the word before it.
func sets(lower, word string) bool {
	const furthest = 64 // bytes between the word and the sign; the rules allow half of it
	for from := 0; ; {
		at := strings.Index(lower[from:], word)
		if at < 0 {
			return false
		}
		from += at + len(word)
		for _, b := range []byte(lower[from:min(len(lower), from+furthest)]) {
			if strings.IndexByte("=>|:?,", b) >= 0 {
				return true
			}
			if !between(b) {
				break
			}
		}
	}
}

// between reports whether a character may be between a word and the sign that gives it a value.
func between(b byte) bool {
	return wordByte(b) || strings.IndexByte(" \t\n\r\f\"'", b) >= 0
}

// broken finds tokens of a known length that are broken over two lines. What was found in one line stays as it is:
// the next line begins with a word that is no part of it.
func (r *Redactor) broken(text string, found []finding) []finding {
	var more []finding
	for _, s := range seams(text) {
		for i := range r.called(strings.ToLower(s.text)) {
			if !r.rules[i].exact {
				continue
			}
			r.rules[i].each(s.text, func(start, end int) {
				f := finding{kind: secret, label: r.rules[i].label, rule: i}
				f.start, f.end = s.bounds(start, end)
				whole := func(g finding) bool { return g.rule == i && g.start < f.end && f.start < g.end }
				if s.crosses(start, end) && !slices.ContainsFunc(found, whole) {
					more = append(more, f)
				}
			})
		}
	}
	return more
}

// outside leaves out findings that touch any of the bounds.
func outside(all []finding, bounds [][]int) []finding {
	return slices.DeleteFunc(all, func(f finding) bool {
		return slices.ContainsFunc(bounds, func(b []int) bool { return f.start < b[1] && b[0] < f.end })
	})
}

// apart sorts findings and unites those that overlap, under the name of the surest.
func apart(all []finding) []finding {
	slices.SortFunc(all, func(a, b finding) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	var out []finding
	for _, f := range all {
		if len(out) == 0 || f.start >= out[len(out)-1].end {
			out = append(out, f)
			continue
		}
		last := &out[len(out)-1]
		last.end = max(last.end, f.end)
		if f.kind == secret && (last.kind != secret || f.rule < last.rule) {
			last.kind, last.label, last.rule = f.kind, f.label, f.rule
		}
	}
	return out
}

// besides adds findings that touch none of those that are there.
func besides(all, more []finding) []finding {
	for _, f := range more {
		if !slices.ContainsFunc(all, func(g finding) bool { return f.start < g.end && g.start < f.end }) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b finding) int { return a.start - b.start })
	return all
}
