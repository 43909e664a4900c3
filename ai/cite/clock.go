package cite

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// clock is a time of day as somebody wrote it.
type clock struct {
	minute int // of the day
	second int // -1 when not written
	zone   int // minutes east of UTC; noZone when not written
	text   string
}

const noZone = 1 << 20

// date is a day as somebody wrote it.
type date struct {
	year, month, day int // year 0: not written
	text             string
}

var (
	timeOfDay = regexp.MustCompile(`(?i)\b(\d{1,2})(?:[:h](\d{2})(?::(\d{2})(?:\.\d+)?)?|\.(\d{2})(?: ?uhr))? ?(z|utc|gmt|west|wet|cest|cet|mesz|mez|bst|ist|jst|edt|est|cdt|cst|mdt|mst|pdt|pst|[ap]\.?m\b\.?|uhr|[+-]\d{2}:?\d{2})?(?: ?(utc|gmt|cest|cet|bst|edt|est|pdt|pst)\b)?`)
	isoDate   = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})(?:T|\b)`)
	dotDate   = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(\d{4}\b)?`)
	dayMonth  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)? (?:of |de )?(\p{L}{3,10})\b\.?(?:,? (?:de )?(\d{4})\b)?`)
	monthDay  = regexp.MustCompile(`(?i)\b(\p{L}{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`)
)

// zones are minutes east of UTC. Only those that mean one thing to most who write them.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
	"ist": 330, "jst": 540, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}

var months = byWord(map[string]int{
	"january jan januar janvier enero janeiro gennaio januari": 1, "february feb februar février febrero fevereiro febbraio februari": 2,
	"march mar märz mars marzo março maart": 3, "april apr avril abril aprile": 4, "may mai mayo maio maggio mei": 5,
	"june jun juni juin junio junho giugno": 6, "july jul juli juillet julio julho luglio": 7, "august aug août agosto augustus": 8,
	"september sep sept septembre septiembre setembro settembre": 9, "october oct oktober okt octobre octubre outubro ottobre": 10,
	"november nov novembre noviembre novembro": 11, "december dec dezember dez décembre diciembre dezembro dicembre": 12,
})

var weekdays = byWord(map[string]int{
	"monday mondays montag lundi lunes lunedì maandag": 1, "tuesday dienstag mardi martes martedì dinsdag": 2,
	"wednesday mittwoch mercredi miércoles mercoledì woensdag": 3, "thursday donnerstag jeudi jueves giovedì donderdag": 4,
	"friday freitag vendredi viernes venerdì vrijdag": 5, "saturday samstag samedi sábado sabato zaterdag": 6,
	"sunday sonntag dimanche domingo domenica zondag": 0,
})

// from today, in days
var relativeDays = byWord(map[string]int{
	"tomorrow morgen demain mañana amanhã domani": 1, "yesterday gestern hier ayer ontem ieri gisteren overnight": -1,
})

// clockAt reads one match of [timeOfDay]; ok is false for a mere number.
func clockAt(text string, m []int) (c clock, ok bool) {
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return strings.ToLower(text[m[2*i]:m[2*i+1]])
	}
	hour, _ := strconv.Atoi(part(1))
	minutes := part(2) + part(4)
	minute, _ := strconv.Atoi(minutes)
	c = clock{second: -1, zone: noZone, text: strings.TrimSpace(text[m[0]:m[1]])}
	if s := part(3); s != "" {
		c.second, _ = strconv.Atoi(s)
	}
	mark := part(5)
	switch strings.ReplaceAll(mark, ".", "") {
	case "am":
		hour %= 12
	case "pm":
		hour = hour%12 + 12
	case "uhr":
	case "":
		if minutes == "" {
			return c, false
		}
	default:
		if minutes == "" { // "3 EST" is rare, "2 west" is not
			return c, false
		}
		c.zone = zoneOf(mark)
	}
	if z := part(6); z != "" && c.zone == noZone {
		c.zone = zoneOf(z)
	}
	c.minute = hour*60 + minute
	return c, hour < 25 && minute < 60
}

func zoneOf(mark string) int {
	if z, ok := zones[mark]; ok {
		return z
	}
	digits := strings.ReplaceAll(mark[1:], ":", "")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return noZone
	}
	z := n/100*60 + n%100
	if mark[0] == '-' {
		return -z
	}
	return z
}

// proves tells whether a time in a message, written at, bears out the claim's.
func (c clock) proves(claim clock, at time.Time) bool {
	if c.second >= 0 && claim.second >= 0 && c.second != claim.second {
		return false
	}
	switch {
	case claim.zone == c.zone || claim.zone == noZone:
		return claim.minute == c.minute
	case c.zone != noZone:
		return mod(claim.minute-claim.zone) == mod(c.minute-c.zone)
	}
	// The claim names a zone that the message left open. It fits if the message was written after
	// that time in that zone, not long ago; else the zone is a guess.
	if claim.minute != c.minute {
		return false
	}
	ago := mod(at.Hour()*60 + at.Minute() - (claim.minute - claim.zone))
	return ago <= 12*60
}

// written tells whether a message of that instant bears out the claim's time.
func written(at time.Time, claim clock) bool {
	offset := claim.zone
	if offset == noZone {
		offset = 0
	}
	return mod(at.Hour()*60+at.Minute()+offset) == mod(claim.minute) && (claim.second < 0 || claim.second == at.Second())
}

func mod(minutes int) int { return ((minutes % 1440) + 1440) % 1440 }

// proves tells whether two dates may be the same day.
func (d date) proves(claim date) bool {
	return d.month == claim.month && d.day == claim.day && (d.year == claim.year || d.year == 0 || claim.year == 0)
}

func dayOf(t time.Time) date { return date{year: t.Year(), month: int(t.Month()), day: t.Day()} }

// datesIn finds the dates of a text and gives each its place.
func datesIn(text string, found func(from, to int, d date)) {
	number := func(m []int, i int) int {
		if m[2*i] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(text[m[2*i]:m[2*i+1]])
		return n
	}
	month := func(m []int, i int) int { return months[words.Fold(text[m[2*i]:m[2*i+1]])] }
	for _, m := range isoDate.FindAllStringSubmatchIndex(text, -1) {
		found(m[0], m[1], date{number(m, 1), number(m, 2), number(m, 3), text[m[0]:m[1]]})
	}
	for _, m := range dotDate.FindAllStringSubmatchIndex(text, -1) {
		after := text[m[1]:]
		if d := (date{number(m, 3), number(m, 2), number(m, 1), text[m[0]:m[1]]}); d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 &&
			(d.year > 1990 || m[6] < 0 && m[1]-m[0] == len("26.05.") && (after == "" || after[0] < '0' || after[0] > '9')) {
			found(m[0], m[1], d)
		}
	}
	for _, m := range dayMonth.FindAllStringSubmatchIndex(text, -1) {
		if d := (date{number(m, 3), month(m, 2), number(m, 1), text[m[0]:m[1]]}); d.month > 0 && d.day >= 1 && d.day <= 31 {
			found(m[0], m[1], d)
		}
	}
	for _, m := range monthDay.FindAllStringSubmatchIndex(text, -1) {
		if d := (date{number(m, 3), month(m, 1), number(m, 2), text[m[0]:m[1]]}); d.month > 0 && d.day >= 1 && d.day <= 31 {
			found(m[0], m[1], d)
		}
	}
}
