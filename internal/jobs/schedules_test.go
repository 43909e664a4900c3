package jobs

import (
	"context"
	"strings"
	"testing"
	"time"
)

// By the clock, and again for what may have been missed.
func TestSchedules(t *testing.T) {
	t.Parallel()

	t.Run("the night's sweep is done when its time has come", func(t *testing.T) {
		t.Parallel()
		w, did := fresh(t), newPasses()
		o := w.options()
		o.SweepAt = "@every 1s"
		o.Sweep = counts(did)
		w.start(o)
		did.wait(t)
	})

	t.Run("reminders are looked for again and again", func(t *testing.T) {
		t.Parallel()
		w, did := fresh(t), newPasses()
		o := w.options()
		o.RemindEvery = 100 * time.Millisecond
		o.Remind = counts(did)
		w.start(o)
		for range 3 {
			did.wait(t)
		}
	})

	t.Run("a report whose hour has passed is looked for at the start", func(t *testing.T) {
		t.Parallel()
		w, did := fresh(t), newPasses()
		o := w.options()
		o.ReportAt = "CRON_TZ=Europe/Berlin 0 9 1 1 *" // once a year
		o.Report = counts(did)
		w.start(o)
		did.wait(t)
	})

	t.Run("and again and again, for the clock that was slow when it came round", func(t *testing.T) {
		t.Parallel()
		w, did := fresh(t), newPasses()
		o := w.options()
		o.ReportAt, o.ReportEvery = "CRON_TZ=Europe/Berlin 0 9 1 1 *", 100*time.Millisecond
		o.Report = counts(did)
		w.start(o)
		for range 3 {
			did.wait(t)
		}
	})

	t.Run("what is no cron expression is refused by name", func(t *testing.T) {
		t.Parallel()
		w := &world{t: t, url: "postgres://nobody@localhost/nowhere"}
		for name, set := range map[string]func(*Options){
			`SweepAt "at night"`:    func(o *Options) { o.SweepAt = "at night" },
			`ReportAt "on Mondays"`: func(o *Options) { o.ReportAt = "on Mondays" },
		} {
			o := w.options()
			set(&o)
			if _, err := New(o); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func counts(did passes) func(context.Context) error {
	return func(context.Context) error {
		did.pass()
		return nil
	}
}
