package load

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// lines are the incidents of the period: those that were declared or came further in it, and those that people gave time to
// while they were open. What else people gave time to was over before.
func lines(in Input, s *summary) ([]Line, Earlier) {
	lines, earlier := []Line{}, Earlier{}
	for _, f := range byDeclaration(in.Incidents) {
		sum := s.incidents[f.Number]
		moved := in.Period.holds(f.DeclaredAt) || in.Period.holds(f.MitigatedAt) || in.Period.holds(f.ResolvedAt)
		over := !f.ResolvedAt.IsZero() && f.ResolvedAt.Before(in.Period.From)
		switch {
		case !moved && sum == nil:
			continue
		case !moved && over:
			earlier.Incidents++
			earlier.Hours += sum.took
			continue
		}
		l := Line{
			Private: f.Private, Severity: f.Severity, Type: f.shownType(), Status: f.Status,
			DeclaredAt: f.DeclaredAt.UTC(), Took: f.took(in.Now), Over: !f.ResolvedAt.IsZero(), FollowUps: f.FollowUps,
		}
		if sum != nil {
			l.People, l.Hours = len(sum.people), sum.took
		}
		if !f.Private {
			l.Number, l.Title, l.Service, l.Cause = f.Number, f.Title, string(f.Service), string(f.Cause)
			l.Channel, l.Link = f.Channel, f.Link
		}
		lines = append(lines, l)
	}
	return lines, earlier
}

// took is how long it lasted, or has lasted.
func (f Fact) took(now time.Time) Span {
	if f.ResolvedAt.IsZero() {
		return max(now.Sub(f.DeclaredAt), 0)
	}
	return max(f.ResolvedAt.Sub(f.DeclaredAt), 0)
}

func byDeclaration(facts []Fact) []Fact {
	facts = slices.Clone(facts)
	slices.SortFunc(facts, func(a, b Fact) int {
		return cmp.Or(a.DeclaredAt.Compare(b.DeclaredAt), cmp.Compare(a.Number, b.Number))
	})
	return facts
}

// recurring are the services and causes that several incidents share.
func recurring(in Input) []Recurring {
	weeks := in.Period.Trailing(baseline, in.Now, in.Settings.Zone)
	window := Period{From: weeks[0].From, Until: in.Period.Until}
	type thing struct{ what, name string }
	numbers, fresh := map[thing][]incident.Number{}, map[thing]bool{}
	for _, f := range byDeclaration(in.Incidents) {
		if f.Private || !window.holds(f.DeclaredAt) {
			continue
		}
		for _, t := range []thing{{"service", string(f.Service)}, {"cause", string(f.Cause)}} {
			if t.name != "" {
				numbers[t] = append(numbers[t], f.Number)
				fresh[t] = fresh[t] || in.Period.holds(f.DeclaredAt)
			}
		}
	}
	list := []Recurring{}
	for t, n := range numbers {
		if len(n) > 1 && fresh[t] {
			list = append(list, Recurring{What: t.what, Name: t.name, Numbers: n})
		}
	}
	slices.SortFunc(list, func(a, b Recurring) int { // most first, and services before causes
		return cmp.Or(cmp.Compare(len(b.Numbers), len(a.Numbers)), strings.Compare(b.What, a.What), strings.Compare(a.Name, b.Name))
	})
	return list
}

// times are how long it took until somebody led, users were well again, and it was over.
func times(in Input) Times {
	var acknowledge, mitigate, resolve []Span
	for _, f := range in.Incidents {
		for _, step := range []struct {
			at    time.Time
			spans *[]Span
		}{{f.LeadAssignedAt, &acknowledge}, {f.MitigatedAt, &mitigate}, {f.ResolvedAt, &resolve}} {
			if in.Period.holds(step.at) {
				*step.spans = append(*step.spans, max(step.at.Sub(f.DeclaredAt), 0))
			}
		}
	}
	return Times{Acknowledge: quantiles(acknowledge), Mitigate: quantiles(mitigate), Resolve: quantiles(resolve)}
}

func quantiles(spans []Span) Quantiles {
	slices.Sort(spans)
	return Quantiles{Median: percentile(spans, 0.5), P90: percentile(spans, 0.9), Count: len(spans)}
}

// percentile interpolates between the two nearest of spans, which are sorted; it is zero when there are none.
func percentile(spans []Span, p float64) Span {
	if len(spans) == 0 {
		return 0
	}
	place := p * float64(len(spans)-1)
	below := int(place)
	above := min(below+1, len(spans)-1)
	return spans[below] + Span(math.Round((place-float64(below))*float64(spans[above]-spans[below])))
}
