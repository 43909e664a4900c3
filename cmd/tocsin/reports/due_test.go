package reports

import (
	"slices"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

func TestDue(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		t.Helper()
		when, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for name, c := range map[string]struct {
		schedule, newest string
		now              time.Time
		want             []string
	}{
		"nothing before the hour":                          {"0 9 * * 1", "2026-W45", at("2026-11-16 08:59"), nil},
		"the week that ended, at the hour":                 {"0 9 * * 1", "2026-W45", at("2026-11-16 09:00"), []string{"2026-W46"}},
		"never the same week twice":                        {"0 9 * * 1", "2026-W46", at("2026-11-16 09:01"), nil},
		"a missed Monday is made up":                       {"0 9 * * 1", "2026-W45", at("2026-11-19 14:00"), []string{"2026-W46"}},
		"and so are two, the older first":                  {"0 9 * * 1", "2026-W44", at("2026-11-17 09:00"), []string{"2026-W45", "2026-W46"}},
		"after a long silence the last four":               {"0 9 * * 1", "2026-W20", at("2026-11-16 09:00"), []string{"2026-W43", "2026-W44", "2026-W45", "2026-W46"}},
		"whoever begins, begins with the newest":           {"0 9 * * 1", "", at("2026-11-18 12:00"), []string{"2026-W46"}},
		"every morning is still once a week":               {"0 9 * * *", "2026-W45", at("2026-11-18 12:00"), []string{"2026-W46"}},
		"the first week of a year follows the last":        {"0 9 * * 1", "2026-W52", at("2027-01-04 09:00"), []string{"2026-W53"}},
		"and is no week of the year before":                {"0 9 * * 1", "2026-W53", at("2027-01-11 09:00"), []string{"2027-W01"}},
		"the hour is that of the zone in summer time, too": {"0 9 * * 1", "2026-W12", at("2026-03-30 09:00"), []string{"2026-W13"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schedule, err := cron.ParseStandard("CRON_TZ=Europe/Berlin " + c.schedule)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, week := range due(schedule, berlin, c.newest, c.now.UTC()) {
				got = append(got, week.Name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("due are %v, want %v", got, c.want)
			}
		})
	}
}
