package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedService names what is broken: /incident service checkout. Without a word it asks.
func (b *Bot) typedService(ctx context.Context, t typed) (answer, error) {
	return b.typedName(ctx, t, len(b.rules().Services), (*incident.Service).NameService, view.ServiceForm,
		func(inc incident.Incident) string { return string(inc.Service) })
}

// typedCause names the kind of cause: /incident cause deploy. Without a word it asks.
func (b *Bot) typedCause(ctx context.Context, t typed) (answer, error) {
	return b.typedName(ctx, t, len(b.rules().Causes), (*incident.Service).NameCause, view.CauseForm,
		func(inc incident.Incident) string { return string(inc.Cause) })
}

// typedName takes the first word for the name and the rest for the reason. Where nothing is configured the
// service says so; a form would have nothing to choose from.
func (b *Bot) typedName(ctx context.Context, t typed, choices int,
	name func(s *incident.Service, ctx context.Context, act incident.Act, n incident.Number, name, reason string) (incident.Incident, error),
	form func(incident.Incident, incident.Rules) slack.ModalViewRequest, has func(incident.Incident) string,
) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	word, reason, _ := strings.Cut(t.rest, " ")
	if word == "" && choices > 0 {
		return nil, b.open(ctx, t.in(), form(inc, b.rules()))
	}
	if word != "" && strings.EqualFold(word, has(inc)) {
		return nil, &incident.Refusal{Reason: inc.Number.String() + " has that already: " + has(inc) + "."}
	}
	inc, err = name(b.Service, ctx, t.act, inc.Number, word, strings.TrimSpace(reason))
	return b.trouble(ctx, inc, err)
}
