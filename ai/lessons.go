package ai

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/prompt"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/incident"
)

// eachLesson is how many lessons of a kind are asked for.
const eachLesson = 6

// lessons are what can be learned, each with the messages that prove it.
type lessons struct {
	contributing, wentWell, wentBadly []incident.Claim
}

// lessons asks what can be learned from the claims that were kept. That the model does not answer leaves
// the postmortem's sections to people.
func (r *reading) lessons(ctx context.Context, kept []found) (lessons, error) {
	session := r.Redactor.Session()
	var lines strings.Builder
	for i, f := range kept {
		jsonLine(&lines, shownClaim{
			ID: "c" + strconv.Itoa(i+1), At: f.at().UTC().Format("2006-01-02 15:04Z"), Section: f.section, Text: session.Hide(f.text),
		})
	}
	for _, e := range r.m.Record.Timeline {
		r.showEntry(&lines, e, session)
	}
	var answer postmortemAnswer
	var learned lessons
	err := r.ask(ctx, question{
		purpose: "postmortem", prompt: prompt.Postmortem, schema: postmortemSchema, limit: 3000, user: data(lines.String()),
		system: prompt.Postmortem.With("each", strconv.Itoa(eachLesson), "tone", r.Template.Tone()),
	}, &answer, func() (int, int) {
		all, dropped := 0, 0
		read := func(answers []lessonAnswer, section incident.Section) []incident.Claim {
			claims := r.learned(answers, kept, section, session)
			all += len(claims)
			dropped += min(len(answers), eachLesson) - len(claims)
			return claims
		}
		learned = lessons{
			contributing: read(answer.Contributing, incident.SectionCause),
			wentWell:     read(answer.WentWell, incident.SectionAction),
			wentBadly:    read(answer.WentBadly, incident.SectionStatus),
		}
		r.drop(dropped)
		return all, dropped
	})
	if _, isProblem := errors.AsType[*llm.Problem](err); ctx.Err() == nil && (isProblem || errors.Is(err, llm.ErrOverBudget)) {
		return lessons{}, nil
	}
	return learned, err
}

// learned keeps those lessons that the messages behind their claims prove. None of them names anybody, be
// it in praise: what one person did well, another did not.
func (r *reading) learned(answers []lessonAnswer, kept []found, section incident.Section, session *redact.Session) []incident.Claim {
	var claims []incident.Claim
	for _, a := range answers[:min(len(answers), eachLesson)] {
		var from []found
		for _, id := range a.Claims {
			n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(id), "c"))
			if err != nil || n < 1 || n > len(kept) {
				from = nil
				break
			}
			from = append(from, kept[n-1])
		}
		if len(from) == 0 {
			continue
		}
		by := united(from)
		text, err := r.stillProved(a.Text, by, session)
		if err != nil || slices.ContainsFunc(claims, func(c incident.Claim) bool { return c.Text == text }) {
			continue
		}
		claim := r.claim(found{section: section, text: text, cited: by})
		claim.Text = r.who.blameless(text)
		claims = append(claims, claim)
	}
	return claims
}

// showEntry puts a line of the timeline among the data: recorded, not to be cited.
func (r *reading) showEntry(to *strings.Builder, e incident.Entry, session *redact.Session) {
	var said []string
	add := func(label, text string) {
		if text != "" {
			said = append(said, label+session.Hide(r.who.plain(text)))
		}
	}
	switch e.Kind {
	case incident.KindMessage: // it is in the channel, too
		return
	case incident.KindRole:
		said = append(said, r.who.as(e.Person)+" is "+string(e.Role))
	default:
		if e.Now != "" {
			said = append(said, strings.TrimPrefix(e.Was+" → "+e.Now, " → "))
		}
	}
	add("", e.Text)
	add("users see: ", e.UsersSee)
	add("we do: ", e.WeDo)
	jsonLine(to, struct {
		Kind incident.Kind `json:"e"`
		At   string        `json:"t"`
		Text string        `json:"x"`
	}{e.Kind, e.At.UTC().Format("2006-01-02 15:04Z"), strings.Join(said, "; ")})
}
