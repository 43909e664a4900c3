package load

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

// clock is a person's own: it knows what hour it is for them, and of what kind. Local times are kept as if they were
// UTC; they are reckoned from instants by the offset in force, and never the other way round, so that an hour that
// comes twice, or not at all, is no trouble.
type clock struct {
	zones    []ZoneSince
	zone     *time.Location // where they are when nobody knows
	calendar Calendar
	now      spell
	date     time.Time // the day that was last looked up
	works    bool      // whether they work on it
}

// spell is a time in which a person's clock runs evenly.
type spell struct {
	from, until time.Time // zero for no end
	offset      time.Duration
}

func (s spell) holds(t time.Time) bool {
	return !t.Before(s.from) && (s.until.IsZero() || t.Before(s.until))
}

func newClock(who Who, zone *time.Location) *clock {
	zones := who.Zones
	order := func(a, b ZoneSince) int { return a.From.Compare(b.From) }
	if !slices.IsSortedFunc(zones, order) {
		zones = slices.Clone(zones)
		slices.SortStableFunc(zones, order)
	}
	c := &clock{zones: zones, zone: orUTC(zone), calendar: who.Calendar}
	c.now = spell{from: time.Unix(1, 0), until: time.Unix(0, 0)} // holds nothing
	return c
}

// spell is the one that holds an instant.
func (c *clock) spell(t time.Time) spell {
	if !c.now.holds(t) {
		c.now = c.spellAt(t)
	}
	return c.now
}

func (c *clock) spellAt(t time.Time) spell {
	var s spell
	zone := c.zone
	for i, since := range c.zones {
		if i > 0 {
			if since.From.After(t) {
				s.until = since.From
				break
			}
			s.from = since.From
		}
		zone = c.zone
		if since.Zone != nil {
			zone = since.Zone
		}
	}
	local := t.In(zone)
	_, seconds := local.Zone()
	s.offset = time.Duration(seconds) * time.Second
	from, until := local.ZoneBounds()
	s.from = later(s.from, from)
	if !until.IsZero() && (s.until.IsZero() || until.Before(s.until)) {
		s.until = until
	}
	return s
}

// cut is the first segment of a stretch of time: what lies within one hour of the person's clock and is of one kind.
// It sets when and of what kind it is.
func (c *clock) cut(from, until time.Time) Segment {
	spell := c.spell(from)
	local := from.Add(spell.offset)
	date := local.Truncate(day)
	clock := local.Sub(date)
	end := earlier(until, from.Add(c.calendar.nextMark(clock)-clock))
	if !spell.until.IsZero() {
		end = earlier(end, spell.until.UTC())
	}
	return Segment{From: from, Until: end, Kind: c.kind(date, clock), Local: local}
}

// kind is what the person's week has at an hour of a day. The night comes first, even before a day off: what costs
// people is being woken.
func (c *clock) kind(date time.Time, clock time.Duration) Kind {
	switch {
	case c.calendar.night(clock):
		return Night
	case !c.working(date):
		return Weekend
	case clock >= c.calendar.From && clock < c.calendar.Until:
		return Working
	}
	return Evening
}

// working reports whether the person works on a day. Looking up holidays may be slow, so the last answer is kept.
func (c *clock) working(date time.Time) bool {
	if !c.date.Equal(date) {
		c.date = date
		c.works = c.calendar.Days[date.Weekday()] && (c.calendar.Off == nil || !c.calendar.Off(date))
	}
	return c.works
}

// night reports whether people sleep at an hour. A night that begins when it ends is none.
func (c Calendar) night(clock time.Duration) bool {
	if c.NightFrom <= c.NightUntil {
		return clock >= c.NightFrom && clock < c.NightUntil
	}
	return clock >= c.NightFrom || clock < c.NightUntil
}

// nextMark is when after an hour of the day the next one begins, or the kind may change.
func (c Calendar) nextMark(clock time.Duration) time.Duration {
	next := clock.Truncate(time.Hour) + time.Hour
	for _, mark := range [...]time.Duration{c.From, c.Until, c.NightFrom, c.NightUntil} {
		if mark > clock && mark < next {
			next = mark
		}
	}
	return next
}
