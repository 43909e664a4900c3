package blockkit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dateToken renders what follows "<!date^": seconds, a format with tokens, and
// perhaps a link. Slack shows the fallback when it cannot read them.
func dateToken(s, fallback string, names Names) string {
	s, _, _ = strings.Cut(s, "|")
	seconds, format, ok := strings.Cut(s, "^")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if !ok || err != nil || unix < 0 || unix > 1<<40 {
		return fallback
	}
	format, _, _ = strings.Cut(format, "^")
	return formatDate(unix, unescape(format), fallback, names)
}

// Date is an instant in the reader's zone and in one of Slack's formats, as in a date of mrkdwn.
func Date(unix int64, format string, names Names) string {
	return formatDate(unix, format, strconv.FormatInt(unix, 10), names)
}

// formatDate writes an instant in the reader's zone. Source of the tokens:
// docs.slack.dev, "Formatting message text", date formatting.
func formatDate(unix int64, format, fallback string, names Names) string {
	at, now := readerTime(time.Unix(unix, 0), names), readerTime(clock(names), names)
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(format, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		token, after, closed := strings.Cut(rest, "}")
		text, known := dateText(token, at, now)
		if !closed || !known {
			return fallback
		}
		out.WriteString(text)
		format = after
	}
}

func dateText(token string, at, now time.Time) (string, bool) {
	name, pretty := strings.CutSuffix(token, "_pretty")
	if pretty {
		if near := nearDay(at, now); near != "" {
			return near, true
		}
		if name == "day_divider" {
			name = "date_long"
		}
	}
	day := strconv.Itoa(at.Day()) + ordinal(at.Day())
	switch name {
	case "date_num":
		return at.Format(time.DateOnly), true
	case "date_slash":
		return at.Format("01/02/2006"), true
	case "date":
		return at.Format("January ") + day + at.Format(", 2006"), true
	case "date_short":
		return at.Format("Jan 2, 2006"), true
	case "date_long":
		return at.Format("Monday, January ") + day + at.Format(", 2006"), true
	case "date_long_full":
		return at.Format("January 2, 2006"), true
	case "time":
		return at.Format("3:04 PM"), true
	case "time_secs":
		return at.Format("3:04:05 PM"), true
	case "ago":
		return ago(now.Sub(at)), true
	}
	return "", false
}

// nearDay is "today", "yesterday" or "tomorrow" by the reader's calendar, or "".
func nearDay(at, now time.Time) string {
	same := func(t time.Time) bool { return at.Format(time.DateOnly) == t.Format(time.DateOnly) }
	switch {
	case same(now):
		return "today"
	case same(now.AddDate(0, 0, -1)):
		return "yesterday"
	case same(now.AddDate(0, 0, 1)):
		return "tomorrow"
	}
	return ""
}

func ordinal(day int) string {
	switch day {
	case 1, 21, 31:
		return "st"
	case 2, 22:
		return "nd"
	case 3, 23:
		return "rd"
	}
	return "th"
}

func ago(d time.Duration) string {
	form := "%d %s ago"
	if d < 0 {
		d, form = -d, "in %d %s"
	}
	n, unit := int(d/(24*time.Hour)), "day"
	switch {
	case d < time.Minute:
		n, unit = int(d/time.Second), "second"
	case d < time.Hour:
		n, unit = int(d/time.Minute), "minute"
	case d < 24*time.Hour:
		n, unit = int(d/time.Hour), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf(form, n, unit)
}

func readerTime(t time.Time, names Names) time.Time {
	if names != nil {
		if zone := names.Location(); zone != nil {
			return t.In(zone)
		}
	}
	return t.UTC()
}

func clock(names Names) time.Time {
	if c, ok := names.(interface{ Now() time.Time }); ok {
		return c.Now()
	}
	return time.Now()
}
