package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedLink keeps a link: its address, and what it is called. Bare, it lists them.
func (b *Bot) typedLink(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest == "" {
		return b.listLinks(ctx, t.ResponseURL, inc)
	}
	address, title, _ := strings.Cut(t.rest, " ")
	if _, err := b.Service.AddLink(ctx, t.act, inc.Number, address, title); err != nil {
		return nil, err
	}
	return b.trouble(ctx, inc, nil)
}

// maxLinksOnAck is how many links, however long, an ack of less than 20 KB holds.
const maxLinksOnAck = 4

func (b *Bot) listLinks(ctx context.Context, url string, inc incident.Incident) (answer, error) {
	all, err := b.Service.Links(ctx, inc.Number)
	if err != nil {
		return nil, err
	}
	list := view.LinkList(inc, all, b.rules())
	if len(all) > maxLinksOnAck && url != "" {
		b.whisper(ctx, url, list)
		return nil, nil
	}
	return &list, nil
}

func (b *Bot) linkForm(ctx context.Context, inc incident.Incident) (slack.ModalViewRequest, error) {
	all, err := b.Service.Links(ctx, inc.Number)
	return view.LinkForm(inc, all, b.rules()), err
}

// clickLinks opens the form for another one, which lists those there are.
func (b *Bot) clickLinks(ctx context.Context, c clicked) error {
	form, err := b.linkForm(ctx, c.inc)
	if err != nil {
		return err
	}
	return b.open(ctx, c.in, form)
}

// clickRemoveLink takes a link away, from the list or below the form, which then show the rest.
func (b *Bot) clickRemoveLink(ctx context.Context, c clicked) error {
	left, err := b.Service.RemoveLink(ctx, c.act, c.ref.Number, c.ref.ID())
	if err == nil && !inView(c.in) {
		b.replace(ctx, c.in.ResponseURL, view.LinkList(c.inc, left, b.rules()))
	}
	return err
}

// submitLink keeps the link that was written into the form.
func (b *Bot) submitLink(ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
	address, title := view.ReadLink(v)
	_, err := b.Service.AddLink(ctx, act, n, address, title)
	return err
}
