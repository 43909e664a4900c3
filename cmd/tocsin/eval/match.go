package eval

import (
	"math"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

// How much a line must share with a row to name it: the nearer in time, the less. The help says the same.
var nearness = []struct {
	within time.Duration
	share  float64
}{
	{2 * time.Minute, 1.0 / 4},
	{5 * time.Minute, 1.0 / 3},
	{10 * time.Minute, 1.0 / 2},
}

const (
	shareOfFact   = 1.0 / 3 // of a fact's words, in at most linesOfFact lines together
	linesOfFact   = 3
	shareOfAction = 1.0 / 3 // of an action item's words, in one follow-up
	sharedAtLeast = 2       // words that a fact's line, and a follow-up, must share in any case, where there are so many

	commonShare = 10 // words in more than one of so many messages say nothing…
	commonLeast = 10 // …if they are in so many at least
)

// line is one line of what was extracted.
type line struct {
	claim incident.Claim
	from  string // "summary" or "timeline"
	stems map[string]bool
}

// judge holds what was extracted against facts.
type judge struct {
	language words.Language
	common   map[string]bool
	lines    []line
}

func newJudge(x extract.Extract, language words.Language, common map[string]bool) *judge {
	j := &judge{language: language, common: common}
	known := map[incident.Cite]bool{}
	add := func(claims []incident.Claim, from string) {
		for _, c := range claims {
			if !known[c.Cites[0]] {
				known[c.Cites[0]] = true
				j.lines = append(j.lines, line{claim: c, from: from, stems: set(j.stems(c.Text))})
			}
		}
	}
	add(x.Claims, "summary")
	add(x.Moments, "timeline")
	return j
}

// stems are the distinct content words of a text, without those that are everywhere in this channel; all
// of them when none would be left.
func (j *judge) stems(text string) []string {
	all := j.language.Stems(text)
	slices.Sort(all)
	all = slices.Compact(all)
	telling := slices.DeleteFunc(slices.Clone(all), func(stem string) bool { return j.common[stem] })
	if len(telling) == 0 {
		return all
	}
	return telling
}

func set(stems []string) map[string]bool {
	all := map[string]bool{}
	for _, s := range stems {
		all[s] = true
	}
	return all
}

func count(stems []string, in map[string]bool) int {
	n := 0
	for _, s := range stems {
		if in[s] {
			n++
		}
	}
	return n
}

// row finds the line that names a row of the timeline; nil when none does.
func (j *judge) row(r row) *line {
	stems := j.stems(r.text)
	var best *line
	highest := -1.0
	for i := range j.lines {
		l := &j.lines[i]
		apart := l.claim.At.Truncate(time.Minute).Sub(r.at.Truncate(time.Minute)).Abs()
		shared := float64(count(stems, l.stems)) / float64(max(1, len(stems)))
		for _, n := range nearness {
			if apart <= n.within {
				if near := shared - apart.Minutes()/20; shared >= n.share && near > highest {
					best, highest = l, near
				}
				break
			}
		}
	}
	return best
}

// fact finds the lines that together name a fact, and the share of its words that they have.
func (j *judge) fact(text string) (lines []*line, share float64, named bool) {
	stems := j.stems(text)
	left, least := stems, min(sharedAtLeast, len(stems))
	for len(lines) < linesOfFact {
		var best *line
		most := 0
		for i := range j.lines {
			l := &j.lines[i]
			if n := count(left, l.stems); n > most && count(stems, l.stems) >= least {
				best, most = l, n
			}
		}
		if best == nil {
			break
		}
		lines = append(lines, best)
		left = slices.DeleteFunc(slices.Clone(left), func(s string) bool { return best.stems[s] })
	}
	if len(stems) > 0 {
		share = float64(len(stems)-len(left)) / float64(len(stems))
	}
	return lines, share, share >= shareOfFact
}

// action tells which of the proposals is an action item; -1 when none is.
func (j *judge) action(item string, proposals []incident.FollowUp) int {
	stems := j.stems(item)
	best, most := -1, 0
	for i, p := range proposals {
		n := count(stems, set(j.stems(p.Title)))
		if enough := int(math.Ceil(shareOfAction * float64(len(stems)))); n >= max(min(sharedAtLeast, len(stems)), enough) && n > most {
			best, most = i, n
		}
	}
	return best
}
