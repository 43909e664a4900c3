// Package postmortem writes postmortem documents in Markdown: an outline that people may replace
// ([Template]), filled with what was recorded and with claims that name the messages they rest on. It
// asks no model and finds nothing out; what is not known is asked of people, never invented.
package postmortem

import (
	"context"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// Parts are what was found out about an incident, by a model or without one. Any of them may be empty.
type Parts struct {
	Summary      []incident.Claim    // of all sections
	Moments      []incident.Claim    // for the timeline
	Contributing []incident.Claim    // why it could happen
	WentWell     []incident.Claim    // what made it shorter or milder
	WentBadly    []incident.Claim    // what made it longer or worse
	FollowUps    []incident.FollowUp // proposals that nobody has decided yet
	Made         incident.Made
}

// Write writes the document. A nil template is the default one. Claims whose messages do not stand any
// more are left out. It returns an error only when ctx ends or the messages cannot be read.
func Write(ctx context.Context, m *material.Material, p Parts, t *Template) (markdown string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if t == nil {
		t = Default()
	}
	d := &draft{Material: m, Parts: p, rec: &m.Record, template: t}
	if err := d.read(ctx); err != nil {
		return "", err
	}
	for _, line := range t.lines {
		switch {
		case line.block != "":
			d.block(line.block)
		case line.code:
			d.line("%s", line.text)
		default:
			d.line("%s", d.filled(line.text))
		}
	}
	return strings.Trim(d.out.String(), "\n") + "\n", nil
}

// filled is a line of the template with the placeholders in it replaced.
func (d *draft) filled(text string) string {
	starts := strings.HasPrefix(text, "{{")
	text = mark.ReplaceAllStringFunc(text, func(m string) string {
		if placeholder(mark.FindStringSubmatch(m)[1]) == phNumber {
			if d.rec.Incident.Drill { // wherever it is read, nobody shall take it for real
				return "DRILL " + d.rec.Incident.Number.String()
			}
			return d.rec.Incident.Number.String()
		}
		return d.typed(d.rec.Incident.Title)
	})
	if starts {
		return atLineStart(text)
	}
	return text
}

// block writes what a placeholder with a line of its own stands for.
func (d *draft) block(p placeholder) {
	switch p {
	case phNumber, phTitle: // stand within lines
	case phProvenance:
		d.provenance()
	case phFacts:
		d.facts()
	case phSummary:
		d.summary()
	case phImpact:
		d.impact()
	case phTimeline:
		d.story()
	case phContributing:
		d.contributing()
	case phWentWell:
		d.lessons(d.WentWell, "What made this shorter or milder than it could have been?")
	case phWentBadly:
		d.lessons(d.WentBadly, "What took longer than it should have, and what were we missing?")
	case phFollowUps:
		d.followUps()
	case phQuestions:
		d.questions()
	case phUpdates:
		d.updates()
	case phPeople:
		d.people()
	}
}
