package cite

import (
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// checkTopic drops a claim of which less than half is in what it cites. Names of authors and times
// count neither way: they are checked as facts, and would let any sentence about the right person
// through. Nor do the words of any report ("it was decided that …").
func checkTopic(claim string, s *source) error {
	seen := map[string]bool{}
	found := 0
	all := s.lang.Read(withoutTimes(claim))
	short := s.abbreviated(all)
	denied := deniedBetween(s.lang, all, 0, len(all))
	for _, w := range all {
		if len(w.Stems) == 0 || seen[w.Stems[0]] || s.person(w.Text) && !s.facts.known[w.Text] {
			continue
		}
		on := s.speaksOf(w) || short[w.Text] || s.meansIt(w)
		if !on && (s.measures(w.Text) || tells(s.lang, w)) {
			continue // of a duration, or of what kind of thing was said: the messages need not spell it out
		}
		seen[w.Stems[0]] = true
		if on {
			found++
		} else if outcomes[w.Text] && !denied {
			return Dropped{OffTopic, w.Text + " is not in the cited messages"}
		}
	}
	switch {
	case weight(claim) == 0:
		return Dropped{NoEvidence, "it says nothing"}
	case 2*found < len(seen):
		return Dropped{OffTopic, itoa(found) + " of " + itoa(len(seen)) + " words are in the cited messages"}
	case found == 0:
		return Dropped{NoEvidence, "it says nothing of its own"}
	}
	return nil
}

// measures tells whether a word only says how much: it was checked as a fact.
func (s *source) measures(w string) bool {
	return measures[w].unit == seconds || counts[s.lang][w] > 0 || inDigits.MatchString(w) || spans[w]
}

var spans = wordSet(`half quarter take took taken takes last lasted dauerte dauert halbe dure duró durou durata`)

// speaksOf tells whether the cited text has a word, or a name's whole or half of its parts.
func (s *source) speaksOf(w words.Word) bool {
	parts := 0
	for i, stem := range w.Stems {
		if s.hasStem(stem) {
			if i == 0 {
				return true
			}
			parts++
		}
	}
	return len(w.Stems) > 1 && 2*parts >= len(w.Stems)-1
}

// shortest is how many letters of a word an abbreviation keeps: cert, conf, auth, prod.
const shortest = 4

// related words of one family (konfiguriert, Konfiguration) begin with as many letters.
const related = 6

// hasStem looks for a stem, or one that begins like it: a certificate is a cert to those who are tired.
func (s *source) hasStem(stem string) bool {
	if s.stems[stem] {
		return true
	}
	for n := shortest; n < len(stem); n++ {
		if s.stems[stem[:n]] {
			return true
		}
	}
	return len(stem) >= shortest && s.begun[stem] || len(stem) > related && s.begun[stem[:related]]
}

// beginnings are all ways to begin the stems, for [source.hasStem]; names are not abbreviated.
func beginnings(stems map[string]bool) map[string]bool {
	all := map[string]bool{}
	for stem := range stems {
		if len(stem) > 24 || strings.ContainsAny(stem, "./:-_") {
			continue
		}
		for n := shortest; n < len(stem); n++ {
			all[stem[:n]] = true
		}
	}
	return all
}
