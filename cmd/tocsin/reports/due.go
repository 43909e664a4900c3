package reports

import (
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// makeUpFor is how far back a report that was missed is made up for.
const makeUpFor = 28 * 24 * time.Hour

// due are the weeks whose report should have been made by now, oldest first: the last whole week before each time the
// schedule came round, after the newest one that was made. Whoever has made none yet begins with the newest.
func due(schedule cron.Schedule, zone *time.Location, newest string, now time.Time) []load.Period {
	var weeks []load.Period
	for at := schedule.Next(now.Add(-makeUpFor)); !at.IsZero() && !at.After(now); at = schedule.Next(at) {
		week := load.WeekOf(at, zone).Before(1, zone)[0]
		switch {
		case week.Name <= newest: // the names sort by time
		case newest == "":
			weeks = []load.Period{week}
		case len(weeks) == 0 || weeks[len(weeks)-1].Name != week.Name:
			weeks = append(weeks, week)
		}
	}
	return weeks
}
