package bot

import (
	"cmp"
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// click answers a button of the card. What it changes shows on the card itself; only what did not
// work is whispered to the one who clicked.
func (b *Bot) click(ctx context.Context, in slack.InteractionCallback, action *slack.BlockAction) {
	if do, ok := inForm[action.ActionID]; ok && in.View.CallbackID == view.CallbackDeclare {
		if err := do(b, ctx, in, action, b.acting(ctx, in.User.ID, "", receiptOf(in, action))); err != nil {
			_ = b.present(err) // the form stays as it is; what is ours to mend is in the log
		}
		return
	}
	mine, own := ownClicks[action.ActionID]
	do, ok := clicks[action.ActionID]
	if !own && !ok {
		return // a link, or a button of an older version of the card
	}
	act := b.acting(ctx, in.User.ID, cmp.Or(in.Channel.ID, in.Container.ChannelID), receiptOf(in, action))
	var ref view.Ref
	var err error
	if !guestClicks[action.ActionID] {
		err = act.May(incident.DeedRun)
	}
	switch {
	case err != nil:
	case own:
		err = mine(b, ctx, in, cmp.Or(action.Value, action.SelectedOption.Value), act)
	default:
		if ref, err = view.ParseRef(cmp.Or(action.Value, action.SelectedOption.Value)); err == nil {
			err = b.mayClick(ctx, act, action.ActionID, ref.Number)
		}
		if err == nil {
			err = do(b, ctx, in, ref, act)
		}
	}
	if err != nil {
		b.complain(ctx, in, err)
	}
	if inModal(in) && ref.Number != 0 {
		b.viewAgain(ctx, in.View.CallbackID, in.View.ID, in.View.Hash, ref.Number, act)
		b.belowAgain(ctx, in.View, act)
	}
}

func receiptOf(in slack.InteractionCallback, action *slack.BlockAction) string {
	return "click:" + in.User.ID + ":" + action.ActionID + ":" + action.ActionTs
}

// mayClick refuses what is about a private incident that the one who clicks may not know of. Slack gives back what
// we sent, so this never happens by itself; but what is in a button says what was meant, and must not be all that
// keeps a private incident private. A form needs no such look: it was opened for somebody who had passed here.
//
// What an owner does with a follow-up of theirs comes from elsewhere, and is theirs to do: each of those clicks
// looks whose it is.
func (b *Bot) mayClick(ctx context.Context, act incident.Act, action string, n incident.Number) error {
	if ownersClick(action) {
		return nil
	}
	_, err := b.seen(ctx, act, n)
	return err
}

// ownClicks are about the one who clicks, or find out by themselves which incident they are about.
var ownClicks = map[string]func(*Bot, context.Context, slack.InteractionCallback, string, incident.Act) error{
	view.ActionMyFigures:   (*Bot).clickMyFigures,
	view.ActionEveryMonday: wantsFigures(true),
	view.ActionStopFigures: wantsFigures(false),
}

var clicks = map[string]func(*Bot, context.Context, slack.InteractionCallback, view.Ref, incident.Act) error{
	view.ActionTakeCommand: (*Bot).clickTakeCommand,
	view.ActionUpdate:      opens((*Bot).updateForm),
	view.ActionSeverity: opens(func(b *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.SeverityForm(inc, b.rules())
	}),
	view.ActionStatus: opens(func(b *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.StatusForm(inc, b.rules())
	}),
	view.ActionRoles: opens(func(b *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.RolesForm(inc, b.rules())
	}),
	view.ActionResolve: func(b *Bot, ctx context.Context, _ slack.InteractionCallback, ref view.Ref, act incident.Act) error {
		_, err := b.Service.Resolve(ctx, act, ref.Number, "")
		return err
	},
	view.ActionClose:  (*Bot).clickClose,
	view.ActionAccept: (*Bot).clickAccept,
	view.ActionDecline: opens(func(_ *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.DeclineForm(inc)
	}),
	view.ActionReopen: func(b *Bot, ctx context.Context, _ slack.InteractionCallback, ref view.Ref, act incident.Act) error {
		_, err := b.Service.Reopen(ctx, act, ref.Number, "")
		return err
	},

	view.ActionPanel:       (*Bot).clickPanel,
	view.ActionCommunicate: (*Bot).clickCommunicate,
	view.ActionNote: opens(func(_ *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.NoteForm(inc)
	}),
	view.ActionTask:        (*Bot).clickTask,
	view.ActionIdentified:  opensTo(incident.Identified),
	view.ActionMonitoring:  opensTo(incident.Monitoring),
	view.ActionService:     clickName(view.ServiceForm),
	view.ActionCause:       clickName(view.CauseForm),
	view.ActionTimeline:    (*Bot).clickTimeline,
	view.ActionFollowUps:   (*Bot).clickFollowUps,
	view.ActionPostmortem:  (*Bot).clickPostmortem,
	view.ActionEarlier:     (*Bot).clickTimelinePage,
	view.ActionLater:       (*Bot).clickTimelinePage,
	view.ActionEditEntries: (*Bot).clickEditEntries,
	view.ActionCorrect:     (*Bot).clickCorrect,

	view.ActionCatchUp:         (*Bot).clickCatchUp,
	view.ActionAddFollowUp:     (*Bot).clickAddFollowUp,
	view.ActionEditFollowUp:    (*Bot).clickEditFollowUp,
	view.ActionAcceptFollowUp:  decides((*incident.Service).AcceptFollowUp, incident.FollowUpOpen, incident.FollowUpDone),
	view.ActionDismissFollowUp: decides((*incident.Service).DismissFollowUp, incident.FollowUpDismissed),
	view.ActionFinishFollowUp:  decides((*incident.Service).FinishFollowUp, incident.FollowUpDone),
	view.ActionAcceptFollowUps: (*Bot).clickAcceptFollowUps,
	view.ActionFinishTask: clicksTask(func(s *incident.Service, ctx context.Context, act incident.Act, ref view.Ref) ([]incident.Task, error) {
		return s.FinishTask(ctx, act, ref.Number, ref.ID())
	}),
	view.ActionTakeTask: clicksTask(func(s *incident.Service, ctx context.Context, act incident.Act, ref view.Ref) ([]incident.Task, error) {
		return s.TakeTask(ctx, act, ref.Number, ref.ID(), ref.Holder)
	}),
	view.ActionReopenTask: clicksTask(func(s *incident.Service, ctx context.Context, act incident.Act, ref view.Ref) ([]incident.Task, error) {
		return s.ReopenTask(ctx, act, ref.Number, ref.ID())
	}),
	view.ActionFollowUpTask: clicksTask(func(s *incident.Service, ctx context.Context, act incident.Act, ref view.Ref) ([]incident.Task, error) {
		return s.FollowUpTask(ctx, act, ref.Number, ref.ID())
	}),
	view.ActionEditTask:      (*Bot).clickEditTask,
	view.ActionFollowUpTasks: (*Bot).clickFollowUpTasks,
	view.ActionDraftAgain:    (*Bot).clickDraftAgain,
	view.ActionEditSection:   (*Bot).clickEditSection,
	view.ActionSnooze:        (*Bot).clickSnooze,
	view.ActionRemindDone:    (*Bot).clickRemindDone,
	view.ActionRemindLater:   (*Bot).clickRemindLater,
	view.ActionHandOver:      (*Bot).clickHandOver,
}

func (b *Bot) clickTakeCommand(ctx context.Context, _ slack.InteractionCallback, ref view.Ref, act incident.Act) error {
	_, err := b.Service.TakeRole(ctx, act, ref.Number, incident.Commander, ref.Holder)
	return err
}

// clickClose closes what is resolved, as the button's question has it: it may have been left unanswered
// while somebody reopened the incident.
func (b *Bot) clickClose(ctx context.Context, in slack.InteractionCallback, ref view.Ref, act incident.Act) error {
	inc, err := b.Service.Incident(ctx, ref.Number)
	if err != nil {
		return err
	}
	if inc.Status.Active() {
		return &incident.Refusal{
			Reason: inc.Number.String() + " was reopened meanwhile: it is " + string(inc.Status) + ".",
			Hint:   "Resolve it first, or type /incident close if you are sure.",
		}
	}
	_, err = b.closeOrAsk(ctx, in.TriggerID, inc, act)
	return err
}

// opens is a click that opens a form about the incident. A form about a closed one would only be
// refused when it is sent, so it is refused now.
func opens(form func(*Bot, context.Context, incident.Incident) slack.ModalViewRequest) func(*Bot, context.Context, slack.InteractionCallback, view.Ref, incident.Act) error {
	return func(b *Bot, ctx context.Context, in slack.InteractionCallback, ref view.Ref, _ incident.Act) error {
		inc, err := b.Service.Incident(ctx, ref.Number)
		if err != nil {
			return err
		}
		if err := inc.CheckOpen(); err != nil {
			return err
		}
		return b.openOver(ctx, in, form(b, ctx, inc))
	}
}

func (b *Bot) openForm(ctx context.Context, trigger string, inc incident.Incident, form slack.ModalViewRequest) error {
	if err := inc.CheckOpen(); err != nil {
		return err
	}
	return b.open(ctx, trigger, form)
}

// open shows a form. The trigger lives for three seconds and once.
func (b *Bot) open(ctx context.Context, trigger string, form slack.ModalViewRequest) error {
	_, err := b.Slack.OpenViewContext(ctx, trigger, form)
	return opened(err)
}

// opened is what comes of a view that was to be opened.
func opened(err error) error {
	switch errorCode(err) {
	case "":
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id":
		return &incident.Refusal{Reason: "Slack gave up waiting before the form could open.", Hint: "Nothing was lost; try once more."}
	}
	if err != nil {
		return fmt.Errorf("open form: %w", err)
	}
	return nil
}
