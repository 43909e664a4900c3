package slacksim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// The page's data: what one person may see, copied out of the workspace under its lock, so that the
// template runs without it.

// shownPage is the whole page for one person.
type shownPage struct {
	Team     string
	Me       shownPerson
	People   []shownPerson
	Channels []shownChannel
	Room     *shownRoom
	Apps     []shownApp // those with a Home tab
	Home     *shownHome // in the place of the room; nil when none is open
	Modal    *shownModal
	Notice   string // why the last thing done here did not work
	Token    string // against forged posts
}

type shownPerson struct{ ID, Name string }

type shownChannel struct {
	ID, Name string
	Mark     string // what stands before the name: # 🔒 @
	Archived bool
}

// shownRoom is the open channel.
type shownRoom struct {
	shownChannel
	Topic  string
	Canvas *shownFile // nil if there is none
	// Bookmarks are the links in its head.
	Bookmarks []Bookmark
	Members   []string
	Inside    bool // the viewer is a member
	Older     int  // messages before those shown
	Messages  []shownMessage
}

// Name as people say it.
func (c shownChannel) String() string { return c.Mark + c.Name }

type shownMessage struct {
	TS, Author, Time string
	App              bool
	Whisper          bool // only the viewer sees it
	Parts            []shownPart
	Reactions        []shownReaction
	Files            []shownFile
	PinnedBy         string
	Edited, Deleted  bool
	Broadcast        bool // a reply that also stands in the channel
	Older            int  // replies before those shown
	Replies          []shownMessage
}

type shownReaction struct {
	Name, Emoji string
	By          string
	Count       int
	Mine        bool
}

type shownFile struct {
	ID, Name string
	Size     int
	Page     string // of a canvas: where it is read
}

// shownModal is the modal on top of the viewer's screen.
type shownModal struct {
	ID, Title, Submit, Close string
	Fields                   []shownField
}

// shownField is a block of a modal: something to read, controls, or a question with its answer so far.
type shownField struct {
	shownPart
	Error    string
	Answer   string
	Answers  []string
	Required bool
}

// viewer is who looks at the page.
type viewer struct {
	reader
	user *user
}

// Channel hides the names of channels the viewer may not see.
func (v viewer) Channel(id string) string {
	if c := v.w.channels[id]; c != nil && !v.sees(c) {
		return "private channel"
	}
	return v.reader.Channel(id)
}

// sees tells whether the viewer may read a channel: members do, and of public ones everybody who is
// neither a guest nor of another workspace.
func (v viewer) sees(c *channel) bool {
	return c.has(v.user) || c.kind == public && v.user.guest == Member && v.user.teamID == v.w.teamID
}

// show copies what somebody sees. The lock is held.
func (w *Workspace) show(u *user, channelID string) shownPage {
	p := shownPage{Team: w.opts.TeamName}
	for _, x := range w.people {
		if x.types() {
			p.People = append(p.People, shownPerson{x.id, x.shown()})
		}
	}
	if u == nil {
		return p
	}
	v := viewer{reader{w: w, zone: u.zone}, u}
	p.Me = shownPerson{u.id, u.shown()}
	for _, c := range w.rooms {
		if !v.sees(c) {
			continue
		}
		p.Channels = append(p.Channels, v.channel(c))
		if c.id == channelID {
			p.Room = v.room(c)
		}
	}
	if p.Room == nil && len(p.Channels) > 0 {
		p.Room = v.room(w.channels[p.Channels[0].ID])
	}
	if top := u.top(); top != nil {
		p.Modal = v.modal(top)
		for _, f := range p.Modal.Fields {
			p.fill([]shownPart{f.shownPart})
		}
	}
	if p.Room != nil {
		for _, m := range p.Room.Messages {
			p.fill(m.Parts)
			for _, reply := range m.Replies {
				p.fill(reply.Parts)
			}
		}
	}
	return p
}

// types tells whether somebody can sit at the page: a person who is still here.
func (u *user) types() bool { return !u.bot && !u.deleted && u.id != "USLACKBOT" }

// seesFile tells whether the viewer may load a file: its owner, and who may read where it was shared.
func (v viewer) seesFile(f *file) bool {
	return f.owner == v.user || slices.ContainsFunc(f.channels, v.sees)
}

func (v viewer) channel(c *channel) shownChannel {
	shown := shownChannel{ID: c.id, Name: c.name, Mark: "#", Archived: c.archived}
	switch c.kind {
	case public:
	case private:
		shown.Mark = "🔒"
	case im, mpim:
		var others []string
		for _, u := range c.members {
			if u != v.user || len(c.members) == 1 {
				others = append(others, u.shown())
			}
		}
		shown.Mark, shown.Name = "@", strings.Join(others, ", ")
	}
	return shown
}

