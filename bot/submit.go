package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// submit answers a form that was sent. A form acts once, however often it is sent.
func (b *Bot) submit(ctx context.Context, in slack.InteractionCallback) any {
	do, ok := submissions[in.View.CallbackID]
	if !ok {
		return nil
	}
	act := b.acting(ctx, in.User.ID, "", "form:"+in.View.ID)
	next, err := do(b, ctx, in.View, act)
	if err == nil {
		b.belowAgain(ctx, in.View, act)
		if next == nil {
			return nil // the form closes
		}
		return slack.NewUpdateViewSubmissionResponse(next)
	}
	// What was typed must survive: the form stays open with a word under the field, whatever broke.
	if fields := view.FieldErrors(in.View, err); fields != nil {
		return slack.NewErrorsViewSubmissionResponse(fields)
	}
	return pushed(view.Dialog("That did not work", b.present(err)))
}

// pushed lays a view over the form, which keeps what was typed.
func pushed(v slack.ModalViewRequest) any { return slack.NewPushViewSubmissionResponse(&v) }

var submissions = map[string]func(*Bot, context.Context, slack.View, incident.Act) (*slack.ModalViewRequest, error){
	view.CallbackDeclare: (*Bot).submitDeclaration,
	view.CallbackUpdate: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.Tell(ctx, act, n, view.ReadUpdate(v))
		return err
	}),
	view.CallbackSeverity: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		severity, reason := view.ReadSeverity(v)
		_, err := b.Service.ChangeSeverity(ctx, act, n, severity, reason)
		return err
	}),
	view.CallbackStatus: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.Stand(ctx, act, n, view.ReadStatus(v))
		return err
	}),
	view.CallbackNote: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.Note(ctx, act, n, view.ReadNote(v))
		return err
	}),
	view.CallbackService: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		service, reason := view.ReadService(v)
		_, err := b.Service.NameService(ctx, act, n, service, reason)
		return err
	}),
	view.CallbackCause: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		cause, reason := view.ReadCause(v)
		_, err := b.Service.NameCause(ctx, act, n, cause, reason)
		return err
	}),
	view.CallbackDecline: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.Decline(ctx, act, n, view.ReadReason(v))
		return err
	}),
	view.CallbackClose: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.CloseWith(ctx, act, n, view.ReadClose(v))
		return err
	}),
	view.CallbackLink: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		return b.submitLink(ctx, v, act, n)
	}),
	view.CallbackMerge:     (*Bot).submitMerge,
	view.CallbackFollowUp:  (*Bot).submitFollowUp,
	view.CallbackPickEntry: (*Bot).submitPickedEntry,
	view.CallbackEditEntry: (*Bot).submitEditedEntry,
	view.CallbackCorrect: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		_, err := b.Service.Correct(ctx, act, n, view.ReadCorrection(v))
		return err
	}),
	view.CallbackTask:     (*Bot).submitTask,
	view.CallbackSection:  (*Bot).submitSection,
	view.CallbackHandOver: (*Bot).submitHandOver,
	view.CallbackRoles: about(func(b *Bot, ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
		return b.submitRoles(ctx, v, act, n)
	}),
}

// submitDeclaration opens an incident. The form says so at once, and turns into the way to the channel
// when that is there.
func (b *Bot) submitDeclaration(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	declaration := view.ReadDeclaration(v)
	declaration.Form = v.ID
	if similar := b.declaredMeanwhile(ctx, v, declaration, act.By); similar != nil {
		form := view.DeclareFormBeside(declaration, b.rules(), view.Beside{Similar: similar, Sudden: true, Home: b.self.Home, Now: act.At})
		form.ExternalID = v.ExternalID
		return &form, nil
	}
	inc, err := b.Service.Declare(ctx, act, declaration)
	if err != nil {
		return nil, err
	}
	next := view.Opening(inc.Title)
	if inc.Channel != "" { // sent a second time, after the channel was made
		next = view.Opened(inc)
		return &next, nil
	}
	answered := time.Now()
	b.after.Go(func() {
		b.showWayAgain(ctx, inc.Number, v.ID, answered)
		if overHome(v.ExternalID) { // by now it has a channel, most likely
			b.homeAgain(ctx, act.By)
		}
	})
	return &next, nil
}

// ackTakes is how long an ack may be on its way to Slack, on a machine that has much else to do.
const ackTakes = time.Second

// showWayAgain turns the form into the way to the channel once more if sync did so so quickly that the
// ack, which says that the channel is being opened, may have come after it and stayed.
func (b *Bot) showWayAgain(ctx context.Context, n incident.Number, form string, answered time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
	defer cancel()
	time.Sleep(ackTakes)
	pic, err := b.Store.Picture(ctx, n)
	shown := pic.Surfaces[keyForm]
	if err != nil || shown.State != incident.Shown || pic.Incident.Channel == "" || shown.ShownAt.After(answered.Add(ackTakes/2)) {
		return
	}
	if _, err := b.Slack.UpdateViewContext(ctx, view.Opened(pic.Incident), "", "", form); err != nil {
		_, code, _ := judge(err) // closed meanwhile, usually
		b.Log.Debug("form not shown again", slog.String("problem", code))
	}
}

// about is a form about one incident.
func about(do func(*Bot, context.Context, slack.View, incident.Act, incident.Number) error) func(*Bot, context.Context, slack.View, incident.Act) (*slack.ModalViewRequest, error) {
	return func(b *Bot, ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
		ref, err := view.ParseRef(v.PrivateMetadata)
		if err != nil {
			return nil, err
		}
		return nil, do(b, ctx, v, act, ref.Number)
	}
}
