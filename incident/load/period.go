package load

import (
	"fmt"
	"slices"
	"time"
)

// WeekOf is the week of an instant: from Monday at midnight in the zone to the next, named as ISO 8601 does.
func WeekOf(t time.Time, zone *time.Location) Period {
	local := t.In(orUTC(zone))
	return weekFrom(local.Year(), local.Month(), local.Day()-(int(local.Weekday())+6)%7, zone)
}

// MonthOf is the month of an instant.
func MonthOf(t time.Time, zone *time.Location) Period {
	local := t.In(orUTC(zone))
	return monthFrom(local.Year(), local.Month(), zone)
}

// weekFrom is the week that begins on a Monday.
func weekFrom(year int, month time.Month, monday int, zone *time.Location) Period {
	isoYear, isoWeek := time.Date(year, month, monday, 0, 0, 0, 0, time.UTC).ISOWeek()
	return Period{
		Name: fmt.Sprintf("%04d-W%02d", isoYear, isoWeek),
		From: midnight(year, month, monday, zone), Until: midnight(year, month, monday+7, zone),
	}
}

func monthFrom(year int, month time.Month, zone *time.Location) Period {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return Period{
		Name: first.Format("2006-01"),
		From: midnight(year, month, 1, zone), Until: midnight(year, month+1, 1, zone),
	}
}

// Weeks are those that a period lies in, oldest first; of a week, itself.
func (p Period) Weeks(zone *time.Location) []Period { return WeeksOf(p.From, p.Until, zone) }

// WeeksOf are the weeks that a span of time lies in, oldest first.
func WeeksOf(from, until time.Time, zone *time.Location) []Period {
	var weeks []Period
	for at := from; at.Before(until); {
		week := WeekOf(at, zone)
		weeks = append(weeks, week)
		at = week.Until
	}
	return weeks
}

// Before are as many weeks before a week, or months before a month, oldest first.
func (p Period) Before(n int, zone *time.Location) []Period {
	of := WeekOf
	if p.Noun() == "month" {
		of = MonthOf
	}
	periods := make([]Period, 0, n)
	for range n {
		p = of(p.From.Add(-time.Nanosecond), zone)
		periods = append(periods, p)
	}
	slices.Reverse(periods)
	return periods
}

// Trailing are as many weeks as asked for that end with the period, oldest first. While the period is running they end
// with the current week.
func (p Period) Trailing(n int, now time.Time, zone *time.Location) []Period {
	last := WeekOf(p.end(now).Add(-time.Nanosecond), zone)
	return append(last.Before(n-1, zone), last)
}

// end is when the period ends, or now while it is running.
func (p Period) end(now time.Time) time.Time {
	if now.After(p.From) {
		return earlier(p.Until, now)
	}
	return p.Until
}

// midnight is when a day begins in a zone, in UTC. Where clocks skip midnight it begins with the first hour there is.
// Days outside the month are of the months around it.
func midnight(year int, month time.Month, date int, zone *time.Location) time.Time {
	begins := time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	at := func(t time.Time) time.Time { // midnight by the offset in force at an instant
		_, seconds := t.Zone()
		return begins.Add(-time.Duration(seconds) * time.Second)
	}
	noon := time.Date(year, month, date, 12, 0, 0, 0, orUTC(zone))
	first := at(noon)
	change, _ := noon.ZoneBounds()
	if change.IsZero() || !first.Before(change) {
		return first
	}
	return earlier(at(change.Add(-time.Nanosecond)), change.UTC())
}
