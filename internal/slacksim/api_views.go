package slacksim

func viewsOpen(c *call) (object, error) {
	b, err := c.viewArgument("modal")
	if err != nil {
		return nil, err
	}
	t, err := c.pull()
	if err != nil {
		return nil, err
	}
	if c.externalIDTaken(b.ExternalID, nil) {
		return nil, refuse("duplicate_external_id")
	}
	for len(t.user.stack) > 0 { // a new modal takes the place of what was open
		c.closeView(t.user.top(), true)
	}
	return c.shown(c.newView(c.app, t.user, b, nil))
}

func viewsPush(c *call) (object, error) {
	b, err := c.viewArgument("modal")
	if err != nil {
		return nil, err
	}
	t, err := c.pull()
	if err != nil {
		return nil, err
	}
	top := t.user.top()
	switch {
	case t.inside == nil || top == nil || top.app != c.app:
		return nil, refuse("not_found")
	case len(t.user.stack) >= maxStack:
		return nil, refuse("push_limit_reached")
	case c.externalIDTaken(b.ExternalID, nil):
		return nil, refuse("duplicate_external_id")
	}
	return c.shown(c.newView(c.app, t.user, b, top))
}

func viewsUpdate(c *call) (object, error) {
	v := c.namedView()
	if v == nil {
		return nil, refuse("not_found")
	}
	b, err := c.viewArgument(v.Type)
	switch {
	case err != nil:
		return nil, err
	case c.str("hash") != "" && c.str("hash") != v.hash:
		return nil, refuse("hash_conflict")
	case c.externalIDTaken(b.ExternalID, v):
		return nil, refuse("duplicate_external_id")
	}
	c.replaceView(v, b)
	return c.shown(v)
}

// namedView is the open view that view_id or external_id names.
func (c *call) namedView() *view {
	for _, v := range c.views {
		if v.open && v.app == c.app && (v.id == c.str("view_id") || v.ExternalID != "" && v.ExternalID == c.str("external_id")) {
			return v
		}
	}
	return nil
}

func viewsPublish(c *call) (object, error) {
	u := c.users[c.str("user_id")]
	if u == nil || u.bot {
		return nil, refuseWith("invalid_arguments", []string{"[ERROR] user not found [json-pointer:/user_id]"})
	}
	if !c.app.homeTab {
		return nil, refuse("not_enabled")
	}
	b, err := c.viewArgument("home")
	if err != nil {
		return nil, err
	}
	key := homeKey{app: c.app.id, user: u.id}
	v := c.homes[key]
	switch {
	case v == nil:
		v = c.newView(c.app, u, b, nil)
		c.homes[key] = v
		c.happen(Happening{Kind: HomeUpdated, Who: c.app.name, To: u.shown(), Text: c.viewText(v)})
	case c.str("hash") != "" && c.str("hash") != v.hash:
		return nil, refuse("hash_conflict")
	default:
		c.replaceView(v, b)
	}
	return c.shown(v)
}

func (c *call) viewArgument(kind string) (viewBody, error) {
	raw, err := c.raw("view")
	if err != nil || raw == nil {
		return viewBody{}, refuseWith("invalid_arguments", []string{"[ERROR] missing required field: view"})
	}
	return parseView(raw, kind)
}

func (c *call) shown(v *view) (object, error) { return object{"view": v.json(c.Workspace)}, nil }
