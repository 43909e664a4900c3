package jobs

import (
	"fmt"

	"github.com/riverqueue/river"
	"github.com/robfig/cron/v3"
)

// What is done by the clock is inserted by one process, the leader, however many there are. It may be killed in the
// very second: so what is done looks itself what is due, and does not trust that it is called for each occasion.

type sweepArgs struct{}

func (sweepArgs) Kind() string                 { return "sweep" }
func (sweepArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }

type remindArgs struct{}

func (remindArgs) Kind() string                 { return "remind" }
func (remindArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }

type reportArgs struct{}

func (reportArgs) Kind() string                 { return "weekly_report" }
func (reportArgs) InsertOpts() river.InsertOpts { return once(queueBackground) }

// schedules are what the leader inserts, and when. They name an option that is no cron expression.
func (o *Options) schedules() ([]*river.PeriodicJob, error) {
	sweepAt, err := cron.ParseStandard(o.SweepAt)
	if err != nil {
		return nil, fmt.Errorf("jobs.New: SweepAt %q is no cron expression: %w", o.SweepAt, err)
	}
	reportAt, err := cron.ParseStandard(o.ReportAt)
	if err != nil {
		return nil, fmt.Errorf("jobs.New: ReportAt %q is no cron expression: %w", o.ReportAt, err)
	}
	missed := func(id string) *river.PeriodicJobOpts { return &river.PeriodicJobOpts{ID: id, RunOnStart: true} }
	return []*river.PeriodicJob{
		river.NewPeriodicJob(sweepAt, args(sweepArgs{}), &river.PeriodicJobOpts{ID: "sweep"}),
		river.NewPeriodicJob(river.PeriodicInterval(o.RemindEvery), args(remindArgs{}), missed("remind")),
		river.NewPeriodicJob(reportAt, args(reportArgs{}), &river.PeriodicJobOpts{ID: "weekly_report"}),
		river.NewPeriodicJob(river.PeriodicInterval(o.ReportEvery), args(reportArgs{}), missed("missed_report")),
	}, nil
}

// args are the arguments of work that has none.
func args(a river.JobArgs) func() (river.JobArgs, *river.InsertOpts) {
	return func() (river.JobArgs, *river.InsertOpts) { return a, nil }
}
