package load

import (
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Input is what a report is made of. Drills and bots are not in it.
type Input struct {
	Period   Period
	Now      time.Time
	Settings Settings
	// Severities are the configured ones, worst first.
	Severities []incident.SeverityName

	Teams   []Team   // in the order of the configuration
	Members []Member // everybody in a team, and everybody who did anything in the period

	// Segments are those of the period, cut to it, in any order.
	Segments []Segment
	// Incidents are those declared, mitigated or resolved in the period, or that somebody gave time to in it, and
	// those declared in the four weeks, or the four periods, before; in the order of their numbers.
	Incidents []Fact
	// Before is the time given in the four periods' worth of time before, all of it.
	Before Hours

	// Ninety is what happened in the 90 days that end with the period.
	Ninety Ninety
	// FollowUps are those not proposed or dismissed, of incidents of any time.
	FollowUps []FollowUpFact
	Drafts    Drafts

	Weeks   []WeekTeam    // time by week and team, of the eight weeks that end with the period
	Resolve []WeekResolve // see [Report.Resolve]
}

// Team is a team of the configuration.
type Team struct {
	Name        string
	Engineering bool
}

// Member is a person whom a report is about.
type Member struct {
	Person  incident.PersonID
	Name    string // as shown; falls back to the id
	Team    string // empty for none
	OnCall  bool   // shares the team's on-call
	Working Span   // their working time in the period; while it is running, until now
}

// Fact is what a report needs of an incident.
type Fact struct {
	Number         incident.Number
	Title          string
	Private        bool
	Severity       incident.SeverityName
	Type           incident.TypeName
	Service        incident.ServiceName
	Cause          incident.CauseName
	Status         incident.Status
	Channel        incident.ChannelID
	Link           string // to its channel; empty when unknown
	DeclaredAt     time.Time
	LeadAssignedAt time.Time // zero when nobody ever led
	MitigatedAt    time.Time // zero when not yet
	ResolvedAt     time.Time // zero when not yet
	FollowUps      int
}

// Ninety is what the stage of an organisation is read from.
type Ninety struct {
	Incidents int
	// Lower is how many of them are of the milder half of the severities.
	Lower int
	// Led is how many incidents each commander led: who was the first to take command of them.
	Led map[incident.PersonID]int
	// TookPart are those who responded.
	TookPart []incident.PersonID
	// FirstTime is who led for the first time ever, in the period.
	FirstTime int
}

// FollowUpFact is what a report needs of a follow-up.
type FollowUpFact struct {
	Owner  incident.PersonID // empty for nobody
	Opened time.Time         // recorded, or accepted
	Due    time.Time         // its day at midnight UTC; zero for none
	DoneAt time.Time         // zero while it is open
}

// WeekTeam is the time that people of one team gave in one week.
type WeekTeam struct {
	Week Period
	Team string
	Took Span
}
