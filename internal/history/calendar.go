package history

import (
	"slices"
	"time"
)

// byHour is how much breaks in each hour of London's day, where most of this company works, compared with an
// ordinary one: people break things when they change them, in the late morning above all.
var byHour = [24]float64{
	.35, .3, .3, .25, .25, .3, .45, .7, 1, 1.6, 2.1, 2.0, 1.4, 1.5, 2.0, 2.0, 1.7, 1.3, 1.0, .8, .7, .6, .5, .4,
}

// byWeekday is the same for the days of the week, Sunday first. Hardly anybody deploys on a Friday.
var byWeekday = [7]float64{.35, 1.1, 1.3, 1.25, 1.2, .8, .4}

var london = location("Europe/London")

// arrivals are when incidents are declared in the week that begins at an instant, in order.
func (h *History) arrivals(dice chance, from time.Time) []time.Time {
	var hours, days float64
	for _, w := range byHour {
		hours += w / 24
	}
	for _, w := range byWeekday {
		days += w / 7
	}
	var all []time.Time
	for hour := range 7 * 24 {
		at := from.Add(time.Duration(hour) * time.Hour)
		local := at.In(london)
		often := h.o.PerWeek / (7 * 24) * byHour[local.Hour()] / hours * byWeekday[local.Weekday()] / days * season(local)
		often *= 1.15 - .2*h.matured(at)
		for range dice.count(often) {
			all = append(all, at.Add(time.Duration(dice.Int64N(int64(time.Hour))).Round(time.Microsecond)))
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// season is how much breaks at a time of the year compared with an ordinary one.
func season(day time.Time) float64 {
	_, week := day.ISOWeek()
	switch month, date := day.Month(), day.Day(); {
	case month == time.December && date >= 20, month == time.January && date <= 2:
		return .35 // nobody is there to change anything
	case month == time.November && date >= 20:
		return 1.5 // everybody buys
	case month == time.August:
		return .75
	case week%6 == 0:
		return 1.8 // a release
	default:
		return 1
	}
}

// location is a time zone of the tables here. Where the machine does not know it, UTC will do.
func location(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
