package ai

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/incident"
)

// Extract writes all drafts at once, without a model: in the channel's own words. It returns an error only
// when the messages cannot be read or ctx has ended.
func (w *Writer) Extract(ctx context.Context, m *material.Material) (incident.Drafts, error) {
	m = w.masked(m)
	said, err := extract.Summarise(ctx, m)
	if err != nil {
		return incident.Drafts{}, err
	}
	made := incident.Made{By: incident.MadeByTimeline, At: w.asOf(m), Messages: said.Messages, Note: m.Note}
	return w.drafts(ctx, m, postmortem.Parts{
		Summary: said.Claims, Moments: said.Moments, FollowUps: unknown(said.FollowUps, m.FollowUps), Made: made,
	})
}

// asOf is the instant as of which the channel is read: what is edited or taken back later is not in the
// draft, however long writing it takes.
func (w *Writer) asOf(m *material.Material) time.Time {
	if m.Now.IsZero() {
		return w.Now().UTC()
	}
	return m.Now.UTC()
}

// drafts puts together what was found.
func (w *Writer) drafts(ctx context.Context, m *material.Material, parts postmortem.Parts) (incident.Drafts, error) {
	markdown, err := postmortem.Write(ctx, m, parts, w.Template)
	if err != nil {
		return incident.Drafts{}, err
	}
	return incident.Drafts{
		Summary:   incident.Summary{Claims: parts.Summary, Made: parts.Made},
		FollowUps: parts.FollowUps, Postmortem: markdown, Made: parts.Made,
	}, nil
}

// unknown leaves out the proposals that say what is recorded, dismissed or proposed already.
func unknown(proposals, known []incident.FollowUp) []incident.FollowUp {
	var left []incident.FollowUp
	for _, f := range proposals {
		if !incident.KnownFollowUp(f, known) {
			left = append(left, f)
		}
	}
	return left
}
