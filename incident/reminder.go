package incident

import "time"

// Reminder is the body of a [NoticeFollowUps].
type Reminder struct {
	Day time.Time `json:"day"` // of its morning
	// Unnamed are follow-ups of private incidents that the reader is in no way part of.
	Unnamed []int64 `json:"unnamed,omitempty"`
}

// Digest is the body of a [NoticeDigest]: what was overdue in a team.
type Digest struct {
	Week   string        `json:"week"` // such as 2026-W46
	Team   string        `json:"team"`
	Owners []DigestOwner `json:"owners"` // who has most first
}

// DigestOwner is what of a team's follow-ups one person has.
type DigestOwner struct {
	Person    PersonID     `json:"person"`
	FollowUps []DigestItem `json:"follow_ups"` // the longest overdue first
}

// DigestItem is one of them.
type DigestItem struct {
	Number  Number    `json:"number"`
	Channel ChannelID `json:"channel"`
	Title   string    `json:"title"`
	Due     time.Time `json:"due"`
}

// Causes are why the owner is to be reminded of a follow-up in the morning of a day; none when there is no reason.
// Each is to be said once. Who asked to be reminded later hears nothing until then.
func (f FollowUp) Causes(morning time.Time) []string {
	if f.State != FollowUpOpen || f.Owner == "" || f.Later.After(morning) {
		return nil
	}
	var causes []string
	switch {
	case f.Due.IsZero() || f.Due.After(morning):
	case f.Due.Equal(morning):
		causes = append(causes, "due "+f.Due.Format(time.DateOnly))
	default:
		causes = append(causes, "overdue "+f.Due.Format(time.DateOnly))
	}
	if !f.Later.IsZero() {
		causes = append(causes, "later "+f.Later.Format(time.DateOnly))
	}
	if !f.HandedAt.IsZero() {
		causes = append(causes, "handed "+exact(f.HandedAt))
	}
	return causes
}

// WorkingDay tells when somebody begins and ends to work on a day, from midnight; ok is false for a day off. It is
// asked for midnight UTC of the day.
type WorkingDay func(day time.Time) (from, until time.Duration, ok bool)

// morningLasts is how long after they begin to work people are told what is due: later, they have their hands full.
const morningLasts = 3 * time.Hour

// Morning reports whether it is somebody's morning, and which day it is for them.
func (w WorkingDay) Morning(now time.Time, zone *time.Location) (day time.Time, ok bool) {
	day, clock := OnClock(now, zone)
	from, until, works := w(day)
	return day, works && clock >= from && clock < min(until, from+morningLasts)
}

// AtWork reports whether somebody works at an instant.
func (w WorkingDay) AtWork(at time.Time, zone *time.Location) bool {
	day, clock := OnClock(at, zone)
	from, until, works := w(day)
	return works && clock >= from && clock < until
}

// FirstOfWeek is the first day on which somebody works in the week, Monday to Sunday, of a day.
func (w WorkingDay) FirstOfWeek(day time.Time) (first time.Time, ok bool) {
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	for n := range 7 {
		first = monday.AddDate(0, 0, n)
		if _, _, ok := w(first); ok {
			return first, true
		}
	}
	return time.Time{}, false
}

// OnClock is what a calendar and a clock show in a zone: the day, at midnight UTC, and the time of the day.
func OnClock(at time.Time, zone *time.Location) (day time.Time, clock time.Duration) {
	at = at.In(zone)
	clock = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
	y, m, d := at.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), clock
}
