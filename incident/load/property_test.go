package load_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// zones are those that people of these properties live in; three change their clocks within the weeks drawn, one by half
// an hour, and two are off the hour.
var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu"}

// start is the Monday of the first week that is drawn. Clocks change in Lord Howe on 4 October, in Berlin on the 25th and
// in New York on 1 November.
var start = at("2026-09-28 00:00")

const weeksDrawn = 6

var kinds = []load.Kind{load.Working, load.Evening, load.Night, load.Weekend}

// minutes draws a time in whole minutes.
func minutes(t *rapid.T, from, until int, label string) time.Duration {
	return time.Duration(rapid.IntRange(from, until).Draw(t, label)) * time.Minute
}

func drawSettings(t *rapid.T) load.Settings {
	s := load.DefaultSettings()
	if rapid.Bool().Draw(t, "other settings") {
		s.CountsFor = minutes(t, 1, 40, "counts for")
		s.JoinsWithin = minutes(t, 0, 40, "joins within")
		s.WatchingCountsFor = minutes(t, 0, 50, "watching counts for")
		s.Apart = minutes(t, 0, 90, "apart")
	}
	s.Zone = zone(rapid.SampledFrom(zones).Draw(t, "the weeks' zone"))
	return s
}

func drawWho(t *rapid.T) load.Who {
	who := load.Who{Calendar: load.DefaultCalendar()}
	for range rapid.IntRange(0, 3).Draw(t, "zones") {
		who.Zones = append(who.Zones, load.ZoneSince{
			From: start.Add(minutes(t, 0, weeksDrawn*7*24*60, "moved")),
			Zone: zone(rapid.SampledFrom(zones).Draw(t, "zone")),
		})
	}
	slices.SortFunc(who.Zones, func(a, b load.ZoneSince) int { return a.From.Compare(b.From) })
	if rapid.Bool().Draw(t, "own hours") {
		quarter := func(label string) time.Duration {
			return time.Duration(rapid.IntRange(0, 96).Draw(t, label)) * 15 * time.Minute
		}
		who.Calendar.From, who.Calendar.Until = quarter("work from"), quarter("work until")
		who.Calendar.NightFrom, who.Calendar.NightUntil = quarter("night from"), quarter("night until")
	}
	if off := rapid.IntRange(-1, 6).Draw(t, "off"); off >= 0 {
		who.Calendar.Off = func(day time.Time) bool { return day.Day()%7 == off }
	}
	return who
}

// drawActivities draws what Ada did, at whole minutes, often close together, and often where a week of the zone begins.
func drawActivities(t *rapid.T, zone *time.Location) []load.Activity {
	n := rapid.IntRange(0, 40).Draw(t, "activities")
	now := start.Add(minutes(t, 0, weeksDrawn*7*24*60-1, "first"))
	if rapid.Bool().Draw(t, "before a week begins") {
		now = load.WeekOf(now, zone).Until.Add(-minutes(t, 0, 240, "how long before"))
	}
	var all []load.Activity
	for range n {
		all = append(all, load.Activity{
			Person: "ada", Incident: incident.Number(rapid.IntRange(1, 3).Draw(t, "incident")), At: now,
			Watching: rapid.IntRange(0, 3).Draw(t, "watching") == 0,
		})
		most := rapid.SampledFrom([]int{5, 45, 120, 5000}).Draw(t, "how close")
		now = now.Add(minutes(t, 0, most, "pause"))
	}
	return all
}

// everything is a period that all that is drawn lies in.
func everything(zone *time.Location) load.Period {
	weeks := load.WeeksOf(start.Add(-7*24*time.Hour), start.Add(60*7*24*time.Hour), zone)
	return load.Period{Name: "all of it", From: weeks[0].From, Until: weeks[len(weeks)-1].Until}
}

// TestMeasure_counts_each_moment_of_a_person_once compares with the definition, asked for each minute by itself.
func TestMeasure_counts_each_moment_of_a_person_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		segments := measured(t, everything(s.Zone), did, who, s)
		hours := map[time.Time]time.Duration{}
		for i, segment := range segments {
			if i > 0 && segment.From.Before(segments[i-1].Until) {
				t.Fatalf("%v overlaps %v", segment, segments[i-1])
			}
			if segment.Took() <= 0 {
				t.Fatalf("no time: %v", segment)
			}
			for at := segment.From; at.Before(segment.Until); at = at.Add(time.Minute) {
				hours[at.Truncate(time.Hour)] += time.Minute
			}
		}
		for hour, took := range hours {
			if took > time.Hour {
				t.Fatalf("%s in the hour of %s", took, hour)
			}
		}
		if len(did) == 0 {
			return
		}
		from, until := did[0].At.Add(-time.Hour), did[len(did)-1].At.Add(2*time.Hour)
		if until.Sub(from) > 10*24*time.Hour {
			until = from.Add(10 * 24 * time.Hour)
		}
		i := 0
		for at := from; at.Before(until); at = at.Add(time.Minute) {
			for i < len(segments) && !segments[i].Until.After(at) {
				i++
			}
			got := "nothing"
			if i < len(segments) && !segments[i].From.After(at) {
				got = fmt.Sprintf("%s responding: %t", segments[i].Kind, segments[i].Responding)
				if segments[i].Responding {
					got += " " + segments[i].Incident.String()
				}
			}
			if want := byDefinition(did, who, s, at); got != want {
				t.Fatalf("at %s there is %s; by definition, %s", at, got, want)
			}
		}
	})
}

