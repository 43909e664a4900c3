package load

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// privateType is what all private incidents are called instead of their type.
const privateType = "private"

// baseline is how many periods before one it is compared with.
const baseline = 4

// weeksShown is how many weeks the picture of teams' hours shows.
const weeksShown = 8

// Make makes a report of what is known. The same input makes the same report, in whatever order its segments come.
func Make(in Input) Report {
	zone := orUTC(in.Settings.Zone)
	s := sumUp(in)
	r := Report{
		Period: in.Period,
		Made:   in.Now.UTC().Round(0),
		Zone:   zone.String(),
		Settings: Arithmetic{
			CountsFor: in.Settings.CountsFor, JoinsWithin: in.Settings.JoinsWithin,
			WatchingCountsFor: in.Settings.WatchingCountsFor, Apart: in.Settings.Apart,
			MaxHours: in.Settings.MaxHours, MaxNights: in.Settings.MaxNights,
			SmallestTeam: in.Settings.SmallestTeam, Names: in.Settings.Names,
		},
		Incidents: counts(in),
		Before:    in.Before.over(baseline),
		Times:     times(in),
		Key:       keyPeople(in, s),
		Maturity:  maturity(in),
		FollowUps: followUps(in),
		Drafts:    in.Drafts,
		Recurring: recurring(in),
		Weeks:     weekHours(in, s),
		Heat:      heat(in.Segments),
		Resolve:   resolveWeeks(in.Resolve),
	}
	r.Period.From, r.Period.Until = in.Period.From.UTC(), in.Period.Until.UTC()
	for _, p := range s.people {
		r.Hours = r.Hours.and(p.hours)
		if p.responded() {
			r.Responded++
		} else if p.gaveTime() {
			r.Watched++
		}
		if p.over {
			r.Over++
		}
	}
	r.Lines, r.Earlier = lines(in, s)
	r.Teams = teamLoads(s)
	r.Tax = companyTax(in, s)
	r.People = peopleLoads(in, s)
	return r
}

// and is the sum of two.
func (h Hours) and(more Hours) Hours {
	return Hours{
		Working: h.Working + more.Working, Evening: h.Evening + more.Evening,
		Night: h.Night + more.Night, Weekend: h.Weekend + more.Weekend,
	}
}

// over is the mean of n periods whose sum it is.
func (h Hours) over(n Span) Hours {
	return Hours{Working: h.Working / n, Evening: h.Evening / n, Night: h.Night / n, Weekend: h.Weekend / n}
}

// add counts a segment.
func (h *Hours) add(s Segment) {
	switch s.Kind {
	case Working:
		h.Working += s.Took()
	case Evening:
		h.Evening += s.Took()
	case Night:
		h.Night += s.Took()
	case Weekend:
		h.Weekend += s.Took()
	}
}

// holds reports whether an instant lies in the period; none does that is zero.
func (p Period) holds(t time.Time) bool {
	return !t.IsZero() && !t.Before(p.From) && t.Before(p.Until)
}

// counts are how many incidents were declared, against the periods before.
func counts(in Input) Counts {
	before := in.Period.Before(baseline, in.Settings.Zone)
	past := Period{From: before[0].From, Until: in.Period.From}
	var c Counts
	severities, types := map[string]*Tally{}, map[string]*Tally{}
	for _, name := range in.Severities {
		severities[string(name)] = &Tally{Name: string(name)}
	}
	for _, f := range in.Incidents {
		now := 0
		switch {
		case in.Period.holds(f.DeclaredAt):
			now = 1
		case !past.holds(f.DeclaredAt):
			continue
		}
		c.Total += now
		c.Before += float64(1-now) / baseline
		for _, tally := range []*Tally{tallyOf(severities, string(f.Severity)), tallyOf(types, f.shownType())} {
			tally.Count += now
			tally.Before += float64(1-now) / baseline
		}
	}
	rank := func(t Tally) int {
		if i := slices.Index(in.Severities, incident.SeverityName(t.Name)); i >= 0 {
			return i
		}
		return len(in.Severities)
	}
	c.BySeverity = sorted(severities, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Name, b.Name))
	})
	c.ByType = sorted(types, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Before, a.Before), strings.Compare(a.Name, b.Name))
	})
	return c
}

// shownType is its type, as far as readers may know it.
func (f Fact) shownType() string {
	if f.Private {
		return privateType
	}
	return string(f.Type)
}

func tallyOf(tallies map[string]*Tally, name string) *Tally {
	if tallies[name] == nil {
		tallies[name] = &Tally{Name: name}
	}
	return tallies[name]
}

func sorted(tallies map[string]*Tally, order func(a, b Tally) int) []Tally {
	list := make([]Tally, 0, len(tallies))
	for _, t := range tallies {
		list = append(list, *t)
	}
	slices.SortFunc(list, order)
	return list
}

// heat sorts time by the hour of people's own clocks.
func heat(segments []Segment) (hours [7][24]Span) {
	for _, s := range segments {
		monday := (int(s.Local.Weekday()) + 6) % 7
		hours[monday][s.Local.Hour()] += s.Took()
	}
	return hours
}

// weekHours are the hours of the teams of the report in each of the weeks shown.
func weekHours(in Input, s *summary) []WeekHours {
	weeks := make([]WeekHours, 0, weeksShown)
	for _, week := range in.Period.Trailing(weeksShown, in.Now, in.Settings.Zone) {
		w := WeekHours{Name: week.Name, From: week.From, ByTeam: make([]Span, len(s.teams))}
		for _, took := range in.Weeks {
			if took.Week.Name == week.Name && took.Took > 0 {
				w.ByTeam[s.team(took.Team)] += took.Took
			}
		}
		weeks = append(weeks, w)
	}
	return weeks
}

func resolveWeeks(all []WeekResolve) []WeekResolve {
	weeks := make([]WeekResolve, 0, len(all))
	for _, w := range all {
		if w.Count > 0 {
			w.From = w.From.UTC()
			weeks = append(weeks, w)
		}
	}
	slices.SortFunc(weeks, func(a, b WeekResolve) int { return a.From.Compare(b.From) })
	return weeks
}
