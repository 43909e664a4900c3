package bot

import (
	"context"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedTriage opens the form for what may be nothing.
func (b *Bot) typedTriage(ctx context.Context, t typed) (answer, error) {
	d := titled(t.rest)
	d.Triage = true
	return nil, b.open(ctx, t.in(), b.declareForm(ctx, d))
}

// typedDecline says that it was nothing; what follows the word is the reason. Without one it asks.
func (b *Bot) typedDecline(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if inc.Status == incident.Declined {
		return nil, &incident.Refusal{Reason: inc.Number.String() + " is declined already.", Hint: incident.Next(&inc)}
	}
	if t.rest == "" {
		return nil, b.openForm(ctx, t.in(), inc, view.DeclineForm(inc))
	}
	inc, err = b.Service.Decline(ctx, t.act, inc.Number, t.rest)
	return b.trouble(ctx, inc, err)
}

func (b *Bot) clickAccept(ctx context.Context, c clicked) error {
	_, err := b.Service.Accept(ctx, c.act, c.ref.Number, "")
	return err
}
