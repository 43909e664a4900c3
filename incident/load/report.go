package load

import (
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Report is what a period of incidents cost. It is what is kept, exported as JSON and drawn everywhere:
// a key, once written, keeps its meaning. Durations are nanoseconds. Whatever must not be seen by its readers
// is not in it: private incidents have no number, title, channel or people, and nobody is named unless the
// settings say so.
type Report struct {
	Period   Period
	Made     time.Time // the instant it was made for; before Period.Until the period is still running
	Zone     string    // IANA name; days and weeks are this zone's
	Settings Arithmetic

	Incidents Counts
	Hours     Hours // of everybody, in the period
	Before    Hours // the mean of the four periods' worth before
	Responded int   // how many people did something
	Watched   int   // how many came and only read
	Tax       Tax   // of all who are in teams, or of all who took part when there are no teams
	Times     Times

	Teams  []TeamLoad   // in the order of the configuration, then people without a team, named ""
	People []PersonLoad // of detailed teams, most hours first; without Name and Person where people are not named
	Over   int          // how many people are over a limit in a week of the period
	Key    []KeyPeople  // most hours first

	Maturity  Maturity
	FollowUps FollowUps
	Drafts    Drafts
	Lines     []Line // in the order of their declaration
	Earlier   Earlier
	Recurring []Recurring

	Weeks   []WeekHours   // the eight weeks that end with the period, oldest first; see [Period.Trailing]
	Heat    [7][24]Span   // hours by weekday (Monday first) and hour on people's own clocks
	Resolve []WeekResolve // the 52 weeks that end with the period, oldest first; weeks without resolved incidents are left out
}

// Span is a duration.
type Span = time.Duration

// Arithmetic is what the figures rest on, to be printed beside them.
type Arithmetic struct {
	CountsFor, JoinsWithin, WatchingCountsFor, Apart Span
	MaxHours                                         Span
	MaxNights                                        int
	SmallestTeam                                     int
	Names                                            bool
}

// Hours are time by kind.
type Hours struct {
	Working, Evening, Night, Weekend Span
}

// Total is all of it.
func (h Hours) Total() Span { return h.Working + h.Evening + h.Night + h.Weekend }

// OffHours is what fell outside working hours.
func (h Hours) OffHours() Span { return h.Evening + h.Night + h.Weekend }

// Counts are how many incidents were declared, drills left out.
type Counts struct {
	Total      int
	Before     float64 // the mean of the four periods' worth before
	BySeverity []Tally // as configured, worst first; severities that are none any more last
	ByType     []Tally // most first; private ones are all of the type "private"
}

// Tally is a count of one word.
type Tally struct {
	Name   string
	Count  int
	Before float64
}

// Tax is incident time as a share of working time.
type Tax struct {
	Incidents Span
	Working   Span // the working time of all of them in the period; zero when it is not known
	People    int
}

// Share is between 0 and, for a team that does nothing else, over 1; ok is false when it is not known.
func (t Tax) Share() (share float64, ok bool) {
	if t.Working <= 0 {
		return 0, false
	}
	return float64(t.Incidents) / float64(t.Working), true
}

// Times are how long it took, of incidents that reached the instant within the period, from the
// corrected instants.
type Times struct {
	Acknowledge Quantiles // declared to commander
	Mitigate    Quantiles // declared to mitigated
	Resolve     Quantiles // declared to resolved
}

// Quantiles are a median and a 90th percentile, and how many incidents they rest on; both are zero when
// that is none. They interpolate between the two nearest, as Postgres's percentile_cont does.
type Quantiles struct {
	Median, P90 Span
	Count       int
}

// TeamLoad is what a team carried.
type TeamLoad struct {
	Name          string // empty for people without a team
	Members       int
	Hours         Hours
	Interruptions int
	Nights        int // interruptions at night
	Tax           Tax
	// Detailed is whether the team is large enough to be broken down by person. Where it is not, what follows is
	// zero, none of its people are in [Report.People], and none are named among key people.
	Detailed bool
	Over     int // how many of them are over a limit in a week of the period
	// OnCall is how many share the on-call. Busiest is the share that the busiest of them carried of what they carried
	// together, and Equal what it would be had all carried the same. Zero when there was nothing to carry.
	OnCall  int
	Busiest float64
	Equal   float64
}

// PersonLoad is what a person carried. Whoever gave time to private incidents alone is not named, even where others are:
// their name would say who is on those.
type PersonLoad struct {
	Person        incident.PersonID `json:",omitempty"`
	Name          string            `json:",omitempty"`
	Team          string
	Hours         Hours
	Interruptions int
	Nights        int  // interruptions at night
	Incidents     int  // that they responded to
	Over          bool // a limit, in a week of the period
}

// KeyPeople are those without whom it would not go: the fewest who together carried half, and 80 %, of the work. Teams
// that are too small to be broken down by person have none, and private incidents are not among a service's. Of those
// who are counted, some may not be named: see [PersonLoad].
type KeyPeople struct {
	Of       string // "team" or "service"
	Name     string // empty for everybody, where there are no teams
	People   int    // who carried anything
	Hours    Span
	Half     int
	Most     int                 // 80 %
	HalfAre  []incident.PersonID `json:",omitempty"` // most hours first; empty where people are not named
	MostAre  []incident.PersonID `json:",omitempty"`
	HalfName []string            `json:",omitempty"`
	MostName []string            `json:",omitempty"`
}

// Stage is how an organisation handles its incidents.
type Stage string

// The stages.
const (
	TooFew       Stage = "too few" // incidents to say
	Centralised  Stage = "centralised"
	Distributed  Stage = "distributed"
	Democratised Stage = "democratised"
)

// Maturity says who takes part, over the 90 days that end with the period.
type Maturity struct {
	Stage              Stage
	Incidents          int
	Led                int     // incidents that had a commander
	TopThree           float64 // share of those led by the three most frequent commanders
	Commanders         int     // different people who led
	TookPart           int     // people who responded; only those in teams, when there are teams
	Of                 int     // people in teams; 0 when there are no teams
	OutsideEngineering int     // of those who took part, people of teams that are not engineering
	FirstTime          int     // people who led for the first time, in the period
	Lower              float64 // share of incidents in the milder half of the severities
}

// FollowUps are what is left to do.
type FollowUps struct {
	Opened, Done int // in the period
	Open         int // at its end
	Overdue      int // at its end
	MedianAge    Span
	ByTeam       []TeamFollowUps // of the owner; "" for no team or no owner
}

// TeamFollowUps are those that people of one team own.
type TeamFollowUps struct {
	Team                        string
	Opened, Done, Open, Overdue int
}

// Drafts say how much of what a machine wrote people kept, of incidents closed in the period.
type Drafts struct {
	Postmortems            int // that were drafted
	Words, Kept            int // of the newest versions: written, and still standing
	Proposed               int // follow-ups proposed and decided
	Accepted, AcceptedAsIs int
	Models                 int   // how many postmortems a model wrote
	Cost                   int64 // of all calls in the period, millionths of a US dollar
}

// Line is one incident that was declared, mitigated or resolved in the period, or that somebody gave time to in it. Of a
// private one nothing is said that would tell which it is.
type Line struct {
	Number     incident.Number `json:",omitempty"`
	Title      string          `json:",omitempty"`
	Private    bool
	Severity   incident.SeverityName
	Type       string
	Service    string `json:",omitempty"`
	Cause      string `json:",omitempty"`
	Status     incident.Status
	Channel    incident.ChannelID `json:",omitempty"`
	Link       string             `json:",omitempty"`
	DeclaredAt time.Time
	Took       Span // to the resolve, or until the report was made
	Over       bool // whether it is resolved
	People     int  // who responded in the period
	Hours      Span // that people gave to it in the period
	FollowUps  int
}

// Earlier are incidents that were over before the period, and to which people gave time in it: somebody finished a
// follow-up, or answered a late question. They have no line.
type Earlier struct {
	Incidents int
	Hours     Span
}

// Recurring is the same thing breaking again: two incidents or more in the four weeks that end with the period, the last
// of them in the period. Private ones are left out.
type Recurring struct {
	What    string // "service" or "cause"
	Name    string
	Numbers []incident.Number // oldest first
}

// WeekHours is one week of one picture.
type WeekHours struct {
	Name   string // "2026-W46"
	From   time.Time
	ByTeam []Span // beside Report.Teams
}

// WeekResolve is one week of another.
type WeekResolve struct {
	Name   string
	From   time.Time
	Median Span
	Count  int
}
