package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// checkPolarity drops a claim that denies what the sentences it quotes affirm, affirms what they deny,
// or says the opposite word where they say the word.
func checkPolarity(claim string, s *source) error {
	said := readClauses(s.lang, s.quoted)
	claimed := readClauses(s.lang, claim)
	if d := unmatched(claimed, said); d != nil {
		return Dropped{Negated, fmt.Sprintf("%q denies what the cited messages do not", d.cue)}
	}
	for _, d := range said.denials {
		if d.about(claimed) && !d.borneOutBy(claimed) {
			return Dropped{Negated, fmt.Sprintf("the cited messages deny it with %q", d.cue)}
		}
	}
	return checkOpposites(claimed, said)
}

// unmatched returns a denial of the claim that no denial in the sources bears out, each of which can
// do so once: first those of the same head, then those whose clauses speak of the same.
func unmatched(claimed, said clauses) *denial {
	used := make([]bool, len(said.denials))
	open := make([]*denial, 0, len(claimed.denials))
	for i := range claimed.denials {
		d := &claimed.denials[i]
		at := -1
		for k, o := range said.denials {
			if at < 0 && !used[k] && d.head != "" && o.head == d.head {
				at = k
			}
		}
		switch {
		case at >= 0:
			used[at] = true
		case !d.soft:
			open = append(open, d)
		}
	}
	for _, d := range open {
		if d.affirmedIn(said) {
			return d
		}
		found := false
		for i, o := range said.denials {
			if !used[i] && d.near(o, said) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			return d
		}
	}
	return nil
}

// denial is a word that denies, and what it denies.
type denial struct {
	cue   string
	head  string   // the first stem after it: what is denied; "" when nothing follows
	scope []string // the stems of its clause
	modal bool     // it says what should not be
	soft  bool     // it only may deny ("failed", "rather than"): it bears a denial out, but demands none
}

// clauses is a text as far as denying goes.
type clauses struct {
	denials []denial
	stems   map[string]int // how often each occurs
	all     []words.Word
}

func readClauses(l words.Language, text string) clauses {
	c := clauses{stems: map[string]int{}, all: l.Read(plainly(text))}
	bounds := boundaries(c.all)
	for i, w := range c.all {
		for _, stem := range w.Stems {
			c.stems[stem]++
		}
		hard, soft := denies(c.all, i)
		if !hard && !soft {
			continue
		}
		from, to := clauseAround(c.all, bounds, i)
		if hard && concord(l) && deniedBetween(c.all, from, i) { // no se perdió ningún pago: one denial
			continue
		}
		d := denial{cue: w.Text, soft: !hard, modal: modal[w.Text] || i > 0 && modal[c.all[i-1].Text]}
		for j := from; j < to; j++ {
			d.scope = append(d.scope, c.all[j].Stems...)
		}
		for j := i + 1; j < to && j <= i+reach && d.head == "" && !compares[c.all[i+1].Text]; j++ {
			if w := c.all[j]; len(w.Stems) > 0 && !light[w.Text] && counts[l][w.Text] == 0 && !strings.ContainsAny(w.Text, "0123456789") {
				d.head = c.all[j].Stems[0]
			}
		}
		c.denials = append(c.denials, d)
	}
	return c
}

// concord tells whether a language denies one thing with two words.
func concord(l words.Language) bool {
	return l == words.Spanish || l == words.Portuguese || l == words.Italian || l == words.French
}

func deniedBetween(all []words.Word, from, to int) bool {
	for j := from; j < to; j++ {
		if hard, _ := denies(all, j); hard {
			return true
		}
	}
	return false
}

// reach is how many words after a cue may lie before what it denies: "not even for a single customer".
const reach = 6

var (
	elision = regexp.MustCompile(`(?i)\bn['’]`)
	greater = regexp.MustCompile(`> ?(\d)`)
	smaller = regexp.MustCompile(`< ?(\d)`)
)

