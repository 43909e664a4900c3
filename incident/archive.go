package incident

import (
	"context"
	"time"
)

// archiveNotice is how long before a channel is archived its people are told.
const archiveNotice = 24 * time.Hour

// ArchiveNotice is how long before a channel is archived its people are told: half the delay where a day is more.
func (r Rules) ArchiveNotice() time.Duration { return min(archiveNotice, r.ArchiveAfter/2) }

// PutOffArchiving has the channel of what is over archived at a later time, for its people were not told in time. It does
// nothing if it is not to be archived any more, or no sooner than that.
func (s *Service) PutOffArchiving(ctx context.Context, act Act, n Number, until time.Time) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if !inc.Status.Over() || inc.ArchiveAt.IsZero() || !inc.ArchiveAt.Before(until) {
			return nil, nil
		}
		inc.ArchiveAt = until
		return &Outcome{}, nil
	})
}

// Kept is what a KindChannel entry is about when somebody wanted the channel to stay open.
const Kept = "kept open"

// KeepChannel has the channel of what is over not archived. It returns a *Refusal when that is too late.
func (s *Service) KeepChannel(ctx context.Context, act Act, n Number) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if !inc.Status.Over() || inc.ArchiveAt.IsZero() {
			return nil, nil // nobody archives it
		}
		if !act.At.Before(inc.ArchiveAt) {
			return nil, &Refusal{Reason: "This channel is being archived at this moment.", Hint: "If it is needed, unarchive it and invite me again."}
		}
		inc.ArchiveAt = time.Time{}
		return one(Entry{Kind: KindChannel, At: act.At, By: act.By, What: Kept}), nil
	})
}
