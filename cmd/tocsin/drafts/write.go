package drafts

import (
	"context"
	"fmt"
	"io"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/export"
)

// WriteMarkdown writes the newest postmortem of an incident, or one drafted now, without a model, if
// there is none yet. It returns incident.ErrNotFound.
func (d *Drafts) WriteMarkdown(ctx context.Context, n incident.Number, to io.Writer) error {
	draft, err := d.Store.Postmortem(ctx, n)
	if err != nil {
		return err
	}
	var text string
	if draft != nil {
		text = draft.Markdown
	} else {
		written, err := d.Written(ctx, n)
		if err != nil {
			return fmt.Errorf("draft the postmortem of %s: %w", n, err)
		}
		text = written.Postmortem
	}
	_, err = io.WriteString(to, text)
	return err
}

// WriteJSON writes all that is stored of an incident; its messages pass through and are not held. It
// returns incident.ErrNotFound.
func (d *Drafts) WriteJSON(ctx context.Context, n incident.Number, to io.Writer) error {
	m, err := d.Material(ctx, n)
	if err != nil {
		return err
	}
	round, err := d.Store.Drafting(ctx, n)
	if err != nil {
		return err
	}
	tasks, err := d.Store.Tasks(ctx, n)
	if err != nil {
		return err
	}
	links, err := d.Store.Links(ctx, n)
	if err != nil {
		return err
	}
	subscribers, err := d.Store.Subscriptions(ctx, n)
	if err != nil {
		return err
	}
	o := export.Options{Messages: m.Messages, Link: m.Link, FollowUps: m.FollowUps, Tasks: tasks, Links: links, Subscribers: subscribers}
	if round != nil {
		o.Summary = round.Summary
	}
	return export.JSON(to, m.Record, d.Rules, o)
}
