package load_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// now is a Wednesday.
var now = at("2026-11-18 12:00")

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	berlin := zone("Europe/Berlin")
	tests := map[string]struct {
		typed       string
		now         time.Time
		want        string
		from, until string
	}{
		"nothing is last week":               {"", now, "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"last week":                          {" Last  week ", now, "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"this week":                          {"this week", now, "2026-W47", "2026-11-15 23:00", "2026-11-22 23:00"},
		"a week by name":                     {"2026-W46", now, "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"in small letters":                   {"2026-w46", now, "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"without a hyphen":                   {"2026W46", now, "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"the week that is running":           {"2026-W47", now, "2026-W47", "2026-11-15 23:00", "2026-11-22 23:00"},
		"a week with one digit":              {"2026-W5", now, "2026-W05", "2026-01-25 23:00", "2026-02-01 23:00"},
		"week 53":                            {"2026-W53", at("2027-01-10 00:00"), "2026-W53", "2026-12-27 23:00", "2027-01-03 23:00"},
		"last week at the beginning of 2027": {"", at("2027-01-05 00:00"), "2026-W53", "2026-12-27 23:00", "2027-01-03 23:00"},
		"week 1 begins in the year before":   {"2026-W01", now, "2026-W01", "2025-12-28 23:00", "2026-01-04 23:00"},
		"a week in which clocks go back":     {"2026-W43", now, "2026-W43", "2026-10-18 22:00", "2026-10-25 23:00"},
		"Monday begins at midnight there":    {"this week", at("2026-11-15 23:00"), "2026-W47", "2026-11-15 23:00", "2026-11-22 23:00"},
		"and not before":                     {"this week", at("2026-11-15 22:59"), "2026-W46", "2026-11-08 23:00", "2026-11-15 23:00"},
		"this month":                         {"month", now, "2026-11", "2026-10-31 23:00", "2026-11-30 23:00"},
		"last month":                         {"last month", now, "2026-10", "2026-09-30 22:00", "2026-10-31 23:00"},
		"last month in January":              {"last month", at("2027-01-05 00:00"), "2026-12", "2026-11-30 23:00", "2026-12-31 23:00"},
		"a month by name":                    {"2026-02", now, "2026-02", "2026-01-31 23:00", "2026-02-28 23:00"},
		"a month with one digit":             {"2026-2", now, "2026-02", "2026-01-31 23:00", "2026-02-28 23:00"},
		"the first year there is":            {"2000-W01", now, "2000-W01", "2000-01-02 23:00", "2000-01-09 23:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := load.ParsePeriod(test.typed, test.now, berlin)
			want := load.Period{Name: test.want, From: at(test.from), Until: at(test.until)}
			if err != nil || got != want {
				t.Errorf("%q is %v, %v; want %v", test.typed, got, err, want)
			}
		})
	}
}

func TestParsePeriod_refuses_with_a_way_out(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"2026-W54":                     "There is no week 54 in 2026: it has weeks 1 to 53. Write a week like 2026-W47, or “last week”.",
		"2025-W53":                     "There is no week 53 in 2025: it has weeks 1 to 52. Write a week like 2026-W47, or “last week”.",
		"2026-W00":                     "There is no week 0 in 2026: it has weeks 1 to 53. Write a week like 2026-W47, or “last week”.",
		"2026-W48":                     "2026-W48 has not begun. The newest there is to report on is 2026-W47.",
		"2026-12":                      "2026-12 has not begun. The newest there is to report on is 2026-11.",
		"2026-13":                      "There is no month 13. Write a month like 2026-11, or a week like 2026-W47.",
		"2026-00":                      "There is no month 0. Write a month like 2026-11, or a week like 2026-W47.",
		"1999-W52":                     "1999-W52 is too long ago: nothing is counted before 2000. Is the year right? This is 2026-W47.",
		"0000-W01":                     "0000-W01 is too long ago: nothing is counted before 2000. Is the year right? This is 2026-W47.",
		"1999-12":                      "1999-12 is too long ago: nothing is counted before 2000. Is the year right? This is 2026-11.",
		"yesterday":                    "“yesterday” is no week or month. Write “this week”, “last week”, a week like 2026-W47, “month”, or a month like 2026-11.",
		"２０２６-W46":                     "“２０２６-W46” is no week or month. Write “this week”, “last week”, a week like 2026-W47, “month”, or a month like 2026-11.",
		"2026-W461":                    "“2026-W461” is no week or month. Write “this week”, “last week”, a week like 2026-W47, “month”, or a month like 2026-11.",
		strings.Repeat("drop ", 1_000): "“" + strings.Repeat("drop ", 8) + "…” is no week or month. Write “this week”, “last week”, a week like 2026-W47, “month”, or a month like 2026-11.",
	}
	for typed, want := range tests {
		got, err := load.ParsePeriod(typed, now, time.UTC)
		var refusal *incident.Refusal
		if !errors.As(err, &refusal) || err.Error() != want || refusal.Hint == "" {
			t.Errorf("%.20q: %v, want %s", typed, err, want)
		}
		if got != (load.Period{}) {
			t.Errorf("%.20q is refused, and is %v", typed, got)
		}
	}
}