// onPage is how many messages of a channel, and replies of a thread, the page shows: the newest.
const onPage = 200

func newest(list []*message) (shown []*message, older int) {
	older = max(0, len(list)-onPage)
	return list[older:], older
}

func (v viewer) room(c *channel) *shownRoom {
	room := &shownRoom{shownChannel: v.channel(c), Topic: blockkit.MrkdwnText(c.topic.value, v), Inside: c.has(v.user)}
	if c.canvas != nil {
		canvas := v.file(c.canvas)
		room.Canvas = &canvas
	}
	for _, b := range c.bookmarks {
		room.Bookmarks = append(room.Bookmarks, Bookmark{Title: b.title, Link: v.leads(b.link), Emoji: b.emoji})
	}
	for _, u := range c.members {
		room.Members = append(room.Members, u.shown())
	}
	inChannel := slices.DeleteFunc(slices.Clone(c.messages), func(m *message) bool { return m.root != nil && !m.broadcast })
	inChannel, room.Older = newest(inChannel)
	for _, m := range inChannel {
		room.Messages = append(room.Messages, v.message(m))
	}
	for _, e := range v.w.ephemerals {
		if e.channel == c && e.reader == v.user && !e.deleted {
			room.Messages = append(room.Messages, v.whisper(e))
		}
	}
	slices.SortStableFunc(room.Messages, func(a, b shownMessage) int { return strings.Compare(a.TS, b.TS) })
	return room
}

// whisper is an ephemeral message of an app, or of Slack itself.
func (v viewer) whisper(e *ephemeral) shownMessage {
	shown := shownMessage{TS: e.ts, Author: "Slackbot", Whisper: true, Time: v.time(e.ts), Parts: v.parts(e.text, e.blocks, e.attachments)}
	if e.app != nil {
		shown.Author, shown.App = e.app.name, true
	}
	return shown
}

func (v viewer) message(m *message) shownMessage {
	shown := shownMessage{
		TS: m.ts, Author: m.by(), App: m.app != nil, Time: v.time(m.ts),
		Edited: m.edited != nil, Deleted: m.tombstone, Broadcast: m.broadcast,
	}
	if !m.tombstone {
		shown.Parts = v.parts(m.text, m.blocks, m.attachments)
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
			shown.PinnedBy = p.by.shown()
		}
	}
	replies, older := newest(m.replies)
	shown.Older = older
	for _, reply := range replies {
		shown.Replies = append(shown.Replies, v.message(reply))
	}
	return shown
}

// parts is what a message says, in the order in which Slack shows it.
func (v viewer) parts(text string, blocks, attachments json.RawMessage) []shownPart {
	var parts []shownPart
	if blocks != nil {
		parts = v.read(blocks)
	} else if text != "" {
		parts = append(parts, v.plainly(text))
	}
	var attached []struct {
		Blocks                json.RawMessage
		Title, Text, Fallback string
	}
	if attachments != nil && decodeInto(attachments, &attached) {
		for _, a := range attached {
			read := v.w.readable(v.user, orElse(a.Text, a.Fallback), a.Blocks)
			parts = append(parts, v.shown(blockkit.Part{Text: strings.TrimSpace(a.Title + "\n" + read)}))
		}
	}
	return parts
}

func (v viewer) modal(top *view) *shownModal {
	modal := &shownModal{ID: top.id, Title: plain(top.Title), Submit: plain(top.Submit), Close: orElse(plain(top.Close), "Cancel")}
	for _, part := range v.read(top.Blocks) {
		field := shownField{shownPart: part}
		if in := part.Input; in != nil {
			answer, there := top.values[in.BlockID]
			if !there {
				answer = in.Initial
			}
			field.Answers = answers(answer)
			field.Answer = strings.Join(field.Answers, ", ")
			field.Error, field.Required = top.errors[in.BlockID], !in.Optional
		}
		modal.Fields = append(modal.Fields, field)
	}
	return modal
}

// answers are the values of a field's state as a form has them.
func answers(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return []string{v}
	case []string:
		return v
	case blockkit.Option:
		return []string{v.Value}
	case []blockkit.Option:
		values := make([]string, len(v))
		for i, o := range v {
			values[i] = o.Value
		}
		return values
	case int64:
		return []string{strconv.FormatInt(v, 10)}
	}
	return nil
}

// time is when a message was posted, in the viewer's zone: today's by the hour, older ones with the day.
func (v viewer) time(ts string) string {
	seconds, _, _ := strings.Cut(ts, ".")
	return blockkit.MrkdwnText("<!date^"+seconds+"^{date_short_pretty} {time}|"+seconds+">", v)
}

func shownNames(users []*user) string {
	shown := make([]string, len(users))
	for i, u := range users {
		shown[i] = u.shown()
	}
	return strings.Join(shown, ", ")
}
