package bot

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// typedPostmortem shows the way to the postmortem and how to change it. Where there is none yet, or with
// the word again, it is drafted.
func (b *Bot) typedPostmortem(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if again := strings.EqualFold(t.rest, "again"); t.rest != "" && !again {
		return nil, &incident.Refusal{Reason: "I do not know what to do with that.", Hint: "Type /incident postmortem alone, or /incident postmortem again to have it drafted anew."}
	} else if again {
		said, err := b.draftAgain(ctx, inc, t.act)
		return &said, err
	}
	newest, err := b.Service.Postmortem(ctx, inc.Number)
	if err != nil {
		return nil, err
	}
	if newest == nil {
		said, err := b.draftAgain(ctx, inc, t.act)
		return &said, err
	}
	return b.soon(ctx, t.ResponseURL, func(ctx context.Context) (view.Message, error) { return b.postmortemNow(ctx, inc) }), nil
}

// readBackWithin is how long somebody waits for what was written in the canvas a moment ago.
const readBackWithin = 5 * time.Second

// postmortemNow is how the postmortem stands, with what people have written in its canvas just now.
func (b *Bot) postmortemNow(ctx context.Context, inc incident.Incident) (view.Message, error) {
	err := b.readBackSoon(ctx, inc.Number)
	unread := err != nil
	if unread {
		_, code, _ := judge(err)
		b.Log.Warn("canvas not read", slog.String("incident", inc.Number.String()), slog.String("problem", code))
	}
	pic, err := b.Store.Picture(ctx, inc.Number)
	if err != nil {
		return view.Message{}, err
	}
	if pic.Draft == nil {
		return view.DraftComes(inc, true), nil
	}
	return view.Postmortem(pic.Incident, *pic.Draft, b.draftPlace(pic), postmortem.Titles(pic.Draft.Markdown), unread), nil
}

func (b *Bot) readBackSoon(ctx context.Context, n incident.Number) error {
	ctx, cancel := context.WithTimeout(ctx, readBackWithin)
	defer cancel()
	return b.Store.Exclusively(ctx, n, func(ctx context.Context) error { return b.readBack(ctx, n) })
}

// draftAgain has the postmortem drafted. A model that is at it already is left to finish.
func (b *Bot) draftAgain(ctx context.Context, inc incident.Incident, act incident.Act) (view.Message, error) {
	pic, err := b.Store.Picture(ctx, inc.Number)
	if err != nil {
		return view.Message{}, err
	}
	if err := b.Service.AskForPostmortem(ctx, act, inc.Number); err != nil {
		return view.Message{}, err
	}
	if round := pic.Drafting; round != nil && round.Summary != nil && !round.Reading.Over() {
		return view.DraftIsRead(inc, round.Reading), nil
	}
	return view.DraftComes(inc, pic.Draft == nil), nil
}

func (b *Bot) clickDraftAgain(ctx context.Context, c clicked) error {
	said, err := b.draftAgain(ctx, c.inc, c.act)
	if err != nil {
		return err
	}
	b.say(ctx, c.in, "Postmortem", said)
	return nil
}

// clickEditSection opens the section that was chosen.
func (b *Bot) clickEditSection(ctx context.Context, c clicked) error {
	pic, err := b.Store.Picture(ctx, c.ref.Number)
	if err != nil {
		return err
	}
	title, text, ok := sectionOf(pic.Draft, c.ref.Item)
	if !ok {
		return errSectionGone
	}
	return b.open(ctx, c.in, view.SectionForm(pic.Incident, title, text, b.draftAddress(pic)))
}

var errSectionGone = &incident.Refusal{Reason: "The postmortem has no such section any more.", Hint: "Open it anew with /incident postmortem."}

// sectionOf finds a section by the digest of its title.
func sectionOf(d *incident.Draft, digest string) (title, text string, ok bool) {
	if d == nil {
		return "", "", false
	}
	titles := postmortem.Titles(d.Markdown)
	at := slices.IndexFunc(titles, func(t string) bool { return view.TextDigest(t) == digest })
	if at < 0 {
		return "", "", false
	}
	text, ok = postmortem.Section(d.Markdown, titles[at])
	return titles[at], text, ok
}

// submitSection puts a person's words in the place of a section, if it still reads as it did to them.
func (b *Bot) submitSection(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	which, before, typed := view.ReadSection(v, ref)
	newest, err := b.Service.Postmortem(ctx, ref.Number)
	if err != nil {
		return nil, err
	}
	title, now, ok := sectionOf(newest, which)
	switch {
	case !ok:
		return nil, errSectionGone
	case view.TextDigest(now) != before && now != incident.CleanText(typed): // the same again is a form sent twice
		return nil, &incident.Refusal{
			Field: view.FieldSection, Reason: "Somebody else has changed this section meanwhile.",
			Hint: "Copy what you typed, open the section again with /incident postmortem, and put it in.",
		}
	}
	_, err = b.Service.EditPostmortem(ctx, act, ref.Number, title, now, typed)
	return nil, err
}
