package extract

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// What a sentence counts as something to be done after the incident.
const (
	likely  = 4.0 // from here on it may be proposed
	surely  = 5.5 // from here on it is proposed beside others
	fewTask = 4   // proposals that need not be sure

	ofGap        = 0.8 // times the weight of the cue, each
	ofRemedy     = 0.6
	ofDeferred   = 0.7
	ofCommitment = 0.75
	ofRequest    = 0.6
	ofDue        = 0.8
	ofNext       = 1.0 // it goes on where another left off: “and a limit on …”
	ofOwner      = 1.2 // somebody is named who did not say so
	ofUnknown    = 1.25
	ofList       = 1.8 // it stands among others: “couple of things for later”
	ofAnnounced  = 2.6 // … and that list was announced as one
	whenCalm     = 1.2
	inTheFight   = -1.6
	asQuestion   = -3.0
	ofFewWords   = -2.0

	listFor   = 45 * time.Minute // how long after the last item another may come
	mostItems = 10               // messages that an announced list may take
	pending   = 64               // tasks kept at a time
	fewStems  = 3
	sociable  = 3.0 // so much chatter is no item of a list: “pizza for everybody on me”
	short     = 140 // bytes of a message whose sentences are not taken apart
)

// tasks finds what people say has to be done later.
type tasks struct {
	*reader
	found  []*task
	listTo time.Time // until when items of a list may come
	list   list
}

// list is one that somebody has announced: “couple of things for later”. Those in its thread are its
// items, or the next messages.
type list struct {
	root  incident.MessageID // of its thread, there may be one or not
	scope incident.MessageID
	to    time.Time
	left  int // messages that it still may take
}

// task is one that may be proposed.
type task struct {
	*candidate
	title string
	stems []string
	done  []string // those of its stems of which it was said that they have happened
	heard heard
	score float64
	back  *candidate // what it points back to and is about; usually nil
	owner incident.PersonID
	due   time.Time
}

// hear looks for tasks in what was said, and crosses out what has been done by now.
func (t *tasks) hear(c *candidate, said material.Said) {
	t.done(c)
	listed, announced := !said.At.After(t.listTo), t.list.holds(said)
	if c.heard[leadin] > 0 {
		t.listTo = said.At.Add(listFor)
	}
	if c.heard[leadin] >= 3 && !c.form.question {
		t.list = list{root: said.ID, scope: said.Thread, to: said.At.Add(listFor), left: mostItems}
	}
	for _, s := range segments(c.sentences) {
		one := t.weigh(s, c, said, listed, announced)
		c.followUp = max(c.followUp, one.score)
		if one.score < likely {
			continue
		}
		t.listTo = said.At.Add(listFor)
		t.keep(one)
	}
}

// holds reports whether a message may be an item of the list.
func (l *list) holds(said material.Said) bool {
	if l.left == 0 || said.At.After(l.to) {
		return false
	}
	if said.Thread != l.root && said.Thread != l.scope {
		return false
	}
	l.left--
	return true
}

// segments are sentences, each with those after it that say nothing without it: “I'll do that this sprint”.
// A short message is one.
func segments(sentences []sentence) []sentence {
	length := 0
	for len(sentences) > 1 && len(sentences[0].tokens) <= 2 { // “Good point. …”
		sentences = sentences[1:]
	}
	for _, s := range sentences {
		length += len(s.text)
	}
	var all []sentence
	for _, s := range sentences {
		if n := len(all); n > 0 && (length <= short || leaning(s)) && len(all[n-1].text)+len(s.text) < incident.MaxFollowUp {
			before := &all[n-1]
			before.text += " " + s.text
			before.heard.join(s.heard)
			before.form.question = before.form.question && s.form.question
			continue
		}
		all = append(all, s)
	}
	return all
}

// continues tells whether a sentence is one more of several.
func continues(s string) bool {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), " ")
	switch strings.Trim(first, ",:") {
	case "+", "-", "*", "•", "–", "and", "also", "plus", "1.", "2.", "3.", "1)", "2)", "3)":
		return true
	}
	return false
}

// leaning tells whether a sentence needs the one before it: it begins by pointing back, or does so as
// the object of a promise.
func leaning(s sentence) bool {
	said := s.tokens
	if len(said) == 0 {
		return true
	}
	for i, word := range said[:min(len(said), 5)] {
		switch word {
		case "it", "that", "this", "those", "these", "they", "them":
			return i == 0 || s.heard[commitment]+s.heard[request] > 0 || said[0] == "assuming" || said[0] == "if" || said[0] == "once"
		}
	}
	return false
}

// weigh judges one segment.
func (t *tasks) weigh(s sentence, c *candidate, said material.Said, listed, announced bool) *task {
	h := s.heard
	one := &task{candidate: c, heard: h}
	signs := h[followup] + ofGap*h[gap] + ofCommitment*h[commitment] + ofRequest*h[request] + ofDeferred*h[deferred]
	if signs == 0 && !listed && h[unknown] <= 2 {
		return one
	}
	one.title, one.stems = titled(s.text), distinct(t.language.Stems(s.text))
	if h[commitment]+h[request] > 0 && len(one.stems) <= fewStems && leaning(s) {
		one.about(t.recent)
	}
	one.owner, one.due = t.owner(s, said), dueIn(s.text, said.At.In(t.zone(said.Author)))
	listed = listed && s.form.specifics+float64(len(one.stems)) >= fewStems && !s.form.question && h[recovered] < 2 && h[chatter] < sociable
	switch {
	case h[unknown] > 2:
		signs += ofUnknown * h[unknown]
	case listed:
		signs += ofList + ofAnnounced*yes(announced)
	case signs == 0:
		return one
	}
	if c.late && continues(s.text) {
		signs += ofNext
	}
	signs += ofRemedy*h[remedy] + ofDue*yes(!one.due.IsZero()) + ofOwner*yes(one.owner != "" && one.owner != said.Author)
	if c.late || listed || h[followup] >= 2.6 {
		signs += whenCalm
	} else {
		signs += inTheFight
	}
	if s.form.question && h[request] == 0 && h[unknown] == 0 {
		signs += asQuestion
	}
	if len(one.stems) < fewStems || h[leadin] > 0 && len(one.stems) <= fewStems {
		signs += ofFewWords
	}
	one.score = signs - h[expectation] - h[intent] - 0.4*h[hedge] - 0.4*h[chatter]
	return one
}

