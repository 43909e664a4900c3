package slacksim

import (
	"slices"
	"strings"
)

// maxTopic is how long a topic or purpose may be, in characters.
const maxTopic = 250

// maxInvite is how many people one call may invite. Slack's page says 100 in one place and 1000 in
// another; the smaller one is the one to rely on.
const maxInvite = 100

func conversationsCreate(c *call) (object, error) {
	k := public
	if c.yes("is_private") {
		k = private
	}
	if err := c.allowed(k); err != nil {
		return nil, err
	}
	name := c.str("name")
	if code := nameError(name); code != "" {
		return nil, refuse(code)
	}
	if c.channelNamed(name) != nil {
		return nil, refuse("name_taken")
	}
	ch := c.newChannel(name, k, nil)
	ch.creator = c.app.bot
	c.happen(Happening{Kind: ChannelCreated, Channel: name, Who: c.app.name})
	if k == public {
		c.emit(event{name: "channel_created", inner: object{"type": "channel_created", "channel": object{
			"id": ch.id, "is_channel": true, "name": name, "name_normalized": name, "created": ch.created.Unix(), "creator": c.app.bot.id,
		}}})
	}
	c.join(ch, c.app.bot, nil)
	return object{"channel": c.described(ch)}, nil
}

// described is the channel with the marks a member sees.
func (c *call) described(ch *channel) object {
	o := ch.json(c.Workspace, c.app)
	if ch.has(c.app.bot) && ch.kind != im {
		o["last_read"] = "0000000000.000000"
	}
	return o
}

func conversationsRename(c *call) (object, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	name := c.str("name")
	switch code := nameError(name); {
	case ch.creator != c.app.bot:
		return nil, refuse("not_authorized")
	case code != "":
		return nil, refuse(code)
	case ch.name != name && c.channelNamed(name) != nil:
		return nil, refuse("name_taken")
	}
	if ch.name != name {
		c.rename(ch, c.app.bot, name)
	}
	return object{"channel": c.described(ch)}, nil
}

func conversationsArchive(c *call) (object, error) {
	ch, err := c.conversation("channel")
	switch {
	case err != nil:
		return nil, err
	case ch.kind == im || ch.kind == mpim:
		return nil, refuse("method_not_supported_for_channel_type")
	case ch.archived:
		return nil, refuse("already_archived")
	case ch.general:
		return nil, refuse("cant_archive_general")
	case !ch.has(c.app.bot):
		return nil, refuse("not_in_channel")
	}
	c.archive(ch, c.app.bot)
	return nil, nil
}

// conversationsUnarchive never works for a bot: archiving threw it out, and only a member may unarchive.
func conversationsUnarchive(c *call) (object, error) {
	ch, err := c.conversation("channel")
	switch {
	case err != nil:
		return nil, err
	case !ch.archived:
		return nil, refuse("not_archived")
	default:
		return nil, refuse("not_in_channel")
	}
}

func conversationsInvite(c *call) (object, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	wanted := c.list("users")
	switch {
	case ch.kind == im || ch.kind == mpim:
		return nil, refuse("method_not_supported_for_channel_type")
	case len(wanted) == 0:
		return nil, refuse("no_user")
	case len(wanted) > maxInvite:
		return nil, refuse("too_many_users")
	}
	var good []*user
	var bad []object
	first := ""
	for _, id := range wanted {
		if code := c.inviteError(ch, id); code != "" {
			bad = append(bad, object{"user": id, "ok": false, "error": code})
			first = orElse(first, code)
			continue
		}
		good = append(good, c.users[id])
	}
	if len(bad) > 0 && (!c.yes("force") || len(good) == 0) {
		return nil, apiError{code: first, more: object{"errors": bad}}
	}
	for _, u := range good {
		c.join(ch, u, c.app.bot)
	}
	out := object{"channel": c.described(ch)}
	if len(bad) > 0 {
		out["errors"] = bad
	}
	return out, nil
}

// inviteError is what stands against inviting a user, in Slack's words.
func (c *call) inviteError(ch *channel, id string) string {
	u := c.users[id]
	switch {
	case u == nil || id == "USLACKBOT":
		return "user_not_found"
	case u == c.app.bot:
		return "cant_invite_self"
	case ch.has(u):
		return "already_in_channel"
	case u.deleted || u.teamID != c.teamID:
		return "cant_invite"
	case u.guest == SingleChannelGuest && c.inAnyChannel(u):
		return "ura_max_channels"
	default:
		return ""
	}
}

func (w *Workspace) inAnyChannel(u *user) bool {
	return slices.ContainsFunc(w.rooms, func(ch *channel) bool { return ch.kind != im && ch.has(u) })
}

func conversationsKick(c *call) (object, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	u := c.users[c.str("user")]
	switch {
	case u == nil:
		return nil, refuse("user_not_found")
	case u == c.app.bot:
		return nil, refuse("cant_kick_self")
	case ch.general:
		return nil, refuse("cant_kick_from_general")
	case !ch.has(u):
		return nil, refuse("not_in_channel")
	}
	c.leave(ch, u, true)
	return object{"errors": object{}}, nil
}

func conversationsJoin(c *call) (object, error) {
	ch := c.channels[c.str("channel")]
	switch {
	case ch == nil || ch.kind == private && !ch.has(c.app.bot):
		return nil, refuse("channel_not_found")
	case ch.kind != public:
		return nil, refuse("method_not_supported_for_channel_type")
	case ch.archived:
		return nil, refuse("is_archived")
	}
	if ch.has(c.app.bot) {
		return object{
			"channel": c.described(ch), "warning": "already_in_channel",
			"response_metadata": object{"warnings": []string{"already_in_channel"}},
		}, nil
	}
	c.join(ch, c.app.bot, nil)
	return object{"channel": c.described(ch)}, nil
}

