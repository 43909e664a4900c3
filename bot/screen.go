package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// inModal reports whether somebody clicked in a modal. Forms and answers are laid over it then: it is there again when
// they are gone.
func inModal(in slack.InteractionCallback) bool {
	return in.View.ID != "" && in.View.Type == slack.VTModal
}

// inView reports whether somebody clicked in a modal or on the Home tab: there is no channel to whisper in.
func inView(in slack.InteractionCallback) bool { return in.View.ID != "" }

// show opens a view for the one who clicked: over the modal they are in, else by itself.
func (b *Bot) show(ctx context.Context, in slack.InteractionCallback, v slack.ModalViewRequest) (*slack.ViewResponse, error) {
	call := b.Slack.OpenViewContext
	if inModal(in) {
		call = b.Slack.PushViewContext
	}
	v.ExternalID = onHome(in, below(in))
	shown, err := call(ctx, in.TriggerID, v)
	return shown, opened(err)
}

// open opens a form for the one who clicked, or typed. The trigger lives for three seconds and once.
func (b *Bot) open(ctx context.Context, in slack.InteractionCallback, form slack.ModalViewRequest) error {
	_, err := b.show(ctx, in, form)
	return err
}

// say answers the one who clicked, and nobody else.
func (b *Bot) say(ctx context.Context, in slack.InteractionCallback, title string, m view.Message) {
	if !inView(in) {
		b.whisper(ctx, in.ResponseURL, m)
		return
	}
	_, err := b.show(ctx, in, view.Dialog(title, m))
	if err != nil && inModal(in) { // the trigger was used, or three modals lie on one another already
		_, err = b.Slack.UpdateViewContext(ctx, view.Dialog(title, m), "", "", in.View.ID)
	}
	if err != nil {
		_, code, _ := judge(err)
		b.Log.Warn("answer not shown", slog.String("problem", code))
	}
}

// complain tells the one who clicked that it did not work.
func (b *Bot) complain(ctx context.Context, in slack.InteractionCallback, err error) {
	if inView(in) && errors.Is(err, incident.ErrNotFound) { // there is no channel that it could not be about
		err = &incident.Refusal{Reason: "You cannot see that incident any more.", Hint: "It is private. Whoever is in its channel can invite you."}
	}
	b.say(ctx, in, "That did not work", b.present(err))
}

// answerLater answers the one who clicked with what do returns, however long that takes.
func (b *Bot) answerLater(ctx context.Context, in slack.InteractionCallback, title string, do func(context.Context) (view.Message, error)) error {
	if !inView(in) {
		b.later(ctx, in.ResponseURL, do)
		return nil
	}
	waiting, err := b.show(ctx, in, view.Waiting())
	if err != nil {
		return err
	}
	b.after.Go(func() {
		said := b.presented(ctx, do)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
		defer cancel()
		b.gone(b.replaceView(ctx, view.Dialog(title, said), waiting.ID, ""))
	})
	return nil
}

// replaceView replaces what a view shows; with a hash, only if it shows that still.
func (b *Bot) replaceView(ctx context.Context, v slack.ModalViewRequest, id, hash string) error {
	_, err := b.Slack.UpdateViewContext(ctx, v, "", hash, id)
	return err
}

// gone notes that a view was not replaced: the person has closed it meanwhile, usually.
func (b *Bot) gone(err error) {
	if err != nil {
		_, code, _ := judge(err)
		b.Log.Debug("view not drawn again", slog.String("problem", code))
	}
}

// below is the external_id of what is laid over a modal of ours: Slack says of a form only which view it lies on, and
// not what that shows. It ends in what makes it unique.
func below(in slack.InteractionCallback) string {
	if len(in.ActionCallback.BlockActions) == 0 || !inModal(in) {
		return ""
	}
	return fmt.Sprintf("over:%s:%s:%s:%s", in.View.CallbackID, in.View.ID, in.View.RootViewID, in.ActionCallback.BlockActions[0].ActionTs)
}

// belowAgain draws again what lies below a form that was sent, and shows what the form has changed.
func (b *Bot) belowAgain(ctx context.Context, form slack.View, act incident.Act) {
	id, home := strings.CutPrefix(form.ExternalID, homePrefix)
	if home {
		b.homeAgain(ctx, act.By)
	}
	parts := strings.Split(id, ":")
	ref, err := view.ParseRef(form.PrivateMetadata)
	if len(parts) != 5 || parts[0] != "over" || err != nil {
		return
	}
	below := shownView{callback: parts[1], id: parts[2]}
	root := shownView{callback: view.CallbackPanel, id: parts[3]} // what lies at the bottom of several is a panel
	if home {
		below.externalID, root.externalID = homePrefix+below.id, homePrefix+root.id
	}
	b.viewAgain(ctx, below, "", ref.Number, act)
	if root.id != below.id {
		b.viewAgain(ctx, root, "", ref.Number, act)
	}
}

// shownView is a modal of ours that somebody has open. Drawn again without its external_id it would lose that.
type shownView struct{ callback, id, externalID string }

// viewAgain draws a modal of ours again as things stand now. hash is what it showed when it was clicked in; empty after a
// form, which came later. Whatever was drawn meanwhile may be newer than what is drawn here, so it is looked at anew then.
func (b *Bot) viewAgain(ctx context.Context, shown shownView, hash string, n incident.Number, act incident.Act) {
	var draw func(context.Context, incident.Incident) (slack.ModalViewRequest, error)
	switch shown.callback {
	case view.CallbackPanel:
		draw = b.panel
	case view.CallbackFollowUps:
		draw = b.followUpsDialog
	case view.CallbackLink:
		draw = b.linkForm
	default:
		return
	}
	again := func(ctx context.Context, hash string) error {
		inc, err := b.seen(ctx, act, n)
		if err != nil {
			return err
		}
		v, err := draw(ctx, inc)
		if err != nil {
			return err
		}
		v.ExternalID = shown.externalID
		return b.replaceView(ctx, v, shown.id, hash)
	}
	b.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
		defer cancel()
		err := again(ctx, hash)
		if errorCode(err) == "hash_conflict" {
			err = again(ctx, "")
		}
		b.gone(err)
	})
}
