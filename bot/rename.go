package bot

import (
	"context"

	"github.com/tocsin-bot/tocsin/incident"
)

// typedRename gives the incident another title: /incident rename checkout is slow.
func (b *Bot) typedRename(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest == "" {
		return nil, &incident.Refusal{Reason: "What should it be called?", Hint: "Write the title behind the command: /incident rename checkout is slow"}
	}
	inc, err = b.Service.Rename(ctx, t.act, inc.Number, t.rest)
	return b.trouble(ctx, inc, err)
}
