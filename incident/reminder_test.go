package incident

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func dayOf(t *testing.T, s string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func TestFollowUp_Causes(t *testing.T) {
	t.Parallel()
	due, before, after := dayOf(t, "2026-11-20"), dayOf(t, "2026-11-19"), dayOf(t, "2026-11-23")
	handed := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		f       FollowUp
		morning time.Time
		want    []string
	}{
		"before its day":              {FollowUp{Due: due}, before, nil},
		"on its day":                  {FollowUp{Due: due}, due, []string{"due 2026-11-20"}},
		"after its day":               {FollowUp{Due: due}, after, []string{"overdue 2026-11-20"}},
		"without a day":               {FollowUp{}, due, nil},
		"before it is wanted again":   {FollowUp{Due: due, Later: dayOf(t, "2026-11-27")}, after, nil},
		"when it is wanted again":     {FollowUp{Due: due, Later: after}, after, []string{"overdue 2026-11-20", "later 2026-11-23"}},
		"long after it was wanted":    {FollowUp{Due: after, Later: before}, due, []string{"later 2026-11-19"}},
		"handed over":                 {FollowUp{Due: after, HandedAt: handed}, due, []string{"handed 2026-11-19T10:00:00.000000Z"}},
		"handed over, without a day":  {FollowUp{HandedAt: handed}, due, []string{"handed 2026-11-19T10:00:00.000000Z"}},
		"handed over and overdue":     {FollowUp{Due: due, HandedAt: handed}, after, []string{"overdue 2026-11-20", "handed 2026-11-19T10:00:00.000000Z"}},
		"nobody's":                    {FollowUp{Due: due, State: FollowUpOpen}, after, nil},
		"done":                        {FollowUp{Due: due, Owner: "ada", State: FollowUpDone}, after, nil},
		"only proposed":               {FollowUp{Due: due, Owner: "ada", State: FollowUpProposed}, after, nil},
		"handed over before the time": {FollowUp{Due: due, HandedAt: handed, Later: after}, due, nil},
	} {
		f := tc.f
		if f.State == "" {
			f.State, f.Owner = FollowUpOpen, "ada"
		}
		if got := f.Causes(tc.morning); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// nineToFive works Monday to Friday, but not on Thanksgiving.
func nineToFive(day time.Time) (from, until time.Duration, ok bool) {
	thanksgiving := day.Equal(time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	return 9 * time.Hour, 17 * time.Hour, day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && !thanksgiving
}

func TestWorkingDay(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]struct {
		zone          string
		day           string
		morning, work bool
	}{
		"2026-11-20T08:59:59Z": {zone: "UTC", day: "2026-11-20"},
		"2026-11-20T09:00:00Z": {zone: "UTC", day: "2026-11-20", morning: true, work: true},
		"2026-11-20T11:59:59Z": {zone: "UTC", day: "2026-11-20", morning: true, work: true},
		"2026-11-20T12:00:00Z": {zone: "UTC", day: "2026-11-20", work: true},
		"2026-11-20T17:00:00Z": {zone: "UTC", day: "2026-11-20"},
		"2026-11-21T09:30:00Z": {zone: "UTC", day: "2026-11-21"},                                              // a Saturday
		"2026-11-26T15:00:00Z": {zone: "America/New_York", day: "2026-11-26"},                                 // a holiday
		"2026-11-22T20:30:00Z": {zone: "Pacific/Auckland", day: "2026-11-23", morning: true, work: true},      // Monday there
		"2026-11-23T03:30:00Z": {zone: "Asia/Kolkata", day: "2026-11-23", morning: true, work: true},          // half an hour off
		"2026-03-30T07:00:00Z": {zone: "Europe/Berlin", day: "2026-03-30", morning: true, work: true},         // the day after the clocks went on
		"2026-03-27T07:59:59Z": {zone: "Europe/Berlin", day: "2026-03-27"},                                    // and before
		"2026-11-02T14:00:00Z": {zone: "America/New_York", day: "2026-11-02", morning: true, work: true},      // after they went back
		"2026-11-02T04:30:00Z": {zone: "America/Los_Angeles", day: "2026-11-01", morning: false, work: false}, // Sunday night there
	} {
		zone, err := time.LoadLocation(want.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		day, morning := WorkingDay(nineToFive).Morning(now, zone)
		if work := WorkingDay(nineToFive).AtWork(now, zone); !day.Equal(dayOf(t, want.day)) || morning != want.morning || work != want.work {
			t.Errorf("%s in %s: %s, morning %v, at work %v", at, want.zone, day.Format(time.DateOnly), morning, work)
		}
	}
}

func TestWorkingDay_FirstOfWeek(t *testing.T) {
	t.Parallel()
	fromThursday := WorkingDay(func(day time.Time) (time.Duration, time.Duration, bool) {
		return 0, time.Hour, day.Weekday() == time.Thursday || day.Weekday() == time.Sunday
	})
	for day, want := range map[string]string{"2026-11-23": "2026-11-26", "2026-11-26": "2026-11-26", "2026-11-29": "2026-11-26", "2026-11-30": "2026-12-03"} {
		if got, ok := fromThursday.FirstOfWeek(dayOf(t, day)); !ok || !got.Equal(dayOf(t, want)) {
			t.Errorf("%s: %v, %v", day, got, ok)
		}
	}
	if _, ok := WorkingDay(func(time.Time) (a, b time.Duration, ok bool) { return }).FirstOfWeek(dayOf(t, "2026-11-23")); ok {
		t.Error("who never works has a first working day")
	}
}

func TestFollowUp_belongs_to_whom_it_was_handed(t *testing.T) {
	t.Parallel()
	f := FollowUp{ID: 1, Title: "alert", Owner: "ada", State: FollowUpOpen, Phase: PhasePrevent, Later: dayOf(t, "2026-11-27")}
	if err := f.edit(by("bob", time.Hour), FollowUpWords{Title: "alert", Owner: "cy"}); err != nil {
		t.Fatal(err)
	}
	if f.HandedBy != "bob" || !f.HandedAt.Equal(night.Add(time.Hour)) || !f.Later.IsZero() {
		t.Errorf("given to another, it is %+v", f)
	}
	if err := f.edit(by("ada", 2*time.Hour), FollowUpWords{Title: "alert", Owner: "ada"}); err != nil || !f.HandedAt.IsZero() {
		t.Errorf("who takes something over is told of it: %+v, %v", f, err)
	}
	var refusal *Refusal
	if err := f.CheckMine("cy"); !errors.As(err, &refusal) {
		t.Errorf("it is still whose it was: %v", err)
	}
	if err := f.CheckMine("ada"); err != nil {
		t.Error(err)
	}
}
