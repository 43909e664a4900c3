package report

import (
	"fmt"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// write puts a report into words, in the order in which it is read.
func write(r load.Report) document {
	zone := r.Location()
	d := document{
		title: "Incident load, " + r.Period.Words(),
		days:  r.Period.Days(zone) + ", " + zone.String(),
	}
	if r.Running() {
		d.running = fmt.Sprintf("The %s is still running: these are its figures until %s.", r.Period.Noun(), r.Made.In(zone).Format("Monday 2 January 15:04"))
	}
	if r.Quiet() {
		d.headline = quietly(r)
		if r.FollowUps.Open > 0 || r.FollowUps.Opened > 0 || r.FollowUps.Done > 0 {
			d.sections = append(d.sections, followUps(r))
		}
		return d
	}
	d.headline = r.Headline() + "."
	d.cards = cards(r)
	d.counting = r.Settings.Words()
	for _, section := range []func(load.Report) section{glance, carried, keyPeople, maturity, followUps, incidents, recurring} {
		if s := section(r); len(s.parts) > 0 {
			d.sections = append(d.sections, s)
		}
	}
	return d
}

func quietly(r load.Report) string {
	said := r.Headline() + ", and nobody had to give time to it. Enjoy it."
	if r.Incidents.Before > 0 {
		said += fmt.Sprintf(" In the four %ss before there were %s incidents a %s.", r.Period.Noun(), load.Mean(r.Incidents.Before), r.Period.Noun())
	}
	return said
}

func before(r load.Report) string { return "mean of 4 " + r.Period.Noun() + "s before" }

func cards(r load.Report) []card {
	return []card{
		{"Incidents", load.Thousands(r.Incidents.Total), before(r) + ": " + load.Mean(r.Incidents.Before)},
		{"Hours people gave", load.Worked(r.Hours.Total()), before(r) + ": " + load.Worked(r.Before.Total())},
		{"Outside working hours", load.Worked(r.Hours.OffHours()), percentOf(r.Hours.OffHours(), r.Hours.Total()) + " of all"},
		{"Reactive tax", taxShare(r.Tax), "of " + load.Worked(r.Tax.Working) + " of working time"},
	}
}

func taxShare(t load.Tax) string {
	share, ok := t.Share()
	if !ok {
		return load.Unknown
	}
	return load.Percent(share)
}

func percentOf(part, of load.Span) string {
	if of <= 0 {
		return load.Unknown
	}
	return load.Percent(float64(part) / float64(of))
}

func glance(r load.Report) section {
	s := section{title: "In one glance"}
	s.parts = append(s.parts, part{table: counts(r)})
	if types := r.Incidents.ByType; len(types) > 0 {
		var said []string
		for _, t := range types {
			said = append(said, fmt.Sprintf("%s %d (%s before)", clean(t.Name), t.Count, load.Mean(t.Before)))
		}
		s.parts = append(s.parts, part{list: []entry{{"By type", load.List(said)}}})
	}
	list := []entry{{"Reactive tax", r.Tax.Words()}}
	people := load.Several(r.Responded, "person") + " responded"
	if r.Watched > 0 {
		people += fmt.Sprintf(", %s more only came to read", load.Thousands(r.Watched))
	}
	list = append(list, entry{"People", people})
	s.parts = append(s.parts, part{table: hoursByKind(r)}, part{list: list}, part{picture: "hours"}, part{table: times(r)}, part{picture: "resolve"})
	return s
}

func counts(r load.Report) *table {
	t := &table{
		caption: "Incidents declared, by severity",
		columns: []column{{head: "Incidents", grows: true}, {head: r.Period.Words(), number: true}, {bar: true}, {head: before(r), number: true}},
	}
	most := 1.0
	for _, tally := range r.Incidents.BySeverity {
		most = max(most, float64(tally.Count))
	}
	t.rows = append(t.rows, []cell{text("All"), text(load.Thousands(r.Incidents.Total)), {}, text(load.Mean(r.Incidents.Before))})
	for _, tally := range r.Incidents.BySeverity {
		t.rows = append(t.rows, []cell{
			{words: clean(tally.Name), sub: true},
			text(load.Thousands(tally.Count)),
			{bar: bar{parts: []float64{float64(tally.Count)}, of: most}},
			text(load.Mean(tally.Before)),
		})
	}
	return t
}

func hoursByKind(r load.Report) *table {
	t := &table{
		caption: "Hours people gave, by when it was for them",
		columns: []column{{head: "Hours people gave", grows: true}, {head: r.Period.Words(), number: true}, {bar: true}, {head: before(r), number: true}},
	}
	t.rows = append(t.rows, []cell{text("All"), text(load.Worked(r.Hours.Total())), {}, text(load.Worked(r.Before.Total()))})
	most := max(r.Hours.Working, r.Hours.Evening, r.Hours.Night, r.Hours.Weekend).Hours()
	for i, k := range []struct {
		name        string
		now, before load.Span
	}{
		{"in working hours", r.Hours.Working, r.Before.Working},
		{"in the evening", r.Hours.Evening, r.Before.Evening},
		{"at night", r.Hours.Night, r.Before.Night},
		{"at weekends, on days off", r.Hours.Weekend, r.Before.Weekend},
	} {
		parts := make([]float64, len(kinds)) // its own part, so that it looks as in the stacked bars
		parts[i] = k.now.Hours()
		t.rows = append(t.rows, []cell{
			{words: k.name, sub: true}, text(load.Worked(k.now)), {bar: bar{parts: parts, of: most}}, text(load.Worked(k.before)),
		})
	}
	return t
}

func times(r load.Report) *table {
	t := &table{
		caption: "How long it took",
		columns: []column{{head: "From the declaration", grows: true}, {head: "median", number: true}, {head: "p90", number: true}, {head: "incidents", number: true}},
	}
	for _, q := range []struct {
		name string
		load.Quantiles
	}{
		{"until somebody took command", r.Times.Acknowledge}, {"until mitigated", r.Times.Mitigate}, {"until resolved", r.Times.Resolve},
	} {
		median, p90 := load.Unknown, load.Unknown
		if q.Count > 0 {
			median, p90 = load.Elapsed(q.Median), load.Elapsed(q.P90)
		}
		t.rows = append(t.rows, []cell{text(q.name), text(median), text(p90), text(load.Thousands(q.Count))})
	}
	return t
}

func clean(s string) string { return incident.CleanLine(s) }
