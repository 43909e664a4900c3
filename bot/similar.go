package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// sudden is how long ago an incident was declared that somebody who declares the same can not have heard of.
const sudden = 5 * time.Minute

// declareForm is the form, with the open incident that its title resembles.
func (b *Bot) declareForm(ctx context.Context, d incident.Declaration) slack.ModalViewRequest {
	return view.DeclareFormBeside(d, b.rules(), view.Beside{Similar: b.resembling(ctx, d.Title, incident.Alike), Home: b.self.Home, Now: b.now()})
}

// resembling is an open incident that may be meant. Where it cannot be looked for there is none: nobody waits for a hint.
func (b *Bot) resembling(ctx context.Context, title string, least float64) *incident.Sketch {
	similar, err := b.Service.Resembling(ctx, title, least)
	if err != nil {
		b.Log.Warn("resembling incidents are not looked for", slog.Any("error", err))
		return nil
	}
	return similar
}

// inForm are the elements of forms that act while the form is open.
var inForm = map[string]func(*Bot, context.Context, slack.InteractionCallback, *slack.BlockAction) error{
	string(incident.FieldTitle): (*Bot).titleTyped,
	view.ActionJoin:             (*Bot).clickJoin,
}

// titleTyped shows the open incident that the title resembles by now, or takes it away again.
func (b *Bot) titleTyped(ctx context.Context, in slack.InteractionCallback, _ *slack.BlockAction) error {
	d := view.ReadDeclaration(in.View)
	similar := b.resembling(ctx, d.Title, incident.Alike)
	if similar == nil && view.ReadShown(in.View) == 0 || similar != nil && similar.Number == view.ReadShown(in.View) {
		return nil
	}
	form := view.DeclareFormBeside(d, b.rules(), view.Beside{Similar: similar, Home: b.self.Home, Now: b.now()})
	form.ExternalID = in.View.ExternalID
	// The hash makes Slack refuse what is about an older title.
	if _, err := b.Slack.UpdateViewContext(ctx, form, "", in.View.Hash, in.View.ID); err != nil {
		_, code, _ := judge(err)
		b.Log.Debug("form not updated", slog.String("problem", code))
	}
	return nil
}

// clickJoin brings whoever was about to declare an incident into the one that is open already.
func (b *Bot) clickJoin(ctx context.Context, in slack.InteractionCallback, action *slack.BlockAction) error {
	act := b.acting(ctx, in.User.ID, "", receiptOf(in, action))
	ref, err := view.ParseRef(action.Value)
	if err != nil {
		return err
	}
	inc, err := b.Service.Incident(ctx, ref.Number)
	if err == nil && inc.Private {
		err = incident.ErrNotFound // what is in a button says what was meant, not what may be seen
	}
	if err == nil {
		inc, err = b.Service.Invite(ctx, act, inc.Number, []incident.Invitee{{Person: act.By}})
	}
	shown := view.Joining(inc)
	if err != nil {
		shown = view.Dialog("That did not work", b.present(err))
	}
	_, err = b.Slack.UpdateViewContext(ctx, shown, "", "", in.View.ID)
	return err
}

// declaredMeanwhile is somebody else's incident that the title resembles and that the form has not shown.
func (b *Bot) declaredMeanwhile(ctx context.Context, v slack.View, d incident.Declaration, by incident.PersonID) *incident.Sketch {
	if d.Drill { // what is practised may well be called like something that happens
		return nil
	}
	similar := b.resembling(ctx, d.Title, incident.TheOne)
	if similar == nil || similar.Number == view.ReadShown(v) || similar.DeclaredBy == by || b.now().Sub(similar.DeclaredAt) > sudden {
		return nil
	}
	return similar
}

// twinWaits is how long the word on a twin waits for the twin's channel.
const twinWaits = 30 * time.Second

// twin tells the channel that somebody else had declared the same in the same moment, when neither form could show the other
// one. It is found where the incident is drawn: whoever has the later number sees the earlier one, without any lock.
func (d *drawing) twin() []surface {
	if d.known(keyTwin).State == incident.Shown {
		return nil
	}
	similar := d.pic.Twin(d.now())
	if similar == nil {
		return nil
	}
	if similar.Channel == "" && d.now().Sub(d.pic.Incident.DeclaredAt) < twinWaits { // it says where to go, once there is such a place
		d.comeBack(time.Second)
		return nil
	}
	return []surface{d.once(keyTwin, d.pic.Incident.Channel, "", view.Twin(d.pic.Incident, *similar))}
}
