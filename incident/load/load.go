// Package load says what incidents cost, and whom: from what people did, to the time they gave, to
// the weekly report. It is pure arithmetic over what is handed to it; docs/report.md says it in words.
//
// A person's activity counts for some time ([Settings.CountsFor]). Where the pause before the next one
// is short ([Settings.JoinsWithin]) they were at it all the while. What several incidents asked of one
// person at the same time counts once: each moment belongs to the incident they turned to last. Time is
// sorted into working hours, evening, night and weekend by the person's own clock and calendar.
package load

import (
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Settings are what the arithmetic rests on.
type Settings struct {
	// CountsFor is how long one activity counts; 10 min by default.
	CountsFor time.Duration
	// JoinsWithin is the pause below which a person was at it all the while; 20 min by default.
	JoinsWithin time.Duration
	// WatchingCountsFor is how long it counts to come and read without a word; 2 min by default.
	WatchingCountsFor time.Duration
	// Apart is how long a person must have been left alone for the next activity to be an interruption
	// of its own; an hour by default.
	Apart time.Duration
	// Zone is where weeks begin, on Monday at midnight.
	Zone *time.Location
	// MaxHours and MaxNights are how much of a week's load a person should not go over: time, and night
	// interruptions. Zero for no limit.
	MaxHours  time.Duration
	MaxNights int
	// SmallestTeam is how many people a team has at least that is broken down by person.
	SmallestTeam int
	// Names is whether people are named in reports that others read.
	Names bool
}

// DefaultSettings are the settings of an installation that says nothing else.
func DefaultSettings() Settings {
	return Settings{
		CountsFor: 10 * time.Minute, JoinsWithin: 20 * time.Minute, WatchingCountsFor: 2 * time.Minute,
		Apart: time.Hour, Zone: time.UTC, MaxHours: 10 * time.Hour, MaxNights: 2, SmallestTeam: 4,
	}
}

// Activity is something a person did about an incident.
type Activity struct {
	Person   incident.PersonID
	Incident incident.Number
	At       time.Time
	Watching bool // came or read, and did nothing
}

// Kind is what part of a person's week an hour falls into.
type Kind string

// The kinds. An hour has one: the night comes before the weekend, and that before working hours. The
// evening is all that is left of a working day, the early morning as well.
const (
	Working Kind = "working"
	Evening Kind = "evening"
	Night   Kind = "night"
	Weekend Kind = "weekend" // days off and holidays too
)

// Segment is time a person gave to one incident, of one kind and within one hour of their clock.
type Segment struct {
	Person      incident.PersonID
	Incident    incident.Number
	From, Until time.Time
	Kind        Kind
	// Local is From on the person's own clock, kept as if it were UTC.
	Local      time.Time
	Responding bool // false for somebody who only watched
	PulledIn   bool // this is where an incident interrupted them
}

// Took is how long it is.
func (s Segment) Took() time.Duration { return s.Until.Sub(s.From) }

// Calendar is how a person's week is arranged.
type Calendar struct {
	// Days are the working days, by [time.Weekday].
	Days [7]bool
	// From and Until are when a working day begins and ends, from midnight.
	From, Until time.Duration
	// NightFrom and NightUntil are when people sleep; the night may reach over midnight.
	NightFrom, NightUntil time.Duration
	// Off reports holidays and other free days; nil for none. It is asked for midnight UTC of the day.
	Off func(day time.Time) bool
}

// DefaultCalendar is Monday to Friday, 9 to 17 o'clock, with nights from 22 to 7 o'clock and no holidays.
func DefaultCalendar() Calendar {
	return Calendar{
		Days: [7]bool{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
		From: 9 * time.Hour, Until: 17 * time.Hour, NightFrom: 22 * time.Hour, NightUntil: 7 * time.Hour,
	}
}

// Who is what must be known of a person to sort their time.
type Who struct {
	// Zones are where they lived, each from an instant; the first also holds for the time before it.
	// Empty takes the settings' zone.
	Zones    []ZoneSince
	Calendar Calendar
}

// ZoneSince is a time zone from an instant on.
type ZoneSince struct {
	From time.Time
	Zone *time.Location
}

// Period is what a report is about.
type Period struct {
	Name        string // "2026-W46", "2026-11"
	From, Until time.Time
}
