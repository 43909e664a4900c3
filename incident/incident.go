// Package incident is the domain: what an incident is, what may be done to it, and what follows.
//
// It knows no chat, no database and no clock. A [Service] takes an [Act] (who, when, by which
// delivery), lets the pure rules of an [Incident] decide, and hands the outcome to a [Store], which
// keeps it and the work it asks for in one transaction.
package incident

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Number counts incidents of this installation from 1 and names them: INC-42.
type Number int64

// String is the name people use, such as "INC-42".
func (n Number) String() string { return "INC-" + strconv.FormatInt(int64(n), 10) }

// ParseNumber reads "INC-42", "inc-42" or "42". It returns a *Refusal for anything else.
func ParseNumber(s string) (Number, error) {
	digits := strings.TrimSpace(s)
	if len(digits) > 4 && strings.EqualFold(digits[:4], "INC-") {
		digits = digits[4:]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 {
		return 0, &Refusal{
			Reason: fmt.Sprintf("%q is not an incident's number.", s),
			Hint:   "Write it like INC-42.",
		}
	}
	return Number(n), nil
}

// PersonID is the chat's own identifier of a person.
type PersonID string

// ChannelID is the chat's own identifier of a channel.
type ChannelID string

// MessageID is the chat's own identifier of a message, unique within its channel. It sorts by time.
type MessageID string

// Incident is one incident as it stands.
type Incident struct {
	Number      Number
	Title       string // plain text, cleaned, never empty
	Description string // what the declarer wrote is happening; may be empty
	Impact      string // what users see, from the latest update; at first the description
	Severity    SeverityName
	Type        TypeName
	Status      Status
	Private     bool
	Service     ServiceName // what is broken; empty when nobody said
	Cause       CauseName   // the kind of cause; empty when nobody said
	Drill       bool        // practice: counts nowhere
	// Fields are the answers to the questions that the configuration adds, by the question's name.
	Fields     map[string]string
	MergedInto Number // what it turned out to be part of; 0 for none
	DeclaredBy PersonID
	// Roles are who holds which role now, in the order in which they took it. There is one commander at most.
	Roles       map[RoleName][]PersonID
	Channel     ChannelID // empty until the chat has made it
	ChannelName string    // empty until the chat has made it
	// Lost is why nothing can be done in the channel any more; empty while it can.
	Lost Lost
	// Past are the channels it lived in before, the first one first. They are read, never written.
	Past []PastChannel
	// MergedChannel is where that one lives, and MergedHidden whether it is private and this one is not: then nothing
	// of it may be told here. Both are read, never written.
	MergedChannel ChannelID
	MergedHidden  bool

	ImpactStartedAt time.Time // zero while nobody has found out
	DetectedAt      time.Time // zero while nobody has found out
	DeclaredAt      time.Time
	LeadAssignedAt  time.Time // zero while nobody has ever led
	MitigatedAt     time.Time // zero while users are still hurt
	ResolvedAt      time.Time // zero while the incident is open
	ResolvedSaidAt  time.Time // when somebody said so; stays when ResolvedAt is corrected
	ClosedAt        time.Time // zero until closed
	LastUpdateAt    time.Time // zero before the first status update
	NextUpdateDueAt time.Time // zero when no update is due
	ArchiveAt       time.Time // when the channel may be archived; zero for never

	Version int64 // grows with every change
}

// Commander leads the incident; empty while nobody does.
func (inc *Incident) Commander() PersonID { return inc.holder(Commander) }

// Holds reports whether somebody has a role in it.
func (inc *Incident) Holds(who PersonID) bool {
	for _, people := range inc.Roles {
		if slices.Contains(people, who) {
			return true
		}
	}
	return false
}

// ImpactText is what is known of the impact, in words people typed; empty when nobody said.
func (inc *Incident) ImpactText() string {
	if inc.Impact != "" {
		return inc.Impact
	}
	return inc.Description
}
