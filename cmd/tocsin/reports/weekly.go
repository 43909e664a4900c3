package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
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
	weeks, err := r.unmade(ctx, now)
	if err != nil {
		return err
	}
	for _, week := range weeks {
		if err := r.make(ctx, week, now); err != nil { // what comes after it waits: nobody looks before the newest report
			return fmt.Errorf("report on %s: %w", week.Name, err)
		}
	}
	return nil
}

// unmade are the weeks whose report should have been made by now and was not, oldest first.
func (r *Reports) unmade(ctx context.Context, now time.Time) ([]load.Period, error) {
	if r.Config.Report.Channel == "" {
		return nil, nil
	}
	schedule, err := r.Config.Report.Firings()
	if err != nil {
		return nil, err
	}
	newest, err := r.Store.NewestReport(ctx)
	if err != nil {
		return nil, err
	}
	first, err := r.Store.FirstDeclared(ctx)
	if err != nil || first.IsZero() {
		return nil, err
	}
	return slices.DeleteFunc(due(schedule, r.settings.Zone, newest, now), func(week load.Period) bool {
		return !first.Before(week.Until)
	}), nil
}

// LastWeek is the last whole week.
func (r *Reports) LastWeek(now time.Time) load.Period {
	return load.WeekOf(now, r.settings.Zone).Before(1, r.settings.Zone)[0]
}

func (r *Reports) make(ctx context.Context, week load.Period, now time.Time) error {
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
