package reports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// WeeklyFigures has everybody who wants them told their own figures of the week that ended when the schedule last came
// round. A week is told once; who has asked for it meanwhile was told.
func (r *Reports) WeeklyFigures(ctx context.Context, now time.Time) error {
	schedule, err := r.Config.Report.Firings()
	if err != nil {
		return err
	}
	weeks := due(schedule, r.settings.Zone, "", now)
	if len(weeks) == 0 {
		return nil
	}
	week := weeks[len(weeks)-1]
	want, err := r.Store.WantFigures(ctx, week.Name)
	if err != nil {
		return err
	}
	var failed []error
	for _, person := range want {
		if err := r.tellFigures(ctx, person, week, now); err != nil {
			failed = append(failed, fmt.Errorf("figures of %s: %w", person, err))
		}
	}
	return errors.Join(failed...)
}

func (r *Reports) tellFigures(ctx context.Context, person incident.PersonID, week load.Period, now time.Time) error {
	f, err := r.Figures(ctx, person, week, now)
	if err != nil {
		return err
	}
	n, err := bot.FiguresNotice(f, "weekly")
	if err != nil {
		return err
	}
	n.At = now
	_, _, err = r.Store.MakeNotice(ctx, n)
	return err
}