// plainly writes out what is denied or compared by signs.
func plainly(text string) string {
	text = elision.ReplaceAllString(text, "ne ")
	text = greater.ReplaceAllString(text, "above $1")
	return smaller.ReplaceAllString(text, "below $1")
}

// boundaries tells at which words a clause begins.
func boundaries(all []words.Word) []bool {
	begins := make([]bool, len(all)+1)
	for i := range all {
		begins[i] = i == 0 || all[i].Clause != all[i-1].Clause || divides[all[i].Text]
	}
	begins[len(all)] = true
	return begins
}

// widest is how many words on each side of a word its clause may have; longer ones are lists and logs.
const widest = 15

// clauseAround returns the words of the clause that word i is in. When nothing is said after it ("why
// didn't it?") the clause before belongs to it.
func clauseAround(all []words.Word, begins []bool, i int) (from, to int) {
	from, to = i, i+1
	for from > max(0, i-widest) && !begins[from] {
		from--
	}
	for to < min(len(all), i+widest) && !begins[to] {
		to++
	}
	if says(all[from:to]) || from == 0 {
		return from, to
	}
	for from--; from > max(0, i-2*widest) && !begins[from]; {
		from--
	}
	return from, to
}

func says(some []words.Word) bool {
	return slices.ContainsFunc(some, func(w words.Word) bool { return len(w.Stems) > 0 })
}

// denies tells whether the word at i denies for sure, or may.
func denies(all []words.Word, i int) (hard, soft bool) {
	w := all[i].Text
	next := ""
	if i+1 < len(all) {
		next = all[i+1].Text
	}
	switch {
	case w == "not" && next == "only", w == "no" && next == "doubt", w == "nicht" && next == "nur", w == "no" && next == "solo",
		w == "pas" && next == "seulement", w == "nao" && next == "so", w == "non" && next == "solo", w == "niet" && next == "alleen":
		return false, false
	case w == "no" && (next == "1" || next == "2"): // No. 1
		return false, false
	case w == "plus" || w == "personne": // more, or no more; somebody, or nobody
		ne := func(p words.Word) bool { return p.Text == "ne" }
		hard = slices.ContainsFunc(all[max(0, i-4):i], ne) || slices.ContainsFunc(all[i:min(len(all), i+4)], ne)
		return hard, false
	}
	if next == "have" && (w == "should" || w == "could") && i+2 < len(all) && past(all[i+2].Text) { // and was not
		return true, false
	}
	fails := slices.ContainsFunc(all[i].Stems, func(s string) bool { return failing[s] })
	if fails && next == "to" {
		return true, false
	}
	return negations[w], softened[w] || fails
}

// past tells whether a word may be a participle: announced, caught, taken, known.
func past(w string) bool {
	return slices.ContainsFunc([]string{"ed", "en", "wn", "ne", "ght", "pt", "lt", "nt", "ut"}, func(end string) bool { return strings.HasSuffix(w, end) })
}

// about tells whether a text speaks of what d denies: of its head, or of nearly all of its clause. What
// ought not to be ("we shouldn't see required statuses") may well be: there only the head counts.
func (d denial) about(c clauses) bool {
	if d.soft {
		return false
	}
	if d.head != "" && c.stems[d.head] > 0 {
		return true
	}
	if d.modal && !slices.ContainsFunc(c.all, func(w words.Word) bool { return modal[w.Text] }) {
		return false
	}
	shared := 0
	for _, stem := range d.scope {
		if c.stems[stem] > 0 {
			shared++
		}
	}
	if d.head == "" { // "I told them no"
		return shared > 0 && shared == len(d.scope)
	}
	return shared >= 3 && 4*shared >= 3*len(d.scope)
}

// borneOutBy tells whether a text denies the same: it has a denial of the same head, or one whose
// clause speaks of the same, and does not affirm the head.
func (d denial) borneOutBy(c clauses) bool {
	return !d.affirmedIn(c) && slices.ContainsFunc(c.denials, func(o denial) bool { return d.near(o, c) })
}

