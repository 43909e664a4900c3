package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

const (
	// forSaying is what a candidate loses for saying again what is chosen already, times how much of it,
	// squared. Carbonell and Goldstein 1998, maximal marginal relevance, with distances of our own.
	forSaying = 5.0
	// halfAsNew is how much less the same words count as said again an hour later: things have changed.
	halfAsNew = 0.5
	// perMessage is how many lines one message may give.
	perMessage = 2
	// ofFigures is how rare a figure counts at most when lines are compared.
	ofFigures = 2.5
	// shareChosen is how much of a channel's worthy lines a summary has at most: of a short channel,
	// most is no summary. Half of all that says anything it may always have.
	shareChosen = 0.75
	fewLines    = 5    // a summary may always have so many
	ofMoments   = 0.65 // how much of what a line of the summary counts is enough for a moment
	freshEnough = 0.5  // how much of a line must be said nowhere else for it to be more than its section's share
	mostPool    = 400  // candidates that are compared with each other
)

// quota is how many lines each section of a summary may have before the others have had theirs.
var quota = map[incident.Section]int{
	incident.SectionImpact: 4, incident.SectionCause: 6, incident.SectionAction: 7,
	incident.SectionDecision: 4, incident.SectionStatus: 5, incident.SectionQuestion: 2,
}

// choice is what has been taken so far.
type choice struct {
	*survey
	taken      []*candidate
	bySection  map[incident.Section]int
	ofMessage  map[incident.MessageID]int
	alikeSoFar map[*candidate]float64 // to the nearest of those taken
}

func (r *reader) choice() *choice {
	return &choice{
		survey: r.survey, bySection: map[incident.Section]int{},
		ofMessage: map[incident.MessageID]int{}, alikeSoFar: map[*candidate]float64{},
	}
}

// summary is the channel on few lines.
func (r *reader) summary() []incident.Claim {
	pool := r.worthy(r.bar())
	most := min(MaxClaims, max(fewLines, r.substance/2, int(math.Ceil(shareChosen*float64(len(pool))))))
	c := r.choice()
	c.take(pool, most, func(p *candidate) bool { return c.bySection[p.section] < quota[p.section] })
	c.take(pool, most, c.room)
	order := incident.Sections()
	return claims(c.taken, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.section), slices.Index(order, b.section)), byTime(a, b))
	})
}

// room tells whether a summary that has room left has some for this: none for what is worn, and no section
// crowds out that little else was said. What has no phrase that tells its section may be of any.
func (c *choice) room(p *candidate) bool {
	switch {
	case p.section == incident.SectionQuestion, p.fresh < freshEnough:
		return false
	case p.section == incident.SectionStatus && max(p.heard[recovered], p.heard[failing], p.heard[refuted], p.heard[verified]) == 0:
		return true
	default:
		return c.bySection[p.section] < 2*quota[p.section]
	}
}

// moments are the channel's turns, in order of time.
func (r *reader) moments() []incident.Claim {
	c := r.choice()
	c.take(r.worthy(ofMoments*r.bar()), MaxMoments, func(p *candidate) bool { return p.section != incident.SectionQuestion })
	return claims(c.taken, byTime)
}

// worthy are the candidates that are worth a line. Questions are only when nobody has answered them, and
// what is to be done later is proposed as a follow-up instead.
func (r *reader) worthy(bar float64) []*candidate {
	var pool []*candidate
	for _, c := range r.kept {
		switch {
		case c.score < bar, c.onlyTask() && !r.pinned[c.said.ID]:
		case c.section == incident.SectionQuestion && (!c.late || !slices.Contains(r.open, c)) && !r.pinned[c.said.ID]:
		default:
			pool = append(pool, c)
		}
	}
	slices.SortStableFunc(pool, func(a, b *candidate) int { return cmp.Compare(b.score, a.score) })
	return pool[:min(len(pool), mostPool)]
}

// onlyTask reports whether it says what is to be done later, and nothing besides.
func (c *candidate) onlyTask() bool {
	h := c.heard
	tells := max(h[recovered], h[verified]) >= 2 || h[action] >= 2 && h[followup] == 0
	return c.followUp >= likely && h[unknown] <= 2 && !tells
}

// take takes the best that may be taken, one by one, until there are n in all or none is left that is
// worth a line.
func (c *choice) take(pool []*candidate, n int, may func(*candidate) bool) {
	for len(c.taken) < n {
		var best *candidate
		highest := leastWorth
		for _, p := range pool {
			alike := c.alikeSoFar[p]
			score := p.score - forSaying*alike*alike
			if score > highest && c.ofMessage[p.said.ID] < perMessage && may(p) && !slices.Contains(c.taken, p) {
				best, highest = p, score
			}
		}
		if best == nil {
			return
		}
		c.taken = append(c.taken, best)
		c.bySection[best.section]++
		c.ofMessage[best.said.ID]++
		for _, p := range pool {
			apart := p.said.At.Sub(best.said.At).Abs()
			c.alikeSoFar[p] = max(c.alikeSoFar[p], c.alike(p.stems, best.stems)*(1-halfAsNew*p.fresh*min(1, apart.Hours())))
		}
	}
}

// alike is how much two lists of stems say the same, from 0 to 1: the cosine of their rarities.
func (s *survey) alike(a, b []string) float64 {
	both, ofA, ofB := 0.0, 0.0, 0.0
	for _, stem := range a {
		r := s.contrast(stem)
		ofA += r * r
		if slices.Contains(b, stem) {
			both += r * r
		}
	}
	for _, stem := range b {
		r := s.contrast(stem)
		ofB += r * r
	}
	if both == 0 {
		return 0
	}
	return both / math.Sqrt(ofA*ofB)
}

// contrast is the rarity of a stem when lines are compared: every figure is rare, and two lines that
// differ in one say much the same.
func (s *survey) contrast(stem string) float64 {
	r := s.rarity(stem)
	if figured(stem) {
		return min(r, ofFigures)
	}
	return r
}

func byTime(a, b *candidate) int {
	return cmp.Or(a.said.At.Compare(b.said.At), cmp.Compare(a.said.ID, b.said.ID))
}

func claims(taken []*candidate, order func(a, b *candidate) int) []incident.Claim {
	slices.SortStableFunc(taken, order)
	all := make([]incident.Claim, 0, len(taken))
	for _, c := range taken {
		all = append(all, incident.Claim{
			Section: c.section, At: c.said.At, Text: c.text, Cites: append([]incident.Cite{c.cite()}, c.more...),
		})
	}
	return all
}
