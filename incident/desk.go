package incident

import (
	"cmp"
	"context"
	"slices"
)

// Desk is what concerns one person now.
type Desk struct {
	Open      []Incident          // those that are not over and that they may know of: worked on before resolved, worst and newest first
	Here      map[Number]bool     // the open ones in whose channel they are
	Tasks     []Task              // theirs, and open; due first at the front
	FollowUps []FollowUp          // theirs, and open; due first at the front
	Of        map[Number]Incident // what the tasks and follow-ups belong to
}

// Held is a role that somebody has.
type Held struct {
	Incident Incident
	Role     RoleName
}

// Desk returns what concerns the one who acts. A guest sees those incidents that the chat lets them see: in whose
// channel they are.
func (s *Service) Desk(ctx context.Context, act Act) (Desk, error) {
	d, err := s.store.Desk(ctx, act.By)
	if err != nil {
		return Desk{}, err
	}
	who := act.Rights.Who()
	d.Open = slices.DeleteFunc(d.Open, func(inc Incident) bool {
		switch {
		case d.Here[inc.Number], who.May(DeedAnyPrivate):
			return false
		case who == WhoGuests:
			return true
		}
		return inc.Private && inc.DeclaredBy != act.By && !inc.Holds(act.By)
	})
	slices.SortStableFunc(d.Open, func(a, b Incident) int {
		return cmp.Or(cmp.Compare(settled(a), settled(b)), cmp.Compare(s.rules.rank(a.Severity), s.rules.rank(b.Severity)), cmp.Compare(b.Number, a.Number))
	})
	return d, nil
}

// settled is 1 of what nobody works on any more, else 0.
func settled(inc Incident) int {
	if inc.Status == Resolved {
		return 1
	}
	return 0
}

// rank is how many severities are worse; those that are not configured any more come last.
func (r Rules) rank(name SeverityName) int {
	for i, s := range r.Severities {
		if s.Name == name {
			return i
		}
	}
	return len(r.Severities)
}

// Roles are those that a person has in the open incidents, in their order.
func (d Desk) Roles(who PersonID, rules Rules) []Held {
	var held []Held
	for _, inc := range d.Open {
		for _, role := range rules.Roles {
			if inc.Has(role.Name, who) {
				held = append(held, Held{Incident: inc, Role: role.Name})
			}
		}
	}
	return held
}
