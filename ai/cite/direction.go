package cite

import (
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// moved are verbs that say which way a number went, and the first of its two numbers.
var moved = regexp.MustCompile(`(?i)\b(?:(rose|risen|increased?|grew|grown|climbed|jumped|raised|stieg|stiegen|erhöhte?n?)|(fell|fallen|decreased?|dropped|declined|shrank|lowered|reduced|sank|sanken|fiel|fielen|senkte?n?))\b[^.;:]{0,60}?\b(?:from|von) `)

// checkDirection drops a claim whose numbers go the other way than it says: "fell from 0.2 % to 37 %".
func checkDirection(claim string, _ *source) error {
	claim = words.Normal(claim)
	at := moved.FindStringSubmatchIndex(claim)
	if at == nil {
		return nil
	}
	from, rest, ok := leadingQuantity(claim[at[1]:])
	if !ok {
		return nil
	}
	for _, to := range []string{"to ", "auf "} {
		if after, found := strings.CutPrefix(strings.TrimLeft(rest, " "), to); found {
			rest = after
		}
	}
	to, _, ok := leadingQuantity(rest)
	if !ok || from.unit != to.unit && from.unit != bare && to.unit != bare {
		return nil
	}
	if a, b := from.values[0], to.values[0]; at[2] >= 0 && a > b || at[4] >= 0 && a < b {
		return Dropped{Negated, "from " + from.text + " to " + to.text + " is the other way"}
	}
	return nil
}

// leadingQuantity reads the one number that a text begins with, if it can mean but one.
func leadingQuantity(text string) (q quantity, rest string, ok bool) {
	m := number.FindStringSubmatchIndex(text)
	if m == nil || m[0] > 0 {
		return q, text, false
	}
	q, end := quantityAt(text, m)
	return q, text[end:], len(q.values) == 1
}
