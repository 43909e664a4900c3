package slacksim

import (
	"slices"
	"time"
)

// pin is a pinned message.
type pin struct {
	message *message
	by      *user
	at      time.Time
}

// bookmark is a link in the channel's header.
type bookmark struct {
	id, title, link, emoji string
	made, updated          time.Time
	by                     *user
}

// The most of each that Slack allows.
const (
	maxPins              = 100
	maxBookmarks         = 100
	maxEmojiPerMessage   = 50
	maxReactionsByPerson = 23
)

// react adds a reaction, or says why not in Slack's words.
func (w *Workspace) react(m *message, by *user, name string) string {
	r := m.reaction(name)
	switch {
	case !emojiName(name):
		return "invalid_name"
	case r != nil && slices.Contains(r.users, by):
		return "already_reacted"
	case r == nil && len(m.reactions) >= maxEmojiPerMessage:
		return "too_many_emoji"
	case m.reactionsBy(by) >= maxReactionsByPerson:
		return "too_many_reactions"
	}
	if r == nil {
		r = &reaction{name: name}
		m.reactions = append(m.reactions, r)
	}
	r.users = append(r.users, by)
	w.reacted("reaction_added", m, by, name)
	w.happen(Happening{Kind: Reacted, Channel: m.channel.label(), Who: by.shown(), Text: name, TS: m.ts})
	return ""
}

// unreact takes a reaction away, or says why not in Slack's words.
func (w *Workspace) unreact(m *message, by *user, name string) string {
	r := m.reaction(name)
	if r == nil || !slices.Contains(r.users, by) {
		return "no_reaction"
	}
	r.users = slices.DeleteFunc(r.users, func(u *user) bool { return u == by })
	m.reactions = slices.DeleteFunc(m.reactions, func(r *reaction) bool { return len(r.users) == 0 })
	w.reacted("reaction_removed", m, by, name)
	w.happen(Happening{Kind: Unreacted, Channel: m.channel.label(), Who: by.shown(), Text: name, TS: m.ts})
	return ""
}

func (w *Workspace) reacted(what string, m *message, by *user, name string) {
	w.emit(event{name: what, channel: m.channel, inner: object{
		"type": what, "user": by.id, "reaction": name, "item_user": m.user.id,
		"item": object{"type": "message", "channel": m.channel.id, "ts": m.ts},
	}})
	w.wake()
}

func (m *message) reaction(name string) *reaction {
	for _, r := range m.reactions {
		if r.name == name {
			return r
		}
	}
	return nil
}

func (m *message) reactionsBy(u *user) int {
	n := 0
	for _, r := range m.reactions {
		if slices.Contains(r.users, u) {
			n++
		}
	}
	return n
}

// emojiName tells whether a name could be an emoji's: lower case, without colons.
func emojiName(name string) bool {
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-', r == '+', r == '\'', r == ':', r > 127:
		default:
			return false
		}
	}
	return name != "" && name[0] != ':' && name[len(name)-1] != ':'
}

// pin pins a message, or says why not in Slack's words. A pin shows as a message in the channel.
func (w *Workspace) pin(m *message, by *user) string {
	c := m.channel
	switch {
	case c.pinned(m):
		return "already_pinned"
	case m.tombstone:
		return "not_pinnable"
	case len(c.pins) >= maxPins:
		return "too_many_pins"
	}
	p := pin{message: m, by: by, at: w.clock()}
	c.pins = append(c.pins, p)
	w.pinEvent("pin_added", p)
	w.post(c, &message{user: by, subtype: "pinned_item", text: "<@" + by.id + "> pinned a message to this channel."})
	w.happen(Happening{Kind: Pinned, Channel: c.label(), Who: by.shown(), Text: w.glance(m), TS: m.ts})
	return ""
}

func (w *Workspace) unpin(m *message, by *user) string {
	c := m.channel
	for _, p := range c.pins {
		if p.message == m {
			c.unpin(m)
			w.pinEvent("pin_removed", p)
			w.happen(Happening{Kind: Unpinned, Channel: c.label(), Who: by.shown(), Text: w.glance(m), TS: m.ts})
			return ""
		}
	}
	return "no_pin"
}

func (c *channel) pinned(m *message) bool {
	return slices.ContainsFunc(c.pins, func(p pin) bool { return p.message == m })
}

func (c *channel) unpin(m *message) {
	c.pins = slices.DeleteFunc(c.pins, func(p pin) bool { return p.message == m })
}

func (w *Workspace) pinEvent(what string, p pin) {
	c := p.message.channel
	inner := object{
		"type": what, "user": p.by.id, "channel_id": c.id, "item": p.json(w), "item_user": p.message.user.id,
		"pin_count":   len(c.pins),
		"pinned_info": object{"channel": c.id, "pinned_by": p.by.id, "pinned_ts": p.at.Unix()},
	}
	if what == "pin_removed" {
		inner["has_pins"] = len(c.pins) > 0
	}
	w.emit(event{name: what, channel: c, inner: inner})
	w.wake()
}

func (p pin) json(w *Workspace) object {
	m := p.message.core()
	m["permalink"] = w.permalink(p.message)
	if p.message.channel.pinned(p.message) {
		m["pinned_to"] = []string{p.message.channel.id}
	}
	return object{
		"type": "message", "channel": p.message.channel.id, "message": m,
		"created": p.at.Unix(), "created_by": p.by.id,
	}
}

func (b *bookmark) json(w *Workspace, c *channel) object {
	return object{
		"id": b.id, "channel_id": c.id, "title": b.title, "link": b.link, "emoji": b.emoji, "icon_url": nil,
		"type": "link", "entity_id": nil, "date_created": b.made.Unix(), "date_updated": b.updated.Unix(),
		"rank": "U", "last_updated_by_user_id": b.by.id, "last_updated_by_team_id": w.teamID,
		"shortcut_id": nil, "app_id": nil,
	}
}
