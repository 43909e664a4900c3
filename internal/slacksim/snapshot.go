package slacksim

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Snapshot is a picture of the workspace without anything that differs from run to run: ids are replaced
// by what they name, a ts by the message it belongs to, times by ‹time›. Two runs that showed people the
// same have equal snapshots, to be compared with go-cmp.
type Snapshot struct {
	Channels []ChannelPicture // by name, then DMs
	Modals   []ModalPicture   // open ones, by person, the top last
	Homes    []HomePicture    // published Home tabs, by person
	Whispers []WhisperPicture // ephemerals still on a screen, by person, oldest first
	Groups   map[string][]string
}

// ChannelPicture is one channel.
type ChannelPicture struct {
	Name, Topic, Purpose string
	Private, Archived    bool
	Members              []string // sorted
	Bookmarks            []Bookmark
	Pinned               []string // as ‹…› marks
	Canvas               string
	Messages             []MessagePicture // without the replies, which are in their threads
}

// MessagePicture is one message.
type MessagePicture struct {
	Author, Subtype string
	Text            string // as it is read
	Blocks          string // JSON
	Metadata        string // JSON
	Edited          bool
	Broadcast       bool
	Reactions       map[string][]string
	Files           []string // names
	Replies         []MessagePicture
}

// ModalPicture is a modal on somebody's screen.
type ModalPicture struct {
	Person, Title, CallbackID, Text string
}

// HomePicture is somebody's Home tab.
type HomePicture struct {
	Person, App, Text string
}

// WhisperPicture is an ephemeral message.
type WhisperPicture struct {
	Person, Channel, Author, Text string
}

// Snapshot takes the picture.
func (w *Workspace) Snapshot() Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := eraser{w}
	s := Snapshot{Groups: map[string][]string{}}
	for _, c := range w.rooms {
		if c.kind != im || len(c.messages) > 0 { // a DM exists for people once something is in it
			s.Channels = append(s.Channels, e.channel(c))
		}
	}
	slices.SortStableFunc(s.Channels, func(a, b ChannelPicture) int { return cmp.Compare(a.Name, b.Name) })
	people := slices.Clone(w.people)
	slices.SortFunc(people, func(a, b *user) int { return cmp.Compare(a.real, b.real) })
	for _, u := range people {
		for _, v := range u.stack {
			s.Modals = append(s.Modals, ModalPicture{u.shown(), plain(v.Title), v.CallbackID, e.view(v)})
		}
		for _, a := range w.apps {
			if v := w.homes[homeKey{a.id, u.id}]; v != nil {
				s.Homes = append(s.Homes, HomePicture{u.shown(), a.name, e.view(v)})
			}
		}
		for _, x := range w.ephemerals {
			if x.reader == u && !x.deleted {
				s.Whispers = append(s.Whispers, WhisperPicture{u.shown(), x.channel.label(), x.app.name, e.reads(x.text, x.blocks)})
			}
		}
	}
	for _, g := range w.groups {
		members := realNames(g.members)
		slices.Sort(members)
		s.Groups[g.handle] = members
	}
	return s
}

// Sorted is the snapshot with the messages of each channel and thread in order of what they say: for runs
// in which some messages are posted in parallel.
func (s Snapshot) Sorted() Snapshot {
	s.Channels = slices.Clone(s.Channels)
	for i := range s.Channels {
		s.Channels[i].Messages = sorted(s.Channels[i].Messages)
		s.Channels[i].Bookmarks = slices.Clone(s.Channels[i].Bookmarks)
		slices.SortFunc(s.Channels[i].Bookmarks, func(a, b Bookmark) int { return cmp.Compare(a.Title, b.Title) })
	}
	return s
}

func sorted(messages []MessagePicture) []MessagePicture {
	messages = slices.Clone(messages)
	for i := range messages {
		messages[i].Replies = sorted(messages[i].Replies)
	}
	slices.SortStableFunc(messages, func(a, b MessagePicture) int {
		return cmp.Or(cmp.Compare(a.Subtype, b.Subtype), cmp.Compare(a.Author, b.Author), cmp.Compare(a.Text, b.Text))
	})
	return messages
}

// eraser takes out what differs from run to run.
type eraser struct{ w *Workspace }

var (
	dateToken   = regexp.MustCompile(`<!date\^[^>]*>`)
	idToken     = regexp.MustCompile(`\b[A-Z][A-Za-z0-9]{9,12}\b`)
	tsToken     = regexp.MustCompile(`\b\d{10}\.\d{6}\b`)
	linkToken   = regexp.MustCompile(`/p(\d{10})(\d{6})\b`)
	madeBlockID = regexp.MustCompile(`"block_id":"[A-Za-z0-9+/]{5}",?`)
	dateField   = regexp.MustCompile(`"timestamp":\d+`)
)

