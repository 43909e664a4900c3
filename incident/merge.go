package incident

import (
	"context"
	"fmt"
)

// Merge ends an incident that turned out to be part of another. That one goes on, and says so. It returns ErrNotFound
// when the actor may not know of the other one, and a *Refusal when the two cannot be one.
func (s *Service) Merge(ctx context.Context, act Act, n, into Number, reason string) (Incident, error) {
	if err := act.May(DeedRun); err != nil {
		return Incident{}, err
	}
	target, err := s.store.Incident(ctx, into)
	if err != nil {
		return Incident{}, err
	}
	if sees, err := s.Sees(ctx, act, target); err != nil || !sees {
		return Incident{}, orError(err, ErrNotFound)
	}
	return s.store.Merge(ctx, act, n, into, func(part, whole *Incident) (*Outcome, *Outcome, error) {
		return part.mergeInto(act, whole, reason, s.rules)
	})
}

// mergeInto ends part and tells both. A public incident that is part of a private one says no more than that.
func (inc *Incident) mergeInto(act Act, whole *Incident, reason string, rules Rules) (ofPart, ofWhole *Outcome, err error) {
	reason, err = typedText(reason, FieldReason, "A reason")
	switch {
	case err != nil:
		return nil, nil, err
	case inc.Number == whole.Number:
		return nil, nil, &Refusal{Field: FieldInto, Reason: "An incident cannot be part of itself.", Hint: "Name the one it is part of: /incident merge INC-41"}
	case inc.Status == Merged && inc.MergedInto == whole.Number:
		return nil, nil, nil
	case whole.Status.Over():
		return nil, nil, &Refusal{
			Field:  FieldInto,
			Reason: fmt.Sprintf("%s is %s.", whole.Number, whole.Status),
			Hint:   "Reopen it first if it is the same thing again, or merge into one that is open.",
		}
	case inc.Private && !whole.Private:
		return nil, nil, &Refusal{
			Field:  FieldInto,
			Reason: fmt.Sprintf("%s is private and %s is not.", inc.Number, whole.Number),
			Hint:   "Everybody could read what is private then. Merge the public one into the private one, or close this one.",
		}
	case inc.Drill != whole.Drill:
		return nil, nil, &Refusal{Field: FieldInto, Reason: "One of them is a drill and the other is not.", Hint: "Close the drill instead."}
	}
	if err := inc.CheckOpen(); err != nil {
		return nil, nil, err
	}
	was := inc.Status
	inc.Status, inc.MergedInto, inc.ClosedAt = Merged, whole.Number, act.At
	inc.MergedHidden = whole.Private && !inc.Private
	inc.end(act.At)
	ofPart = one(Entry{Kind: KindStatus, At: act.At, By: act.By, Was: string(was), Now: string(Merged), Text: reason})
	if !inc.MergedHidden {
		ofPart.Entries[0].What = whole.Number.String()
	}
	inc.archiveLater(act.At, rules, ofPart)
	ofWhole = one(Entry{Kind: KindMerge, At: act.At, By: act.By, What: inc.Number.String(), Text: reason, Was: string(inc.Channel), Now: inc.Title})
	return ofPart, ofWhole, nil
}

func orError(err, fallback error) error {
	if err != nil {
		return err
	}
	return fallback
}
