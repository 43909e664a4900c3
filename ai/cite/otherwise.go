package cite

import (
	"slices"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// bearsOut tells whether a text says in other words what a claim denies: "only hers" for "no other", "is
// fine" for "was not affected", "unreachable" or "down" for "not reachable".
func (c clauses) bearsOut(d denial, claim clauses) bool {
	if d.other && slices.ContainsFunc(c.all, func(w words.Word) bool { return onlys[w.Text] }) {
		return true
	}
	harmed := harm[d.head]
	if d.head == "" { // "cards were affected, while PayPal was not"
		for stem := range claim.stems {
			harmed = harmed || harm[stem]
		}
	}
	return harmed && c.wellOf(d) || c.turns(d)
}

// wellOf tells whether a text says that what d speaks of was well.
func (c clauses) wellOf(d denial) bool {
	bounds := boundaries(c.lang, c.all)
	for i, w := range c.all {
		if !well[w.Text] {
			continue
		}
		from, to := clauseAround(c.all, bounds, i)
		if deniedBetween(c.lang, c.all, from, to) {
			continue
		}
		about, bald := false, true
		for j := from; j < to; j++ {
			for _, stem := range c.all[j].Stems {
				about = about || stem != d.head && slices.Contains(d.scope, stem)
				bald = bald && well[c.all[j].Text]
			}
		}
		if about || bald {
			return true
		}
	}
	return false
}

// turns tells whether a text has the opposite of what d denies, said of the same.
func (c clauses) turns(d denial) bool {
	if d.head == "" || d.affirmedIn(c) {
		return false
	}
	for _, prefix := range []string{"un", "in", "im", "ir", "dis", "non"} {
		if c.stems[prefix+d.head] > 0 {
			return true
		}
	}
	places := oppositeOf[d.head]
	if len(places) == 0 {
		return false
	}
	return slices.ContainsFunc(c.stances(), func(o stance) bool {
		return slices.Contains(places, place{o.pair, both - o.side}) &&
			slices.ContainsFunc(o.scope, func(s string) bool { return slices.Contains(d.scope, s) })
	})
}
