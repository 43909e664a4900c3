package slacksim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// shownRoom is the open channel.
type shownRoom struct {
	shownChannel
	Topic     []blockkit.Para
	Canvas    *shownFile // nil if there is none
	Bookmarks []shownBookmark
	Pins      []shownPin
	Members   []string
	Inside    bool // the viewer is a member
	Direct    bool
	Older     int // messages before those shown
	Messages  []shownMessage
}

type shownBookmark struct{ Title, Emoji, Page string }

type shownPin struct{ Title, Page string }

// shownThread is the thread beside the channel: its root, and the replies.
type shownThread struct {
	TS, In, Close string
	Older         int
	Messages      []shownMessage
}

type shownMessage struct {
	TS, Author, Time, Full string
	Day                    string // begins with it
	Face                   face
	Compact                bool // by the same one as the message before
	System                 bool // of a join and the like
	Whisper                bool // only the viewer sees it
	Mine                   bool
	Blocks                 []shownBlock
	Reactions              []shownReaction
	Files                  []shownFile
	PinnedBy               string
	Edited, Deleted        bool
	Broadcast              bool   // a reply that also stands in the channel
	Raw                    string // what one typed, to edit it
	Replies                int
	Thread, LastReply      string // where its replies are read, and when the last came
	Repliers               []face
}

type shownReaction struct {
	Name, Emoji string
	By          string
	Count       int
	Mine        bool
}

// onPage is how many messages of a channel, and replies of a thread, the page shows at once.
const onPage = 200

func newest(list []*message) (shown []*message, older int) {
	older = max(0, len(list)-onPage)
	return list[older:], older
}

// topLevel are the messages that stand in a channel itself.
func (c *channel) topLevel() []*message {
	list := make([]*message, 0, len(c.messages))
	for _, m := range c.messages {
		if m.root == nil || m.broadcast {
			list = append(list, m)
		}
	}
	return list
}

func (v viewer) room(c *channel) *shownRoom {
	room := &shownRoom{
		shownChannel: v.channel(c), Topic: v.paras(blockkit.Paras(c.topic.value, v)), Inside: c.has(v.user),
		Direct: c.kind == im || c.kind == mpim,
	}
	if c.canvas != nil {
		canvas := v.file(c.canvas)
		room.Canvas = &canvas
	}
	for _, b := range c.bookmarks {
		room.Bookmarks = append(room.Bookmarks, shownBookmark{b.title, blockkit.Emoji(strings.Trim(orElse(b.emoji, "link"), ":")), v.follows(b.link)})
	}
	for _, p := range c.pins {
		title, _, _ := strings.Cut(v.w.readable(v.user, p.message.text, p.message.blocks), "\n")
		room.Pins = append(room.Pins, shownPin{title, v.leads(v.w.permalink(p.message))})
	}
	for _, u := range c.members {
		room.Members = append(room.Members, u.shown())
	}
	window, older := newest(c.topLevel())
	room.Older = older
	room.Messages = v.messages(c, window, "")
	return room
}

// older are the messages of a channel before one of them, at most as many as the page shows.
func (v viewer) older(c *channel, before string) (list []shownMessage, more int) {
	all := c.topLevel()
	end, _ := slices.BinarySearchFunc(all, before, func(m *message, ts string) int { return strings.Compare(m.ts, ts) })
	window, more := newest(all[:end])
	return v.messages(c, window, before), more
}

// messages draws messages of a channel with the ephemeral ones that the viewer sees among them.
func (v viewer) messages(c *channel, window []*message, before string) []shownMessage {
	var list []shownMessage
	for _, m := range window {
		list = append(list, v.message(m, false))
	}
	first := ""
	if len(window) == onPage {
		first = window[0].ts
	}
	for _, e := range v.w.ephemerals {
		if e.channel == c && e.reader == v.user && !e.deleted && e.ts >= first && (before == "" || e.ts < before) {
			list = append(list, v.whisper(e))
		}
	}
	slices.SortStableFunc(list, func(a, b shownMessage) int { return strings.Compare(a.TS, b.TS) })
	v.group(list)
	return list
}

// together is within how many seconds messages of one author stand under one name.
const together = 300

