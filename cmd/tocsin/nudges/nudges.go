// Package nudges says, by the clock, what people should be reminded of: in incidents' channels what was forgotten,
// to the owners of follow-ups what is due, to those who lead a team what is overdue.
//
// It decides and keeps; what was kept is drawn like anything else. Whatever is said has a cause, and a cause is
// kept once, so it does not matter how often, or in how many processes, the clock ticks.
package nudges

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/store"
)

// Options are what New needs; all of it but Week and Figures.
type Options struct {
	Store *store.Store
	// Rules are the words of the installation, with the rules for nudges.
	Rules incident.Rules
	// Calendars returns how people's weeks are arranged, as it is known now. It is asked when somebody may have
	// to be reminded, and once at a tick.
	Calendars func(ctx context.Context) (func(person incident.PersonID, team string) load.Calendar, error)
	// Zone is where people live whose own zone is not known.
	Zone *time.Location
	// Week is the last whole week, and Figures are the notices that tell people their own figures of it. Nobody is sent
	// theirs when they are nil.
	Week    func(now time.Time) load.Period
	Figures func(ctx context.Context, people []incident.PersonID, now time.Time) ([]incident.Notice, error)
}

// Nudges reminds people.
type Nudges struct{ Options }

// New returns what reminds people.
func New(o Options) (*Nudges, error) {
	switch {
	case o.Store == nil:
		return nil, errors.New("nudges.New: Store is missing")
	case o.Calendars == nil:
		return nil, errors.New("nudges.New: Calendars is missing")
	case o.Zone == nil:
		return nil, errors.New("nudges.New: Zone is missing")
	case o.Figures != nil && o.Week == nil:
		return nil, errors.New("nudges.New: Week is missing, and Figures is set")
	}
	return &Nudges{o}, nil
}

// Tick keeps what people should be reminded of now, and asks for it to be drawn. When there is nothing to say it
// reads a handful of rows in a handful of statements, whatever is closed. One part that fails does not keep the others.
func (n *Nudges) Tick(ctx context.Context, now time.Time) error {
	t := &tick{Nudges: n, now: now, zones: map[string]*time.Location{}}
	t.calendars = sync.OnceValues(func() (func(incident.PersonID, string) load.Calendar, error) { return n.Calendars(ctx) })
	return errors.Join(t.incidents(ctx), t.owners(ctx), t.leads(ctx), t.figures(ctx))
}

// tick is one look at the clock.
type tick struct {
	*Nudges
	now       time.Time
	calendars func() (func(incident.PersonID, string) load.Calendar, error)
	zones     map[string]*time.Location
}

// incidents reminds channels of what was forgotten.
func (t *tick) incidents(ctx context.Context) error {
	rules := t.Rules.Nudges
	if rules.TriageWaiting+rules.LeadAfter+rules.UpdateAfter+rules.QuietAfter+rules.CommanderSilent+rules.CloseAfter == 0 {
		return nil
	}
	open, err := t.Store.OpenForNudging(ctx)
	if err != nil {
		return err
	}
	var due []incident.Nudge
	var again []incident.Number
	for _, inc := range open {
		var failed error
		inc.Seen.Day = func(at time.Time) bool {
			working, err := t.works(inc.Who, inc.Team)
			failed = err
			return err == nil && working.AtWork(at, t.zone(inc.Zone))
		}
		severity, err := t.Rules.Severity(string(inc.Severity))
		if err != nil {
			severity = incident.Severity{} // taken out of the configuration since: no cadence
		}
		for _, nudge := range incident.Nudges(inc.Incident, inc.Seen, rules, severity.UpdateEvery, t.now) {
			if !slices.ContainsFunc(inc.Said, func(said store.SaidNudge) bool { return said.Kind == nudge.Kind && said.Cause == nudge.Cause }) {
				due = append(due, nudge)
			}
		}
		if failed != nil {
			return failed
		}
		if slices.ContainsFunc(inc.Said, func(said store.SaidNudge) bool { return answered(said, inc) }) {
			again = append(again, inc.Number)
		}
	}
	return t.Store.KeepNudges(ctx, due, again)
}

// answered reports whether somebody wrote where nobody had written for long. That changes nothing of the incident,
// so nothing else has the nudge drawn anew.
func answered(said store.SaidNudge, inc store.OpenIncident) bool {
	return said.Kind == incident.NudgeQuiet && !said.Settled && said.Over(inc.Incident, inc.Seen.LastWroteAt) ||
		said.Kind == incident.NudgeSilent && !said.Settled && said.Over(inc.Incident, inc.Seen.CommanderSeenAt)
}

// works is when somebody works, by their calendar.
func (t *tick) works(person incident.PersonID, team string) (incident.WorkingDay, error) {
	of, err := t.calendars()
	if err != nil {
		return nil, fmt.Errorf("read calendars: %w", err)
	}
	calendar := of(person, team)
	return func(day time.Time) (from, until time.Duration, ok bool) {
		works := calendar.Days[day.Weekday()] && (calendar.Off == nil || !calendar.Off(day))
		return calendar.From, calendar.Until, works
	}, nil
}

// zone is where somebody lives. A zone that is unknown here, or was never heard, is the installation's.
func (t *tick) zone(name string) *time.Location {
	if name == "" {
		return t.Zone
	}
	if zone, known := t.zones[name]; known {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = t.Zone
	}
	t.zones[name] = zone
	return zone
}
