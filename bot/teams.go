package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// TeamSpec is a team as somebody wrote it down: people by their user's id or e-mail address, or many at once
// by a user group's id or @handle.
type TeamSpec struct {
	Name    string
	Members []string
	Leads   []string // members too
	OnCall  []string // members too; empty for all of them
}

// ResolvedTeams is who is meant.
type ResolvedTeams struct {
	Members []load.Membership // each person once, in the order in which they were named
	// IDs are those of the e-mail addresses that were asked for, in lower case.
	IDs map[string]incident.PersonID
	// Problems are sentences about what could not be found. The rest is complete without it.
	Problems []string
}

// ResolveTeams asks Slack who belongs to teams, and whose e-mail addresses those of people are. It waits as
// long as Slack asks it to. It returns an error only when Slack did not answer or does not know the bot: what
// was known before is better then than what it would return.
//
// Those who are known to be there are not asked for again when their ids are given: Slack tells when one of them leaves,
// and a company's worth of questions takes minutes. known may be nil.
func ResolveTeams(ctx context.Context, client *slack.Client, teams []TeamSpec, people []string, known func(incident.PersonID) bool) (ResolvedTeams, error) {
	if known == nil {
		known = func(incident.PersonID) bool { return false }
	}
	d := &directory{
		slack: client, known: known, ids: map[string]incident.PersonID{}, groupIDs: map[string]string{},
		asked: map[string][]incident.PersonID{},
	}
	for _, team := range teams {
		if err := d.enter(ctx, team); err != nil {
			return ResolvedTeams{}, fmt.Errorf("ask Slack who is in %s: %w", team.Name, patient(err))
		}
	}
	for _, one := range people {
		if _, err := d.who(ctx, one, "people"); err != nil {
			return ResolvedTeams{}, fmt.Errorf("ask Slack who people are: %w", patient(err))
		}
	}
	found := ResolvedTeams{Members: d.members, IDs: d.ids}
	for _, p := range d.problems {
		found.Problems = append(found.Problems, p.Says)
	}
	return found, nil
}

// NotFound is a name that stands for nobody.
type NotFound struct {
	Name string // as it was written
	Says string // what is so, in a sentence
	Mend string // what to do about it
}

// ResolvePeople asks Slack who is meant by names such as a team's members have. Whoever is not found is left out, with a
// sentence; where says where they were named. It returns an error only when Slack did not answer.
func ResolvePeople(ctx context.Context, client *slack.Client, names []string, where string) (people []incident.PersonID, problems []NotFound, err error) {
	d := &directory{
		slack: client, known: func(incident.PersonID) bool { return false },
		ids: map[string]incident.PersonID{}, groupIDs: map[string]string{}, asked: map[string][]incident.PersonID{},
	}
	for _, name := range names {
		found, err := d.who(ctx, name, where)
		if err != nil {
			return nil, nil, fmt.Errorf("ask Slack who is meant by %s: %w", where, patient(err))
		}
		people = append(people, found...)
	}
	return people, d.problems, nil
}

// directory is what Slack has said so far. Nothing is asked twice.
type directory struct {
	slack    *slack.Client
	known    func(incident.PersonID) bool
	members  []load.Membership
	problems []NotFound

	ids      map[string]incident.PersonID // by e-mail address
	listed   bool
	groupIDs map[string]string              // by @handle
	asked    map[string][]incident.PersonID // who is meant by what was written
}

// enter takes down who is in a team.
func (d *directory) enter(ctx context.Context, team TeamSpec) error {
	for _, part := range []struct {
		named []string
		mark  func(*load.Membership)
	}{
		{team.Members, func(*load.Membership) {}},
		{team.Leads, func(m *load.Membership) { m.Lead = true }},
		{team.OnCall, func(m *load.Membership) { m.OnCall = true }},
	} {
		for _, name := range part.named {
			found, err := d.who(ctx, name, team.Name)
			if err != nil {
				return err
			}
			for _, id := range found {
				if member := d.member(id, name, team); member != nil {
					part.mark(member)
				}
			}
		}
	}
	return nil
}

// member is somebody's entry in a team, a new one if they have none. It is nil when they belong to another.
func (d *directory) member(id incident.PersonID, name string, team TeamSpec) *load.Membership {
	at := slices.IndexFunc(d.members, func(m load.Membership) bool { return m.Person == id })
	switch {
	case at < 0:
		d.members = append(d.members, load.Membership{Person: id, Team: team.Name, OnCall: len(team.OnCall) == 0})
		return &d.members[len(d.members)-1]
	case d.members[at].Team == team.Name:
		return &d.members[at]
	}
	who := name
	if isGroup(name) {
		who = string(id) + " (of " + name + ")"
	}
	d.problem(NotFound{
		Name: name, Says: fmt.Sprintf("%s is in two teams, %s and %s, and counts for the first", who, d.members[at].Team, team.Name),
		Mend: "take them out of one of the two.",
	})
	return nil
}

func isGroup(name string) bool {
	return strings.HasPrefix(name, "@") || strings.HasPrefix(name, "S") && !strings.Contains(name, "@")
}

