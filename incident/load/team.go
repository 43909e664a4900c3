package load

import "github.com/tocsin-bot/tocsin/incident"

// Membership says that somebody belongs to a team. A person has one.
type Membership struct {
	Person incident.PersonID
	Team   string
	Lead   bool
	OnCall bool // shares the team's on-call
}
