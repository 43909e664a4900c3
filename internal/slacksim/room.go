package slacksim

import (
	"slices"
	"strings"
)

// Room is a channel or DM as those in it see it.
type Room struct {
	w       *Workspace
	channel *channel
}

// Channel finds the public channel of that name, or makes it, and puts the members into it, silently.
func (w *Workspace) Channel(name string, members ...*Person) *Room {
	return w.room(name, public, members)
}

// PrivateChannel does the same for a private one.
func (w *Workspace) PrivateChannel(name string, members ...*Person) *Room {
	return w.room(name, private, members)
}

// Direct is the conversation of two people, or of one with an app's bot; it is opened if it is not there.
func (w *Workspace) Direct(a, b *Person) *Room {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, _ := w.direct(a.user(), b.user())
	return &Room{w: w, channel: c}
}

func (w *Workspace) room(name string, k kind, members []*Person) *Room {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channelNamed(name)
	if c == nil {
		c = w.newChannel(name, k, nil)
		if len(members) > 0 {
			c.creator = members[0].user()
		}
	}
	for _, p := range members {
		if !c.has(p.user()) {
			c.members = append(c.members, p.user())
		}
	}
	w.wake()
	return &Room{w: w, channel: c}
}

// ChannelNamed waits for a channel whose name begins with prefix; of several, the newest.
func (w *Workspace) ChannelNamed(prefix string) *Room {
	var found *channel
	w.await(func() bool {
		for _, c := range w.rooms {
			if c.kind != im && strings.HasPrefix(c.name, prefix) {
				found = c
			}
		}
		return found != nil
	}, func() string {
		var names []string
		for _, c := range w.rooms {
			names = append(names, "#"+c.label())
		}
		return "no channel is named " + prefix + "…; there are " + strings.Join(names, ", ")
	})
	return &Room{w: w, channel: found}
}

// Rooms are all channels and DMs, in the order they were made.
func (w *Workspace) Rooms() []*Room {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*Room
	for _, c := range w.rooms {
		list = append(list, &Room{w: w, channel: c})
	}
	return list
}

// RoomByID is the channel with an id as it stands in payloads, nil if there is none.
func (w *Workspace) RoomByID(id string) *Room {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channels[id]; c != nil {
		return &Room{w: w, channel: c}
	}
	return nil
}

// read runs f under the lock.
func read[T any](w *Workspace, f func() T) T {
	w.mu.Lock()
	defer w.mu.Unlock()
	return f()
}

// ID is C… or D….
func (r *Room) ID() string { return r.channel.id }

// Name is the channel's name without #; of a DM, who is in it.
func (r *Room) Name() string { return read(r.w, r.channel.label) }

// Topic is the channel's topic.
func (r *Room) Topic() string { return read(r.w, func() string { return r.channel.topic.value }) }

// Purpose is the channel's description.
func (r *Room) Purpose() string { return read(r.w, func() string { return r.channel.purpose.value }) }

// Archived tells whether the channel is archived.
func (r *Room) Archived() bool { return read(r.w, func() bool { return r.channel.archived }) }

// Private tells whether the channel is private.
func (r *Room) Private() bool { return r.channel.kind == private }

// Has tells whether somebody is in the channel.
func (r *Room) Has(p *Person) bool { return read(r.w, func() bool { return r.channel.has(p.user()) }) }

// AwaitMember waits until somebody is in the channel.
func (r *Room) AwaitMember(p *Person) {
	r.w.await(func() bool { return r.channel.has(p.user()) }, func() string {
		return p.Name + " is not in #" + r.channel.label() + "; " + strings.Join(realNames(r.channel.members), ", ") + " are"
	})
}

// AwaitArchived waits until the channel is archived.
func (r *Room) AwaitArchived() {
	r.w.await(func() bool { return r.channel.archived }, func() string { return "#" + r.channel.label() + " is not archived" })
}

// AwaitTopic waits until the topic has this text.
func (r *Room) AwaitTopic(text string) {
	r.w.await(func() bool { return strings.Contains(r.channel.topic.value, text) }, func() string {
		return "the topic of #" + r.channel.label() + " lacks " + quoted(text) + ": " + r.channel.topic.value
	})
}

// Members are the names of those in the channel, bots too, sorted.
func (r *Room) Members() []string {
	list := read(r.w, func() []string { return realNames(r.channel.members) })
	slices.Sort(list)
	return list
}

func realNames(users []*user) []string {
	var list []string
	for _, u := range users {
		list = append(list, u.called())
	}
	return list
}

// Messages are all messages in the order of their ts, replies in threads among them.
func (r *Room) Messages() []*Message {
	return read(r.w, func() []*Message {
		var list []*Message
		for _, m := range r.channel.messages {
			list = append(list, &Message{w: r.w, message: m})
		}
		return list
	})
}

