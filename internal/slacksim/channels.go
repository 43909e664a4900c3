package slacksim

import (
	"slices"
	"strings"
	"time"
)

// kind is what sort of conversation a channel is, in the words of Slack's scopes.
type kind int

const (
	public kind = iota
	private
	im
	mpim
)

// prefix is what the scopes and event names of this kind begin with.
func (k kind) prefix() string { return [...]string{"channels", "groups", "im", "mpim"}[k] }

// eventType is the channel_type of events.
func (k kind) eventType() string { return [...]string{"channel", "group", "im", "mpim"}[k] }

// listType is the word for this kind in the types argument of conversations.list.
func (k kind) listType() string {
	return [...]string{"public_channel", "private_channel", "im", "mpim"}[k]
}

// about is a topic or a purpose.
type about struct {
	value string
	by    string
	at    time.Time
}

// channel is the state of a conversation.
type channel struct {
	w        *Workspace
	id       string
	kind     kind
	name     string
	previous []string
	creator  *user
	created  time.Time
	updated  time.Time
	general  bool
	archived bool
	topic    about
	purpose  about
	members  []*user

	messages  []*message // in order of ts, thread replies among them
	byTS      map[string]*message
	last      int64 // the newest ts given out, in microseconds
	pins      []pin
	bookmarks []*bookmark
	canvas    *file
}

// newChannel makes a channel with its creator in it, silently. The lock is held.
func (w *Workspace) newChannel(name string, k kind, creator *user) *channel {
	prefix := "C"
	if k == im {
		prefix = "D"
	}
	now := w.clock()
	c := &channel{
		w: w, id: w.id(prefix), kind: k, name: name, creator: creator, created: now, updated: now,
		byTS: map[string]*message{},
	}
	if creator != nil {
		c.members = []*user{creator}
	}
	w.channels[c.id] = c
	w.rooms = append(w.rooms, c)
	w.wake()
	return c
}

func (w *Workspace) general() *channel { return w.rooms[0] }

// channelNamed finds a channel by its exact name. Archived channels keep theirs.
func (w *Workspace) channelNamed(name string) *channel {
	for _, c := range w.rooms {
		if c.kind != im && c.name == name {
			return c
		}
	}
	return nil
}

// direct finds or opens the DM between two users. The second result tells whether it was there.
func (w *Workspace) direct(a, b *user) (*channel, bool) {
	for _, c := range w.rooms {
		if c.kind == im && c.has(a) && c.has(b) {
			return c, true
		}
	}
	c := w.newChannel("", im, a)
	if a != b {
		c.members = append(c.members, b)
	}
	return c, false
}

func (c *channel) has(u *user) bool { return u != nil && slices.Contains(c.members, u) }

func (c *channel) remove(u *user) {
	c.members = slices.DeleteFunc(c.members, func(m *user) bool { return m == u })
}

// peer is the other one in a DM.
func (c *channel) peer(u *user) *user {
	for _, m := range c.members {
		if m != u {
			return m
		}
	}
	return u
}

// join puts a user into the channel: a channel_join message, and the event of the same.
func (w *Workspace) join(c *channel, u, inviter *user) {
	if c.has(u) {
		return
	}
	c.members = append(c.members, u)
	m := &message{user: u, subtype: "channel_join", text: "<@" + u.id + "> has joined the channel"}
	inner := object{
		"type": "member_joined_channel", "user": u.id, "channel": c.id, "channel_type": memberType(c), "team": w.teamID,
	}
	if inviter != nil {
		m.inviter = inviter.id
		inner["inviter"] = inviter.id
	}
	w.emit(event{name: "member_joined_channel", channel: c, inner: inner})
	w.post(c, m)
	w.happen(Happening{Kind: Joined, Channel: c.name, Who: u.shown()})
}

// leave takes a user out. Leaving posts a channel_leave message, being removed does not.
func (w *Workspace) leave(c *channel, u *user, kicked bool) {
	w.emit(event{name: "member_left_channel", channel: c, inner: object{
		"type": "member_left_channel", "user": u.id, "channel": c.id, "channel_type": memberType(c), "team": w.teamID,
	}})
	if !kicked {
		w.post(c, &message{user: u, subtype: "channel_leave", text: "<@" + u.id + "> has left the channel"})
	}
	if u.app != nil {
		left := "channel_left"
		if c.kind == private {
			left = "group_left"
		}
		w.emit(event{name: left, channel: c, only: u.app, inner: object{"type": left, "channel": c.id}})
	}
	c.remove(u)
	w.happen(Happening{Kind: Left, Channel: c.name, Who: u.shown()})
}

// memberType is the C or G of membership events.
func memberType(c *channel) string {
	if c.kind == public {
		return "C"
	}
	return "G"
}

// archive closes the channel. Bots are thrown out and can neither read it nor come back.
func (w *Workspace) archive(c *channel, by *user) {
	w.post(c, &message{user: by, subtype: c.subtype("archive"), text: "<@" + by.id + "> archived the channel"})
	c.archived = true
	w.channelEvent(c, "archive", object{"channel": c.id, "user": by.id, "is_moved": 0})
	for _, m := range slices.Clone(c.members) {
		if m.bot {
			c.remove(m)
		}
	}
	w.touched(c, Archived, by, "")
}

