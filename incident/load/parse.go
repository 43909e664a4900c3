package load

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// firstYear is the first whose weeks can be asked for.
const firstYear = 2000

var (
	weekWord  = regexp.MustCompile(`^([0-9]{4})-?w([0-9]{1,2})$`)
	monthWord = regexp.MustCompile(`^([0-9]{4})-([0-9]{1,2})$`)
)

// ParsePeriod reads the period that somebody asks for: "this week", "last week" (as does nothing at all), "2026-W46",
// "month" for this month so far, "last month", "2026-11". It returns a *[incident.Refusal] for what is none of them, does
// not exist, has not begun, or is long gone.
func ParsePeriod(text string, now time.Time, zone *time.Location) (Period, error) {
	typed := incident.CleanLine(text)
	words := strings.ToLower(typed)
	switch words {
	case "", "last week", "last-week":
		return WeekOf(now, zone).Before(1, zone)[0], nil
	case "this week", "this-week", "week":
		return WeekOf(now, zone), nil
	case "month", "this month", "this-month":
		return MonthOf(now, zone), nil
	case "last month", "last-month":
		return MonthOf(now, zone).Before(1, zone)[0], nil
	}
	if m := weekWord.FindStringSubmatch(words); m != nil {
		year, week := number(m[1]), number(m[2])
		if week < 1 || week > weeksIn(year) {
			return Period{}, &incident.Refusal{
				Reason: fmt.Sprintf("There is no week %d in %d: it has weeks 1 to %d.", week, year, weeksIn(year)),
				Hint:   "Write a week like " + WeekOf(now, zone).Name + ", or “last week”.",
			}
		}
		// 4 January is always in week 1.
		fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
		p := weekFrom(year, time.January, 4-(int(fourth.Weekday())+6)%7+7*(week-1), zone)
		return asked(p, year, WeekOf(now, zone), now)
	}
	if m := monthWord.FindStringSubmatch(words); m != nil {
		year, month := number(m[1]), number(m[2])
		if month < 1 || month > 12 {
			return Period{}, &incident.Refusal{
				Reason: fmt.Sprintf("There is no month %d.", month),
				Hint:   "Write a month like " + MonthOf(now, zone).Name + ", or a week like " + WeekOf(now, zone).Name + ".",
			}
		}
		p := monthFrom(year, time.Month(month), zone)
		return asked(p, year, MonthOf(now, zone), now)
	}
	return Period{}, &incident.Refusal{
		Reason: "“" + shortened(typed) + "” is no week or month.",
		Hint:   "Write “this week”, “last week”, a week like " + WeekOf(now, zone).Name + ", “month”, or a month like " + MonthOf(now, zone).Name + ".",
	}
}

// asked is the period, unless it has not begun or was before there was anything to count. current is the newest that can
// be asked for.
func asked(p Period, year int, current Period, now time.Time) (Period, error) {
	switch {
	case year < firstYear:
		return Period{}, &incident.Refusal{
			Reason: fmt.Sprintf("%s is too long ago: nothing is counted before %d.", p.Name, firstYear),
			Hint:   "Is the year right? This is " + current.Name + ".",
		}
	case p.From.After(now):
		return Period{}, &incident.Refusal{
			Reason: p.Name + " has not begun.",
			Hint:   "The newest there is to report on is " + current.Name + ".",
		}
	}
	return p, nil
}

// weeksIn is how many weeks a year has by ISO 8601: 28 December is always in the last.
func weeksIn(year int) int {
	_, weeks := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return weeks
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // at most four digits, as the pattern says
	return n
}

// shortened keeps a refusal short, whatever somebody pasted.
func shortened(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