// Texts is what can be read in the channel, one entry for each message.
func (r *Room) Texts() []string {
	return read(r.w, r.texts)
}

func (r *Room) texts() []string {
	var list []string
	for _, m := range r.channel.messages {
		list = append(list, m.by()+": "+r.w.visible(m))
	}
	return list
}

// Shows waits until a message shows this text, as its readers see it, and returns it; the newest of several.
func (r *Room) Shows(text string) *Message {
	var found *message
	r.w.await(func() bool {
		found = r.find(text)
		return found != nil
	}, func() string {
		return "#" + r.channel.label() + " does not show " + quoted(text) + "; it shows:\n" + indented(r.texts())
	})
	return &Message{w: r.w, message: found}
}

// find looks for the newest message with this text. The lock is held.
func (r *Room) find(text string) *message {
	for _, m := range slices.Backward(r.channel.messages) {
		if strings.Contains(r.w.visible(m), text) {
			return m
		}
	}
	return nil
}

// NeverShows fails if a message shows this text. Wait first for what would come after it.
func (r *Room) NeverShows(text string) {
	if m := read(r.w, func() *message { return r.find(text) }); m != nil {
		r.w.fail("#%s shows %q:\n%s", r.Name(), text, (&Message{w: r.w, message: m}).Text())
	}
}

// ShowsOnlyTo waits until somebody sees an ephemeral message with this text in the channel, and nobody else
// does. It returns the newest.
func (r *Room) ShowsOnlyTo(p *Person, text string) *Message {
	var found *ephemeral
	r.w.await(func() bool {
		found = nil
		for _, e := range p.whispers() {
			if e.channel == r.channel && strings.Contains(e.read(), text) {
				found = e
			}
		}
		return found != nil
	}, func() string {
		return p.Name + " does not see " + quoted(text) + " in #" + r.channel.label() + "; only they see:\n" + indented(p.whispersRead())
	})
	for _, e := range r.whisperedToOthers(p) {
		if strings.Contains(e.read(), text) {
			r.w.fail("%s sees %q in #%s too:\n%s", e.reader.shown(), text, r.Name(), e.read())
		}
	}
	r.NeverShows(text)
	return &Message{w: r.w, whisper: found}
}

func (r *Room) whisperedToOthers(p *Person) []*ephemeral {
	return read(r.w, func() []*ephemeral {
		return slices.DeleteFunc(slices.Clone(r.w.ephemerals), func(e *ephemeral) bool {
			return e.channel != r.channel || e.reader == p.user() || e.deleted
		})
	})
}

// shownTo are the messages that somebody finds in the channel, their own ephemerals among them, oldest
// first. The lock is held.
func (r *Room) shownTo(u *user) []*Message {
	var list []*Message
	for _, m := range r.channel.messages {
		list = append(list, &Message{w: r.w, message: m})
	}
	for _, e := range r.w.ephemerals {
		if e.channel == r.channel && e.reader == u && !e.deleted {
			list = append(list, &Message{w: r.w, whisper: e})
		}
	}
	slices.SortStableFunc(list, func(a, b *Message) int { return strings.Compare(a.TS(), b.TS()) })
	return list
}

// Message is the message with that ts. It fails if there is none.
func (r *Room) Message(ts string) *Message {
	m := read(r.w, func() *message { return r.channel.byTS[ts] })
	if m == nil {
		r.w.fail("#%s has no message %s", r.Name(), ts)
	}
	return &Message{w: r.w, message: m}
}

// Card waits for a pinned message and returns the one pinned first.
func (r *Room) Card() *Message {
	var m *message
	r.w.await(func() bool {
		if len(r.channel.pins) > 0 {
			m = r.channel.pins[0].message
		}
		return m != nil
	}, func() string {
		return "nothing is pinned in #" + r.channel.label() + "; it shows:\n" + indented(r.texts())
	})
	return &Message{w: r.w, message: m}
}

// Pinned are the pinned messages, in the order they were pinned.
func (r *Room) Pinned() []*Message {
	return read(r.w, func() []*Message {
		var list []*Message
		for _, p := range r.channel.pins {
			list = append(list, &Message{w: r.w, message: p.message})
		}
		return list
	})
}

// Bookmark is a link in the channel's header.
type Bookmark struct{ Title, Link, Emoji string }

// Bookmarks are the links in the channel's header.
func (r *Room) Bookmarks() []Bookmark {
	return read(r.w, func() []Bookmark {
		var list []Bookmark
		for _, b := range r.channel.bookmarks {
			list = append(list, Bookmark{b.title, b.link, b.emoji})
		}
		return list
	})
}
