package extract

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// What a message counts for who said it, where it stands and what people did with it.
const (
	forPin        = 6.0
	perLike       = 0.5 // times the logarithm of how many
	mostLikes     = 1.5
	perAnswers    = 0.3 // times the logarithm of the answers in its thread
	mostAnswers   = 1.5
	byCommander   = 0.6
	besideEntry   = 0.7 // within closeBy of a change of status or severity, or an update
	afterSilence  = 0.4
	beforeSilence = 0.3
	forTopic      = 1.6 // times how near it is to the topic
	forNews       = 2.0 // times how seldom its words are said, above or below what is usual
	usualNews     = 0.7
	opening       = 1.0 // the first message that says something, most often the report
	firstSign     = 1.0 // the first few messages that tell of something wrong
	forApproval   = 1.2
	whenRepeated  = -3.0
	forTurn       = 0.3 // the worst is over, or back
	forEnd        = 0.3 // … and stays so

	closeBy     = 2 * time.Minute
	silence     = 10 * time.Minute
	firstSigns  = 3
	fewTimes    = 2 // how often people may say the same before it is noise
	answerable  = 30 * time.Minute
	approveSoon = 5 * time.Minute
	recent      = 6  // messages an approval may be about
	tail        = 85 // percent of the messages after which the rest looks back
)

// Candidates are kept by where they stand, so that no part of a long channel crowds out another.
const (
	shelves  = 60 // parts of the channel
	perShelf = 24 // candidates kept of each
)

// candidate is a unit that may become a line.
type candidate struct {
	unit
	said     incident.Message // without text
	more     []incident.Cite  // messages that the line rests on besides
	section  incident.Section
	score    float64
	late     bool    // said when the worst was over
	fresh    float64 // how much of it is said nowhere else, 0 to 1
	followUp float64
}

func (c *candidate) cite() incident.Cite {
	return incident.Cite{Message: c.said.ID, Thread: c.said.Thread, Quote: c.quote}
}

// scope is the conversation a message is in: its thread, or the channel.
func (c *candidate) scope() incident.MessageID { return c.said.Thread }

// reader reads the channel for the second time and keeps the best of it.
type reader struct {
	*survey
	material  *material.Material
	at        int          // messages read
	shelf     []*candidate // of the part being read
	kept      []*candidate // of the parts before
	lastAt    time.Time
	before    []*candidate // of the last message, whose silence after it is not known yet
	recent    []*candidate
	open      []*candidate // questions without an answer
	entries   []incident.Entry
	seen      map[uint64]int
	ofKind    map[uint64]int // read so far
	opened    bool           // somebody has said what it is about
	signs     int
	substance int        // units with something in them
	calm      bool       // the worst is over, for now
	turn      *candidate // the last that changed that; nil at first

	tasks tasks
}

func newReader(m *material.Material, s *survey) *reader {
	r := &reader{survey: s, material: m, seen: map[uint64]int{}, ofKind: map[uint64]int{}}
	for _, e := range m.Record.Timeline {
		switch e.Kind {
		case incident.KindStatus, incident.KindSeverity, incident.KindUpdate:
			r.entries = append(r.entries, e)
		case incident.KindDeclared, incident.KindRole, incident.KindNote, incident.KindFollowUp, incident.KindMessage,
			incident.KindService, incident.KindCause, incident.KindTask, incident.KindCorrection, incident.KindTitle, incident.KindLink,
			incident.KindPeople, incident.KindMerge, incident.KindChannel, incident.KindInject, incident.KindWarning:
		}
	}
	r.tasks.reader = r
	return r
}

// read takes in the next message.
func (r *reader) read(said material.Said) {
	quiet := !r.lastAt.IsZero() && said.At.Sub(r.lastAt) >= silence
	if quiet {
		for _, c := range r.before {
			c.score += beforeSilence
		}
	}
	around := r.around(said, quiet)
	r.before = r.before[:0]
	r.answered(said)
	for _, u := range unitsOf(said, r.language) {
		r.weigh(said, u, around)
	}
	r.lastAt = said.At
	r.at++
	if r.at*shelves/max(r.messages, shelves) != (r.at-1)*shelves/max(r.messages, shelves) {
		r.clear()
	}
}

// around is what a message counts apart from its words.
func (r *reader) around(said material.Said, quiet bool) float64 {
	score := 0.0
	if r.pinned[said.ID] {
		score += forPin
	}
	score += min(mostLikes, perLike*math.Log2(1+r.liked[said.ID]))
	score += min(mostAnswers, perAnswers*math.Log2(1+float64(r.answers[said.ID])))
	if lead := r.material.Record.Incident.Commander(); lead != "" && said.Author == lead {
		score += byCommander
	}
	if quiet {
		score += afterSilence
	}
	for _, e := range r.entries {
		if d := e.At.Sub(said.At); -closeBy <= d && d <= closeBy {
			score += besideEntry
			break
		}
	}
	same := shape(said)
	r.seen[same]++
	switch {
	case said.Bot:
		score += ofBot
		if r.seen[same] > 1 {
			score += whenRepeated
		}
	case r.shapes[same] > fewTimes, r.seen[same] > 1:
		score += whenRepeated
	}
	return score
}

