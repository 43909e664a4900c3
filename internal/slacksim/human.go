package slacksim

import (
	"slices"
	"strings"
)

// act runs what a person does in a channel. They must be in it, and it must be open, as in the client.
func (p *Person) act(r *Room, do func(u *user, c *channel)) {
	p.tries(r, func(u *user, c *channel) string {
		do(u, c)
		return ""
	})
}

// tries is act for what can go wrong: do says how.
func (p *Person) tries(r *Room, do func(u *user, c *channel) (problem string)) {
	problem := ""
	p.w.update(func() {
		u, c := p.user(), r.channel
		switch {
		case u.deleted:
			problem = "is deactivated"
		case c.archived:
			problem = "cannot act in #" + c.name + ", it is archived"
		case !c.has(u):
			problem = "is not in #" + c.label()
		default:
			problem = do(u, c)
		}
	})
	if problem != "" {
		p.fail("%s %s", p.Name, problem)
	}
}

// Says posts what the person types: & < > are escaped, @names and #channels become mentions, addresses
// become links.
func (p *Person) Says(r *Room, text string) *Message { return p.says(r, nil, false, text) }

// Replies posts in the thread of a message.
func (p *Person) Replies(m *Message, text string) *Message {
	return p.says(m.room(), m.message, false, text)
}

// RepliesToAll posts in the thread of a message and shows it in the channel too.
func (p *Person) RepliesToAll(m *Message, text string) *Message {
	return p.says(m.room(), m.message, true, text)
}

func (p *Person) says(r *Room, under *message, broadcast bool, text string) *Message {
	var m *message
	p.act(r, func(u *user, c *channel) {
		m = p.w.typed(u, text)
		if under != nil {
			m.root, m.broadcast = under, broadcast
			if under.root != nil {
				m.root = under.root
			}
		}
		p.w.post(c, m)
	})
	return &Message{w: p.w, message: m}
}

// Wrote puts a message of the past into a channel, with its exact ts and its text as Slack stored it
// (tokens and entities as they are). threadTS is "" outside threads. The person need not be a member.
func (p *Person) Wrote(r *Room, ts, text, threadTS string) *Message {
	var m *message
	problem := ""
	p.w.update(func() {
		c := r.channel
		root := c.byTS[threadTS]
		switch {
		case !validTS(ts):
			problem = "not a ts: " + ts
		case c.byTS[ts] != nil:
			problem = "#" + c.name + " already has a message at " + ts
		case threadTS != "" && root == nil:
			problem = "#" + c.name + " has no thread " + threadTS
		default:
			m = &message{user: p.user(), ts: ts, text: text, root: root, clientID: p.w.clientID()}
			p.w.post(c, m)
		}
	})
	if problem != "" {
		p.w.fail("%s", problem)
	}
	return &Message{w: p.w, message: m}
}

// Edits replaces the text of the person's own message.
func (p *Person) Edits(m *Message, text string) {
	p.tries(m.room(), func(u *user, _ *channel) string {
		if m.message.user != u {
			return "cannot edit a message of " + m.message.by()
		}
		t := p.w.typed(u, text)
		p.w.edit(m.message, u, change{text: &t.text, blocks: &t.blocks})
		return ""
	})
}

// Deletes takes a message away: one's own, or as an admin anybody's.
func (p *Person) Deletes(m *Message) {
	p.tries(m.room(), func(u *user, _ *channel) string {
		if m.message.user != u && !u.admin {
			return "cannot delete a message of " + m.message.by()
		}
		p.w.delete(m.message, u)
		return ""
	})
}

// Reacts adds an emoji, given without colons. Adding it twice changes nothing.
func (p *Person) Reacts(m *Message, emoji string) {
	p.tries(m.room(), func(u *user, _ *channel) string {
		if code := p.w.react(m.message, u, emoji); code != "" && code != "already_reacted" {
			return "cannot react with " + emoji + ": " + code
		}
		return ""
	})
}

// Unreacts takes the person's emoji away.
func (p *Person) Unreacts(m *Message, emoji string) {
	p.act(m.room(), func(u *user, _ *channel) { p.w.unreact(m.message, u, emoji) })
}

// Pins pins a message to its channel.
func (p *Person) Pins(m *Message) {
	p.act(m.room(), func(u *user, _ *channel) { p.w.pin(m.message, u) })
}

// Unpins takes the pin off.
func (p *Person) Unpins(m *Message) {
	p.act(m.room(), func(u *user, _ *channel) { p.w.unpin(m.message, u) })
}

// Uploads shares a file in a channel.
func (p *Person) Uploads(r *Room, name string, content []byte) *Message {
	var m *message
	p.act(r, func(u *user, c *channel) {
		f := &file{
			id: p.w.id("F"), name: name, title: name, owner: u, made: p.w.clock(),
			content: content, length: len(content), uploaded: true,
		}
		p.w.files[f.id] = f
		f.share(c)
		m = p.w.post(c, &message{user: u, subtype: "file_share", files: []*file{f}, upload: true})
	})
	return &Message{w: p.w, message: m}
}

// Joins enters a public channel; a private one only an invitation opens, and guests need one everywhere.
func (p *Person) Joins(r *Room) {
	barred := false
	p.w.update(func() {
		u, c := p.user(), r.channel
		if barred = !c.has(u) && (c.kind != public || c.archived || u.guest != Member || u.stranger()); !barred {
			p.w.join(c, u, nil)
		}
	})
	if barred {
		p.fail("%s cannot join #%s", p.Name, r.Name())
	}
}

