package incident

import "time"

// Past is an incident with all that was said and done in it, to be taken over as it was: nothing comes of it
// any more. Every list is in the order of time.
type Past struct {
	// Incident has no number yet; the store gives it one. Its Channel is an id that no other incident has.
	Incident  Incident
	Holdings  []Holding
	Timeline  []Entry
	Messages  []Message
	Reactions []HeardReaction
	Presences []Presence
	FollowUps []FollowUp
	Drafts    []Draft // versions of the postmortem, numbered from 1
	Calls     []ModelCall
	// Surfaces are what the chat is believed to show of it. With none at all, the chat is made to show the whole
	// incident anew as soon as something changes about it.
	Surfaces []Surface
}

// Lived is where a person has lived from an instant on.
type Lived struct {
	Person PersonID
	From   time.Time
	Zone   string // IANA name
}
