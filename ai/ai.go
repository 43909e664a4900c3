// Package ai writes what a machine can write about an incident. So far that is the postmortem draft
// made from the timeline alone, without any model: what is in it was stored, and what only people
// know is asked, never invented.
package ai

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// FromTimeline writes postmortem drafts from what is stored of an incident.
type FromTimeline struct {
	// Link gives the permalink of a message, or of the channel when message is empty; "" when it is
	// not known. nil leaves links out.
	Link func(channel incident.ChannelID, message, thread incident.MessageID) string
	// Now is when a draft is made; nil takes the clock's word for it.
	Now func() time.Time
}

// MadeByTimeline is what a draft says wrote it.
const MadeByTimeline = "written from the timeline, without a language model"

// Draft writes a postmortem in Markdown. Its Version is left for the store to number. It returns an
// error only when ctx has ended.
func (f FromTimeline) Draft(ctx context.Context, rec incident.Record, rules incident.Rules) (incident.Draft, error) {
	if err := ctx.Err(); err != nil {
		return incident.Draft{}, err
	}
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	d := newDrafting(&rec, rules, f.Link)
	draft := incident.Draft{
		Number: rec.Incident.Number, MadeBy: MadeByTimeline, MadeAt: now().UTC(), Messages: len(d.messages),
	}
	draft.Markdown = d.write(draft)
	return draft, nil
}
