package incident

import (
	"context"
	"time"
)

// News are what a subscriber was not told yet.
type News struct {
	Number  Number
	Ended   bool    // they want, or may have, no more of it
	Entries []Entry // those that are announced, in the order in which they were made
}

// Subscribe has the actor told in person what is announced of an incident, without being in its channel: updates, its
// severity and its status. It returns ErrNotFound when they may not know of it, and a *Refusal to guests and when it is
// part of another incident.
func (s *Service) Subscribe(ctx context.Context, act Act, n Number) error {
	_, err := s.subscribe(ctx, act, n, func(time.Time) bool { return true })
	return err
}

// ToggleSubscription is Subscribe for those who are not told, and Unsubscribe for those who are. It reports whether the
// actor is told from now on.
func (s *Service) ToggleSubscription(ctx context.Context, act Act, n Number) (subscribed bool, err error) {
	return s.subscribe(ctx, act, n, func(since time.Time) bool { return act.At.Sub(since) < twiceWithin || since.IsZero() })
}

// twiceWithin is how quickly somebody presses a button twice who means it once.
const twiceWithin = 3 * time.Second

func (s *Service) subscribe(ctx context.Context, act Act, n Number, want func(since time.Time) bool) (bool, error) {
	if err := act.May(DeedSubscribe); err != nil {
		return false, err
	}
	inc, err := s.store.Incident(ctx, n)
	if err != nil {
		return false, err
	}
	if sees, err := s.Sees(ctx, act, inc); err != nil || !sees {
		return false, orError(err, ErrNotFound)
	}
	return s.store.ChangeSubscription(ctx, act, n, func(inc Incident, since time.Time) (bool, error) {
		wanted := want(since)
		if wanted && inc.Status == Merged {
			refusal := &Refusal{Reason: inc.Number.String() + " is part of another incident, and nothing more is told of it."}
			if !inc.MergedHidden {
				refusal.Hint = "It goes on there: /incident subscribe " + inc.MergedInto.String()
			}
			return false, refusal
		}
		return wanted, nil
	})
}

// Unsubscribe ends that somebody is told of an incident in person. Whoever it is, and whatever they may know by now: anybody
// may have enough of it.
func (s *Service) Unsubscribe(ctx context.Context, n Number, who PersonID) error {
	return s.store.EndSubscription(ctx, n, who)
}

// News are what a subscriber was not told yet, by the notice that their subscription is. Whether they still may know of it is
// for the one to look at who tells them.
func (s *Service) News(ctx context.Context, notice NoticeID) (News, error) {
	return s.store.News(ctx, notice)
}