// weigh puts a unit among the candidates.
func (r *reader) weigh(said material.Said, u unit, around float64) {
	section, strongest := u.section()
	if said.Bot && section == incident.SectionDecision { // machines report what others decide
		section = incident.SectionStatus
	}
	c := &candidate{unit: u, said: said.Message, section: section}
	c.said.Text, c.said.Files = "", nil
	c.fresh = r.pairs.fresh(u.plain)
	c.score = u.bare() + around + forTopic*r.nearness(u.stems) + forNews*(r.news(u.stems)-usualNews) + r.wear(c)
	if sign := max(u.heard[impact], u.heard[failing]); !said.Bot && !u.form.question && r.signs < firstSigns && sign > 1 && len(u.stems) > 1 {
		r.signs++
		c.score += firstSign
		if section == incident.SectionStatus && u.heard[recovered] == 0 {
			c.section = incident.SectionImpact
		}
	}
	if section == incident.SectionStatus && strongest == 0 && r.signs == 0 && !said.Bot && r.at < firstSigns {
		c.section = incident.SectionImpact // how it began, in words we have no phrase for
	}
	if !said.Bot && !r.opened && len(u.stems) >= fewStems {
		r.opened = true
		c.score += opening
	}
	if calm := r.calm; r.settle(c) != calm && !said.Bot {
		c.score += forTurn * c.fresh
		r.turn = c
	}
	c.late = r.calm || r.at*100 >= r.messages*tail
	r.substance += int(yes(len(u.stems) >= fewStems && !said.Bot))
	if !said.Bot {
		r.approve(c)
		r.refute(c)
		r.tasks.hear(c, said)
		if c.section == incident.SectionQuestion && len(u.stems) > 1 && len(r.open) < recent*recent {
			r.open = append(r.open, c)
		}
	}
	if !r.between(&u) || r.pinned[said.ID] {
		r.shelf = append(r.shelf, c)
	}
	r.before = append(r.before, c)
	if r.recent = append(r.recent, c); len(r.recent) > recent {
		r.recent = slices.Delete(r.recent, 0, 1)
	}
}

// settle takes down whether the worst is over by now, and tells it.
func (r *reader) settle(c *candidate) (calm bool) {
	h := c.heard
	switch {
	case c.form.question || h[hedge] >= 1.5:
	case h[failing] >= 2 && h[recovered] < h[failing], h[impact] > 3:
		r.calm = false
	case h[recovered] >= 2:
		r.calm = true
	}
	return r.calm
}

// approve makes a decision of a proposal that somebody else agrees to.
func (r *reader) approve(c *candidate) {
	if c.heard[approval] == 0 || len(c.stems) > 5 {
		return
	}
	for i := len(r.recent) - 1; i >= 0; i-- {
		p := r.recent[i]
		if p.said.Author == c.said.Author || p.said.Bot || p.scope() != c.scope() || c.said.At.Sub(p.said.At) > approveSoon {
			continue
		}
		if p.heard[approval] > 0 && p.heard[proposal] == 0 || len(p.stems) < 2 {
			continue
		}
		if p.heard[proposal] > 0 || p.heard[action] > 0 && c.heard[approval] >= 1 {
			p.section = incident.SectionDecision
			p.score += forApproval
			if p.form.question {
				p.score -= ofQuestion
			}
			p.more = append(p.more, c.cite())
		}
		return
	}
}

// refute takes away from what was said to be the cause when somebody says that it is not.
func (r *reader) refute(c *candidate) {
	if c.heard[refuted] < 2 || c.form.question || len(c.stems) == 0 {
		return
	}
	for _, list := range [][]*candidate{r.kept, r.shelf} {
		for _, p := range list {
			if p.section == incident.SectionCause && 2*len(shared(p.stems, c.stems)) >= len(c.stems) {
				p.section = incident.SectionStatus
				p.score--
			}
		}
	}
}

// answered closes the questions that this message may answer: the next one in their conversation, by
// somebody else.
func (r *reader) answered(said material.Said) {
	r.open = slices.DeleteFunc(r.open, func(q *candidate) bool {
		here := q.scope() == said.Thread || q.said.ID == said.Thread
		return here && q.said.Author != said.Author && !said.Bot && said.At.Sub(q.said.At) < answerable
	})
}

// clear keeps the best of a part of the channel that has been read.
func (r *reader) clear() {
	slices.SortStableFunc(r.shelf, func(a, b *candidate) int { return cmp.Compare(b.score, a.score) })
	r.kept = append(r.kept, r.shelf[:min(len(r.shelf), perShelf)]...)
	r.shelf = r.shelf[:0]
}

// end is the end of the channel.
func (r *reader) end() {
	for _, c := range r.before {
		c.score += beforeSilence
	}
	if r.turn != nil && r.calm {
		r.turn.score += forEnd
	}
	r.clear()
}

// bar is what a candidate must count to be worth a line. Where few do, because people use other words
// than those we know, or another language, it is lower.
func (r *reader) bar() float64 {
	scores := make([]float64, 0, len(r.kept))
	for _, c := range r.kept {
		scores = append(scores, c.score)
	}
	slices.Sort(scores)
	wanted := min(MaxClaims, r.substance*2/3)
	if wanted == 0 || len(scores) == 0 {
		return worthALine
	}
	return min(worthALine, max(leastWorth, scores[max(0, len(scores)-wanted)]))
}

// shared are the stems that two lists of distinct ones have in common.
func shared(a, b []string) []string {
	var both []string
	for _, stem := range a {
		if slices.Contains(b, stem) {
			both = append(both, stem)
		}
	}
	return both
}
