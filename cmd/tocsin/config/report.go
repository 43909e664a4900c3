package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Report is the weekly incident load report: when it comes, where, and what its figures rest on.
type Report struct {
	// Schedule is a cron expression, in Zone.
	Schedule string
	// Zone is where weeks begin; an IANA name.
	Zone string
	// Channel is where the report is posted: an id, or a name with its #. Empty posts none.
	Channel string
	// NamePeople is whether people are named in what others read.
	NamePeople bool
	// The others are those of [load.Settings].
	SmallestTeam      int
	MaxHours          time.Duration
	MaxNights         int
	CountsFor         time.Duration
	JoinsWithin       time.Duration
	WatchingCountsFor time.Duration
	Apart             time.Duration
}

func defaultReport() Report {
	s := load.DefaultSettings()
	return Report{
		Schedule: "0 9 * * 1", Zone: s.Zone.String(),
		NamePeople: s.Names, SmallestTeam: s.SmallestTeam, MaxHours: s.MaxHours, MaxNights: s.MaxNights,
		CountsFor: s.CountsFor, JoinsWithin: s.JoinsWithin, WatchingCountsFor: s.WatchingCountsFor, Apart: s.Apart,
	}
}

// LoadSettings are what the report's arithmetic rests on.
func (c *Config) LoadSettings() load.Settings {
	zone, err := c.Report.zone()
	if err != nil {
		zone = time.UTC // refused when the configuration was read
	}
	r := c.Report
	return load.Settings{
		CountsFor: r.CountsFor, JoinsWithin: r.JoinsWithin, WatchingCountsFor: r.WatchingCountsFor, Apart: r.Apart,
		Zone: zone, MaxHours: r.MaxHours, MaxNights: r.MaxNights, SmallestTeam: r.SmallestTeam, Names: r.NamePeople,
	}
}

// Firings are the instants at which the report comes.
func (r Report) Firings() (cron.Schedule, error) {
	switch {
	case strings.TrimSpace(r.Schedule) == "":
		return nil, errors.New("it is empty")
	case strings.Contains(r.Schedule, "TZ="):
		return nil, errors.New("the zone is report.zone")
	case strings.HasPrefix(r.Schedule, "@every"):
		return nil, errors.New("@every begins anew with each start")
	}
	schedule, err := cron.ParseStandard(r.CronLine())
	if err != nil {
		return nil, err
	}
	if schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() { // it looks five years ahead
		return nil, errors.New("that day never comes")
	}
	return schedule, nil
}

// CronLine is the schedule with its zone.
func (r Report) CronLine() string { return "CRON_TZ=" + r.Zone + " " + r.Schedule }

func (r Report) zone() (*time.Location, error) {
	if r.Zone == "" || r.Zone == "Local" { // the zone of whatever machine it runs on
		return nil, fmt.Errorf("%q is no place", r.Zone)
	}
	return time.LoadLocation(r.Zone)
}

// Bounds of what the arithmetic rests on.
const (
	minCount, maxCount = time.Minute, 4 * time.Hour
	weekLong           = 7 * 24 * time.Hour
	maxTeam            = 1_000
)

func (r Report) check(refuse refuseFunc) {
	if _, err := r.zone(); err != nil {
		refuse("report.zone", fmt.Sprintf("is %s; it is the name of a time zone such as Europe/Berlin, America/New_York or UTC", shown(r.Zone)))
	} else if _, err := r.Firings(); err != nil {
		refuse("report.schedule", fmt.Sprintf("is %s; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as \"0 9 * * 1\" for Mondays at 09:00: %v", shown(r.Schedule), err))
	}
	if r.Channel != "" && !channelID.MatchString(r.Channel) && !channelName.MatchString(r.Channel) {
		refuse("report.channel", fmt.Sprintf("is %s; it is a channel's id such as C024BE91L, its name with a # such as \"#engineering-leads\", or empty to post none", shown(r.Channel)))
	}
	between(refuse, "report.smallest_team", r.SmallestTeam, 1, maxTeam, number)
	between(refuse, "report.max_hours", r.MaxHours, 0, weekLong, span)
	between(refuse, "report.max_nights", r.MaxNights, 0, maxTeam, number)
	between(refuse, "report.counts_for", r.CountsFor, minCount, maxCount, span)
	between(refuse, "report.joins_within", r.JoinsWithin, 0, maxCount, span)
	between(refuse, "report.watching_counts_for", r.WatchingCountsFor, minCount, maxCount, span)
	between(refuse, "report.apart", r.Apart, 0, 24*time.Hour, span)
}

func checkNudges(refuse refuseFunc, n incident.NudgeRules) {
	checkPace(refuse, "nudges.triage_waiting", n.TriageWaiting)
	checkPace(refuse, "nudges.lead_after", n.LeadAfter)
	checkPace(refuse, "nudges.update_after", n.UpdateAfter)
	checkPace(refuse, "nudges.quiet_after", n.QuietAfter)
	checkPace(refuse, "nudges.commander_silent", n.CommanderSilent)
	checkPace(refuse, "nudges.close_after", n.CloseAfter)
}
