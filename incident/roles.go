package incident

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// several reports whether more than one person may have the role. The commander is always one.
func (r Role) several() bool { return r.Several && r.Name != Commander }

// called is what people call the role.
func (r Role) called() string { return or(r.Title, string(r.Name)) }

// Has reports whether somebody has a role now.
func (inc *Incident) Has(role RoleName, who PersonID) bool {
	return slices.Contains(inc.Roles[role], who)
}

// holder is who has a role of which there is one; the first where there are several, and empty for nobody.
func (inc *Incident) holder(role RoleName) PersonID {
	if people := inc.Roles[role]; len(people) > 0 {
		return people[0]
	}
	return ""
}

// NamedRole finds a role by its name or its title, in any case. It returns *UnknownError.
func (r Rules) NamedRole(typed string) (Role, error) {
	role, err := r.Role(typed)
	for _, one := range r.Roles {
		if strings.EqualFold(one.Title, strings.TrimSpace(typed)) {
			return one, nil
		}
	}
	return role, err
}

// give gives a role to somebody. expected is who it was believed to be taken from: when that is no longer so, somebody
// was quicker, and pushing them out is not what was meant. Where several may have the role nobody is pushed out.
func (inc *Incident) give(act Act, role Role, to, expected PersonID) (*Outcome, error) {
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	if inc.Has(role.Name, to) {
		return nil, nil
	}
	var holder PersonID
	if !role.several() {
		if holder = inc.holder(role.Name); holder != expected {
			return nil, &TakenError{Role: role, Holder: holder}
		}
		delete(inc.Roles, role.Name)
	}
	if inc.Roles == nil {
		inc.Roles = map[RoleName][]PersonID{}
	}
	inc.Roles[role.Name] = append(slices.Clone(inc.Roles[role.Name]), to)
	if role.Name == Commander && inc.LeadAssignedAt.IsZero() {
		inc.LeadAssignedAt = act.At
	}
	out := one(Entry{Kind: KindRole, At: act.At, By: act.By, Role: role.Name, Person: to, Previous: holder})
	if holder != "" || to != act.By {
		out.Notices = append(out.Notices, inc.roleNotice(NoticeBrief, act, role.Name, to, RoleBrief{From: holder}))
	}
	if holder != "" && holder != act.By {
		out.Notices = append(out.Notices, inc.roleNotice(NoticeRelieved, act, role.Name, holder, RoleBrief{To: to}))
	}
	return out, nil
}

// drop takes a role from somebody who has it.
func (inc *Incident) drop(act Act, role Role, from PersonID) *Outcome {
	left := slices.DeleteFunc(slices.Clone(inc.Roles[role.Name]), func(p PersonID) bool { return p == from })
	if inc.Roles[role.Name] = left; len(left) == 0 {
		delete(inc.Roles, role.Name)
	}
	out := one(Entry{Kind: KindRole, At: act.At, By: act.By, Role: role.Name, Previous: from})
	if from != act.By {
		out.Notices = append(out.Notices, inc.roleNotice(NoticeRelieved, act, role.Name, from, RoleBrief{}))
	}
	return out
}

// RoleBrief is what the body of a [NoticeBrief] or [NoticeRelieved] holds, as JSON.
type RoleBrief struct {
	Number Number
	Role   RoleName
	By     PersonID
	From   PersonID // who had it before; empty for nobody
	To     PersonID // who has it now; empty for nobody
}

// roleNotice tells one person about a role. The version that the change makes keeps the same from being said twice.
func (inc *Incident) roleNotice(kind NoticeKind, act Act, role RoleName, to PersonID, brief RoleBrief) Notice {
	brief.Number, brief.Role, brief.By = inc.Number, role, act.By
	body, _ := json.Marshal(brief) // strings and a number always marshal
	key := fmt.Sprintf("%s/%s/%d/%s/%s", kind, inc.Number, inc.Version+1, role, to)
	return Notice{Key: key, Kind: kind, Person: to, At: act.At, Body: body}
}

// checkFit returns a *Refusal about who cannot have a role.
func (p Person) checkFit(role Role) error {
	var why, hint string
	switch {
	case p.ID == "":
		return &Refusal{Reason: "Nobody was named.", Hint: "Name somebody as @name, from the list that Slack shows while you type, or write me."}
	case p.Bot:
		why, hint = "is an app", "Give it to a person: somebody has to answer for it."
	case p.Gone:
		why, hint = "has left the workspace", "Give it to somebody who is there."
	case p.Guest:
		why, hint = "is a guest, and incidents are run by members", "Give it to a member, who can speak with them."
	default:
		return nil
	}
	return &Refusal{Field: RoleField(role.Name), Reason: fmt.Sprintf("%s cannot be %s: %s %s.", or(p.Name, string(p.ID)), role.called(), "this account", why), Hint: hint}
}