// about makes a task of “Carl, please take that”: what it points back to.
func (one *task) about(recent []*candidate) {
	for i := len(recent) - 1; i >= 0; i-- {
		b := recent[i]
		if !b.said.Bot && b.scope() == one.scope() && len(b.stems) >= fewStems && one.said.At.Sub(b.said.At) < approveSoon {
			one.back, one.title, one.stems = b, titled(b.quote), b.stems
			return
		}
	}
}

// done crosses out what a message says has happened meanwhile, and what was not understood when it
// says something new of it.
func (t *tasks) done(c *candidate) {
	h := c.heard
	if c.form.question || h[followup] > 0 || h[commitment] > 0 {
		if h[unknown] == 0 {
			return
		}
	}
	t.found = slices.DeleteFunc(t.found, func(one *task) bool {
		if one.heard[unknown] > 2 {
			return (h[unknown] > 0 || h[cause] >= 1.8 || h[verified] >= 2) && t.shareRare(one.stems, c.stems)
		}
		if telling(shared(one.stems, c.stems)) < 2 || h[action] == 0 && h[recovered] == 0 {
			return false
		}
		for _, stem := range c.stems { // it may be done in several steps
			if slices.Contains(one.stems, stem) && !slices.Contains(one.done, stem) {
				one.done = append(one.done, stem)
			}
		}
		return 5*telling(one.done) >= 2*len(one.stems)
	})
}

// telling is how much shared stems say: of those with a digit (a version, a host, a ticket), one says as
// much as two words.
func telling(stems []string) int {
	n := len(stems)
	for _, stem := range stems {
		if strings.ContainsAny(stem, "0123456789") {
			n++
		}
	}
	return n
}

// shareRare reports whether two lists share a stem that is said seldom here.
func (t *tasks) shareRare(a, b []string) bool {
	for _, stem := range a {
		if t.holds[stem]*20 <= t.messages+60 && slices.Contains(b, stem) {
			return true
		}
	}
	return false
}

// keep holds the best tasks found so far.
func (t *tasks) keep(one *task) {
	t.found = append(t.found, one)
	if len(t.found) <= pending {
		return
	}
	least := 0
	for i, other := range t.found {
		if other.score < t.found[least].score {
			least = i
		}
	}
	t.found = slices.Delete(t.found, least, least+1)
}

// proposals are the surest tasks that nobody has recorded, proposed or dismissed yet.
func (r *reader) proposals() []incident.FollowUp {
	found := slices.DeleteFunc(r.tasks.found, func(one *task) bool {
		return one.heard[unknown] > 2 && one.section == incident.SectionQuestion && !slices.Contains(r.open, one.candidate)
	})
	slices.SortStableFunc(found, func(a, b *task) int { return cmp.Compare(b.score, a.score) })
	var taken []*task
	for _, one := range found {
		if len(taken) == MaxFollowUps || len(taken) >= fewTask && one.score < surely {
			break
		}
		if !slices.ContainsFunc(taken, func(other *task) bool { return r.alike(other.stems, one.stems) > 0.6 }) &&
			!incident.KnownFollowUp(one.proposal(), r.material.FollowUps) {
			taken = append(taken, one)
		}
	}
	slices.SortStableFunc(taken, func(a, b *task) int { return byTime(a.candidate, b.candidate) })
	var all []incident.FollowUp
	for _, one := range taken {
		all = append(all, one.proposal())
	}
	return all
}

func (one *task) proposal() incident.FollowUp {
	cites := []incident.Cite{{Message: one.said.ID, Thread: one.said.Thread, Quote: one.title}}
	if one.back != nil {
		cites = []incident.Cite{one.back.cite(), one.cite()}
	}
	return incident.FollowUp{
		Title: one.title, Proposed: one.title, ProposedBy: incident.MadeByTimeline, State: incident.FollowUpProposed,
		Owner: one.owner, Due: one.due, Phase: one.phase(), Ticketed: ticket.MatchString(one.title),
		Cites: cites,
	}
}

// titled is a sentence as the title of a follow-up: a verbatim part of what was said, without what only
// ties it to the sentence before.
func titled(s string) string {
	for {
		s = strings.TrimLeftFunc(s, func(r rune) bool { return strings.ContainsRune("-*•+–—>,;:.)", r) || unicode.IsSpace(r) })
		word, rest, _ := strings.Cut(s, " ")
		switch strings.ToLower(strings.Trim(word, ",:;")) {
		case "and", "also", "plus", "then", "so", "oh", "well", "btw", "fwiw", "ok", "okay", "todo":
			if rest != "" {
				s = rest
				continue
			}
		}
		break
	}
	if utf8.RuneCountInString(s) > incident.MaxFollowUp {
		s = cut(s, incident.MaxFollowUp)
	}
	return strings.TrimSpace(s)
}
