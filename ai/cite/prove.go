package cite

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// checkFacts drops a claim with a fact that no cited message has, and that does not follow from when
// and by whom they were written.
func checkFacts(claim string, s *source) error {
	claim = words.Normal(claim)
	if m := markup.FindString(claim); m != "" {
		return newFact("%s is markup", m)
	}
	if m := broadcast.FindString(claim); m != "" {
		return newFact("%s calls people", m)
	}
	f := factsOf(claim, []words.Language{s.lang})
	for _, check := range []func(*facts) error{s.checkAddresses, s.checkTimes, s.checkSpelled, s.checkAmounts} {
		if err := check(&f); err != nil {
			return err
		}
	}
	return s.checkNames(f.rest)
}

func (s *source) checkAddresses(f *facts) error {
	for _, url := range f.urls {
		found := false
		for _, have := range s.facts.urls {
			found = found || strings.TrimRight(have, "/") == strings.TrimRight(url, "/")
		}
		if !found {
			return newFact("the address %s is in no cited message", url)
		}
	}
	for _, name := range f.mentions {
		if !s.person(words.Fold(name)) && !strings.Contains(s.plain, "@"+words.Fold(name)) {
			return newFact("@%s neither wrote nor is mentioned", name)
		}
	}
	return nil
}

func (s *source) checkTimes(f *facts) error {
	for _, c := range f.clocks {
		found := false
		for _, at := range s.written {
			found = found || written(at, c)
			for _, have := range s.facts.clocks {
				found = found || have.proves(c, at)
			}
		}
		if !found {
			return newFact("the time %s is not in, nor of, a cited message", c.text)
		}
	}
	days := s.days()
	for _, d := range f.dates {
		found := false
		for _, have := range append(days, s.facts.dates...) {
			found = found || have.proves(d)
		}
		if !found {
			return newFact("the date %s is not in, nor of, a cited message", d.text)
		}
	}
	for _, w := range word.FindAllString(f.rest, -1) {
		folded := words.Fold(w)
		if s.person(folded) { // Marco is no month, where there is one
			continue
		}
		if n, ok := weekdays[folded]; ok && !s.weekday(n, days) {
			return newFact("%s is not in a cited message", w)
		}
		if n, ok := months[folded]; ok && len(folded) > 3 && folded != "march" && counts[s.lang][folded] == 0 && !s.month(n, days) {
			return newFact("%s is not in a cited message", w)
		}
	}
	return nil
}

// days are the days the messages were written on, and those they call tomorrow or yesterday.
func (s *source) days() []date {
	var days []date
	for _, at := range s.written {
		days = append(days, dayOf(at))
		for w, n := range relativeDays {
			if s.facts.known[w] {
				days = append(days, dayOf(at.AddDate(0, 0, n)))
			}
		}
	}
	return days
}

func (s *source) weekday(n int, days []date) bool {
	for w := range weekdays {
		if weekdays[w] == n && s.facts.known[w] {
			return true
		}
	}
	for _, d := range days {
		if int(time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Weekday()) == n {
			return true
		}
	}
	return false
}

func (s *source) month(n int, days []date) bool {
	for w := range months {
		if months[w] == n && s.facts.known[w] {
			return true
		}
	}
	for _, d := range append(days, s.facts.dates...) {
		if d.month == n {
			return true
		}
	}
	return false
}

// checkSpelled looks for hosts, versions, tickets, identifiers and paths, letter by letter.
func (s *source) checkSpelled(f *facts) error {
	for _, name := range f.names {
		if !s.spelled(name) {
			return newFact("%s is in no cited message", name)
		}
	}
	for _, c := range f.code {
		if !strings.Contains(s.plain, words.Fold(c)) {
			return newFact("`%s` is in no cited message", c)
		}
	}
	return nil
}

func (s *source) spelled(name string) bool {
	folded := words.Fold(strings.TrimLeft(name, "#/"))
	if strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f && words.Fold(string(r)) != string(r) && isDigitLike(r) }) {
		return strings.Contains(words.Normal(s.plain), name) // 10² is not 102
	}
	for _, form := range []string{folded, strings.TrimPrefix(folded, "v"), strings.TrimSuffix(folded, "s")} {
		if s.facts.known[form] {
			return true
		}
	}
	if s.person(folded) || zonesKnown(folded) {
		return true
	}
	if strings.Contains(folded, "/") { // either/or: each
		for _, piece := range strings.Split(folded, "/") {
			if !s.facts.known[piece] && !s.stems[stemOf(s.lang, piece)] {
				return false
			}
		}
		return true
	}
	return false
}

func isDigitLike(r rune) bool {
	return r >= '²' && r <= '¾' || r >= '⁰' && r <= '₉' || r >= '①' && r <= '⓿'
}

func zonesKnown(folded string) bool { return folded == "utc" || folded == "gmt" }

func stemOf(l words.Language, w string) string {
	if stems := l.Stems(w); len(stems) > 0 {
		return stems[0]
	}
	return ""
}

// checkAmounts looks for numbers with their units. A duration may also be the time between two
// instants of the cited messages.
func (s *source) checkAmounts(f *facts) error {
	for _, q := range f.amounts {
		if !s.amount(q) {
			return newFact("%s is in no cited message", q.text)
		}
	}
	return nil
}

func (s *source) amount(q quantity) bool {
	for _, have := range s.facts.amounts {
		if have.proves(q) {
			return true
		}
		for _, part := range have.parts {
			if part.proves(q) {
				return true
			}
		}
	}
	if q.unit == bare && s.facts.known[words.Fold(q.text)] { // 2.14 of 2.14.0, 11130 of an address
		return true
	}
	if len(q.parts) > 0 && !slices.ContainsFunc(q.parts, func(p quantity) bool { return !s.amount(p) }) {
		return true
	}
	return q.unit == seconds && s.elapsed(q)
}

// elapsed tells whether a duration lies between two instants of the cited messages.
func (s *source) elapsed(q quantity) bool {
	instants := make([]float64, 0, len(s.written)+len(s.facts.clocks))
	for _, at := range s.written {
		instants = append(instants, float64(at.Unix()))
	}
	if len(s.written) > 0 {
		day := float64(s.written[0].Truncate(24 * time.Hour).Unix())
		for _, c := range s.facts.clocks {
			instants = append(instants, day+float64(c.minute*60))
		}
	}
	instants = instants[:min(len(instants), 60)] // pairs of more prove anything
	near := func(d, value float64) bool {        // people round, or take the minutes they see
		slack := q.step / 2
		if q.step > 60 { // "over three hours"
			slack = 0.1 * value
		}
		return math.Abs(d-value) <= slack
	}
	minute := func(t float64) float64 { return math.Floor(t/60) * 60 }
	for _, value := range q.values {
		for i, a := range instants {
			for _, b := range instants[:i] {
				if value >= 45 && (near(math.Abs(a-b), value) || near(math.Abs(minute(a)-minute(b)), value)) {
					return true
				}
			}
		}
	}
	return false
}
