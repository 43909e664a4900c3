package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func (b *Bot) typedTimeline(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	reply, err := b.timeline(ctx, inc, 0)
	return &reply, err
}

// timeline is a page of what happened; page 0 holds the newest.
func (b *Bot) timeline(ctx context.Context, inc incident.Incident, page int) (view.Message, error) {
	all, _, err := b.Service.Timeline(ctx, inc.Number, 0)
	return view.TimelineReply(inc, all, page, b.link, nil), err
}

func (b *Bot) clickTimeline(ctx context.Context, c clicked) error {
	shown, err := b.timeline(ctx, c.inc, 0)
	if err != nil {
		return err
	}
	b.say(ctx, c.in, "Timeline", shown)
	return nil
}

// clickTimelinePage turns the page where somebody looks at it.
func (b *Bot) clickTimelinePage(ctx context.Context, c clicked) error {
	shown, err := b.timeline(ctx, c.inc, int(c.ref.ID()))
	if err != nil {
		return err
	}
	if !inModal(c.in) {
		b.replace(ctx, c.in.ResponseURL, shown)
		return nil
	}
	_, err = b.Slack.UpdateViewContext(ctx, view.Dialog("Timeline", shown), "", "", c.in.View.ID)
	return err
}

// clickEditEntries asks which entry of the page is meant. Hidden ones are on no page, so they are offered on each.
func (b *Bot) clickEditEntries(ctx context.Context, c clicked) error {
	all, _, err := b.Service.Timeline(ctx, c.inc.Number, 0)
	if err != nil {
		return err
	}
	stored, err := b.Service.Entries(ctx, c.inc.Number)
	if err != nil {
		return err
	}
	page := view.TimelinePage(c.inc, all, int(c.ref.ID()), b.link, nil)
	offered := slices.DeleteFunc(stored, func(e incident.Entry) bool {
		return !e.Hidden && !slices.ContainsFunc(page, func(shown incident.Entry) bool { return shown.ID == e.ID })
	})
	return b.open(ctx, c.in, view.PickEntryForm(c.inc, offered))
}

// submitPickedEntry turns the question which entry into that entry's form.
func (b *Bot) submitPickedEntry(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	inc, err := b.Service.Incident(ctx, ref.Number)
	if err != nil {
		return nil, err
	}
	stored, err := b.Service.Entries(ctx, ref.Number)
	if err != nil {
		return nil, err
	}
	picked := view.ReadPickedEntry(v)
	at := slices.IndexFunc(stored, func(e incident.Entry) bool { return e.ID == picked })
	if at < 0 {
		return nil, &incident.Refusal{Reason: "This entry is not there.", Hint: "See all of them with /incident timeline."}
	}
	form := view.EditEntryForm(inc, stored[at])
	return &form, nil
}

func (b *Bot) submitEditedEntry(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	return nil, b.Service.EditEntry(ctx, act, ref.Number, ref.ID(), view.ReadEntryEdit(v))
}

// typedCorrect opens the form about when things really happened. It works on a closed incident too: that is when
// people find out.
func (b *Bot) typedCorrect(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	return nil, b.open(ctx, t.in(), view.CorrectForm(inc))
}

func (b *Bot) clickCorrect(ctx context.Context, c clicked) error {
	return b.open(ctx, c.in, view.CorrectForm(c.inc))
}
