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
		if err := do(b, ctx, in, action); err != nil {
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
	var n incident.Number
	err := act.May(cmp.Or(clickDeeds[action.ActionID], incident.DeedRun))
	value := cmp.Or(action.Value, action.SelectedOption.Value)
	switch {
	case err != nil:
	case own:
		err = mine(b, ctx, in, value, act)
	default:
		var c clicked
		if c, err = b.clicked(ctx, in, value, act); err == nil {
			err = do(b, ctx, c)
		}
		n = c.ref.Number
	}
	if err != nil {
		b.complain(ctx, in, err)
	}
	if inHome(in) {
		b.homeAgain(ctx, act.By)
	}
	if inModal(in) && n != 0 {
		b.viewAgain(ctx, shownView{in.View.CallbackID, in.View.ID, in.View.ExternalID}, in.View.Hash, n, act)
		b.belowAgain(ctx, in.View, act)
	}
}

func receiptOf(in slack.InteractionCallback, action *slack.BlockAction) string {
	return "click:" + in.User.ID + ":" + action.ActionID + ":" + action.ActionTs
}

// clicked is a button of an incident that somebody pressed who may know of it.
type clicked struct {
	in  slack.InteractionCallback
	ref view.Ref
	inc incident.Incident // as it was before the click
	act incident.Act
}

// clicked reads what a button is about. Slack gives back what we sent, so that this is a private incident of which the
// one who clicks may not know never happens by itself; but what is in a button says what was meant, and must not be all
// that keeps a private incident private. A form needs no such look: it was opened for somebody who had passed here.
func (b *Bot) clicked(ctx context.Context, in slack.InteractionCallback, value string, act incident.Act) (clicked, error) {
	ref, err := view.ParseRef(value)
	if err != nil {
		return clicked{}, err
	}
	inc, err := b.seen(ctx, act, ref.Number)
	return clicked{in: in, ref: ref, inc: inc, act: act}, err
}

// ownClicks are about the one who clicks, or find out by themselves which incident they are about.
var ownClicks = map[string]func(*Bot, context.Context, slack.InteractionCallback, string, incident.Act) error{
	view.ActionMyFigures:   (*Bot).clickMyFigures,
	view.ActionEveryMonday: wantsFigures(true),
	view.ActionStopFigures: wantsFigures(false),
	view.ActionPick:        (*Bot).clickPick,
	view.ActionDeclare:     (*Bot).clickDeclare,
	view.ActionHelp:        (*Bot).clickHelp,
	view.ActionRefresh:     (*Bot).clickRefresh,
	view.ActionRemindDone:  ownersClick((*Bot).clickRemindDone),
	view.ActionRemindLater: ownersClick((*Bot).clickRemindLater),
	view.ActionHandOver:    ownersClick((*Bot).clickHandOver),
	view.ActionUnsubscribe: (*Bot).clickUnsubscribe,
}

// clicks are about an incident.
var clicks = map[string]func(*Bot, context.Context, clicked) error{
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
	view.ActionResolve: func(b *Bot, ctx context.Context, c clicked) error {
		_, err := b.Service.Resolve(ctx, c.act, c.ref.Number, "")
		return err
	},
	view.ActionClose:  (*Bot).clickClose,
	view.ActionAccept: (*Bot).clickAccept,
	view.ActionDecline: opens(func(_ *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.DeclineForm(inc)
	}),
	view.ActionReopen:     (*Bot).clickReopen,
	view.ActionNewChannel: (*Bot).clickNewChannel,

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
	view.ActionKeepOpen:      (*Bot).clickKeepOpen,
	view.ActionMerge:         (*Bot).clickMerge,
	view.ActionSubscribe:     (*Bot).clickSubscribe,
	view.ActionLinks:         (*Bot).clickLinks,
	view.ActionRemoveLink:    (*Bot).clickRemoveLink,
}

func (b *Bot) clickTakeCommand(ctx context.Context, c clicked) error {
	_, err := b.Service.TakeRole(ctx, c.act, c.ref.Number, incident.Commander, c.ref.Holder)
	return err
}

// clickClose closes what is resolved, as the button's question has it: it may have been left unanswered
// while somebody reopened the incident.
func (b *Bot) clickClose(ctx context.Context, c clicked) error {
	if c.inc.Status.Active() {
		return &incident.Refusal{
			Reason: c.inc.Number.String() + " was reopened meanwhile: it is " + string(c.inc.Status) + ".",
			Hint:   "Resolve it first, or type /incident close if you are sure.",
		}
	}
	_, err := b.closeOrAsk(ctx, c.in, c.inc, c.act)
	return err
}

// opens is a click that opens a form about the incident. A form about a closed one would only be
// refused when it is sent, so it is refused now.
func opens(form func(*Bot, context.Context, incident.Incident) slack.ModalViewRequest) func(*Bot, context.Context, clicked) error {
	return func(b *Bot, ctx context.Context, c clicked) error {
		return b.openForm(ctx, c.in, c.inc, form(b, ctx, c.inc))
	}
}

// openForm is open for a form about an incident that is open.
func (b *Bot) openForm(ctx context.Context, in slack.InteractionCallback, inc incident.Incident, form slack.ModalViewRequest) error {
	if err := inc.CheckOpen(); err != nil {
		return err
	}
	return b.open(ctx, in, form)
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
