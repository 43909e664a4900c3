package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Calendar is how a working week is arranged.
type Calendar struct {
	Name string
	// Country is whose holidays are free: "DE", or "DE-BY" where regions have their own. Empty for none.
	Country string
	// Days are the working days.
	Days []time.Weekday
	// Hours are when a working day begins and ends.
	Hours Between
	// Night is when people sleep; it may reach over midnight.
	Night Between
	// DaysOff are free beside the holidays.
	DaysOff []Day
}

// Person is somebody whose working week is not their team's.
type Person struct {
	Person   string // a user's id, or an e-mail address
	Calendar string
}

func defaultCalendar(name string) Calendar {
	c := Calendar{Name: name, DaysOff: []Day{}}
	c.preset()
	return c
}

// preset is what a calendar of the file has unless it says otherwise.
func (c *Calendar) preset() {
	usual := load.DefaultCalendar()
	for day := time.Sunday; day <= time.Saturday; day++ {
		if usual.Days[day] {
			c.Days = append(c.Days, day)
		}
	}
	c.Hours, c.Night = Between{usual.From, usual.Until}, Between{usual.NightFrom, usual.NightUntil}
}

// CalendarOf tells how anybody's week is arranged: as they have it themselves, or their team, or everybody
// else. idOf has the ids of [Config.Addresses], in lower case; without it only those
// named by id have a week of their own. It answers at once, and many may ask at the same time.
func (c *Config) CalendarOf(idOf map[string]incident.PersonID) func(person incident.PersonID, team string) load.Calendar {
	calendars, ofPerson, ofTeam := map[string]load.Calendar{}, map[incident.PersonID]string{}, map[string]string{}
	for _, one := range c.Calendars {
		calendars[one.Name] = one.week()
	}
	for _, p := range c.People {
		id, known := idOf[strings.ToLower(p.Person)]
		if !known {
			id = incident.PersonID(p.Person)
		}
		ofPerson[id] = p.Calendar
	}
	for _, t := range c.Teams {
		ofTeam[t.Name] = t.Calendar
	}
	return func(person incident.PersonID, team string) load.Calendar {
		for _, name := range []string{ofPerson[person], ofTeam[team], c.DefaultCalendar} {
			if calendar, ok := calendars[name]; ok {
				return calendar
			}
		}
		return load.DefaultCalendar()
	}
}

// week is the calendar as the arithmetic wants it.
func (c Calendar) week() load.Calendar {
	week := load.Calendar{From: c.Hours[0], Until: c.Hours[1], NightFrom: c.Night[0], NightUntil: c.Night[1]}
	for _, day := range c.Days {
		week.Days[day] = true
	}
	daysOff := map[string]bool{}
	for _, day := range c.DaysOff {
		daysOff[string(day)] = true
	}
	holiday := holidaysOf(c.Country)
	week.Off = func(day time.Time) bool { return daysOff[day.Format(time.DateOnly)] || holiday(day) }
	return week
}

func (c *Config) checkCalendars(refuse refuseFunc) {
	names := words{"calendars", refuse, nil}
	for n, one := range c.Calendars {
		names.addName(n, one.Name)
		key := fmt.Sprintf("calendars[%d]", n)
		if says := unknownCountry(one.Country); says != "" {
			refuse(key+".country", fmt.Sprintf("is %s; %s", shown(one.Country), says))
		}
		if len(one.Days) == 0 {
			refuse(key+".days", "is empty; name at least one working day")
		}
		if one.Hours[0] >= one.Hours[1] {
			refuse(key+".hours", fmt.Sprintf("is %s; a working day ends after it begins, and before midnight or at 24:00", one.Hours))
		}
		if one.Night[0] == one.Night[1] || one.Night[0] == fullDay {
			refuse(key+".night", fmt.Sprintf("is %s; it is from when to when people sleep, such as 22:00-07:00", one.Night))
		}
	}
	names.checkNumber()
	names.checkDefault("default_calendar", c.DefaultCalendar)

	var people []string
	for n, p := range c.People {
		key := fmt.Sprintf("people[%d]", n)
		switch {
		case !personID.MatchString(p.Person) && !address.MatchString(p.Person):
			refuse(key+".person", fmt.Sprintf("is %s; it is a user's id such as U024BE7LH, or an e-mail address", shown(p.Person)))
		case slices.Contains(people, strings.ToLower(p.Person)):
			refuse(key+".person", fmt.Sprintf("is %s; another entry names them already", shown(p.Person)))
		}
		people = append(people, strings.ToLower(p.Person))
		names.checkDefault(key+".calendar", p.Calendar)
	}
}

// Between is a part of the day, as what has gone by since midnight: 09:00-17:00.
type Between [2]time.Duration

func (b Between) String() string { return clock(b[0]) + "-" + clock(b[1]) }

func clock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

// fullDay is 24:00.
const fullDay = 24 * time.Hour

func parseBetween(s string) (Between, error) {
	from, until, found := strings.Cut(s, "-")
	if !found {
		return Between{}, strconv.ErrSyntax
	}
	var between Between
	for i, one := range []string{from, until} {
		one = strings.TrimSpace(one)
		if one == "24:00" {
			between[i] = fullDay
			continue
		}
		at, err := time.Parse("15:04", one)
		if err != nil {
			return Between{}, err
		}
		between[i] = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	return between, nil
}

// Day is a day such as 2026-12-24.
type Day string

func parseDay(s string) (Day, error) {
	_, err := time.Parse(time.DateOnly, s)
	return Day(s), err
}

// dayAsText undoes what YAML makes of a day that is not in quotes.
func dayAsText(value any) any {
	if at, ok := value.(time.Time); ok {
		return at.Format(time.DateOnly)
	}
	return value
}

// parseWeekday reads mon or Monday.
func parseWeekday(s string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := day.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return day, nil
		}
	}
	return 0, strconv.ErrSyntax
}
