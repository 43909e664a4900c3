package load

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Unknown stands for a figure that there is none of.
const Unknown = "–"

// Worked says time that people gave: "45 min", "3 h 20 min", "61 h".
func Worked(d Span) string {
	switch minutes := int(math.Round(d.Minutes())); {
	case d <= 0:
		return "0 h"
	case minutes < 1:
		return "1 min"
	case minutes < 60:
		return strconv.Itoa(minutes) + " min"
	case minutes >= 10*60:
		return Thousands(int(math.Round(d.Hours()))) + " h"
	case minutes%60 == 0:
		return strconv.Itoa(minutes/60) + " h"
	default:
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
}

// Elapsed says how long something took: "under a minute", "45 min", "1 h 20 min", "2 d 4 h".
func Elapsed(d Span) string {
	minutes := int(d.Round(time.Minute).Minutes())
	if minutes < 1 {
		return "under a minute"
	}
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	if days > 0 {
		minutes = 0 // nobody asks
	}
	var parts []string
	for _, p := range []struct {
		n    int
		unit string
	}{{days, "d"}, {hours, "h"}, {minutes, "min"}} {
		if p.n > 0 {
			parts = append(parts, Thousands(p.n)+" "+p.unit)
		}
	}
	return strings.Join(parts, " ")
}

// Percent says a share: "0.8 %", "3.1 %", "38 %".
func Percent(share float64) string {
	switch p := share * 100; {
	case p <= 0:
		return "0 %"
	case p < 0.1:
		return "under 0.1 %"
	case p < 9.95:
		return strings.TrimSuffix(strconv.FormatFloat(p, 'f', 1, 64), ".0") + " %"
	default:
		return Thousands(int(math.Round(p))) + " %"
	}
}

// Mean says a mean count, to one digit: "6.5", "7".
func Mean(n float64) string { return strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0") }

// Thousands groups digits: "1,960".
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// Several says how many there are of something: "1 incident", "9 incidents", "no incidents".
func Several(n int, one string) string {
	many := one + "s"
	if one == "person" {
		many = "people"
	}
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	default:
		return Thousands(n) + " " + many
	}
}

// TeamName is a team as people read it.
func TeamName(name string) string {
	if name == "" {
		return "People without a team"
	}
	return name
}

// List joins names as people do: "Ada, Ben and Cam".
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
