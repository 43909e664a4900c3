package load

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Noun is what kind of period it is: "week", "month" or "period".
func (p Period) Noun() string {
	if strings.Contains(p.Name, "-W") {
		return "week"
	}
	if _, err := time.Parse("2006-01", p.Name); err == nil {
		return "month"
	}
	return "period"
}

// Words is the period as people say it: "week 46", "November 2026".
func (p Period) Words() string {
	if _, week, ok := strings.Cut(p.Name, "-W"); ok {
		return "week " + strings.TrimPrefix(week, "0")
	}
	if month, err := time.Parse("2006-01", p.Name); err == nil {
		return month.Format("January 2006")
	}
	return p.Name
}

// Days are its first and last day in that zone: "9–15 November 2026".
func (p Period) Days(zone *time.Location) string {
	first, last := p.From.In(zone), p.Until.Add(-time.Nanosecond).In(zone)
	switch {
	case first.Year() != last.Year():
		return first.Format("2 January 2006") + " – " + last.Format("2 January 2006")
	case first.Month() != last.Month():
		return first.Format("2 January") + " – " + last.Format("2 January 2006")
	default:
		return first.Format("2") + "–" + last.Format("2 January 2006")
	}
}

// Location is the zone whose days and weeks these are; UTC when it is not known here.
func (r Report) Location() *time.Location {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Running reports whether the period was not over when the report was made.
func (r Report) Running() bool { return r.Made.Before(r.Period.Until) }

// Quiet reports whether there was nothing: no incident, and no time given to one.
func (r Report) Quiet() bool {
	return r.Incidents.Total == 0 && r.Hours.Total() == 0 && len(r.Lines) == 0
}

// Headline is what the period cost, in a sentence without a full stop.
func (r Report) Headline() string {
	when := r.Period.Words()
	if r.Running() {
		when += " so far"
	}
	switch off := r.Hours.OffHours(); {
	case r.Quiet():
		return "Nothing broke in " + when
	case r.Hours.Total() == 0:
		them := "them"
		if r.Incidents.Total == 1 {
			them = "it"
		}
		return fmt.Sprintf("%s in %s, and no time given to %s", upper(Several(r.Incidents.Total, "incident")), when, them)
	case off == 0:
		return fmt.Sprintf("%s in %s, all of it in working hours", Worked(r.Hours.Total()), when)
	case off == r.Hours.Total():
		return fmt.Sprintf("%s in %s, all of it outside working hours", Worked(off), when)
	default:
		return fmt.Sprintf("%s in %s, %s of it outside working hours", Worked(r.Hours.Total()), when, Worked(off))
	}
}

// Words says the tax with what it rests on; [Unknown] when it is not known.
func (t Tax) Words() string {
	share, ok := t.Share()
	if !ok {
		return Unknown
	}
	return fmt.Sprintf("%s of working time (%s of %s, %s)",
		Percent(share), Worked(t.Incidents), Worked(t.Working), Several(t.People, "person"))
}

// Words says the quantiles with how many incidents they rest on; [Unknown] when that is none.
func (q Quantiles) Words() string {
	switch q.Count {
	case 0:
		return Unknown
	case 1:
		return Elapsed(q.Median) + " (1 incident)"
	default:
		return fmt.Sprintf("median %s, p90 %s (%s)", Elapsed(q.Median), Elapsed(q.P90), Several(q.Count, "incident"))
	}
}

// Fair says how evenly a team's on-call shared its hours; empty when there was nothing to share.
func (t TeamLoad) Fair() string {
	if t.OnCall < 2 || t.Busiest == 0 {
		return ""
	}
	return fmt.Sprintf("the busiest of %d carried %s, an equal share is %s", t.OnCall, Percent(t.Busiest), Percent(t.Equal))
}

// muchWork is what makes people key: whoever carried half of ten minutes is nobody's key person.
const muchWork = time.Hour

// KeyOf are the key people of what took some work, most hours first.
func (r Report) KeyOf() []KeyPeople {
	return slices.DeleteFunc(slices.Clone(r.Key), func(k KeyPeople) bool { return k.Hours < muchWork })
}

// Words says how few carried how much, and who they are where people are named.
func (k KeyPeople) Words() string {
	var said string
	switch {
	case k.People == 1:
		said = "one person carried all " + Worked(k.Hours)
	case k.Half == k.Most:
		said = fmt.Sprintf("%d of %d people carried 80 %% of %s", k.Most, k.People, Worked(k.Hours))
	default:
		said = fmt.Sprintf("%d of %d people carried half of %s, %d carried 80 %%", k.Half, k.People, Worked(k.Hours), k.Most)
	}
	if len(k.MostName) == 0 {
		return said
	}
	names := k.MostName
	if others := k.Most - len(names); others > 0 {
		names = append(slices.Clone(names), fmt.Sprintf("%d more who may not be named", others))
	}
	return said + ": " + List(names)
}

// limits are what a person should not go over in a week; empty for no limits.
func (a Arithmetic) limits() string {
	var limits []string
	if a.MaxHours > 0 {
		limits = append(limits, "over "+Worked(a.MaxHours))
	}
	if a.MaxNights > 0 {
		limits = append(limits, "over "+Several(a.MaxNights, "night interruption"))
	}
	return strings.Join(limits, " or ")
}

// Words is what the figures rest on, a sentence each.
func (a Arithmetic) Words() []string {
	said := []string{
		fmt.Sprintf("An activity – a message, a reaction, a command, a click, a role taken – counts %s; pauses under %s count too; "+
			"coming to read counts %s.", Worked(a.CountsFor), Worked(a.JoinsWithin), Worked(a.WatchingCountsFor)),
		"A person's time counts once, however many incidents asked for it, and is sorted by their own clock, calendar and days off.",
		fmt.Sprintf("An interruption is an activity after %s without any.", Worked(a.Apart)),
	}
	if limits := a.limits(); limits != "" {
		said = append(said, "Over the limit is who has "+limits+" in a week.")
	}
	return append(said,
		"The reactive tax is time given to incidents as a share of working time.",
		"Of a median half took no longer, of a p90 nine in ten.",
		"Bots and drills are left out.")
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Words says what went to incidents that were over before; empty when nothing did.
func (e Earlier) Words() string {
	if e.Incidents == 0 {
		return ""
	}
	return Worked(e.Hours) + " more went to " + Several(e.Incidents, "incident") + " that had been resolved before: follow-ups and late questions"
}
