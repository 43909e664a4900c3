package incident

import "time"

// NudgeRules say what people are reminded of, and when.
type NudgeRules struct {
	// LeadAfter is how long an active incident may have nobody in command; zero for never.
	LeadAfter time.Duration
	// UpdateAfter is how long after the promised instant an update is overdue; zero for never.
	UpdateAfter time.Duration
	// QuietAfter is how long nobody may have written in an active incident, or twice its severity's cadence
	// where that is longer; zero for never.
	QuietAfter time.Duration
	// CloseAfter is how long an incident may be resolved and not closed; zero for never.
	CloseAfter time.Duration
	// FollowUps is whether owners are told in their morning of follow-ups that are due.
	FollowUps bool
	// Digest is whether team leads are told every week of follow-ups that are overdue.
	Digest bool
}

// DefaultNudgeRules are the rules of an installation that says nothing else.
func DefaultNudgeRules() NudgeRules {
	return NudgeRules{
		LeadAfter: 3 * time.Minute, UpdateAfter: time.Minute, QuietAfter: time.Hour, CloseAfter: 24 * time.Hour,
		FollowUps: true, Digest: true,
	}
}
