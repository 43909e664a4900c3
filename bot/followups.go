package bot

import (
	"context"
	"log/slog"
	"slices"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedFollowUp shows what is left to do, or opens the form with what was typed as the title.
func (b *Bot) typedFollowUp(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest != "" {
		return nil, b.open(ctx, t.in(), view.FollowUpForm(inc, incident.FollowUp{Title: t.rest}))
	}
	all, err := b.Service.FollowUps(ctx, inc.Number)
	if err != nil {
		return nil, err
	}
	list := view.FollowUpList(inc, all)
	return &list, nil
}

func (b *Bot) clickAddFollowUp(ctx context.Context, c clicked) error {
	return b.open(ctx, c.in, view.FollowUpForm(c.inc, incident.FollowUp{}))
}

// clickEditFollowUp opens the form, unless somebody dismissed the follow-up meanwhile.
func (b *Bot) clickEditFollowUp(ctx context.Context, c clicked) error {
	all, err := b.Service.FollowUps(ctx, c.ref.Number)
	if err != nil {
		return err
	}
	f, ok := followUpOf(all, c.ref.ID())
	switch {
	case !ok:
		return &incident.Refusal{Reason: "This follow-up is not there any more.", Hint: "See all of them with /incident followup."}
	case f.State == incident.FollowUpDismissed:
		b.say(ctx, c.in, "Follow-up", view.SomebodyDecided(f))
		return nil
	}
	return b.open(ctx, c.in, view.FollowUpForm(c.inc, f))
}

// decides is a click that decides one follow-up; wanted are the states in which it has what it asked for.
// Who was late is told.
func decides(
	decide func(*incident.Service, context.Context, incident.Act, incident.Number, int64) ([]incident.FollowUp, error), wanted ...incident.FollowUpState,
) func(*Bot, context.Context, clicked) error {
	return func(b *Bot, ctx context.Context, c clicked) error {
		all, err := decide(b.Service, ctx, c.act, c.ref.Number, c.ref.ID())
		if err != nil {
			return err
		}
		f, ok := followUpOf(all, c.ref.ID())
		sameByOther := f.State != incident.FollowUpDone && f.By != c.act.By
		if ok && (sameByOther || !slices.Contains(wanted, f.State)) {
			b.say(ctx, c.in, "Follow-up", view.SomebodyDecided(f))
		}
		return b.listAgain(ctx, c.in, c.ref.Number, all)
	}
}

func (b *Bot) clickAcceptFollowUps(ctx context.Context, c clicked) error {
	round := int(c.ref.ID())
	all, err := b.Service.FollowUps(ctx, c.ref.Number)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(f incident.FollowUp) bool { return f.Round == round && f.State == incident.FollowUpProposed }) {
		b.say(ctx, c.in, "Follow-up", view.AllDecided())
		return nil
	}
	if all, err = b.Service.AcceptFollowUps(ctx, c.act, c.ref.Number, round); err != nil {
		return err
	}
	return b.listAgain(ctx, c.in, c.ref.Number, all)
}

// listAgain draws the list anew in which somebody has clicked. The channel's own message is sync's to draw.
func (b *Bot) listAgain(ctx context.Context, in slack.InteractionCallback, n incident.Number, all []incident.FollowUp) error {
	if !in.Container.IsEphemeral || in.ResponseURL == "" {
		return nil
	}
	inc, err := b.Service.Incident(ctx, n)
	if err != nil {
		return err
	}
	b.replace(ctx, in.ResponseURL, view.FollowUpList(inc, all))
	return nil
}

// replace puts a message in the place of the one that was clicked in, which one person sees.
func (b *Bot) replace(ctx context.Context, url string, m view.Message) {
	b.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
		defer cancel()
		_, _, _, err := b.Slack.SendMessageContext(ctx, "", append(content(m), slack.MsgOptionReplaceOriginal(url))...)
		if err != nil {
			_, code, _ := judge(err)
			b.Log.Warn("list not drawn again", slog.String("problem", code)) // never the error itself: it may hold the URL
		}
	})
}

func followUpOf(all []incident.FollowUp, id int64) (incident.FollowUp, bool) {
	at := slices.IndexFunc(all, func(f incident.FollowUp) bool { return f.ID == id })
	if at < 0 {
		return incident.FollowUp{}, false
	}
	return all[at], true
}

// submitFollowUp records a follow-up, or changes the one that the form is about.
func (b *Bot) submitFollowUp(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	words := view.ReadFollowUp(v)
	if ref.ID() == 0 {
		_, err = b.Service.RecordFollowUp(ctx, act, ref.Number, words)
	} else {
		_, err = b.Service.EditFollowUp(ctx, act, ref.Number, ref.ID(), words)
	}
	return nil, err
}
