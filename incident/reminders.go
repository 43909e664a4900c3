package incident

import (
	"context"
	"time"
)

// RemindLater has the owner of a follow-up reminded of it from a day on, and not before. It returns a *Refusal to
// anybody else.
func (s *Service) RemindLater(ctx context.Context, act Act, n Number, id int64, from time.Time) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) {
		if err := f.CheckMine(act.By); err != nil {
			return nil, err
		}
		f.Later = day(from)
		return &Outcome{}, nil
	})
}

// HandOver gives the actor's follow-up to somebody else, who is told in their morning. It returns a *Refusal when
// it is not the actor's.
func (s *Service) HandOver(ctx context.Context, act Act, n Number, id int64, to PersonID) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) {
		if err := f.CheckMine(act.By); err != nil {
			return nil, err
		}
		if to == "" {
			return nil, &Refusal{Field: FieldOwner, Reason: "Somebody has to take it.", Hint: "Choose a person."}
		}
		was := f.Owner
		f.Owner = to
		f.handed(act, was)
		out := f.told(act, f.State)
		out.Entries[0].Previous = was
		return out, nil
	})
}

// CheckMine returns a *Refusal unless the follow-up is open and that person's.
func (f *FollowUp) CheckMine(who PersonID) error {
	switch {
	case f.Owner != who:
		return &Refusal{Reason: "This follow-up is not yours any more.", Hint: "Nothing is left to do for you."}
	case f.State != FollowUpOpen:
		return &Refusal{Reason: "This follow-up is done already.", Hint: "Nothing is left to do for you."}
	}
	return nil
}

// handed notes that the actor gave it to somebody. What its owner asked for before does not bind the next one.
func (f *FollowUp) handed(act Act, was PersonID) {
	if f.Owner == was {
		return
	}
	f.Later, f.HandedAt, f.HandedBy = time.Time{}, time.Time{}, ""
	if f.Owner != "" && f.Owner != act.By {
		f.HandedAt, f.HandedBy = act.At, act.By
	}
}