// byDefinition is what a person was at, at one instant, read from the words of docs/report.md.
func byDefinition(did []load.Activity, who load.Who, s load.Settings, at time.Time) string {
	var last, next *load.Activity // responses
	watching := false
	for i, a := range did {
		switch {
		case a.Watching:
			watching = watching || !at.Before(a.At) && at.Before(a.At.Add(s.WatchingCountsFor))
		case !a.At.After(at):
			if last == nil || last.At.Before(a.At) || last.Incident < a.Incident {
				last = &did[i]
			}
		case next == nil:
			next = &did[i]
		}
	}
	kind := kindByDefinition(who, s, at)
	if last != nil {
		covered := last.At.Add(s.CountsFor)
		if at.Before(covered) || next != nil && next.At.Before(covered.Add(s.JoinsWithin)) {
			return fmt.Sprintf("%s responding: true %s", kind, last.Incident)
		}
	}
	if watching {
		return fmt.Sprintf("%s responding: false", kind)
	}
	return "nothing"
}

// interruptionsByDefinition are when somebody who was not at it, and had been left alone for long enough, began to respond.
func interruptionsByDefinition(did []load.Activity, s load.Settings) []time.Time {
	var begun []time.Time
	var previous *load.Activity
	for i, a := range did {
		if a.Watching {
			continue
		}
		if previous == nil {
			begun = append(begun, a.At)
		} else if alone := a.At.Sub(previous.At.Add(s.CountsFor)); alone >= s.JoinsWithin && alone >= s.Apart {
			begun = append(begun, a.At)
		}
		previous = &did[i]
	}
	return begun
}

func TestMeasure_says_where_people_were_interrupted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		var got []time.Time
		for _, segment := range measured(t, everything(s.Zone), did, who, s) {
			if segment.PulledIn {
				got = append(got, segment.From)
			}
		}
		if want := interruptionsByDefinition(did, s); !slices.Equal(got, want) {
			t.Fatalf("at %v, by definition at %v", got, want)
		}
	})
}

func kindByDefinition(who load.Who, s load.Settings, at time.Time) load.Kind {
	zone := s.Zone
	for i, since := range who.Zones {
		if i == 0 || !since.From.After(at) {
			zone = since.Zone
		}
	}
	local := at.In(zone)
	clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	c := who.Calendar
	night := clock >= c.NightFrom && clock < c.NightUntil
	if c.NightFrom > c.NightUntil {
		night = clock >= c.NightFrom || clock < c.NightUntil
	}
	off := c.Off != nil && c.Off(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC))
	switch {
	case night:
		return load.Night
	case off || !c.Days[local.Weekday()]:
		return load.Weekend
	case clock >= c.From && clock < c.Until:
		return load.Working
	}
	return load.Evening
}

func TestMeasure_cuts_at_each_hour_of_the_persons_clock_and_change_of_kind(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		for _, segment := range measured(t, everything(s.Zone), did, who, s) {
			end := segment.Local.Add(segment.Took() - 1)
			if !end.Truncate(time.Hour).Equal(segment.Local.Truncate(time.Hour)) {
				t.Fatalf("from %s until after %s on their clock", segment.Local, end)
			}
			for at := segment.From; at.Before(segment.Until); at = at.Add(time.Minute) {
				if kind := kindByDefinition(who, s, at); kind != segment.Kind {
					t.Fatalf("%v is %s at %s", segment, kind, at)
				}
			}
		}
	})
}

