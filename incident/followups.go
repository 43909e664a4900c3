package incident

import "context"

// FollowUps returns all follow-ups of an incident in the order they were recorded, the proposed and
// dismissed ones too.
func (s *Service) FollowUps(ctx context.Context, n Number) ([]FollowUp, error) {
	return s.store.FollowUps(ctx, n)
}

// RecordFollowUp keeps one that a person wrote. It returns a *Refusal about what was typed.
func (s *Service) RecordFollowUp(ctx context.Context, act Act, n Number, words FollowUpWords) ([]FollowUp, error) {
	return s.store.ChangeFollowUps(ctx, act, n, func([]FollowUp) ([]FollowUp, *Outcome, error) {
		f, out, err := recordFollowUp(act, words)
		return []FollowUp{f}, out, err
	})
}

// AcceptFollowUp records a proposal. One that somebody decided already stays as it is.
func (s *Service) AcceptFollowUp(ctx context.Context, act Act, n Number, id int64) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) { return &Outcome{}, f.accept(act, nil) })
}

// AcceptFollowUps records every proposal of one round that nobody has decided yet.
func (s *Service) AcceptFollowUps(ctx context.Context, act Act, n Number, round int) ([]FollowUp, error) {
	return s.store.ChangeFollowUps(ctx, act, n, func(all []FollowUp) ([]FollowUp, *Outcome, error) {
		var accepted []FollowUp
		for _, f := range all {
			if f.State == FollowUpProposed && f.Round == round {
				if err := f.accept(act, nil); err != nil {
					return nil, nil, err
				}
				accepted = append(accepted, f)
			}
		}
		if accepted == nil {
			return nil, nil, nil
		}
		return accepted, &Outcome{}, nil
	})
}

// EditFollowUp changes the words of one that is recorded, or accepts a proposal with these words. It
// returns a *Refusal when it was dismissed meanwhile.
func (s *Service) EditFollowUp(ctx context.Context, act Act, n Number, id int64, words FollowUpWords) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) { return &Outcome{}, f.edit(act, words) })
}

// DismissFollowUp says that a proposal is none. It returns a *Refusal when it was accepted meanwhile.
func (s *Service) DismissFollowUp(ctx context.Context, act Act, n Number, id int64) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) { return &Outcome{}, f.dismiss(act) })
}

// FinishFollowUp says that it is done.
func (s *Service) FinishFollowUp(ctx context.Context, act Act, n Number, id int64) ([]FollowUp, error) {
	return s.changeFollowUp(ctx, act, n, id, func(f *FollowUp) (*Outcome, error) { return f.finish(act) })
}

// changeFollowUp changes one follow-up. Nothing is kept of a change that leaves it as it was.
func (s *Service) changeFollowUp(ctx context.Context, act Act, n Number, id int64, change func(*FollowUp) (*Outcome, error)) ([]FollowUp, error) {
	return s.store.ChangeFollowUps(ctx, act, n, func(all []FollowUp) ([]FollowUp, *Outcome, error) {
		for _, f := range all {
			if f.ID != id {
				continue
			}
			was := f
			out, err := change(&f)
			if err != nil || out == nil || same(was, f) {
				return nil, nil, err
			}
			return []FollowUp{f}, out, nil
		}
		return nil, nil, &Refusal{Reason: "This follow-up is not there any more.", Hint: "See all of them with /incident followup."}
	})
}

// same reports whether nothing a person can change differs.
func same(a, b FollowUp) bool {
	return a.Title == b.Title && a.Owner == b.Owner && a.Due.Equal(b.Due) && a.Phase == b.Phase && a.State == b.State && a.Later.Equal(b.Later)
}
