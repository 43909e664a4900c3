package reports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// reportKey is what the report on a week is about; the same is never made twice.
func reportKey(week load.Period) string { return "report/" + week.Name }

// Weekly makes the reports that are due: of the week that ended when the schedule last came round, and of those before
// it that were missed. However often it is called, and by however many, each week is reported on once. An installation
// in which nothing has ever happened has nothing to report.
func (r *Reports) Weekly(ctx context.Context, now time.Time) error {
	if r.Config.Report.Channel == "" {
		return nil
	}
	schedule, err := r.Config.Report.Firings()
	if err != nil {
		return err
	}
	newest, err := r.Store.NewestReport(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, week := range due(schedule, r.settings.Zone, newest, now) {
		if err := r.makeOnce(ctx, week, now); err != nil {
			failed = append(failed, fmt.Errorf("report on %s: %w", week.Name, err))
		}
	}
	return errors.Join(failed...)
}

// LastWeek is the last whole week.
func (r *Reports) LastWeek(now time.Time) load.Period {
	return load.WeekOf(now, r.settings.Zone).Before(1, r.settings.Zone)[0]
}

func (r *Reports) makeOnce(ctx context.Context, week load.Period, now time.Time) error {
	first, err := r.Store.FirstDeclared(ctx)
	if err != nil || first.IsZero() || !first.Before(week.Until) {
		return err
	}
	report, err := r.Report(ctx, week, now)
	if err != nil {
		return err
	}
	body, err := json.Marshal(report)
	if err != nil {
		return err
	}
	_, made, err := r.Store.MakeNotice(ctx, incident.Notice{Key: reportKey(week), Kind: incident.NoticeReport, At: now, Body: body})
	if made {
		r.Log.Info("made the weekly report", slog.String("week", week.Name))
	}
	return err
}