func (d *directory) problem(p NotFound) {
	if !slices.Contains(d.problems, p) {
		d.problems = append(d.problems, p)
	}
}

// who finds those who are meant; nobody, with a problem taken down, when there is no such person or group.
func (d *directory) who(ctx context.Context, name, where string) ([]incident.PersonID, error) {
	name = strings.TrimSpace(name)
	if found, known := d.asked[name]; known {
		return found, nil
	}
	ask := d.byID
	switch {
	case isGroup(name):
		ask = d.inGroup
	case strings.Contains(name, "@"):
		ask = d.byAddress
	}
	var found []incident.PersonID
	err := politely(ctx, func() (err error) {
		found, err = ask(ctx, name)
		return err
	})
	if err != nil {
		p := d.explain(err, name, where)
		if p.Says == "" {
			return nil, err
		}
		d.problem(p)
	} else if len(found) == 0 {
		d.problem(NotFound{name, fmt.Sprintf("nobody is in the user group %s (%s)", name, where), "add people to the user group in Slack, or name another."})
	}
	d.asked[name] = found
	return found, nil
}

func (d *directory) byAddress(ctx context.Context, name string) ([]incident.PersonID, error) {
	user, err := d.slack.GetUserByEmailContext(ctx, name)
	if err != nil {
		return nil, err
	}
	d.ids[strings.ToLower(name)] = incident.PersonID(user.ID)
	return []incident.PersonID{incident.PersonID(user.ID)}, nil
}

func (d *directory) byID(ctx context.Context, name string) ([]incident.PersonID, error) {
	if id := incident.PersonID(name); d.known(id) {
		return []incident.PersonID{id}, nil
	}
	user, err := d.slack.GetUserInfoContext(ctx, name)
	if err != nil {
		return nil, err
	}
	if user.Deleted {
		return nil, slack.SlackErrorResponse{Err: deactivated}
	}
	return []incident.PersonID{incident.PersonID(user.ID)}, nil
}

// deactivated stands beside Slack's own codes: Slack tells of somebody who left as of anybody else.
const deactivated = "user_deactivated"

func (d *directory) inGroup(ctx context.Context, name string) ([]incident.PersonID, error) {
	id := name
	if handle, found := strings.CutPrefix(name, "@"); found {
		if err := d.listGroups(ctx); err != nil {
			return nil, err
		}
		if id = d.groupIDs[handle]; id == "" {
			return nil, slack.SlackErrorResponse{Err: "no_such_subteam"}
		}
	}
	members, err := d.slack.GetUserGroupMembersContext(ctx, id)
	if err != nil {
		return nil, err
	}
	people := make([]incident.PersonID, len(members))
	for i, member := range members {
		people[i] = incident.PersonID(member)
	}
	return people, nil
}

func (d *directory) listGroups(ctx context.Context) error {
	if d.listed {
		return nil
	}
	groups, err := d.slack.GetUserGroupsContext(ctx)
	if err != nil {
		return err
	}
	for _, group := range groups {
		d.groupIDs[group.Handle] = group.ID
	}
	d.listed = true
	return nil
}

// explain says what is wrong with a name, or with what the bot may ask, and how to mend it; it says nothing when nothing
// can be said of it, because Slack did not answer.
func (d *directory) explain(err error, name, where string) NotFound {
	what, code, _ := judge(err)
	if what != hopeless {
		return NotFound{}
	}
	p := NotFound{Name: name}
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return NotFound{}
	case "users_not_found":
		p.Says = fmt.Sprintf("nobody has the e-mail address %s (%s)", name, where)
		p.Mend = "write the address that stands in their Slack profile, or take it out."
	case "user_not_found", "user_not_visible":
		p.Says = fmt.Sprintf("nobody has the user id %s (%s)", name, where)
		p.Mend = "copy the id from their Slack profile (⋮, Copy member ID), or take it out."
	case deactivated:
		p.Says = fmt.Sprintf("%s is deactivated (%s)", name, where)
		p.Mend = "take them out, and name whoever has their duties now."
	case "no_such_subteam", "subteam_not_found":
		p.Says = fmt.Sprintf("there is no user group %s (%s)", name, where)
		p.Mend = "create the user group in Slack, or write its handle as people mention it, such as @sre."
	case "plan_upgrade_required":
		p.Says = fmt.Sprintf("this workspace's plan has no user groups: name the people of %s one by one (%s)", name, where)
		p.Mend = "name people by their user's ids or e-mail addresses."
	case "missing_scope":
		scope := "users:read.email"
		if isGroup(name) {
			scope = "usergroups:read"
		}
		p.Says = fmt.Sprintf("%s cannot be looked up (%s): the app lacks the scope %s", name, where, scope)
		p.Mend = "paste slack-manifest.yaml on the app's page, save, and reinstall the app; or name people by their user's ids."
	default:
		p.Says = fmt.Sprintf("%s cannot be looked up (%s): Slack says %s", name, where, code)
		p.Mend = "look the code up at https://docs.slack.dev/reference/methods."
	}
	return p
}
