package extract

import (
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// What a unit counts for what it says. A message that says nothing in particular comes out near zero.
const (
	// worthALine is what a line of a summary counts at least. Of a short channel that speaks in other
	// words than ours, less is enough: see reader.bar.
	worthALine = 2.3
	leastWorth = 0.8

	perWord     = 0.2 // a word with meaning
	mostWords   = 9   // the words that are counted
	forCue      = 1.0 // times the weight of its strongest cue
	forOtherCue = 0.3
	forCommand  = 1.6 // nothing but a command somebody typed
	forChange   = 1.4 // a link to a change
	forChain    = 1.8 // one thing → the next → the next
	forDeed     = 1.5 // it begins with something done

	ofQuestion = -1.6
	ofHedge    = -0.35 // times its weight
	ofIntent   = -0.9  // “looking”
	ofChatter  = -1.0  // times its weight, less for who says something besides
	ofOneWord  = -2.0
	ofApproval = -1.5 // “do it”: what is to be done stands before it
	ofBot      = -0.5

	plainCause = 1.6 // less is no statement of a cause
)

// section is what a unit is about, and how strongly it says so. Without any phrase it is told by its form.
func (u *unit) section() (incident.Section, float64) {
	h := u.heard
	section, strongest := incident.SectionStatus, 0.0
	take := func(s incident.Section, weight float64) {
		if weight > strongest {
			section, strongest = s, weight
		}
	}
	assertive := h[hedge] < 1 && !u.form.question
	take(incident.SectionStatus, max(h[recovered], h[failing], h[refuted], h[verified])+0.3*yes(h[recovered]+h[failing] >= 2))
	if assertive && h[cause] >= plainCause {
		take(incident.SectionCause, h[cause]+0.3+0.5*h[verified]) // of an act that explains, the why counts
	}
	take(incident.SectionAction, h[action])
	take(incident.SectionImpact, h[impact]*(1-0.5*yes(h[proposal] >= 2)))
	take(incident.SectionDecision, h[decision])
	if u.form.chain && assertive {
		take(incident.SectionCause, max(strongest+0.1, forChain))
	}
	switch { // without a phrase for it
	case u.form.command:
		take(incident.SectionAction, forCommand)
	case u.form.change:
		take(incident.SectionAction, forChange)
	case u.form.acts, u.form.placed && assertive:
		take(incident.SectionAction, forDeed)
	}
	if section == incident.SectionStatus && u.moved() && assertive {
		section = incident.SectionAction
	}
	if u.form.question || h[unknown] > 2 {
		section = incident.SectionQuestion
	}
	return section, strongest
}

// moved tells whether it says what somebody puts back or has put back, and only by that how things stand:
// “switching the alias back to v41 now”.
func (u *unit) moved() bool {
	h := u.heard
	return (u.form.placed || u.form.acts && h[action] >= forDeed) && max(h[failing], h[refuted]) == 0
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// onlyLink tells whether it is an address with hardly a word beside it.
func (u *unit) onlyLink() bool {
	said := 0
	for _, s := range u.sentences {
		for _, word := range s.tokens {
			said += int(yes(word != ":"))
		}
	}
	return said < 2 && strings.Contains(u.text, "://")
}

// bare is what a unit counts by itself, whoever says it and wherever it stands.
func (u *unit) bare() float64 {
	h := u.heard
	_, strongest := u.section()
	substance := perWord*float64(min(len(u.stems), mostWords)) + u.form.specifics
	score := substance + forCue*strongest
	others := h[impact] + h[cause] + h[verified] + h[action] + h[recovered] + h[failing] + h[decision] - strongest
	score += forOtherCue * min(3, max(0, others))
	if u.form.question {
		score += ofQuestion
	}
	score += ofHedge * h[hedge]
	if h[intent] > 0 {
		score += ofIntent * yes(strongest < 2) * h[intent] / 2
	}
	if h[chatter] > 0 {
		score += ofChatter * h[chatter] * max(0.25, 1-substance/3) * (1 - 0.6*yes(strongest >= 2))
	}
	if len(u.stems)+int(u.form.specifics) < 2 || u.onlyLink() {
		score += ofOneWord * yes(strongest < 2)
	}
	if h[approval] > 0 && len(u.stems) < 3 {
		score += ofApproval
	}
	return score
}
