package incident

import (
	"strings"
	"time"
)

// NudgeRules say what people are reminded of, and when.
type NudgeRules struct {
	// TriageWaiting is how long an incident may be in triage with nobody accepting or declining it; zero for never.
	TriageWaiting time.Duration
	// LeadAfter is how long an active incident may have nobody in command; zero for never.
	LeadAfter time.Duration
	// UpdateAfter is how long after the promised instant an update is overdue; zero for never.
	UpdateAfter time.Duration
	// QuietAfter is how long nobody may have written in an active incident, or twice its severity's cadence
	// where that is longer; zero for never.
	QuietAfter time.Duration
	// CommanderSilent is how long the commander of an active incident may neither write nor do anything while others do,
	// or an update is overdue; or its severity's cadence, where that is longer. Zero for never; then nobody is told either
	// when the commander leaves the channel.
	CommanderSilent time.Duration
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
		TriageWaiting: 30 * time.Minute, LeadAfter: 3 * time.Minute, UpdateAfter: time.Minute, QuietAfter: time.Hour, CloseAfter: 24 * time.Hour,
		FollowUps: true, Digest: true,
	}
}

// NudgeKind is what a nudge reminds of.
type NudgeKind string

// The kinds of nudges.
const (
	NudgeTriage NudgeKind = "triage" // nobody has said whether it is an incident
	NudgeLead   NudgeKind = "lead"   // nobody is in command
	NudgeSilent NudgeKind = "silent" // the commander is not heard of, or has left the channel
	NudgeUpdate NudgeKind = "update" // a promised update is overdue
	NudgeQuiet  NudgeKind = "quiet"  // nobody has written for long
	NudgeClose  NudgeKind = "close"  // it is resolved, and not closed
)

// NudgeKinds lists the kinds, the most pressing first.
func NudgeKinds() []NudgeKind {
	return []NudgeKind{NudgeTriage, NudgeLead, NudgeSilent, NudgeUpdate, NudgeQuiet, NudgeClose}
}

// Nudge is a reminder said in an incident's channel.
type Nudge struct {
	ID     int64 // 0 before it is stored
	Number Number
	Kind   NudgeKind
	Cause  string // the same cause is said once
	At     time.Time
}

// SaidNudge is a nudge as it stands in the channel.
type SaidNudge struct {
	Nudge
	Snooze  Snooze    // the last one of its kind; the zero Snooze when there was none
	WroteAt time.Time // when a person last wrote or did anything; only of [NudgeQuiet], and of [NudgeSilent] when the commander did
}

// Rests reports whether somebody has snoozed it.
func (n SaidNudge) Rests() bool { return n.Snooze.Until.After(n.At) }

// NudgeSeen is what must be known beside an incident to say what people should be reminded of.
type NudgeSeen struct {
	VacantSince time.Time // when it was declared, accepted, reopened, or its last commander left, whichever came last
	LastWroteAt time.Time // when a person last wrote or did anything
	// CommanderSeenAt is when the commander took command, last wrote or did anything, or left the channel, whichever
	// came last. Zero while nobody leads.
	CommanderSeenAt time.Time
	CommanderLeft   bool // whether they have left the channel
	Snoozed         map[NudgeKind]Snooze
	// Day reports whether the commander, or the declarer while there is none, is at work at an instant.
	Day func(at time.Time) bool
}

// Snooze is until when somebody wants no nudge of a kind. Then it may come once more.
type Snooze struct {
	Until time.Time
	By    PersonID
}

// Nudges are what people should be reminded of now. cadence is how often an update of its severity is due; zero
// for never. The causes are such that each is to be said once: what was said already is returned as well.
func Nudges(inc Incident, seen NudgeSeen, rules NudgeRules, cadence time.Duration, now time.Time) []Nudge {
	var due []Nudge
	for _, kind := range NudgeKinds() {
		since, wait, byDay := inc.wants(kind, seen, rules, cadence, now)
		snooze := seen.Snoozed[kind]
		if since.IsZero() || wait == 0 || now.Before(since.Add(wait)) || now.Before(snooze.Until) || byDay && !seen.Day(now) {
			continue
		}
		due = append(due, Nudge{Number: inc.Number, Kind: kind, Cause: causeOf(kind, since, snooze.Until), At: now})
	}
	return due
}

