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
		if d.about(claimed) && !d.borneOutBy(claimed) && !said.affirmsElsewhere(d) && !claimed.makes(d.head) && !claimed.turns(d) {
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
		case !d.soft && !modal[d.cue]: // "it should have kept up" may rest on "it should keep up"
			open = append(open, d)
		}
	}
	for _, d := range open {
		affirmed := d.affirmedIn(said)
		found := false
		for i, o := range said.denials {
			if !used[i] && d.near(o, said) && (!affirmed || !o.soft && said.elsewhere(d.head, o) && d.shares(o)) {
				used[i], found = true, true
				break
			}
		}
		if !found && !said.bearsOut(*d, claimed) {
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
	other bool     // it is of all others: "nobody else"
	at    point    // where it stands
	soft  bool     // it only may deny ("failed", "rather than"): it bears a denial out, but demands none
}

// point is a place in a text of several messages.
type point struct{ message, sentence int }

// clauses is a text as far as denying goes.
type clauses struct {
	lang    words.Language
	denials []denial
	stems   map[string]int     // how often each occurs
	where   map[string][]point // where
	all     []words.Word
}

func readClauses(l words.Language, text string) clauses {
	c := clauses{lang: l, stems: map[string]int{}, where: map[string][]point{}}
	var asked []words.Word // the question just before
	var at point
	for _, sentence := range strings.Split(plainly(text), "\n") {
		if at.sentence++; sentence == "" { // messages are apart by an empty line
			at.message++
			continue
		}
		all := l.Read(sentence)
		question := strings.Contains(sentence[max(0, len(sentence)-3):], "?")
		c.read(l, at, all, question)
		if len(asked) > 0 && len(all) > 0 && refusals[all[0].Text] { // "Is it lost?" "No, …"
			d := denial{cue: all[0].Text, at: at}
			for _, w := range asked {
				d.scope = append(d.scope, w.Stems...)
			}
			c.denials = append(c.denials, d)
		}
		asked = nil
		if question {
			asked = all
		}
	}
	return c
}

func (c *clauses) read(l words.Language, at point, all []words.Word, question bool) {
	bounds := boundaries(l, all)
	for i, w := range all {
		for _, stem := range w.Stems {
			if question {
				continue
			}
			c.stems[stem]++
			if len(w.Stems) == 1 { // part of a name says nothing
				c.where[stem] = append(c.where[stem], at)
			}
		}
		hard, soft := denies(l, all, i)
		if !hard && !soft {
			continue
		}
		from, to := clauseAround(all, bounds, i)
		if hard && concord(l) && deniedBetween(l, all, from, i) { // no se perdió ningún pago: one denial
			continue
		}
		d := denial{
			cue: w.Text, soft: !hard, at: at,
			modal: modal[w.Text] || i > 0 && modal[all[i-1].Text],
			other: i+1 < to && others[all[i+1].Text],
			head:  headOf(l, all, i, to),
		}
		for j := from; j < to; j++ {
			d.scope = append(d.scope, all[j].Stems...)
		}
		c.denials = append(c.denials, d)
	}
	for i := range all { // sentences follow one another, their clauses do not mix
		all[i].Clause += at.sentence << sentenceBit
	}
	c.all = append(c.all, all...)
}

// sentenceBit is above all clauses that a sentence may have.
const sentenceBit = 20

func sentenceOf(w words.Word) int { return w.Clause >> sentenceBit }

// headOf is what the denial at i denies: the first word after it that says something; in languages that
// deny after the verb, the verb right before it.
func headOf(l words.Language, all []words.Word, i, to int) string {
	if (l == words.French || l == words.German || l == words.Dutch) && i > 0 && len(all[i-1].Stems) > 0 && afterVerb[all[i].Text] {
		return all[i-1].Stems[0]
	}
	for j := i + 1; j < to && j <= i+reach && !compares[all[i+1].Text]; j++ {
		w := all[j]
		if len(w.Stems) > 0 && !light[w.Text] && counts[l][w.Text] == 0 && !strings.ContainsAny(w.Text, "0123456789") {
			return w.Stems[0]
		}
	}
	return ""
}

// concord tells whether a language denies one thing with two words.
func concord(l words.Language) bool {
	return l == words.Spanish || l == words.Portuguese || l == words.Italian || l == words.French
}

func deniedBetween(l words.Language, all []words.Word, from, to int) bool {
	for j := from; j < to; j++ {
		if hard, _ := denies(l, all, j); hard {
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
func boundaries(l words.Language, all []words.Word) []bool {
	begins := make([]bool, len(all)+1)
	for i := range all {
		begins[i] = i == 0 || all[i].Clause != all[i-1].Clause ||
			divides[l][all[i].Text] && all[i-1].Text != "of" // none of which
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
func denies(l words.Language, all []words.Word, i int) (hard, soft bool) {
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
	return negations[l][w], softened[w] || fails
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

// elsewhere tells whether a stem occurs only in other sentences than that of a denial: what was so at
// first is not so later.
func (c clauses) elsewhere(stem string, o denial) bool {
	return !slices.Contains(c.where[stem], o.at)
}

// affirmsElsewhere tells whether a text also says what d denies, undenied, in another message: it was
// not registered, and then it was.
func (c clauses) affirmsElsewhere(d denial) bool {
	return d.head != "" && slices.ContainsFunc(c.where[d.head], func(p point) bool {
		return p.message != d.at.message && !slices.ContainsFunc(c.denials, func(o denial) bool {
			return o.at == p && slices.Contains(o.scope, d.head)
		})
	})
}

// makes tells whether a text is about making what is not there: "no test for that, I'll add one".
func (c clauses) makes(stem string) bool {
	bounds := boundaries(c.lang, c.all)
	for i, w := range c.all {
		if !slices.ContainsFunc(w.Stems, func(s string) bool { return making[s] }) {
			continue
		}
		from, to := clauseAround(c.all, bounds, i)
		if slices.ContainsFunc(c.all[from:to], func(w words.Word) bool { return slices.Contains(w.Stems, stem) }) {
			return true
		}
	}
	return false
}

// shares tells whether two denials speak of the same, apart from what they deny.
func (d denial) shares(o denial) bool {
	return slices.ContainsFunc(d.scope, func(stem string) bool { return stem != d.head && slices.Contains(o.scope, stem) })
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
	return !slices.ContainsFunc(c.denials, func(o denial) bool {
		return (!o.soft || o.cue == "0") && slices.Contains(o.scope, d.head) || o.head == d.head
	})
}

// near tells whether o, a denial in the text c, may deny the same as d: their clauses share a stem, or
// c has other words for what d denies.
func (d denial) near(o denial, c clauses) bool {
	if d.head == "" || c.stems[d.head] == 0 && !o.soft {
		return true
	}
	return slices.ContainsFunc(d.scope, func(stem string) bool { return slices.Contains(o.scope, stem) })
}
