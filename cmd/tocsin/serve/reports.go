package serve

import (
	"context"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
)

// Report makes the weekly reports that are due.
func (a *App) Report(ctx context.Context) error { return a.Reports.Weekly(ctx, a.now()) }

// meetTeams asks Slack who is in the teams, at the start and in the night. While it cannot tell, they are as they were.
func (a *App) meetTeams(ctx context.Context) error {
	if err := a.Reports.RefreshTeams(ctx, a.client); err != nil && ctx.Err() == nil {
		a.options.Log.Warn("who is in which team is not known anew", slog.Any("error", err))
	}
	return nil
}

// reportFor is what a period cost, for whoever asks: what is in a report, anybody may read.
func (a *App) reportFor(ctx context.Context, _ incident.PersonID, period string) (load.Report, error) {
	p, err := a.Reports.Period(period, a.now())
	if err != nil {
		return load.Report{}, err
	}
	return a.Reports.Report(ctx, p, a.now())
}

// figuresOf are the reader's own figures.
func (a *App) figuresOf(ctx context.Context, reader incident.PersonID, period string) (load.Figures, error) {
	p, err := a.Reports.Period(period, a.now())
	if err != nil {
		return load.Figures{}, err
	}
	own, err := a.Reports.FiguresOf(ctx, []incident.PersonID{reader}, p, a.now())
	if err != nil {
		return load.Figures{}, err
	}
	return own[0], nil
}

// weeklyFigures are the notices that tell people their own figures of the last whole week.
func (a *App) weeklyFigures(ctx context.Context, people []incident.PersonID, now time.Time) ([]incident.Notice, error) {
	all, err := a.Reports.FiguresOf(ctx, people, a.Reports.LastWeek(now), now)
	if err != nil {
		return nil, err
	}
	notices := make([]incident.Notice, len(all))
	for i, f := range all {
		if notices[i], err = bot.FiguresNotice(f, "weekly"); err != nil {
			return nil, err
		}
		notices[i].At = now
	}
	return notices, nil
}

// pictures are the report's pictures.
func pictures(r load.Report) ([]bot.Picture, error) {
	drawn, err := chart.Pictures(r)
	all := make([]bot.Picture, len(drawn))
	for i, p := range drawn {
		all[i] = bot.Picture{Name: p.Name, Title: p.Title, Alt: p.Alt, PNG: p.PNG}
	}
	return all, err
}
