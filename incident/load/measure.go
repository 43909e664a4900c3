package load

import (
	"fmt"
	"iter"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Measure turns what people did into the time they gave, as far as it lies in the week (or any other period).
//
// The activities come ordered by person, and those of a person by time; nothing is held but what the last half hour or
// so of one person may still change. They have to reach as far as [Settings.Around] says: then what is measured of a
// moment is the same whatever period it is measured in, and weeks add up. who is asked once for each person. emit gets
// the segments of each person in the order of time; they never overlap. It returns the error that activities or emit
// return, and one for activities that are out of order.
func Measure(week Period, activities iter.Seq2[Activity, error], who func(incident.PersonID) Who, s Settings, emit func(Segment) error) error {
	var t *trail
	for a, err := range activities {
		if err != nil {
			return fmt.Errorf("measure %s: read what people did: %w", week.Name, err)
		}
		if t == nil || t.person != a.Person {
			if err := t.finish(); err != nil {
				return err
			}
			t = &trail{settings: s, week: week, emit: emit, person: a.Person, clock: newClock(who(a.Person), s.Zone)}
		}
		if err := t.add(a); err != nil {
			return err
		}
	}
	return t.finish()
}

// Around is from when until when activities are needed to measure a period: who was at it already when it began is
// not interrupted by it, and a pause that reaches beyond its end may count.
func (s Settings) Around(p Period) (from, until time.Time) {
	before := max(s.reach()+max(s.Apart, 0), s.WatchingCountsFor)
	return p.From.Add(-before), p.Until.Add(max(s.JoinsWithin, 0))
}

// reach is how long after one activity the next has to come to follow it without a gap.
func (s Settings) reach() time.Duration { return max(s.CountsFor, 0) + max(s.JoinsWithin, 0) }

// arithmeticVersion changes when the same settings begin to mean other figures.
const arithmeticVersion = 1

// Digest names all of the settings that measuring depends on, and no others. What was measured with another digest has
// to be measured again. It says nothing of people's calendars and zones.
func (s Settings) Digest() string {
	return fmt.Sprintf("v%d counts %s, joins %s, watching %s, apart %s, %s",
		arithmeticVersion, s.CountsFor, s.JoinsWithin, s.WatchingCountsFor, s.Apart, orUTC(s.Zone))
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