func TestPeriod_Before(t *testing.T) {
	t.Parallel()
	names := func(periods []load.Period) (all string) {
		for _, p := range periods {
			all += " " + p.Name
		}
		return all
	}
	week := load.WeekOf(at("2027-01-12 00:00"), time.UTC)
	if got := names(week.Before(4, time.UTC)); got != " 2026-W51 2026-W52 2026-W53 2027-W01" {
		t.Errorf("before %s are%s", week.Name, got)
	}
	month := load.MonthOf(at("2027-01-12 00:00"), time.UTC)
	if got := names(month.Before(4, time.UTC)); got != " 2026-09 2026-10 2026-11 2026-12" {
		t.Errorf("before %s are%s", month.Name, got)
	}
	if got := names(month.Weeks(time.UTC)); got != " 2026-W53 2027-W01 2027-W02 2027-W03 2027-W04" {
		t.Errorf("weeks of %s are%s", month.Name, got)
	}
	if got := names(week.Trailing(3, at("2027-06-01 00:00"), time.UTC)); got != " 2026-W53 2027-W01 2027-W02" {
		t.Errorf("weeks that end with %s are%s", week.Name, got)
	}
	if got := names(month.Trailing(3, at("2027-01-13 00:00"), time.UTC)); got != " 2026-W53 2027-W01 2027-W02" {
		t.Errorf("weeks that end with %s, while it runs, are%s", month.Name, got)
	}
	if got := names(month.Trailing(3, at("2027-06-01 00:00"), time.UTC)); got != " 2027-W02 2027-W03 2027-W04" {
		t.Errorf("weeks that end with %s, when it is over, are%s", month.Name, got)
	}
}

// TestWeekOf_has_no_gap_and_no_overlap holds also where clocks are changed at midnight, as they were in Iran, in Brazil and
// in the Azores.
func TestWeekOf_has_no_gap_and_no_overlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := zone(rapid.SampledFrom(append([]string{"Asia/Tehran", "America/Sao_Paulo", "Atlantic/Azores", "Africa/Cairo", "Pacific/Apia"}, zones...)).Draw(t, "zone"))
		instant := time.Unix(rapid.Int64Range(at("2000-01-10 00:00").Unix(), at("2040-01-01 00:00").Unix()).Draw(t, "at"), 0)
		week := load.WeekOf(instant, zone)
		if instant.Before(week.From) || !instant.Before(week.Until) {
			t.Fatalf("%s is not in its week, %v", instant, week)
		}
		if next := load.WeekOf(week.Until, zone); !next.From.Equal(week.Until) {
			t.Fatalf("after %v comes %v", week, next)
		}
		if last := load.WeekOf(week.Until.Add(-1), zone); last != week {
			t.Fatalf("%v ends in %v", week, last)
		}
		year, number := instant.In(zone).ISOWeek()
		if name := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC); week.Name[:4] != name.Format("2006") || !strings.HasSuffix(week.Name, twoDigits(number)) {
			t.Fatalf("%s is in %s", instant.In(zone), week.Name)
		}
		if week.From.In(zone).Weekday() != time.Monday || week.From.Add(-1).In(zone).Weekday() != time.Sunday {
			t.Fatalf("a week begins at %s", week.From.In(zone))
		}
		again, err := load.ParsePeriod(week.Name, instant, zone)
		if diff := cmp.Diff(week, again); err != nil || diff != "" {
			t.Fatalf("%s is read as something else: %v\n%s", week.Name, err, diff)
		}
	})
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

func TestWeekOf_begins_with_the_first_hour_where_clocks_skip_midnight(t *testing.T) {
	t.Parallel()
	// Tehran, Monday 22 March 2021: the day began at 01:00 (+04:30), 20:30 UTC the day before.
	if got := load.WeekOf(at("2021-03-24 00:00"), zone("Asia/Tehran")); !got.From.Equal(at("2021-03-21 20:30")) {
		t.Errorf("it begins at %s", got.From)
	}
}