func (e eraser) channel(c *channel) ChannelPicture {
	p := ChannelPicture{
		Name: c.label(), Topic: e.text(c.topic.value), Purpose: e.text(c.purpose.value), Private: c.kind == private,
		Archived: c.archived, Members: realNames(c.members),
	}
	slices.Sort(p.Members)
	for _, b := range c.bookmarks {
		p.Bookmarks = append(p.Bookmarks, Bookmark{b.title, e.text(b.link), b.emoji})
	}
	for _, pin := range c.pins {
		p.Pinned = append(p.Pinned, e.mark(pin.message))
	}
	if c.canvas != nil {
		p.Canvas = e.text(string(c.canvas.content))
	}
	for _, m := range c.messages {
		if m.root == nil {
			p.Messages = append(p.Messages, e.message(m))
		}
	}
	return p
}

func (e eraser) message(m *message) MessagePicture {
	p := MessagePicture{
		Author: m.by(), Subtype: m.subtype, Text: e.reads(m.text, m.blocks), Blocks: e.json(m.blocks),
		Metadata: e.json(m.metadata), Edited: m.edited != nil, Broadcast: m.broadcast,
	}
	for _, r := range m.reactions {
		if p.Reactions == nil {
			p.Reactions = map[string][]string{}
		}
		p.Reactions[r.name] = realNames(r.users)
		slices.Sort(p.Reactions[r.name])
	}
	for _, f := range m.files {
		p.Files = append(p.Files, f.name)
	}
	for _, r := range m.replies {
		p.Replies = append(p.Replies, e.message(r))
	}
	return p
}

// reads is what somebody in UTC reads, without times and ids.
func (e eraser) reads(text string, blocks json.RawMessage) string {
	if blocks != nil {
		blocks = json.RawMessage(dateToken.ReplaceAllString(string(blocks), "‹time›"))
	}
	return e.text(e.w.readable(nil, dateToken.ReplaceAllString(text, "‹time›"), blocks))
}

func (e eraser) view(v *view) string {
	text := e.reads("", v.Blocks)
	for _, key := range sortedKeys(v.values) {
		text += "\n" + key + ": " + e.text(string(encode(v.values[key])))
	}
	return text
}

// json is JSON without times, ids and the block_ids that Slack makes up.
func (e eraser) json(raw json.RawMessage) string {
	s := madeBlockID.ReplaceAllString(string(raw), "")
	s = strings.ReplaceAll(s, ",}", "}")
	return e.text(dateField.ReplaceAllString(dateToken.ReplaceAllString(s, "‹time›"), `"timestamp":0`))
}

// text puts names in the place of ids, and messages in the place of ts.
func (e eraser) text(s string) string {
	s = idToken.ReplaceAllStringFunc(s, e.name)
	s = linkToken.ReplaceAllStringFunc(s, func(link string) string {
		parts := linkToken.FindStringSubmatch(link)
		return "/" + e.stamp(parts[1]+"."+parts[2])
	})
	return tsToken.ReplaceAllStringFunc(s, e.stamp)
}

// name is what an id stands for; what is no id of this workspace stays.
func (e eraser) name(id string) string {
	w := e.w
	switch {
	case w.users[id] != nil:
		return "‹@" + w.users[id].shown() + "›"
	case w.channels[id] != nil:
		return "‹#" + w.channels[id].label() + "›"
	case w.files[id] != nil:
		return "‹file " + w.files[id].name + "›"
	case w.group(id) != nil:
		return "‹@" + w.group(id).handle + "›"
	case w.views[id] != nil:
		return "‹view " + plain(w.views[id].Title) + "›"
	case id == w.teamID:
		return "‹team›"
	case w.app(id) != nil:
		return "‹app " + w.app(id).name + "›"
	default:
		return id
	}
}

// stamp is the message that has a ts.
func (e eraser) stamp(ts string) string {
	for _, c := range e.w.rooms {
		if m := c.byTS[ts]; m != nil {
			return e.mark(m)
		}
	}
	return "‹ts›"
}

// mark names a message by how it begins.
func (e eraser) mark(m *message) string {
	line, _, _ := strings.Cut(e.w.readable(nil, dateToken.ReplaceAllString(m.text, "‹time›"), nil), "\n")
	if runes := []rune(line); len(runes) > 40 {
		line = string(runes[:40]) + "…"
	}
	return "‹" + m.by() + ": " + line + "›"
}
