package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// reminder tells an owner in their morning what is due.
func (d *noticeDrawing) reminder(ctx context.Context) error {
	var body incident.Reminder
	if err := d.read(&body); err != nil {
		return err
	}
	return d.tell(ctx, view.Reminder(d.pic.Notice.Person, body, d.pic.FollowUps, d.pic.Incidents))
}

// digest tells who leads a team what was overdue in it.
func (d *noticeDrawing) digest(ctx context.Context) error {
	var body incident.Digest
	if err := d.read(&body); err != nil {
		return err
	}
	return d.tell(ctx, view.Digest(body))
}

func (d *noticeDrawing) read(body any) error {
	if err := json.Unmarshal(d.pic.Notice.Body, body); err != nil {
		return fmt.Errorf("read what %s says: %w", d.name(), err)
	}
	return nil
}

// ownersClick is a click in the message that tells an owner what of theirs is due. It comes from elsewhere than the
// incident, and is theirs to do whether or not they are in its channel: each of those clicks looks whose it is.
func ownersClick(do func(*Bot, context.Context, slack.InteractionCallback, view.Ref, incident.Act) error) func(*Bot, context.Context, slack.InteractionCallback, string, incident.Act) error {
	return func(b *Bot, ctx context.Context, in slack.InteractionCallback, value string, act incident.Act) error {
		ref, err := view.ParseRef(value)
		if err != nil {
			return err
		}
		return do(b, ctx, in, ref, act)
	}
}

// mine is a follow-up of the one who clicked. It returns a *Refusal when it is somebody else's, or done.
func (b *Bot) mine(ctx context.Context, in slack.InteractionCallback, n incident.Number, id int64) (incident.FollowUp, error) {
	all, err := b.Service.FollowUps(ctx, n)
	if err != nil {
		return incident.FollowUp{}, err
	}
	f, _ := followUpOf(all, id) // without one it is nobody's
	return f, f.CheckMine(incident.PersonID(in.User.ID))
}

// clickRemindDone finishes a follow-up of one's own. The message is drawn anew as the follow-up stands.
func (b *Bot) clickRemindDone(ctx context.Context, in slack.InteractionCallback, ref view.Ref, act incident.Act) error {
	f, err := b.mine(ctx, in, ref.Number, ref.ID())
	if f.Owner == act.By && f.State == incident.FollowUpDone {
		return nil // they clicked twice
	}
	if err == nil {
		_, err = b.Service.FinishFollowUp(ctx, act, ref.Number, ref.ID())
	}
	return err
}

// clickRemindLater has the owner reminded again some days from today, as it is where they are.
func (b *Bot) clickRemindLater(ctx context.Context, _ slack.InteractionCallback, ref view.Ref, act incident.Act) error {
	id, days, err := ref.Later()
	if err != nil {
		return err
	}
	today, err := b.Store.DayOf(ctx, act.By, act.At, b.Zone)
	if err == nil {
		_, err = b.Service.RemindLater(ctx, act, ref.Number, id, today.AddDate(0, 0, days))
	}
	return err
}

// clickHandOver asks who takes it over.
func (b *Bot) clickHandOver(ctx context.Context, in slack.InteractionCallback, ref view.Ref, _ incident.Act) error {
	f, err := b.mine(ctx, in, ref.Number, ref.ID())
	if err != nil {
		return err
	}
	inc, err := b.Service.Incident(ctx, ref.Number)
	if err != nil {
		return err
	}
	return b.open(ctx, in, view.HandOverForm(inc, f))
}

// submitHandOver gives it to whoever was chosen.
func (b *Bot) submitHandOver(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	_, err = b.Service.HandOver(ctx, act, ref.Number, ref.ID(), view.ReadHandOver(v))
	return nil, err
}
