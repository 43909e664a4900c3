package reports

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// nightly is how many of the newest weeks are measured again each night, because something may have arrived late;
// weeksANight is how many of those that were never measured are, so that all of history is there for SQL some day.
const (
	nightly     = 5
	weeksANight = 120
)

// Nightly measures the newest weeks again, and older ones that never were, newest first.
func (r *Reports) Nightly(ctx context.Context, now time.Time) error {
	first, err := r.Store.FirstDeclared(ctx)
	if err != nil || first.IsZero() {
		return err
	}
	c, err := r.calendars(ctx)
	if err != nil {
		return err
	}
	weeks := load.WeeksOf(first, now, r.settings.Zone)
	older := len(weeks) - min(nightly, len(weeks))
	missing, err := r.unmeasured(ctx, weeks[:older], now)
	if err != nil {
		return err
	}
	missing = missing[max(0, len(missing)-weeksANight):]
	return r.measureAll(ctx, append(missing, weeks[older:]...), c, now, always)
}