// Leaves goes out of a channel.
func (p *Person) Leaves(r *Room) {
	p.act(r, func(u *user, c *channel) { p.w.leave(c, u, false) })
}

// Invites brings somebody into a channel.
func (p *Person) Invites(other *Person, r *Room) {
	p.act(r, func(u *user, c *channel) { p.w.join(c, other.user(), u) })
}

// Kicks removes somebody from a channel.
func (p *Person) Kicks(other *Person, r *Room) {
	p.act(r, func(_ *user, c *channel) {
		if c.has(other.user()) {
			p.w.leave(c, other.user(), true)
		}
	})
}

// Archives archives a channel, which throws every bot out of it.
func (p *Person) Archives(r *Room) {
	p.act(r, func(u *user, c *channel) { p.w.archive(c, u) })
}

// Unarchives opens an archived channel again. Bots are not back in it by that.
func (p *Person) Unarchives(r *Room) {
	p.w.update(func() {
		if r.channel.archived {
			p.w.unarchive(r.channel, p.user())
		}
	})
}

// Renames gives a channel another name. The client writes it as Slack wants it: lower case, dashes.
func (p *Person) Renames(r *Room, name string) {
	p.act(r, func(u *user, c *channel) {
		p.w.rename(c, u, strings.ReplaceAll(strings.ToLower(name), " ", "-"))
	})
}

// MakesPublic opens a private channel to everybody in the workspace.
func (p *Person) MakesPublic(r *Room) {
	p.act(r, func(u *user, c *channel) {
		c.kind = public
		p.w.post(c, &message{
			user: u, subtype: "channel_convert_to_public",
			text: "made this channel *public*. Any member in this workspace can see and join it.",
		})
	})
}

// MakesPrivate closes a public channel to those who are not in it. Its id stays.
func (p *Person) MakesPrivate(r *Room) {
	p.act(r, func(u *user, c *channel) {
		c.kind = private
		p.w.post(c, &message{
			user: u, subtype: "channel_convert_to_private",
			text: "made this channel *private*. Now, it can only be viewed or joined by invitation.",
		})
	})
}

// DeletesChannel takes a channel away with all that is in it, as admins can. Its name is free again.
func (p *Person) DeletesChannel(r *Room) {
	p.act(r, func(u *user, c *channel) { p.w.deleteChannel(c, u) })
}

// Shares connects a channel with another workspace.
func (p *Person) Shares(r *Room) {
	p.act(r, func(_ *user, c *channel) {
		p.w.emit(event{name: "channel_shared", channel: c, inner: object{
			"type": "channel_shared", "connected_team_id": "E163Q94DX", "channel": c.id, "event_ts": p.w.instant(),
		}})
	})
}

// SetsTopic changes the topic of a channel.
func (p *Person) SetsTopic(r *Room, topic string) {
	p.act(r, func(u *user, c *channel) { p.w.setTopic(c, u, topic) })
}

// Messages is the person's DM with an app.
func (p *Person) Messages(a App) *Room {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	c, _ := p.w.direct(p.w.app(a.ID).bot, p.user())
	return &Room{w: p.w, channel: c}
}

// Whispers are the ephemeral messages the person sees, with what Slack itself told them, oldest first.
func (p *Person) Whispers() []string {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var texts []string
	for _, e := range p.whispers() {
		texts = append(texts, e.read())
	}
	return texts
}

// whispers are the ephemerals on the person's screen. The lock is held.
func (p *Person) whispers() []*ephemeral {
	u := p.user()
	return slices.DeleteFunc(slices.Clone(p.w.ephemerals), func(e *ephemeral) bool { return e.reader != u || e.deleted })
}

// Sees waits until an ephemeral message, or a notice of Slack itself, has this text, and returns the newest.
func (p *Person) Sees(text string) *Message {
	var found *ephemeral
	p.w.await(func() bool {
		for _, e := range p.whispers() {
			if strings.Contains(e.read(), text) {
				found = e
			}
		}
		return found != nil
	}, func() string {
		var all []string
		for _, e := range p.whispers() {
			all = append(all, e.read())
		}
		return p.Name + " does not see " + quoted(text) + "; only they see:\n" + indented(all)
	})
	return &Message{w: p.w, whisper: found}
}

// NeverSees fails if the person has an ephemeral message with this text. Wait for what comes last first.
func (p *Person) NeverSees(text string) {
	for _, s := range p.Whispers() {
		if strings.Contains(s, text) {
			p.w.fail("%s sees %q:\n%s", p.Name, text, s)
		}
	}
}

// notice is what Slack itself tells a person.
func (w *Workspace) notice(u *user, c *channel, text string) *ephemeral {
	e := &ephemeral{content: content{text: text}, app: w.slack, reader: u, channel: c, ts: c.stamp(w.clock())}
	w.ephemerals = append(w.ephemerals, e)
	w.happen(Happening{Kind: Whispered, Channel: c.label(), Who: "Slack", To: u.shown(), Text: text, TS: e.ts})
	w.wake()
	return e
}

// read is what the person reads in it.
func (e *ephemeral) read() string {
	return e.channel.w.readable(e.reader, e.text, e.blocks)
}
