package bot

import (
	"context"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedDoctor answers an admin with what is wrong with the installation. It asks Slack and others, which takes its time.
func (b *Bot) typedDoctor(ctx context.Context, t typed) (answer, error) {
	if b.Doctor == nil {
		return nil, &incident.Refusal{Reason: "There is no doctor here.", Hint: "Where Tocsin runs, type: tocsin doctor"}
	}
	return b.soon(ctx, t.ResponseURL, func(ctx context.Context) (view.Message, error) {
		return view.Doctor(b.Doctor(ctx)), nil
	}), nil
}