// group says where a day begins, and which messages need no name above them.
func (v viewer) group(list []shownMessage) {
	day := ""
	for i := range list {
		m := &list[i]
		if d := v.time(m.TS, "{date_long}"); d != day {
			day, m.Day = d, v.time(m.TS, "{date_long_pretty}")
			continue
		}
		before := list[i-1]
		m.Compact = m.Author == before.Author && !m.System && !before.System && m.Whisper == before.Whisper &&
			m.Face == before.Face && m.PinnedBy == "" && before.PinnedBy == "" && before.Replies == 0 && !m.Broadcast && secondsOf(m.TS)-secondsOf(before.TS) < together
	}
}

func secondsOf(ts string) int64 {
	seconds, _, _ := strings.Cut(ts, ".")
	n, _ := strconv.ParseInt(seconds, 10, 64)
	return n
}

func (v viewer) thread(root *message) *shownThread {
	if root.root != nil {
		root = root.root
	}
	t := &shownThread{TS: root.ts, In: v.channel(root.channel).String(), Close: v.pageOf(root.channel)}
	replies, older := newest(root.replies)
	t.Older = older
	t.Messages = append(t.Messages, v.message(root, true))
	for _, m := range replies {
		t.Messages = append(t.Messages, v.message(m, true))
	}
	v.group(t.Messages)
	return t
}

// whisper is an ephemeral message of an app, or of Slack itself.
func (v viewer) whisper(e *ephemeral) shownMessage {
	shown := shownMessage{
		TS: e.ts, Author: "Slackbot", Whisper: true, Time: v.time(e.ts, "{time}"), Full: v.time(e.ts, "{date_long} {time_secs}"),
		Face:   faceOf("Slackbot", true),
		Blocks: v.said(e.text, e.blocks, e.attachments, v.user.drafts[e.channel.id+e.ts]),
	}
	if e.app != nil && e.app != v.w.slack {
		shown.Author, shown.Face = e.app.name, faceOf(e.app.name, true)
	}
	return shown
}

// system are the messages that tell what happened to a channel.
func system(subtype string) bool {
	switch subtype {
	case "", "file_share", "thread_broadcast", "tombstone", "bot_message", "me_message":
		return false
	}
	return true
}

func (v viewer) message(m *message, inThread bool) shownMessage {
	shown := shownMessage{
		TS: m.ts, Author: m.by(), Time: v.time(m.ts, "{time}"), Full: v.time(m.ts, "{date_long} {time_secs}"),
		Edited: m.edited != nil, Deleted: m.tombstone, Broadcast: m.broadcast && !inThread, System: system(m.subtype),
		Mine: m.user == v.user && m.app == nil,
	}
	if m.app == nil && m.username == "" {
		shown.Author = m.user.signs()
	}
	shown.Face = faceOf(shown.Author, m.app != nil || m.user.bot)
	switch {
	case m.tombstone:
	case shown.System:
		shown.Blocks = v.plainly(strings.TrimPrefix(m.text, "<@"+m.user.id+"> "))
	default:
		shown.Blocks = v.said(m.text, m.blocks, m.attachments, v.user.drafts[m.channel.id+m.ts])
	}
	if shown.Mine && !shown.System {
		shown.Raw = v.w.readable(v.user, m.text, nil)
	}
	for _, r := range m.reactions {
		shown.Reactions = append(shown.Reactions, shownReaction{
			Name: r.name, Emoji: blockkit.Emoji(r.name), By: shownNames(r.users), Count: len(r.users), Mine: slices.Contains(r.users, v.user),
		})
	}
	for _, f := range m.files {
		shown.Files = append(shown.Files, v.file(f))
	}
	for _, p := range m.channel.pins {
		if p.message == m {
			shown.PinnedBy = p.by.signs()
		}
	}
	if inThread {
		return shown
	}
	shown.Thread = v.threadPage(m.channel, m.ts)
	if m.root != nil {
		shown.Thread = v.threadPage(m.channel, m.root.ts)
	}
	if n := len(m.replies); n > 0 {
		shown.Replies, shown.LastReply = n, v.time(m.replies[n-1].ts, "{date_short_pretty} {time}")
		var seen []*user
		for _, r := range m.replies {
			if !slices.Contains(seen, r.user) && len(seen) < 4 {
				seen = append(seen, r.user)
				shown.Repliers = append(shown.Repliers, v.message(r, true).Face)
			}
		}
	}
	return shown
}
