package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedAlone is /incident with nothing behind it: the panel where there is an incident, else the form to declare one.
func (b *Bot) typedAlone(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if t.about == 0 && errors.Is(err, incident.ErrNotFound) {
		return b.typedDeclare(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	panel, err := b.panel(ctx, inc)
	if err != nil {
		return nil, err
	}
	return nil, b.open(ctx, t.in(), panel)
}

func (b *Bot) panel(ctx context.Context, inc incident.Incident) (slack.ModalViewRequest, error) {
	seen, err := b.Service.Seen(ctx, inc.Number)
	return view.Panel(inc, seen, b.rules(), b.now()), err
}

func (b *Bot) followUpsDialog(ctx context.Context, inc incident.Incident) (slack.ModalViewRequest, error) {
	all, err := b.Service.FollowUps(ctx, inc.Number)
	return view.FollowUpsDialog(inc, all), err
}

// clickPanel opens the panel for those who do not know the command.
func (b *Bot) clickPanel(ctx context.Context, c clicked) error {
	panel, err := b.panel(ctx, c.inc)
	if err != nil {
		return err
	}
	return b.open(ctx, c.in, panel)
}

// opensTo is a click that opens the form of the status with the answer that was meant.
func opensTo(to incident.Status) func(*Bot, context.Context, clicked) error {
	return opens(func(b *Bot, _ context.Context, inc incident.Incident) slack.ModalViewRequest {
		return view.StatusFormTo(inc, b.rules(), to)
	})
}

func (b *Bot) clickCommunicate(ctx context.Context, c clicked) error {
	if holders := c.inc.Roles[incident.Communications]; len(holders) > 0 && !c.inc.Has(incident.Communications, c.act.By) {
		known, _ := b.rules().Role(string(incident.Communications))
		return &incident.TakenError{Role: known, Holder: holders[0]}
	}
	_, err := b.Service.TakeRole(ctx, c.act, c.ref.Number, incident.Communications, "")
	return err
}

// clickName opens a form about a closed incident too: what was broken and why is often known later.
func clickName(form func(incident.Incident, incident.Rules) slack.ModalViewRequest) func(*Bot, context.Context, clicked) error {
	return func(b *Bot, ctx context.Context, c clicked) error {
		return b.open(ctx, c.in, form(c.inc, b.rules()))
	}
}

// clickTask opens the form for a task, which lists what is open.
func (b *Bot) clickTask(ctx context.Context, c clicked) error {
	open, err := b.openTasks(ctx, c.inc.Number)
	if err != nil {
		return err
	}
	return b.openForm(ctx, c.in, c.inc, view.TaskForm(c.inc, incident.Task{}, open))
}

func (b *Bot) clickFollowUps(ctx context.Context, c clicked) error {
	all, err := b.Service.FollowUps(ctx, c.inc.Number)
	switch {
	case err != nil:
		return err
	case inView(c.in):
		return b.open(ctx, c.in, view.FollowUpsDialog(c.inc, all))
	default:
		b.whisper(ctx, c.in.ResponseURL, view.FollowUpList(c.inc, all))
		return nil
	}
}

func (b *Bot) clickPostmortem(ctx context.Context, c clicked) error {
	return b.answerLater(ctx, c.in, "Postmortem", func(ctx context.Context) (view.Message, error) { return b.postmortemNow(ctx, c.inc) })
}
