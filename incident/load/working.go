package load

import "time"

// WorkingTime is how much of a span of time are a person's working hours, by their own clock and calendar: of the kind
// [Working], had they been at it all the while. zone is where they are when nobody knows.
func WorkingTime(who Who, from, until time.Time, zone *time.Location) time.Duration {
	c := newClock(who, zone)
	shifts := c.calendar.shifts()
	var sum time.Duration
	for from = from.UTC(); from.Before(until); {
		spell := c.spell(from)
		end := until.UTC()
		if !spell.until.IsZero() {
			end = earlier(end, spell.until.UTC())
		}
		first, last := from.Add(spell.offset), end.Add(spell.offset)
		for date := first.Truncate(day); date.Before(last); date = date.Add(day) {
			if !c.working(date) {
				continue
			}
			for _, shift := range shifts {
				begins, ends := later(date.Add(shift[0]), first), earlier(date.Add(shift[1]), last)
				sum += max(ends.Sub(begins), 0)
			}
		}
		from = end
	}
	return sum
}

// shifts are the hours of a working day that are of the kind [Working]: those that are not of the night.
func (c Calendar) shifts() [][2]time.Duration {
	var shifts [][2]time.Duration
	for at, until := max(c.From, 0), min(c.Until, day); at < until; {
		next := min(c.nextMark(at), until)
		if !c.night(at) {
			shifts = append(shifts, [2]time.Duration{at, next})
		}
		at = next
	}
	return shifts
}
