package incident

import (
	"context"
	"time"
)

// NudgeID identifies a nudge.
type NudgeID = int64

// SnoozeFor is how long a click keeps a kind of nudge away. "Still on it" and "Still looking" are snoozes too. What is resolved rests
// until the next working day: it comes in working hours only, and 16 hours lead over the night.
func (r NudgeRules) SnoozeFor(kind NudgeKind) time.Duration {
	switch kind {
	case NudgeTriage:
		return max(r.TriageWaiting, 15*time.Minute)
	case NudgeQuiet:
		return max(r.QuietAfter, 15*time.Minute)
	case NudgeClose:
		return 16 * time.Hour
	case NudgeLead, NudgeUpdate, NudgeSilent:
	}
	return 15 * time.Minute
}

// Snooze keeps a nudge away for a while, and then lets it come once more. It returns a *Refusal when what it
// reminded of is so no more.
func (s *Service) Snooze(ctx context.Context, act Act, n Number, nudge NudgeID) error {
	return s.store.Snooze(ctx, act, n, nudge, func(inc Incident, said Nudge, until time.Time) (time.Time, error) {
		return said.snooze(act, inc, until, s.rules.Nudges)
	})
}

// snooze is until when the nudge rests. It is as before when somebody was quicker.
func (n Nudge) snooze(act Act, inc Incident, until time.Time, rules NudgeRules) (time.Time, error) {
	if err := inc.CheckOpen(); err != nil {
		return until, err
	}
	settled := n.Over(inc, time.Time{})
	if n.Kind == NudgeQuiet || n.Kind == NudgeSilent { // whoever is still on it may well have said so in words too
		settled = !inc.Status.Active()
	}
	if settled {
		return until, &Refusal{Reason: "This is settled already.", Hint: "The card at the top of the channel says how things stand."}
	}
	if act.At.Before(until) {
		return until, nil
	}
	return act.At.Add(rules.SnoozeFor(n.Kind)), nil
}
