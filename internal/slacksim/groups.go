package slacksim

import (
	"slices"
	"time"
)

// group is a user group, as @oncall.
type group struct {
	id       string
	handle   string
	name     string
	members  []*user
	made     time.Time
	updated  time.Time
	by       *user
	disabled time.Time
	locked   bool // only admins may change who is in it
}

// Group is a user group that a test can look at.
type Group struct {
	ID     string // S…
	Handle string // without the @
	w      *Workspace
}

// Group finds the user group with this handle, or makes it with these members.
func (w *Workspace) Group(handle string, members ...*Person) *Group {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.groups {
		if g.handle == handle {
			return &Group{w: w, ID: g.id, Handle: handle}
		}
	}
	now := w.clock()
	g := &group{id: w.id("S"), handle: handle, name: handle, made: now, updated: now, by: w.people[0]}
	for _, p := range members {
		g.members = append(g.members, w.users[p.ID])
	}
	w.groups = append(w.groups, g)
	w.wake()
	return &Group{w: w, ID: g.id, Handle: handle}
}

// Lock lets only admins change the group, as many workspaces have it: bots get permission_denied.
func (g *Group) Lock() {
	g.w.update(func() { g.w.group(g.ID).locked = true })
}

// Members are the names of those in the group, sorted.
func (g *Group) Members() []string {
	g.w.mu.Lock()
	defer g.w.mu.Unlock()
	var names []string
	for _, u := range g.w.group(g.ID).members {
		names = append(names, u.called())
	}
	slices.Sort(names)
	return names
}

func (w *Workspace) group(id string) *group {
	for _, g := range w.groups {
		if g.id == id {
			return g
		}
	}
	return nil
}

func (g *group) json(w *Workspace, withUsers bool) object {
	o := object{
		"id": g.id, "team_id": w.teamID, "is_usergroup": true, "is_subteam": true, "name": g.name,
		"description": "", "handle": g.handle, "is_external": false, "date_create": g.made.Unix(),
		"date_update": g.updated.Unix(), "date_delete": 0, "auto_provision": false,
		"enterprise_subteam_id": "", "created_by": g.by.id, "updated_by": g.by.id,
		"prefs": object{"channels": []string{}, "groups": []string{}}, "channel_count": 0,
		"user_count": len(g.members),
	}
	if !g.disabled.IsZero() {
		o["date_delete"] = g.disabled.Unix()
	}
	if withUsers {
		o["users"] = ids(g.members)
	}
	return o
}

func ids(users []*user) []string {
	list := make([]string, 0, len(users))
	for _, u := range users {
		list = append(list, u.id)
	}
	return list
}
