package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// suggestWithin is how long a suggestion is waited for: the form's trigger lives for three seconds.
const suggestWithin = time.Second

// updateForm is the form of a status update, with what was said since the last one if that is known in time.
func (b *Bot) updateForm(ctx context.Context, inc incident.Incident) slack.ModalViewRequest {
	var suggested incident.Update
	if b.SuggestUpdate != nil && inc.CheckOpen() == nil {
		suggested, _ = within(ctx, b, suggestWithin, func(ctx context.Context) (incident.Update, error) {
			return b.SuggestUpdate(ctx, inc.Number)
		})
	}
	return view.UpdateForm(inc, b.rules(), suggested)
}

func (b *Bot) typedCatchUp(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	return b.soon(ctx, t.ResponseURL, func(ctx context.Context) (view.Message, error) {
		return b.catchUp(ctx, inc, t.act.By)
	}), nil
}

func (b *Bot) clickCatchUp(ctx context.Context, c clicked) error {
	return b.answerLater(ctx, c.in, "Catch me up", func(ctx context.Context) (view.Message, error) { return b.catchUp(ctx, c.inc, c.act.By) })
}

// catchUp is what a reader needs to know, at once; a model's fuller one is asked for beside it. The reader
// counts as told when nothing more is to come: the fuller one tells of the same time.
func (b *Bot) catchUp(ctx context.Context, inc incident.Incident, reader incident.PersonID) (view.Message, error) {
	if b.CatchUp == nil {
		return view.Message{}, &incident.Refusal{Reason: "Nobody can be caught up here.", Hint: "Type /incident timeline for what is recorded."}
	}
	asked := b.now()
	c, err := b.CatchUp(ctx, inc.Number, reader)
	if err != nil {
		return view.Message{}, err
	}
	follows := b.Reads != nil && b.Reads(inc)
	if follows {
		work := incident.Work{Kind: incident.WorkCatchUp, Number: inc.Number, Person: reader}
		if err := b.Enqueue(ctx, work); err != nil {
			b.Log.Warn("fuller catch-up not asked for", slog.String("incident", inc.Number.String()), slog.Any("error", err))
			follows = false
		}
	}
	if made := c.Made.At; !made.IsZero() && made.Before(asked) {
		asked = made // for somebody else, a moment ago
	}
	if !follows {
		if err := b.Store.KeepTold(ctx, inc.Number, reader, asked); err != nil {
			return view.Message{}, err
		}
	}
	return view.CatchUp(c, b.rules(), b.link, follows), nil
}

// TellCatchUp shows one person what a model has found for them. It is not repeated when it is not known
// whether Slack has shown it: they have the quick one, and can ask again.
func (b *Bot) TellCatchUp(ctx context.Context, c incident.CatchUp, person incident.PersonID) error {
	inc := c.Incident
	err := b.showOnly(ctx, inc.Channel, person, view.CatchUp(c, b.rules(), b.link, false))
	switch what, code, _ := judge(err); what {
	case wait:
		return patient(err)
	case unsure, hopeless:
		b.Log.Warn("catch-up not delivered", slog.String("incident", inc.Number.String()), slog.String("problem", code))
		return nil
	case done:
	}
	return b.Store.KeepTold(ctx, inc.Number, person, c.Made.At)
}

// showOnly shows a message in a channel that one person sees.
func (b *Bot) showOnly(ctx context.Context, channel incident.ChannelID, person incident.PersonID, m view.Message) error {
	_, err := b.Slack.PostEphemeralContext(ctx, string(channel), string(person), content(m)...)
	return err
}

// Offer asks somebody who came late to an open incident whether to bring them up to date: once per person,
// and rather never than twice, since what one person was shown cannot be looked for. Bots are not asked.
func (b *Bot) Offer(ctx context.Context, n incident.Number, person incident.PersonID) error {
	return b.Store.Exclusively(ctx, n, func(ctx context.Context) error {
		pic, err := b.Store.Picture(ctx, n)
		if errors.Is(err, incident.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("picture of %s: %w", n, err)
		}
		row, tried := pic.Surfaces[offerKey(person)]
		if b.CatchUp == nil || !pic.Incident.Status.Active() || pic.Incident.Channel == "" || tried && row.State != incident.Waiting {
			return nil
		}
		user, err := b.Slack.GetUserInfoContext(ctx, string(person))
		if what, _, _ := judge(err); what == hopeless || err == nil && user.IsBot {
			return nil
		}
		if err != nil {
			return patient(err)
		}
		return b.offer(ctx, pic.Incident, person)
	})
}

func (b *Bot) offer(ctx context.Context, inc incident.Incident, person incident.PersonID) error {
	row := incident.Surface{Key: offerKey(person), State: incident.Sending, Channel: inc.Channel, Digest: "offered", AttemptAt: b.now()}
	if err := b.Store.Sending(ctx, inc.Number, []incident.Surface{row}); err != nil {
		return err
	}
	err := b.showOnly(ctx, inc.Channel, person, view.Offer(inc, b.now().Sub(inc.DeclaredAt)))
	what, code, after := judge(err)
	switch what {
	case done:
		row.State, row.ShownAt = incident.Shown, time.Now().UTC()
	case hopeless:
		row.State, row.Problem = incident.Stuck, code
	case wait:
		row.State, row.RetryAt = incident.Waiting, time.Now().UTC().Add(after)
	case unsure: // the row says sending, and that is the truth
	}
	if kept := b.Store.Keep(ctx, inc.Number, []incident.Surface{row}); kept != nil || what != wait {
		return kept
	}
	return patient(err)
}