func TestMeasure_of_one_activity_more_is_never_less(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		before := measured(t, everything(s.Zone), did, who, s)
		more := load.Activity{
			Person: "ada", Incident: incident.Number(rapid.IntRange(1, 4).Draw(t, "of")), Watching: rapid.Bool().Draw(t, "only watching"),
			At: start.Add(minutes(t, 0, weeksDrawn*7*24*60, "one more")),
		}
		if len(did) > 0 && rapid.Bool().Draw(t, "close to another") {
			more.At = rapid.SampledFrom(did).Draw(t, "which").At.Add(minutes(t, -60, 60, "how close"))
		}
		did = append(did, more)
		slices.SortStableFunc(did, func(a, b load.Activity) int { return a.At.Compare(b.At) })
		after := measured(t, everything(s.Zone), did, who, s)
		if total(after) < total(before) {
			t.Fatalf("%s became %s", total(before), total(after))
		}
		was, is := byKind(before), byKind(after)
		for _, kind := range kinds {
			if is[kind] < was[kind] {
				t.Fatalf("%s: %s became %s", kind, was[kind], is[kind])
			}
		}
	})
}

func TestMeasure_of_an_incident_split_in_two_is_the_same_for_a_person(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		whole := measured(t, everything(s.Zone), did, who, s)
		split := slices.Clone(did)
		for i := range split {
			if split[i].Incident == 1 && rapid.Bool().Draw(t, "goes to the other") {
				split[i].Incident = 9
			}
		}
		halves := measured(t, everything(s.Zone), split, who, s)
		if total(halves) != total(whole) {
			t.Fatalf("%s became %s", total(whole), total(halves))
		}
		if was, is := interruptions(whole), interruptions(halves); was != is {
			t.Fatalf("%d interruptions became %d", was, is)
		}
		was, is := byKind(whole), byKind(halves)
		for _, kind := range kinds {
			if is[kind] != was[kind] {
				t.Fatalf("%s: %s became %s", kind, was[kind], is[kind])
			}
		}
	})
}

// TestMeasure_of_weeks_adds_up reads for each week only what it needs, and cuts the weeks out of the whole for comparison.
func TestMeasure_of_weeks_adds_up(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		all := everything(s.Zone)
		whole := measured(t, all, did, who, s)
		var sum time.Duration
		interrupted := 0
		for _, week := range all.Weeks(s.Zone) {
			var want []load.Segment
			for _, segment := range whole {
				if part, ok := clip(segment, week); ok {
					want = append(want, part)
				}
			}
			got := measured(t, week, did, who, s)
			if !slices.Equal(got, want) {
				t.Fatalf("%s is\n%v, of the whole\n%v", week.Name, got, want)
			}
			sum += total(got)
			interrupted += interruptions(got)
		}
		if sum != total(whole) || interrupted != interruptions(whole) {
			t.Fatalf("%s and %d interruptions of weeks, %s and %d of the whole", sum, interrupted, total(whole), interruptions(whole))
		}
	})
}

// clip is the part of a segment that lies in a period; ok is false when none does. An interruption before the period is
// none of the period's.
func clip(s load.Segment, p load.Period) (part load.Segment, ok bool) {
	part = s
	if s.From.Before(p.From) {
		part.From, part.Local, part.PulledIn = p.From, s.Local.Add(p.From.Sub(s.From)), false
	}
	if p.Until.Before(s.Until) {
		part.Until = p.Until
	}
	return part, part.From.Before(part.Until)
}

func TestMeasure_does_not_mind_the_order_of_what_happened_at_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		did := drawActivities(t, s.Zone)
		other := rapid.Permutation(did).Draw(t, "another order")
		slices.SortStableFunc(other, func(a, b load.Activity) int { return a.At.Compare(b.At) })
		one, another := measured(t, everything(s.Zone), did, who, s), measured(t, everything(s.Zone), other, who, s)
		if !slices.Equal(one, another) {
			t.Fatalf("%v\nand\n%v", one, another)
		}
	})
}

// TestWorkingTime_is_what_measuring_would_call_working has somebody at it all the while.
func TestWorkingTime_is_what_measuring_would_call_working(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, who := drawSettings(t), drawWho(t)
		from := start.Add(minutes(t, 0, weeksDrawn*7*24*60, "from"))
		span := load.Period{From: from, Until: from.Add(minutes(t, 0, 3*7*24*60, "for"))}
		s.CountsFor = span.Until.Sub(span.From)
		always := []load.Activity{{Person: "ada", Incident: 1, At: span.From}}
		want := byKind(measured(t, span, always, who, s))[load.Working]
		if got := load.WorkingTime(who, span.From, span.Until, s.Zone); got != want {
			t.Fatalf("%s, measured %s", got, want)
		}
	})
}

func byKind(segments []load.Segment) map[load.Kind]time.Duration {
	kinds := map[load.Kind]time.Duration{}
	for _, s := range segments {
		kinds[s.Kind] += s.Took()
	}
	return kinds
}

func interruptions(segments []load.Segment) (n int) {
	for _, s := range segments {
		if s.PulledIn {
			n++
		}
	}
	return n
}
