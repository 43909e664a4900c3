package serve

import (
	"context"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// examine is what `tocsin doctor` finds, for an admin in the chat.
func (a *App) examine(ctx context.Context) []view.Finding {
	var all []view.Finding
	doctor.ExamineAwake(ctx, a.options.Config, a.Store, func(f doctor.Finding) {
		all = append(all, view.Finding{
			Check: f.Check, Ill: f.State == doctor.Ill, Skipped: f.State == doctor.Skipped,
			Says: telemetry.Redact(f.Says), Mend: telemetry.Redact(f.Mend),
		})
	})
	return all
}
