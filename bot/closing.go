package bot

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedClose closes at once when a reason is given, and tells the typist what the record lacks. Without one it asks
// for what is missing, if anything is.
func (b *Bot) typedClose(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if inc.Status == incident.Closed || inc.CheckOpen() != nil {
		return b.move(ctx, t, inc, incident.Closed, t.rest) // which says why not
	}
	if t.rest == "" {
		inc, err = b.closeOrAsk(ctx, t.in(), inc, t.act)
		return b.trouble(ctx, inc, err)
	}
	missing, err := b.Service.Missing(ctx, inc)
	if err != nil {
		return nil, err
	}
	reply, err := b.move(ctx, t, inc, incident.Closed, t.rest)
	if err == nil && reply == nil && !missing.Nothing() {
		lacking := view.Lacking(inc, missing)
		reply = &lacking
	}
	return reply, err
}

// closeOrAsk closes an incident of which everything is known, and opens the form that asks for the rest of any other.
func (b *Bot) closeOrAsk(ctx context.Context, in slack.InteractionCallback, inc incident.Incident, act incident.Act) (incident.Incident, error) {
	missing, err := b.Service.Missing(ctx, inc)
	if err != nil {
		return inc, err
	}
	if missing.Nothing() || inc.Status.Over() {
		return b.Service.Close(ctx, act, inc.Number, "")
	}
	return inc, b.open(ctx, in, view.CloseForm(inc, b.rules(), missing))
}