// affirmedIn tells whether a text says what d denies, and nowhere in a clause that denies.
func (d denial) affirmedIn(c clauses) bool {
	if d.head == "" || c.stems[d.head] == 0 {
		return false
	}
	return !slices.ContainsFunc(c.denials, func(o denial) bool { return !o.soft && slices.Contains(o.scope, d.head) || o.head == d.head })
}

// near tells whether o, a denial in the text c, may deny the same as d: their clauses share a stem, or
// c has other words for what d denies.
func (d denial) near(o denial, c clauses) bool {
	if d.head == "" || c.stems[d.head] == 0 && !o.soft {
		return true
	}
	return slices.ContainsFunc(d.scope, func(stem string) bool { return slices.Contains(o.scope, stem) })
}

// checkOpposites drops a claim that says "succeeded" where its sources say "failed" of the same.
func checkOpposites(claimed, said clauses) error {
	theirs := map[int][]stance{}
	for _, o := range said.stances() {
		theirs[o.pair] = append(theirs[o.pair], o)
	}
	for _, c := range claimed.stances() {
		same := func(o stance) bool { return o.side == c.side }
		if slices.ContainsFunc(theirs[c.pair], same) {
			continue
		}
		if i := slices.IndexFunc(theirs[c.pair], c.meets); i >= 0 {
			return Dropped{Negated, fmt.Sprintf("it says %q, the cited messages say %q", c.word, theirs[c.pair][i].word)}
		}
	}
	return nil
}

// stance is one of two opposites, as a text has it, and what its clause speaks of besides.
type stance struct {
	place
	word  string
	scope []string
}

// meets tells whether two stances speak of the same.
func (a stance) meets(b stance) bool {
	return len(a.scope) == 0 || len(b.scope) == 0 || slices.ContainsFunc(a.scope, func(s string) bool { return slices.Contains(b.scope, s) })
}

// stances are all opposites that a text uses. One that is denied counts as the other.
func (c clauses) stances() []stance {
	var all []stance
	bounds := boundaries(c.all)
	for i, w := range c.all {
		for k, key := range append([]string{w.Text}, w.Stems...) {
			if k > 0 && key == w.Text {
				continue
			}
			for _, at := range oppositeOf[key] {
				from, to := clauseAround(c.all, bounds, i)
				o := stance{place: at, word: w.Text}
				for j := from; j < to; j++ {
					if hard, _ := denies(c.all, j); hard && j < i && c.deniedBy(j, i) && !compares[w.Text] {
						o.side = both - at.side
						o.word = c.all[j].Text + " " + w.Text
					}
					if j != i {
						o.scope = append(o.scope, c.all[j].Stems...)
					}
				}
				if divides[w.Text] { // before and after stand between two clauses
					o.scope = nil
				}
				all = append(all, o)
			}
		}
	}
	return all
}

// deniedBy tells whether the denial at j is of the word at i: nothing is said between them, but for
// what a verb may take before its particle ("did not bring the rate down").
func (c clauses) deniedBy(j, i int) bool {
	if pronouns[c.all[j].Text] { // "nobody outside noticed" was not inside
		return false
	}
	if c.all[i].Text == "up" || c.all[i].Text == "down" {
		return true
	}
	return !slices.ContainsFunc(c.all[j+1:i], func(w words.Word) bool { return len(w.Stems) > 0 && !light[w.Text] })
}

// both sides of a pair are numbered 1 and 2.
const both = 3

// what a word is in: pair and side (1 or 2).
type place struct{ pair, side int }

var oppositeOf = func() map[string][]place {
	all := map[string][]place{}
	for i, pair := range opposites {
		for side, list := range pair {
			for _, w := range list {
				key := words.Fold(w)
				all[key] = append(all[key], place{i, side + 1})
			}
		}
	}
	return all
}()

func pairOf(one, other string) [2][]string {
	return [2][]string{strings.Fields(one), strings.Fields(other)}
}
