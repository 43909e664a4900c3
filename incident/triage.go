package incident

import (
	"context"
	"fmt"
	"time"
)

// Accept ends the triage: it is an incident, and its clocks begin. It returns a *Refusal when there is nothing to
// accept.
func (inc *Incident) Accept(act Act, reason string, rules Rules) (*Outcome, error) {
	if inc.Status != Triage {
		return nil, &Refusal{
			Reason: fmt.Sprintf("%s is not in triage: it is %s.", inc.Number, inc.Status),
			Hint:   Next(inc),
		}
	}
	return inc.ChangeStatus(act, Investigating, reason, rules)
}

// Decline says that it was nothing, and why. The reason is needed: it is all that is left to whoever reported it.
// Nothing is drafted, and the report counts no such incident. It returns a *Refusal when users were hurt after all,
// which resolving says, or without a reason.
func (inc *Incident) Decline(act Act, reason string, rules Rules) (*Outcome, error) {
	if inc.Status == Declined {
		return nil, nil
	}
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	if inc.Status == Resolved {
		return nil, &Refusal{
			Reason: fmt.Sprintf("%s is resolved, so it was something.", inc.Number),
			Hint:   "Close it. If it was nothing after all, reopen it first with /incident reopen.",
		}
	}
	reason, err := typedText(reason, FieldReason, "A reason")
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, &Refusal{
			Field:  FieldReason,
			Reason: "Whoever reported it wants to know why it is nothing.",
			Hint:   "A sentence is enough: /incident decline the alert fired on a test machine",
		}
	}
	was := inc.Status
	inc.Status, inc.ClosedAt = Declined, act.At
	inc.MitigatedAt, inc.NextUpdateDueAt = time.Time{}, time.Time{}
	out := one(Entry{Kind: KindStatus, At: act.At, By: act.By, Was: string(was), Now: string(Declined), Text: reason})
	inc.archiveLater(act.At, rules, out)
	return out, nil
}

// archiveLater asks for the channel of what is over to be archived, where the rules have it.
func (inc *Incident) archiveLater(now time.Time, rules Rules, out *Outcome) {
	if rules.ArchiveAfter > 0 {
		inc.ArchiveAt = now.Add(rules.ArchiveAfter)
		out.Work = append(out.Work, Work{Kind: WorkArchive, After: rules.ArchiveAfter - rules.ArchiveNotice()})
	}
}

// Accept ends the triage. It returns what [Incident.Accept] returns.
func (s *Service) Accept(ctx context.Context, act Act, n Number, reason string) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.Accept(act, reason, s.rules)
	})
}

// Decline says that it was nothing. It returns what [Incident.Decline] returns.
func (s *Service) Decline(ctx context.Context, act Act, n Number, reason string) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.Decline(act, reason, s.rules)
	})
}
