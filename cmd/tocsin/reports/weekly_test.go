package reports

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// weekly makes what is due, and returns the report on a week; nil when there is none.
func (o *office) weekly(now time.Time, week string) *load.Report {
	o.t.Helper()
	if err := o.Weekly(o.t.Context(), now); err != nil {
		o.t.Fatal(err)
	}
	return o.made(week)
}

func (o *office) made(week string) *load.Report {
	o.t.Helper()
	n, err := o.Store.NoticeByKey(o.t.Context(), "report/"+week)
	if err != nil {
		return nil
	}
	var report load.Report
	if err := json.Unmarshal(n.Body, &report); err != nil {
		o.t.Fatal(err)
	}
	return &report
}

func TestWeekly(t *testing.T) {
	tuesday, monday := at("2026-11-10 10:00"), at("2026-11-16 09:00")
	busy := func(o *office) {
		o.happens(tuesday, map[incident.PersonID][]time.Time{"UADA": {tuesday}})
	}

	t.Run("is made at its hour, once, whoever asks for it", func(t *testing.T) {
		o := openOffice(t)
		busy(o)
		if o.weekly(monday.Add(-time.Minute), "2026-W46") != nil {
			t.Fatal("made before its hour")
		}
		var replicas sync.WaitGroup
		for range 4 {
			replicas.Go(func() {
				if err := o.Weekly(t.Context(), monday); err != nil {
					t.Error(err)
				}
			})
		}
		replicas.Wait()
		first := o.made("2026-W46")
		if first == nil || first.Incidents.Total != 1 || first.Hours.Total() != 10*time.Minute {
			t.Fatalf("made: %+v", first)
		}
		again := o.weekly(monday.Add(time.Hour), "2026-W46")
		if !again.Made.Equal(first.Made) {
			t.Error("made a second time")
		}
	})

	t.Run("makes up for a Monday it missed", func(t *testing.T) {
		o := openOffice(t)
		busy(o)
		o.weekly(monday, "2026-W46")
		o.weekly(monday.AddDate(0, 0, 16), "") // two Mondays later, on a Wednesday
		for _, week := range []string{"2026-W46", "2026-W47", "2026-W48"} {
			if o.made(week) == nil {
				t.Errorf("no report on %s", week)
			}
		}
		if quiet := o.made("2026-W47"); quiet != nil && !quiet.Quiet() {
			t.Errorf("a week in which nothing happened is not quiet: %+v", quiet.Incidents)
		}
	})

	t.Run("waits for the one before it that could not be made", func(t *testing.T) {
		o := openOffice(t)
		busy(o)
		o.weekly(monday, "2026-W46")
		fortnight := monday.AddDate(0, 0, 14)
		o.changes(`alter table notice add constraint in_the_way check (key <> 'report/2026-W47')`)
		if err := o.Weekly(t.Context(), fortnight); err == nil {
			t.Fatal("nothing was in the way")
		}
		o.changes(`alter table notice drop constraint in_the_way`)
		o.weekly(fortnight.Add(time.Minute), "")
		for _, week := range []string{"2026-W47", "2026-W48"} {
			if o.made(week) == nil {
				t.Errorf("no report on %s", week)
			}
		}
	})

	t.Run("has nothing to say before anything has ever happened", func(t *testing.T) {
		o := openOffice(t)
		if o.weekly(monday, "2026-W46") != nil {
			t.Error("reported on nothing")
		}
		o.happens(monday.Add(time.Hour), nil)
		if o.weekly(monday.Add(2*time.Hour), "2026-W46") != nil {
			t.Error("reported on a week before the first incident")
		}
	})

	t.Run("is not made where no channel is named for it", func(t *testing.T) {
		o := openOffice(t, func(c *config.Config) { c.Report.Channel = "" })
		busy(o)
		if o.weekly(monday, "2026-W46") != nil {
			t.Error("made for nobody")
		}
	})
}
