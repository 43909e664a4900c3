package bot

import (
	"context"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedDrill begins a scripted exercise: /incident drill, /incident drill fast, with a title or without.
func (b *Bot) typedDrill(ctx context.Context, t typed) (answer, error) {
	d := incident.Declaration{Title: "Payments fail", Drill: true, Hasty: true, Exercise: incident.PaceUsual}
	title := incident.CleanLine(t.rest)
	if word, rest, _ := strings.Cut(title, " "); strings.EqualFold(word, "fast") {
		d.Exercise, title = incident.PaceFast, rest
	}
	if title != "" {
		d.Title = title
	}
	inc, err := b.Service.Declare(ctx, t.act, d)
	if err != nil {
		return nil, err
	}
	begun := view.DrillBegun(inc)
	return &begun, nil
}
