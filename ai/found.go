package ai

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/cite"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/incident"
)

// maxClaimText is how many characters a claim has at most; it is one sentence.
const maxClaimText = 400

// found is a claim that is proved, with its proof: what later steps need to check it again, of the few
// messages that it cites. People go by their aliases in it, and nothing is hidden but credentials.
type found struct {
	section incident.Section
	text    string
	cited   []proof
}

// proof is a cited message with the words that prove something.
type proof struct {
	id, thread incident.MessageID
	cite.Cited
}

// errUnknown means that a model cites what it was not given.
var errUnknown = errors.New("it cites what is not there")

// prove checks a sentence that a model wrote about a part, by the messages it cites.
func (p *part) prove(section, sentence string, cites []citeAnswer) (found, error) {
	f := found{section: incident.Section(section), text: short(incident.CleanLine(sentence))}
	if !slices.Contains(incident.Sections(), f.section) {
		f.section = incident.SectionStatus
	}
	var seen []cite.Cited
	for _, c := range cites {
		line := p.line(c.Message)
		if line == nil {
			return found{}, errUnknown
		}
		quote := incident.CleanText(c.Quote)
		seen = append(seen, cite.Cited{Message: line.seen, Quote: quote})
		f.cited = append(f.cited, proof{id: line.message.ID, thread: line.message.Thread, Cited: cite.Cited{Message: shownAgain(line.seen, p.session), Quote: p.session.Restore(quote)}})
	}
	f.text = p.who.marked(f.text, texts(seen)...)
	if err := cite.Check(f.text, seen); err != nil {
		return found{}, err
	}
	f.text = p.session.Restore(f.text)
	if strings.ContainsAny(f.text, "⟦⟧") && !slices.ContainsFunc(f.cited, func(c proof) bool { return strings.ContainsAny(c.Message.Text, "⟦⟧") }) {
		return found{}, errUnknown // what is hidden stands for nothing, or was tampered with
	}
	return f, nil
}

// shownAgain is a message with what may be shown put back.
func shownAgain(m cite.Message, s *redact.Session) cite.Message {
	m.Text = s.Restore(m.Text)
	m.Files = slices.Clone(m.Files)
	for i := range m.Files {
		m.Files[i] = s.Restore(m.Files[i])
	}
	return m
}

func texts(cited []cite.Cited) []string {
	all := make([]string, 0, len(cited))
	for _, c := range cited {
		all = append(all, c.Message.Text)
	}
	return all
}

// stillProved checks a sentence made of proved ones by all that proves them, and returns it as it may be
// shown. session is that of the question that it answers.
func (r *reading) stillProved(sentence string, by []proof, session *redact.Session) (string, error) {
	hidden := make([]cite.Cited, 0, len(by))
	for _, c := range by {
		m := c.Message
		m.Text = session.Hide(m.Text)
		m.Files = slices.Clone(m.Files)
		for i := range m.Files {
			m.Files[i] = session.Hide(m.Files[i])
		}
		hidden = append(hidden, cite.Cited{Message: m, Quote: session.Hide(c.Quote)})
	}
	sentence = r.who.marked(short(incident.CleanLine(sentence)), texts(hidden)...)
	if err := cite.Check(sentence, hidden); err != nil {
		return "", err
	}
	return session.Restore(sentence), nil
}

// united are the proofs of several claims, each once.
func united(claims []found) []proof {
	var all []proof
	for _, f := range claims {
		for _, c := range f.cited {
			if !slices.ContainsFunc(all, func(other proof) bool { return other.id == c.id && other.Quote == c.Quote }) {
				all = append(all, c)
			}
		}
	}
	return all
}

// at is when the first of the cited messages was written.
func (f found) at() time.Time {
	var first time.Time
	for _, c := range f.cited {
		if first.IsZero() || c.Message.At.Before(first) {
			first = c.Message.At
		}
	}
	return first
}

// claim is what is found as people read it: with names, but none in what tells of causes.
func (r *reading) claim(f found) incident.Claim {
	c := incident.Claim{Section: f.section, At: f.at(), Text: r.who.named(f.text, "")}
	if f.section == incident.SectionCause {
		c.Text = r.who.blameless(f.text)
	}
	c.Cites = r.cites(f.cited)
	return c
}

func (r *reading) cites(by []proof) []incident.Cite {
	cites := make([]incident.Cite, 0, len(by))
	for _, p := range by {
		cites = append(cites, incident.Cite{Message: p.id, Thread: p.thread, Quote: r.who.named(p.Quote, "@")})
	}
	return cites
}

// inOrder sorts claims as they are read: by section, then by time.
func inOrder(claims []incident.Claim) {
	sections := incident.Sections()
	slices.SortStableFunc(claims, func(a, b incident.Claim) int {
		if by := slices.Index(sections, a.Section) - slices.Index(sections, b.Section); by != 0 {
			return by
		}
		return a.At.Compare(b.At)
	})
}

// short cuts a sentence that is far too long for one.
func short(s string) string {
	if r := []rune(s); len(r) > maxClaimText {
		return strings.TrimSpace(string(r[:maxClaimText-1])) + "…"
	}
	return s
}
