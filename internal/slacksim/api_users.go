package slacksim

import (
	"slices"
	"strings"
)

func usersInfo(c *call) (object, error) {
	u := c.users[c.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	o := u.json(c.Workspace, c.app.has("users:read.email"))
	if c.yes("include_locale") {
		o["locale"] = "en-US"
	}
	return object{"user": o}, nil
}

func usersList(c *call) (object, error) {
	page, next, err := paged(c, c.people)
	if err != nil {
		return nil, err
	}
	members := []object{}
	for _, u := range page {
		members = append(members, u.json(c.Workspace, c.app.has("users:read.email")))
	}
	return object{"members": members, "cache_ts": c.now.Unix(), "response_metadata": object{"next_cursor": next}}, nil
}

func usersLookupByEmail(c *call) (object, error) {
	email := strings.ToLower(c.str("email"))
	for _, u := range c.people {
		if email != "" && strings.ToLower(u.email) == email && !u.deleted && !u.bot {
			return object{"user": u.json(c.Workspace, true)}, nil
		}
	}
	return nil, refuse("users_not_found")
}

func usersProfileGet(c *call) (object, error) {
	u := c.app.bot
	if id := c.str("user"); id != "" {
		if u = c.users[id]; u == nil {
			return nil, refuse("user_not_found")
		}
	}
	return object{"profile": u.json(c.Workspace, c.app.has("users:read.email"))["profile"]}, nil
}

func usergroupsList(c *call) (object, error) {
	if c.opts.FreePlan {
		return nil, refuse("plan_upgrade_required")
	}
	list := []object{}
	for _, g := range c.groups {
		if g.disabled.IsZero() || c.yes("include_disabled") {
			list = append(list, g.json(c.Workspace, c.yes("include_users")))
		}
	}
	return object{"usergroups": list}, nil
}

// usergroup is the group that the call names.
func (c *call) usergroup() (*group, error) {
	if c.opts.FreePlan {
		return nil, refuse("plan_upgrade_required")
	}
	if g := c.group(c.str("usergroup")); g != nil {
		return g, nil
	}
	return nil, refuse("no_such_subteam")
}

func usergroupsUsersList(c *call) (object, error) {
	g, err := c.usergroup()
	if err != nil {
		return nil, err
	}
	return object{"users": ids(g.members)}, nil
}

// usergroupsUsersUpdate replaces who is in a group. It cannot be emptied; bots and guests cannot be in it.
func usergroupsUsersUpdate(c *call) (object, error) {
	g, err := c.usergroup()
	if err != nil {
		return nil, err
	}
	var members []*user
	for _, id := range c.list("users") {
		u := c.users[id]
		if u == nil || u.bot || u.deleted || u.guest != Member || u.teamID != c.teamID || u.id == "USLACKBOT" {
			return nil, refuse("invalid_users")
		}
		if !slices.Contains(members, u) {
			members = append(members, u)
		}
	}
	switch {
	case len(members) == 0:
		return nil, refuse("no_users_provided")
	case g.locked:
		return nil, refuse("permission_denied")
	}
	g.members, g.updated, g.by = members, c.now, c.app.bot
	c.happen(Happening{Kind: GroupChanged, Who: c.app.name, Text: "@" + g.handle})
	return object{"usergroup": g.json(c.Workspace, true)}, nil
}
