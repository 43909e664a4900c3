package load_test

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestWords_are_what_people_say(t *testing.T) {
	t.Parallel()
	const h, m = time.Hour, time.Minute
	for _, c := range []struct{ got, want string }{
		{load.Worked(0), "0 h"},
		{load.Worked(-m), "0 h"},
		{load.Worked(time.Second), "1 min"},
		{load.Worked(59*m + 29*time.Second), "59 min"},
		{load.Worked(59*m + 30*time.Second), "1 h"},
		{load.Worked(3*h + 20*m), "3 h 20 min"},
		{load.Worked(9*h + 59*m + 40*time.Second), "10 h"},
		{load.Worked(61*h + 29*m), "61 h"},
		{load.Worked(1960 * h), "1,960 h"},
		{load.Elapsed(20 * time.Second), "under a minute"},
		{load.Elapsed(80 * m), "1 h 20 min"},
		{load.Elapsed(24 * h), "1 d"},
		{load.Elapsed(52*h + 13*m), "2 d 4 h"},
		{load.Percent(0), "0 %"},
		{load.Percent(0.0004), "under 0.1 %"},
		{load.Percent(0.0076), "0.8 %"},
		{load.Percent(0.03), "3 %"},
		{load.Percent(0.0996), "10 %"},
		{load.Percent(0.384), "38 %"},
		{load.Percent(12), "1,200 %"},
		{load.Mean(6.5), "6.5"},
		{load.Mean(7), "7"},
		{load.Thousands(999), "999"},
		{load.Thousands(-1234567), "-1,234,567"},
		{load.Several(0, "incident"), "no incidents"},
		{load.Several(1, "person"), "1 person"},
		{load.Several(1200, "person"), "1,200 people"},
		{load.List(nil), ""},
		{load.List([]string{"Ada"}), "Ada"},
		{load.List([]string{"Ada", "Ben", "Cam"}), "Ada, Ben and Cam"},
		{load.Tax{}.Words(), load.Unknown},
		{load.Tax{Incidents: 61 * h, Working: 1960 * h, People: 49}.Words(), "3.1 % of working time (61 h of 1,960 h, 49 people)"},
		{load.Quantiles{}.Words(), load.Unknown},
		{load.Quantiles{Median: 6 * m, P90: 6 * m, Count: 1}.Words(), "6 min (1 incident)"},
		{load.Quantiles{Median: 6 * m, P90: 14 * m, Count: 9}.Words(), "median 6 min, p90 14 min (9 incidents)"},
		{load.TeamLoad{OnCall: 1, Busiest: 1, Equal: 1}.Fair(), ""},
		{load.KeyPeople{People: 1, Hours: 2 * h, Half: 1, Most: 1}.Words(), "one person carried all 2 h"},
		{load.KeyPeople{People: 3, Hours: 2 * h, Half: 1, Most: 1}.Words(), "1 of 3 people carried 80 % of 2 h"},
		{load.KeyPeople{People: 9, Hours: 20 * h, Half: 2, Most: 4, MostName: []string{"Ada", "Ben", "Cam"}}.Words(), "2 of 9 people carried half of 20 h, 4 carried 80 %: Ada, Ben, Cam and 1 more who may not be named"},
		{load.Arithmetic{}.Words()[2], "An interruption is an activity after 0 h without any."},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestPeriod_is_named_as_people_name_it(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 12, 0, 0, 0, zone)
	for _, c := range []struct {
		period            load.Period
		noun, words, days string
	}{
		{load.WeekOf(at, zone), "week", "week 1", "29 December 2025 – 4 January 2026"},
		{load.WeekOf(at.AddDate(0, 10, 10), zone), "week", "week 46", "9–15 November 2026"},
		{load.WeekOf(at.AddDate(0, 0, 28), zone), "week", "week 5", "26 January – 1 February 2026"},
		{load.MonthOf(at, zone), "month", "January 2026", "1–31 January 2026"},
	} {
		if noun, words, days := c.period.Noun(), c.period.Words(), c.period.Days(zone); noun != c.noun || words != c.words || days != c.days {
			t.Errorf("%s: %q, %q, %q", c.period.Name, noun, words, days)
		}
	}
}

func TestReport_has_a_headline_whatever_happened(t *testing.T) {
	t.Parallel()
	week := load.WeekOf(time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC), time.UTC)
	over := week.Until.Add(time.Hour)
	for _, c := range []struct {
		report load.Report
		want   string
	}{
		{load.Report{}, "Nothing broke in week 46"},
		{load.Report{Incidents: load.Counts{Total: 1}}, "1 incident in week 46, and no time given to it"},
		{load.Report{Incidents: load.Counts{Total: 2}}, "2 incidents in week 46, and no time given to them"},
		{load.Report{Hours: load.Hours{Working: 2 * time.Hour}}, "2 h in week 46, all of it in working hours"},
		{load.Report{Hours: load.Hours{Night: 2 * time.Hour}}, "2 h in week 46, all of it outside working hours"},
		{load.Report{Hours: load.Hours{Working: 38 * time.Hour, Night: 23 * time.Hour}}, "61 h in week 46, 23 h of it outside working hours"},
	} {
		c.report.Period, c.report.Made = week, over
		if got := c.report.Headline(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	r := load.Report{Period: week, Made: week.From.Add(time.Hour)}
	if got := r.Headline(); got != "Nothing broke in week 46 so far" {
		t.Errorf("%q", got)
	}
}
