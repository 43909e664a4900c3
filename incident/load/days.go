package load

import (
	"cmp"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// PersonDay is what one person gave on one day of their own calendar, as compensation is reckoned.
type PersonDay struct {
	Person        incident.PersonID
	Day           time.Time // midnight UTC of the person's own date
	Hours         Hours
	Interruptions int
	Nights        int // interruptions at night: call-outs
}

// Days sorts segments by person and day. The hours after midnight are of the next day.
func Days(segments []Segment) []PersonDay {
	type key struct {
		person incident.PersonID
		day    time.Time
	}
	days := map[key]*PersonDay{}
	for _, s := range segments {
		k := key{s.Person, s.Local.UTC().Truncate(day)}
		d := days[k]
		if d == nil {
			d = &PersonDay{Person: k.person, Day: k.day}
			days[k] = d
		}
		d.Hours.add(s)
		if s.PulledIn {
			d.Interruptions++
			if s.Kind == Night {
				d.Nights++
			}
		}
	}
	list := make([]PersonDay, 0, len(days))
	for _, d := range days {
		list = append(list, *d)
	}
	slices.SortFunc(list, func(a, b PersonDay) int {
		return cmp.Or(compare(a.Person, b.Person), cmp.Compare(a.Day.Unix(), b.Day.Unix()))
	})
	return list
}