func conversationsLeave(c *call) (object, error) {
	ch, err := c.conversation("channel")
	switch {
	case err != nil:
		return nil, err
	case ch.kind == im || ch.kind == mpim:
		return nil, refuse("method_not_supported_for_channel_type")
	case ch.archived:
		return nil, refuse("is_archived")
	case ch.general:
		return nil, refuse("cant_leave_general")
	case !ch.has(c.app.bot):
		return object{"not_in_channel": true}, nil
	}
	c.leave(ch, c.app.bot, false)
	return nil, nil
}

func conversationsSetTopic(c *call) (object, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	topic := c.str("topic")
	if len([]rune(topic)) > maxTopic {
		return nil, refuse("too_long")
	}
	c.setTopic(ch, c.app.bot, topic)
	return object{"channel": c.described(ch)}, nil
}

func conversationsSetPurpose(c *call) (object, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	purpose := c.str("purpose")
	if len([]rune(purpose)) > maxTopic {
		return nil, refuse("too_long")
	}
	c.setPurpose(ch, c.app.bot, purpose)
	return object{"channel": c.described(ch)}, nil
}

func conversationsInfo(c *call) (object, error) {
	ch, err := c.conversation("channel")
	if err != nil {
		return nil, err
	}
	o := c.described(ch)
	if c.yes("include_num_members") {
		o["num_members"] = len(ch.members)
	}
	if ch.kind != im {
		o["properties"] = ch.properties()
	}
	return object{"channel": o}, nil
}

func conversationsMembers(c *call) (object, error) {
	ch, err := c.conversation("channel")
	if err != nil {
		return nil, err
	}
	if ch.archived && !ch.has(c.app.bot) {
		return nil, refuse("fetch_members_failed")
	}
	page, next, err := paged(c, ids(ch.members))
	if err != nil {
		return nil, err
	}
	return object{"members": page, "response_metadata": object{"next_cursor": next}}, nil
}

func conversationsList(c *call) (object, error) {
	return c.listed(func(ch *channel) bool { return ch.kind == public || ch.has(c.app.bot) })
}

// usersConversations lists the channels of a user, of the bot itself when none is named.
func usersConversations(c *call) (object, error) {
	u := c.app.bot
	if id := c.str("user"); id != "" {
		if u = c.users[id]; u == nil {
			return nil, refuse("user_not_found")
		}
	}
	return c.listed(func(ch *channel) bool { return ch.has(u) && (ch.kind == public || ch.has(c.app.bot)) })
}

// listed answers the channels that in lets through, of the types asked for, a page at a time.
func (c *call) listed(in func(*channel) bool) (object, error) {
	types := c.list("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	wanted := map[kind]bool{}
	for _, t := range types {
		known := false
		for _, k := range []kind{public, private, im, mpim} {
			if k.listType() == strings.TrimSpace(t) {
				if err := c.allowed(k); err != nil {
					return nil, err
				}
				wanted[k], known = true, true
			}
		}
		if !known {
			return nil, refuse("invalid_types")
		}
	}
	list := []object{}
	for _, ch := range c.rooms {
		if !wanted[ch.kind] || !in(ch) || ch.archived && c.yes("exclude_archived") {
			continue
		}
		o := ch.json(c.Workspace, c.app)
		if ch.kind != im {
			o["num_members"], o["properties"] = len(ch.members), ch.properties()
		}
		list = append(list, o)
	}
	page, next, err := paged(c, list)
	if err != nil {
		return nil, err
	}
	return object{"channels": page, "response_metadata": object{"next_cursor": next}}, nil
}

// conversationsOpen opens a DM with one user, or a group DM with up to eight.
func conversationsOpen(c *call) (object, error) {
	if id := c.str("channel"); id != "" {
		ch := c.channels[id]
		if ch == nil || ch.kind != im && ch.kind != mpim || !ch.has(c.app.bot) {
			return nil, refuse("channel_not_found")
		}
		return c.opened(ch, true)
	}
	var with []*user
	for _, id := range c.list("users") {
		u := c.users[id]
		switch {
		case u == nil:
			return nil, refuse("user_not_found")
		case u.deleted:
			return nil, refuse("user_disabled")
		case u.bot && u.app == c.app:
			return nil, refuse("cannot_dm_bot")
		}
		with = append(with, u)
	}
	switch {
	case len(with) == 0:
		return nil, refuse("users_list_not_supplied")
	case len(with) > 8:
		return nil, refuse("too_many_users")
	case len(with) == 1:
		if err := c.allowed(im); err != nil {
			return nil, err
		}
		ch, there := c.direct(c.app.bot, with[0])
		return c.opened(ch, there)
	}
	if err := c.allowed(mpim); err != nil {
		return nil, err
	}
	name := "mpdm-" + c.app.bot.name
	for _, u := range with {
		name += "--" + u.name
	}
	name += "-1"
	ch := c.channelNamed(name)
	there := ch != nil
	if !there {
		ch = c.newChannel(name, mpim, c.app.bot)
		ch.members = append(ch.members, with...)
	}
	return c.opened(ch, there)
}

func (c *call) opened(ch *channel, there bool) (object, error) {
	out := object{"channel": object{"id": ch.id}}
	if there {
		out["no_op"], out["already_open"] = true, true
	}
	if c.yes("return_im") {
		out["channel"] = ch.json(c.Workspace, c.app)
	}
	return out, nil
}
