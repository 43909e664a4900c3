// Package reports puts together what the weekly report needs: what is stored, the arithmetic, and how this
// installation's people live and work.
package reports

import (
	"context"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/store"
)

// Options are what reports are made with. Config and Store must be set.
type Options struct {
	Config *config.Config
	Store  *store.Store
	Log    *slog.Logger // nil for nowhere
	// Progress is told how many of the weeks that a report needs have been measured; may be nil.
	Progress func(measured, of int)
}

// Reports makes the reports of one installation. It keeps nothing in memory between two of them.
type Reports struct {
	Options
	settings load.Settings
	turn     chan struct{} // full while a week is measured
}

// New returns a Reports.
func New(o Options) *Reports {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return &Reports{Options: o, settings: o.Config.LoadSettings(), turn: make(chan struct{}, 1)}
}

// Settings are what the arithmetic rests on.
func (r *Reports) Settings() load.Settings { return r.settings }

// Period reads what somebody calls a week or a month. It returns an *incident.Refusal.
func (r *Reports) Period(text string, now time.Time) (load.Period, error) {
	return load.ParsePeriod(text, now, r.settings.Zone)
}

// Report says what a period of incidents cost. Weeks that it needs and that are not measured are measured first.
func (r *Reports) Report(ctx context.Context, p load.Period, now time.Time) (load.Report, error) {
	in, err := r.input(ctx, p, now)
	if err != nil {
		return load.Report{}, err
	}
	return load.Make(in), nil
}

// FiguresOf are people's own, in their order. What happened is read once for all of them.
func (r *Reports) FiguresOf(ctx context.Context, people []incident.PersonID, p load.Period, now time.Time) ([]load.Figures, error) {
	in, err := r.input(ctx, p, now)
	if err != nil {
		return nil, err
	}
	all := make([]load.Figures, len(people))
	for i, person := range people {
		all[i] = load.FiguresOf(in, person)
	}
	return all, nil
}

// How far a report looks back.
const (
	weeksShown  = 8
	weeksOfYear = 52
	takesPart   = 90 * 24 * time.Hour
	comparesTo  = 4 // periods
)

// input reads what a report is made of.
func (r *Reports) input(ctx context.Context, p load.Period, now time.Time) (load.Input, error) {
	s, zone := r.settings, r.settings.Zone
	severities := r.severities()
	q := store.ReportQuery{
		Period: p, Zone: zone, Milder: severities[len(severities)/2:],
		Before: p.Before(comparesTo, zone)[0].From, Ninety: p.Until.Add(-takesPart),
		Weeks: p.Trailing(weeksShown, now, zone)[0].From, Year: p.Trailing(weeksOfYear, now, zone)[0].From,
	}
	calendars, err := r.calendars(ctx)
	if err != nil {
		return load.Input{}, err
	}
	from := earliest(q.Before, q.Ninety, q.Weeks, p.From)
	open, err := r.unmeasured(ctx, load.WeeksOf(from, earliest(p.Until, now), zone), now)
	if err != nil {
		return load.Input{}, err
	}
	if err := r.measureAll(ctx, open, calendars, now, r.isUnmeasured); err != nil {
		return load.Input{}, err
	}
	in, err := r.Store.ReportInput(ctx, q)
	if err != nil {
		return load.Input{}, err
	}
	in.Now, in.Settings, in.Severities = now, s, severities
	if err := r.complete(ctx, &in, calendars); err != nil {
		return load.Input{}, err
	}
	return in, nil
}

// complete adds what the store does not know: the addresses of channels, and who was there in a period that is not one
// measured week.
func (r *Reports) complete(ctx context.Context, in *load.Input, calendars *calendars) error {
	workspace, err := r.Store.Workspace(ctx)
	if err != nil {
		return err
	}
	for i, f := range in.Incidents {
		if workspace.Home != "" && f.Channel != "" {
			in.Incidents[i].Link = workspace.Home + "archives/" + string(f.Channel)
		}
	}
	worked := in.Period
	worked.Until = earliest(worked.Until, in.Now) // of a week that is running, as much as has been worked
	if len(in.Members) == 0 || in.Now.Before(in.Period.Until) {
		in.Members, err = r.members(ctx, worked, in.Segments, calendars)
	}
	return err
}

func (r *Reports) severities() []incident.SeverityName {
	var names []incident.SeverityName
	for _, s := range r.Config.Incidents.Severities {
		names = append(names, s.Name)
	}
	return names
}

func earliest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

// Segments are the time that people gave in a period, person by person, and what people are called.
func (r *Reports) Segments(ctx context.Context, p load.Period, now time.Time) ([]load.Segment, func(incident.PersonID) string, error) {
	in, err := r.input(ctx, p, now)
	if err != nil {
		return nil, nil, err
	}
	names := map[incident.PersonID]string{}
	for _, m := range in.Members {
		names[m.Person] = m.Name
	}
	return in.Segments, func(id incident.PersonID) string { return names[id] }, nil
}