// wants says what a nudge would be about, how long that may last, and whether it can wait for working hours: what
// is resolved, or mild enough to promise no updates, wakes nobody. since is zero when there is nothing to remind of.
func (inc *Incident) wants(kind NudgeKind, seen NudgeSeen, rules NudgeRules, cadence time.Duration, now time.Time) (since time.Time, wait time.Duration, byDay bool) {
	active := inc.Status.Active()
	switch {
	case kind == NudgeTriage && inc.Status == Triage:
		return seen.VacantSince, rules.TriageWaiting, false // whoever looks whether it is one is awake
	case kind == NudgeLead && active && inc.Commander() == "":
		since = seen.VacantSince // whoever has just declared it is awake
		return since, rules.LeadAfter, cadence == 0 && since.After(inc.DeclaredAt)
	case kind == NudgeSilent && active && inc.Commander() != "" && rules.CommanderSilent > 0:
		others := seen.LastWroteAt.After(seen.CommanderSeenAt) || !inc.NextUpdateDueAt.IsZero() && inc.NextUpdateDueAt.Before(now)
		switch {
		case seen.CommanderLeft:
			return seen.CommanderSeenAt, comesBackWithin, false
		case others:
			return seen.CommanderSeenAt, max(rules.CommanderSilent, cadence), cadence == 0
		}
	case kind == NudgeUpdate && active:
		return inc.NextUpdateDueAt, rules.UpdateAfter, false
	case kind == NudgeQuiet && active && rules.QuietAfter > 0:
		return seen.LastWroteAt, max(rules.QuietAfter, 2*cadence), cadence == 0
	case kind == NudgeClose && inc.Status == Resolved:
		return inc.resolvedSaidAt(), rules.CloseAfter, true
	}
	return time.Time{}, 0, false
}

// resolvedSaidAt is when somebody said that it is resolved: a corrected instant reminds nobody anew.
func (inc *Incident) resolvedSaidAt() time.Time { return orTime(inc.ResolvedSaidAt, inc.ResolvedAt) }

// comesBackWithin is how long a commander who left the channel may take to come back.
const comesBackWithin = time.Minute

// causeOf names a cause. A snooze that has passed makes it another one.
func causeOf(kind NudgeKind, since, snoozed time.Time) string {
	cause := map[NudgeKind]string{
		NudgeTriage: "in triage since ", NudgeSilent: "silent since ",
		NudgeLead: "vacant since ", NudgeUpdate: "due ", NudgeQuiet: "quiet since ", NudgeClose: "resolved ",
	}[kind] + exact(since)
	if !snoozed.IsZero() {
		cause += ", snoozed until " + exact(snoozed)
	}
	return cause
}

// exact is an instant in a cause, to the microsecond, as Postgres keeps it.
func exact(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000000Z") }

// Over reports whether what a nudge reminded of is so no more. lastWroteAt is when a person last wrote; of
// [NudgeSilent], when the commander was last seen.
func (n Nudge) Over(inc Incident, lastWroteAt time.Time) bool {
	is := func(since time.Time) bool { return strings.HasPrefix(n.Cause, causeOf(n.Kind, since, time.Time{})) }
	active := inc.Status.Active()
	switch n.Kind {
	case NudgeTriage:
		return inc.Status != Triage
	case NudgeLead:
		return !active || inc.Commander() != ""
	case NudgeSilent:
		return !active || inc.Commander() == "" || !is(lastWroteAt)
	case NudgeUpdate:
		return !active || !is(inc.NextUpdateDueAt)
	case NudgeQuiet:
		return !active || !is(lastWroteAt)
	case NudgeClose:
		return inc.Status != Resolved || !is(inc.resolvedSaidAt())
	}
	return true
}