// RoleField is the field in which people are chosen for a role.
func RoleField(role RoleName) Field { return Field("role/" + string(role)) }

// GiveRole gives somebody a role that expected is believed to hold (empty for nobody). It returns *TakenError when
// somebody else was quicker, *UnknownError for a role that does not exist, and a *Refusal for whoever cannot have one,
// or when the incident is closed.
func (s *Service) GiveRole(ctx context.Context, act Act, n Number, role RoleName, to Person, expected PersonID) (Incident, error) {
	known, err := s.rules.Role(string(role))
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if err := to.checkFit(known); err != nil {
			return nil, err
		}
		return inc.give(act, known, to.ID, expected)
	})
}

// LeaveRole gives up a role of the one who acts; every one they have when role is empty. It returns a *Refusal when
// they have none.
func (s *Service) LeaveRole(ctx context.Context, act Act, n Number, role RoleName) (Incident, error) {
	var only Role
	if role != "" {
		var err error
		if only, err = s.rules.Role(string(role)); err != nil {
			return Incident{}, err
		}
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if err := inc.CheckOpen(); err != nil {
			return nil, err
		}
		var out *Outcome
		for _, r := range s.rules.Roles {
			if (role == "" || r.Name == only.Name) && inc.Has(r.Name, act.By) {
				out = out.and(inc.drop(act, r, act.By))
			}
		}
		switch {
		case out != nil:
			return out, nil
		case role != "":
			return nil, &Refusal{Reason: fmt.Sprintf("You are not %s of %s.", only.called(), n), Hint: "The card at the top of the channel says who is."}
		default:
			return nil, &Refusal{Reason: fmt.Sprintf("You have no role in %s.", n), Hint: "To leave the channel itself, use Slack's own menu."}
		}
	})
}

// RoleChange is what somebody wants of one role: who has it instead of those who had it when they looked.
type RoleChange struct {
	Role      RoleName
	Were, Are []PersonID
}

// SetRoles makes several changes at once. people are those newly named. It returns *TakenError when a role is not as it
// was, and else as GiveRole does.
func (s *Service) SetRoles(ctx context.Context, act Act, n Number, changes []RoleChange, people map[PersonID]Person) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		var out *Outcome
		for _, c := range changes {
			role, err := s.rules.Role(string(c.Role))
			if err != nil {
				return nil, err
			}
			done, err := inc.setRole(act, role, c, people)
			if err != nil {
				return nil, err
			}
			out = out.and(done)
		}
		return out, nil
	})
}

func (inc *Incident) setRole(act Act, role Role, c RoleChange, people map[PersonID]Person) (*Outcome, error) {
	now := inc.Roles[role.Name]
	if slices.Equal(now, c.Are) {
		return nil, nil
	}
	if !slices.Equal(now, c.Were) {
		return nil, &TakenError{Role: role, Holder: inc.holder(role.Name)}
	}
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	if !role.several() && len(c.Are) > 1 {
		return nil, &Refusal{Field: RoleField(role.Name), Reason: role.called() + " is one person.", Hint: "Choose one."}
	}
	for _, who := range c.Are {
		if slices.Contains(now, who) {
			continue
		}
		p := people[who]
		p.ID = who
		if err := p.checkFit(role); err != nil {
			return nil, err
		}
	}
	if !role.several() && len(c.Are) == 1 {
		return inc.give(act, role, c.Are[0], inc.holder(role.Name))
	}
	var out *Outcome
	for _, who := range now {
		if !slices.Contains(c.Are, who) {
			out = out.and(inc.drop(act, role, who))
		}
	}
	for _, who := range c.Are {
		given, err := inc.give(act, role, who, "")
		if err != nil {
			return nil, err
		}
		out = out.and(given)
	}
	return out, nil
}

// and is both outcomes; nil is none.
func (o *Outcome) and(other *Outcome) *Outcome {
	if o == nil || other == nil {
		if o == nil {
			return other
		}
		return o
	}
	return &Outcome{
		Entries: append(o.Entries, other.Entries...),
		Work:    append(o.Work, other.Work...),
		Invited: append(o.Invited, other.Invited...),
		Notices: append(o.Notices, other.Notices...),
	}
}
