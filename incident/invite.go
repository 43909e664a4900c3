package incident

import (
	"context"
	"fmt"
	"strings"
)

// Limits on whom one person asks to join at once.
const (
	MaxInvited       = 1000
	MaxInvitedGroups = 20
)

// Invitee is somebody who is asked to join: a person, or a group whose members the chat knows.
type Invitee struct {
	Person PersonID // empty for a group
	Group  string   // the chat's id of a group, or its @handle as it was typed; empty for a person
	Name   string   // what the group is called, as far as it was said
}

// ID is what the invitee is known by.
func (who Invitee) ID() string {
	if who.Group != "" {
		return who.Group
	}
	return string(who.Person)
}

// InvitedState is how far an invitation has come.
type InvitedState string

// The states of an invitation.
const (
	InvitedAsked  InvitedState = "asked"  // the chat does not know yet
	InvitedCame   InvitedState = "came"   // they are in the channel, or were
	InvitedFailed InvitedState = "failed" // they cannot come; nobody was told yet
	InvitedTold   InvitedState = "told"   // they cannot come, and the channel was told
)

// Invited is an invitation as far as we know.
type Invited struct {
	ID int64
	Invitee
	By      PersonID
	State   InvitedState
	Problem string // of those who cannot come, the chat's word for it
}

// Invite asks people and groups to join. It returns a *Refusal when there are none, or too many.
func (inc *Incident) Invite(act Act, who []Invitee) (*Outcome, error) {
	wanted, err := invitees(who)
	if err != nil {
		return nil, err
	}
	if len(wanted) == 0 {
		return nil, &Refusal{
			Reason: "Whom shall I bring in?",
			Hint:   "Name people or user groups: /incident invite @ada @sre",
		}
	}
	return invite(act, wanted), nil
}

func invite(act Act, who []Invitee) *Outcome {
	entry := Entry{Kind: KindPeople, At: act.At, By: act.By}
	var ids, groups []string
	people := 0
	for _, one := range who {
		if one.Group == "" {
			people++
			ids = append(ids, one.ID())
			continue
		}
		groups = append(groups, or(one.Name, one.Group))
		ids = append(ids, strings.ReplaceAll(or(one.Name, one.Group), " ", "-"))
	}
	entry.What = strings.Join(ids, " ")
	switch {
	case len(who) == 1 && people == 1:
		entry.Person = who[0].Person
	case people == 0:
		entry.Text = strings.Join(groups, ", ")
	case len(groups) == 0:
		entry.Text = fmt.Sprintf("%d people", people)
	default:
		entry.Text = fmt.Sprintf("%d people and %s", people, strings.Join(groups, ", "))
	}
	return &Outcome{Entries: []Entry{entry}, Invited: who}
}

// invitees are those named, each once.
func invitees(who []Invitee) ([]Invitee, error) {
	var wanted []Invitee
	seen := map[string]bool{}
	people, groups := 0, 0
	for _, one := range who {
		if one.Group != "" && (strings.ContainsAny(one.Group, " \t\n<>|&") || one.Group == "@" || CleanLine(one.Group) != one.Group) {
			return nil, &Refusal{
				Field:  FieldGroups,
				Reason: fmt.Sprintf("“%s” is no user group's name.", CleanLine(one.Group)),
				Hint:   "Write them as people mention them, such as @sre @support.",
			}
		}
		if one.ID() == "" || seen[one.ID()] {
			continue
		}
		seen[one.ID()] = true
		one.Name = CleanLine(one.Name)
		wanted = append(wanted, one)
		if one.Group != "" {
			groups++
		} else {
			people++
		}
	}
	switch {
	case people > MaxInvited:
		return nil, &Refusal{
			Field:  FieldPeople,
			Reason: fmt.Sprintf("At most %d people are asked at once; these are %d.", MaxInvited, people),
			Hint:   "Ask those who must act now; the others find the channel by its announcement.",
		}
	case groups > MaxInvitedGroups:
		return nil, &Refusal{
			Field:  FieldGroups,
			Reason: fmt.Sprintf("At most %d user groups are asked at once; these are %d.", MaxInvitedGroups, groups),
			Hint:   "Ask those who must act now.",
		}
	}
	return wanted, nil
}

// Invite asks people and groups to join. It returns what [Incident.Invite] returns.
func (s *Service) Invite(ctx context.Context, act Act, n Number, who []Invitee) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) { return inc.Invite(act, who) })
}