func (w *Workspace) unarchive(c *channel, by *user) {
	c.archived = false
	w.post(c, &message{user: by, subtype: c.subtype("unarchive"), text: "<@" + by.id + "> un-archived the channel"})
	w.channelEvent(c, "unarchive", object{"channel": c.id, "user": by.id})
	w.touched(c, Unarchived, by, "")
}

// deleteChannel takes the channel away. Slack does not say who did it.
func (w *Workspace) deleteChannel(c *channel, by *user) {
	w.channelEvent(c, "deleted", object{"channel": c.id})
	w.touched(c, ChannelDeleted, by, "")
	delete(w.channels, c.id)
	w.rooms = slices.DeleteFunc(w.rooms, func(other *channel) bool { return other == c })
	c.members = nil
}

func (w *Workspace) rename(c *channel, by *user, name string) {
	old := c.name
	c.previous = append(c.previous, old)
	c.name = name
	w.post(c, &message{
		user: by, subtype: c.subtype("name"),
		text: "<@" + by.id + "> has renamed the channel from \"" + old + "\" to \"" + name + "\"",
	})
	w.channelEvent(c, "rename", object{"channel": object{
		"id": c.id, "is_channel": c.kind == public, "is_mpim": false, "name": name,
		"name_normalized": name, "created": c.created.Unix(),
	}})
	w.touched(c, Renamed, by, name)
}

func (w *Workspace) setTopic(c *channel, by *user, value string) {
	c.topic = about{value: value, by: by.id, at: w.clock()}
	w.post(c, &message{
		user: by, subtype: "channel_topic", topic: &value,
		text: "<@" + by.id + "> set the channel topic: " + value,
	})
	w.touched(c, TopicSet, by, value)
}

func (w *Workspace) setPurpose(c *channel, by *user, value string) {
	c.purpose = about{value: value, by: by.id, at: w.clock()}
	w.post(c, &message{
		user: by, subtype: "channel_purpose", purpose: &value,
		text: "<@" + by.id + "> set the channel description: " + value,
	})
	w.touched(c, PurposeSet, by, value)
}

// channelEvent sends channel_archive and the like, or group_archive for a private channel.
func (w *Workspace) channelEvent(c *channel, what string, inner object) {
	name := c.subtype(what)
	inner["type"] = name
	w.emit(event{name: name, channel: c, inner: inner})
}

// subtype is channel_archive for a public channel and group_archive for a private one.
func (c *channel) subtype(what string) string {
	if c.kind == private {
		return "group_" + what
	}
	return "channel_" + what
}

func (w *Workspace) touched(c *channel, k HappeningKind, by *user, text string) {
	c.updated = w.clock()
	w.happen(Happening{Kind: k, Channel: c.name, Who: by.shown(), Text: text})
}

// json is the conversation as an app sees it.
func (c *channel) json(w *Workspace, a *app) object {
	if c.kind == im {
		return object{
			"id": c.id, "created": c.created.Unix(), "is_archived": false, "is_im": true, "is_org_shared": false,
			"user": c.peer(a.bot).id, "context_team_id": w.teamID, "updated": c.updated.UnixMilli(),
		}
	}
	creator := "USLACKBOT"
	if c.creator != nil {
		creator = c.creator.id
	}
	o := object{
		"id": c.id, "name": c.name, "is_channel": c.kind == public, "is_group": c.kind == private, "is_im": false,
		"is_mpim": c.kind == mpim, "is_private": c.kind != public, "created": c.created.Unix(),
		"is_archived": c.archived, "is_general": c.general, "unlinked": 0, "name_normalized": c.name,
		"is_shared": false, "is_org_shared": false, "is_ext_shared": false, "is_pending_ext_shared": false,
		"pending_shared": []string{}, "pending_connected_team_ids": []string{}, "creator": creator,
		"shared_team_ids": []string{w.teamID}, "is_member": c.has(a.bot), "context_team_id": w.teamID,
		"updated": c.updated.UnixMilli(), "topic": c.topic.json(), "purpose": c.purpose.json(),
		"previous_names": append([]string{}, c.previous...),
	}
	return o
}

// properties are what conversations.info and .list add: the channel's canvas, if there is one.
func (c *channel) properties() object {
	p := object{}
	if c.canvas != nil {
		p["canvas"] = object{
			"file_id": c.canvas.id, "is_empty": len(c.canvas.content) == 0, "quip_thread_id": c.canvas.id + "q",
		}
	}
	return p
}

func (a about) json() object {
	last := int64(0)
	if !a.at.IsZero() {
		last = a.at.Unix()
	}
	return object{"value": a.value, "creator": a.by, "last_set": last}
}

// nameError is Slack's objection to a channel name, "" if it has none.
func nameError(name string) string {
	switch {
	case name == "":
		return "invalid_name_required"
	case len([]rune(name)) > 80:
		return "invalid_name_maxlength"
	case strings.Trim(name, "-_.") == "":
		return "invalid_name_punctuation"
	}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
		default:
			return "invalid_name_specials"
		}
	}
	return ""
}
