package slacksim

import (
	"encoding/json"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Message is a message as a person sees it: one in a channel, or an ephemeral one.
type Message struct {
	w       *Workspace
	message *message
	whisper *ephemeral
}

// room is where the message is.
func (m *Message) room() *Room { return &Room{w: m.w, channel: m.channel()} }

func (m *Message) channel() *channel {
	if m.message != nil {
		return m.message.channel
	}
	return m.whisper.channel
}

// Room is where the message is.
func (m *Message) Room() *Room { return m.room() }

// TS is the message's id in its channel.
func (m *Message) TS() string {
	if m.message != nil {
		return m.message.ts
	}
	return m.whisper.ts
}

// Text is what can be read now, buttons and all, with times in UTC.
func (m *Message) Text() string {
	return read(m.w, m.text)
}

func (m *Message) text() string {
	if m.message != nil {
		return m.w.visible(m.message)
	}
	return m.whisper.read()
}

// TextFor is what one person reads: times in their zone.
func (m *Message) TextFor(p *Person) string {
	return read(m.w, func() string {
		if m.message != nil {
			return m.w.readable(p.user(), m.message.text, m.message.blocks)
		}
		return m.w.readable(p.user(), m.whisper.text, m.whisper.blocks)
	})
}

// Raw is the text field as the API has it.
func (m *Message) Raw() string {
	return read(m.w, func() string {
		if m.message != nil {
			return m.message.text
		}
		return m.whisper.text
	})
}

// Blocks are the blocks as the API has them, nil without.
func (m *Message) Blocks() json.RawMessage {
	return read(m.w, m.blocks)
}

func (m *Message) blocks() json.RawMessage {
	if m.message != nil {
		return m.message.blocks
	}
	return m.whisper.blocks
}

// Metadata is the message's metadata, nil without.
func (m *Message) Metadata() json.RawMessage {
	return read(m.w, func() json.RawMessage {
		if m.message != nil {
			return m.message.metadata
		}
		return m.whisper.metadata
	})
}

// Author is the name of who wrote it.
func (m *Message) Author() string {
	return read(m.w, func() string {
		if m.message != nil {
			return m.message.by()
		}
		return m.whisper.app.name
	})
}

// Permalink is the message's address.
func (m *Message) Permalink() string {
	return read(m.w, func() string { return m.w.permalink(m.message) })
}

// Shows waits until the message shows this text, and returns it.
func (m *Message) Shows(text string) *Message {
	m.w.await(func() bool { return strings.Contains(m.text(), text) }, func() string {
		return "the message does not show " + quoted(text) + ":\n" + indented([]string{m.text()})
	})
	return m
}

// NoLongerShows waits until the message does not show this text any more.
func (m *Message) NoLongerShows(text string) *Message {
	m.w.await(func() bool { return !strings.Contains(m.text(), text) }, func() string {
		return "the message still shows " + quoted(text) + ":\n" + indented([]string{m.text()})
	})
	return m
}

// Edited tells whether it was changed since it was posted.
func (m *Message) Edited() bool {
	return read(m.w, func() bool { return m.message != nil && m.message.edited != nil })
}

// Deleted tells whether it is gone.
func (m *Message) Deleted() bool {
	return read(m.w, func() bool {
		if m.message != nil {
			return m.message.tombstone || m.message.channel.byTS[m.message.ts] != m.message
		}
		return m.whisper.deleted
	})
}

// Thread are the replies, oldest first.
func (m *Message) Thread() []*Message {
	return read(m.w, func() []*Message {
		var list []*Message
		for _, r := range m.message.replies {
			list = append(list, &Message{w: m.w, message: r})
		}
		return list
	})
}

// InThread waits until a reply of the thread shows this text, and returns it.
func (m *Message) InThread(text string) *Message {
	var found *message
	m.w.await(func() bool {
		for _, r := range m.message.replies {
			if strings.Contains(m.w.visible(r), text) {
				found = r
			}
		}
		return found != nil
	}, func() string {
		var replies []string
		for _, r := range m.message.replies {
			replies = append(replies, m.w.visible(r))
		}
		return "no reply shows " + quoted(text) + "; the thread has:\n" + indented(replies)
	})
	return &Message{w: m.w, message: found}
}

// Reactions are the emoji on the message, each with the names of those who put it there.
func (m *Message) Reactions() map[string][]string {
	return read(m.w, func() map[string][]string {
		list := map[string][]string{}
		for _, r := range m.message.reactions {
			list[r.name] = realNames(r.users)
		}
		return list
	})
}

// Pinned tells whether the message is pinned to its channel.
func (m *Message) Pinned() bool {
	return read(m.w, func() bool { return m.message.channel.pinned(m.message) })
}

// Buttons are the labels of what can be clicked or chosen, in reading order.
func (m *Message) Buttons() []string {
	return read(m.w, func() []string { return labels(m.blocks()) })
}

func labels(blocks json.RawMessage) []string {
	var list []string
	for _, e := range blockkit.Actions(blocks) {
		list = append(list, e.Label)
	}
	return list
}

// Files are the names of the files on the message; Workspace.Content has what is in them.
func (m *Message) Files() []string {
	return read(m.w, func() []string {
		var list []string
		for _, f := range m.message.files {
			list = append(list, f.name)
		}
		return list
	})
}
