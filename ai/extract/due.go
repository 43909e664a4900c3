package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var dueDay = regexp.MustCompile(`(?i)\b(?:(by|on|until|till?|before|this|next|due) )?(?:(\d{4})-(\d{2})-(\d{2})|(today|tonight|tomorrow|eod|eow|cob|end of (?:the )?(?:day|week|month)|(?:next|this) week)|(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(day)?)\b`)

// dueIn is the day that a sentence names for what it says has to be done, at midnight UTC; zero when it
// names none. said is the instant of the message where its author is: “tomorrow” is their tomorrow.
func dueIn(sentence string, said time.Time) time.Time {
	y, m, d := said.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for _, found := range dueDay.FindAllStringSubmatch(sentence, -1) {
		lead, relative, weekday := strings.ToLower(found[1]), strings.ToLower(found[5]), strings.ToLower(found[6])
		switch {
		case found[2] != "":
			if day, err := time.Parse(time.DateOnly, found[2]+"-"+found[3]+"-"+found[4]); err == nil && !day.Before(today) {
				return day
			}
		case relative != "":
			return relativeDay(relative, today)
		case weekday != "":
			if found[7] == "" && lead == "" { // “sun” and “sat” are words as well
				continue
			}
			day := next(weekday, today)
			if lead == "next" && day.Sub(today) < 7*24*time.Hour && isoWeek(day) == isoWeek(today) {
				day = day.AddDate(0, 0, 7)
			}
			return day
		}
	}
	return time.Time{}
}

func relativeDay(word string, today time.Time) time.Time {
	toFriday := (int(time.Friday) - int(today.Weekday()) + 7) % 7
	switch word {
	case "tomorrow":
		return today.AddDate(0, 0, 1)
	case "eow", "end of week", "end of the week", "this week":
		return today.AddDate(0, 0, toFriday)
	case "next week":
		monday := (int(time.Monday) - int(today.Weekday()) + 7) % 7
		if monday == 0 {
			monday = 7
		}
		return today.AddDate(0, 0, monday+4)
	case "end of month", "end of the month":
		return time.Date(today.Year(), today.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	default: // today, tonight, end of the day
		return today
	}
}

// next is the first day after today with a name that begins so.
func next(name string, today time.Time) time.Time {
	for ahead := 1; ahead <= 7; ahead++ {
		day := today.AddDate(0, 0, ahead)
		if strings.HasPrefix(strings.ToLower(day.Weekday().String()), name[:3]) {
			return day
		}
	}
	return today
}

func isoWeek(day time.Time) string {
	year, week := day.ISOWeek()
	return strconv.Itoa(year) + "-" + strconv.Itoa(week)
}
