package incident

import "time"

// Act says who does something, when, and by which delivery.
type Act struct {
	By PersonID
	At time.Time // UTC
	// Rights are what is known of By. The zero value is a member's.
	Rights Rights
	// In is the channel it comes from, whose members the chat vouches for; empty when it comes from none.
	In ChannelID
	// Receipt identifies the delivery that asked for it, so that the same one coming twice changes
	// nothing the second time. Empty when the delivery cannot repeat.
	Receipt string
}

// Declaration is what a person gives to declare an incident. Only the title is needed; the rest
// falls back to the rules' defaults.
type Declaration struct {
	Title       string
	Description string
	Severity    string
	Type        string
	Service     string // what is broken, by its configured name; empty when nobody said
	Private     bool   // private whatever the type says
	Triage      bool   // it may be nothing: somebody looks first
	Drill       bool   // practice
	Exercise    Pace   // of a drill: plays the script at that pace; empty for none
	Invite      []Invitee
	Fields      map[string]string // answers to the questions of the configuration, by name
	// Source is the message it began with; nil for none.
	Source *Source
	// CommandLine is whether it was declared outside the chat.
	CommandLine bool
	// Hasty leaves required questions open: it was declared where nobody could be asked.
	Hasty bool
	// Form is the chat's handle of the form it was declared in, shown the way to the channel once
	// that exists; empty when there was none.
	Form string
}

// Update is a status update: what users see, what we do, and when we speak again.
type Update struct {
	UsersSee string
	WeDo     string
	// Next is how long until the next update; zero takes the severity's cadence, NoNext promises none.
	Next time.Duration
}

// NoNext promises no further update.
const NoNext time.Duration = -1

// Work is something to be done after the commit that asks for it; its arguments are keys, and doing
// it twice does no harm.
type Work struct {
	Kind   WorkKind
	Number Number
	Person PersonID
	Notice NoticeID      // of WorkNotice
	After  time.Duration // how long to wait first
}

// WorkKind names a kind of work.
type WorkKind string

// The kinds of work.
const (
	WorkSync     WorkKind = "sync"     // make the chat look like the rows
	WorkBackfill WorkKind = "backfill" // fetch what the channel says and we missed
	WorkDraft    WorkKind = "draft"    // write the drafts of the newest round from what is stored
	WorkRead     WorkKind = "read"     // let a model read the channel and write them better
	WorkCatchUp  WorkKind = "catchup"  // let a model bring Person up to date
	WorkOffer    WorkKind = "offer"    // offer Person, who came late, to be brought up to date
	WorkArchive  WorkKind = "archive"  // archive the channel, once it is stored whole
	WorkPerson   WorkKind = "person"   // learn a person's name and time zone
	WorkNotice   WorkKind = "notice"   // make the chat show a notice as it stands
	WorkHome     WorkKind = "home"     // show Person what is open and what is theirs
)
