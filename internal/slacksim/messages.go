package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// message is the state of one message. Its ts is the only id it has, unique in its channel.
type message struct {
	channel *channel
	ts      string
	subtype string
	user    *user
	app     *app // the app that posted it, nil for people
	text    string

	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	clientID    string // client_msg_id, of typed messages
	username    string // chat:write.customize
	icon        string
	linkNames   bool // link_names or parse=full: bare @here in the text pings

	root      *message // of the thread, for replies
	broadcast bool     // a reply shown in the channel too
	replies   []*message

	edited    *edit
	reactions []*reaction
	files     []*file
	upload    bool
	inviter   string
	topic     *string
	purpose   *string
	tombstone bool // a deleted root whose replies are still there

	rendered string // what a reader sees, kept until the next edit
}

type edit struct{ user, ts string }

type reaction struct {
	name  string
	users []*user
}

// stamp gives out the next ts of the channel at an instant: seconds, a dot, six digits.
func (c *channel) stamp(at time.Time) string {
	micros := max(at.UnixMicro(), c.last+1)
	for {
		ts := fmt.Sprintf("%010d.%06d", micros/1e6, micros%1e6)
		if c.byTS[ts] == nil {
			c.last = micros
			return ts
		}
		micros++
	}
}

// validTS tells whether s has the shape of a ts.
func validTS(s string) bool {
	seconds, micros, dotted := strings.Cut(s, ".")
	if !dotted || len(micros) != 6 || len(seconds) != 10 {
		return false
	}
	_, err := strconv.ParseUint(seconds+micros, 10, 64)
	return err == nil
}

// post puts a message into a channel and tells the apps. A message without ts gets the next one.
func (w *Workspace) post(c *channel, m *message) *message {
	m.channel = c
	w.showPictures(c, m.blocks)
	if m.ts == "" {
		m.ts = c.stamp(w.clock())
	}
	c.byTS[m.ts] = m
	at, _ := slices.BinarySearchFunc(c.messages, m.ts, func(m *message, ts string) int { return strings.Compare(m.ts, ts) })
	c.messages = slices.Insert(c.messages, at, m)
	if m.root != nil {
		m.root.replies = append(m.root.replies, m)
	}
	if m.broadcast {
		m.subtype = "thread_broadcast"
	}
	w.emitMessage(m, m.event())
	w.emitMention(m)
	if m.root != nil && w.opts.Noise {
		w.emitMessage(m.root, object{
			"type": "message", "subtype": "message_changed", "hidden": true,
			"message": m.root.json(), "previous_message": m.root.json(), "ts": c.stamp(w.clock()),
		})
	}
	w.happen(Happening{Kind: Posted, Channel: c.label(), Who: m.by(), Text: w.glance(m), TS: m.ts, ThreadTS: m.threadTS()})
	w.wake()
	return m
}

// change is what an edit replaces; nil leaves a part as it is.
type change struct {
	text        *string
	blocks      *json.RawMessage
	attachments *json.RawMessage
	metadata    *json.RawMessage
	files       []*file
}

// edit changes a message and sends message_changed.
func (w *Workspace) edit(m *message, by *user, ch change) {
	before := m.json()
	if ch.text != nil {
		m.text = *ch.text
	}
	if ch.blocks != nil {
		m.blocks = *ch.blocks
		w.showPictures(m.channel, m.blocks)
	}
	if ch.attachments != nil {
		m.attachments = *ch.attachments
	}
	if ch.metadata != nil {
		m.metadata = *ch.metadata
	}
	if ch.files != nil {
		m.files = ch.files
	}
	stamp := m.channel.stamp(w.clock())
	m.edited = &edit{user: by.id, ts: stamp[:10] + ".000000"}
	if by.app != nil {
		m.edited.user = by.app.botID
	}
	m.rendered = ""
	w.emitMessage(m, object{
		"type": "message", "subtype": "message_changed", "hidden": true,
		"message": m.json(), "previous_message": before, "ts": stamp,
	})
	w.happen(Happening{Kind: Edited, Channel: m.channel.label(), Who: by.shown(), Text: w.glance(m), TS: m.ts, ThreadTS: m.threadTS()})
	w.wake()
}

// delete takes a message away. A root that has replies stays as a tombstone, which arrives as a change.
func (w *Workspace) delete(m *message, by *user) {
	c, before := m.channel, m.json()
	stamp := c.stamp(w.clock())
	c.unpin(m)
	if len(m.replies) > 0 {
		m.tombstone, m.subtype, m.text = true, "tombstone", "This message was deleted."
		m.blocks, m.attachments, m.metadata, m.files, m.reactions = nil, nil, nil, nil, nil
		m.user, m.app, m.rendered = w.users["USLACKBOT"], nil, ""
		w.emitMessage(m, object{
			"type": "message", "subtype": "message_changed", "hidden": true,
			"message": m.json(), "previous_message": before, "ts": stamp,
		})
	} else {
		same := func(x *message) bool { return x == m }
		c.messages = slices.DeleteFunc(c.messages, same)
		delete(c.byTS, m.ts)
		if m.root != nil {
			m.root.replies = slices.DeleteFunc(m.root.replies, same)
		}
		w.emitMessage(m, object{
			"type": "message", "subtype": "message_deleted", "hidden": true,
			"deleted_ts": m.ts, "previous_message": before, "ts": stamp,
		})
	}
	w.happen(Happening{Kind: Deleted, Channel: c.label(), Who: by.shown(), TS: m.ts})
	w.wake()
}

// threadTS is the thread's id, "" for a message that neither is a reply nor has any.
func (m *message) threadTS() string {
	switch {
	case m.root != nil:
		return m.root.ts
	case len(m.replies) > 0:
		return m.ts
	default:
		return ""
	}
}

// by is who the message shows as its author.
func (m *message) by() string {
	if m.username != "" {
		return m.username
	}
	if m.app != nil {
		return m.app.name
	}
	return m.user.shown()
}

// core is what a message always shows, in history as in events.
func (m *message) core() object {
	o := object{"type": "message", "user": m.user.id, "text": m.text, "ts": m.ts}
	switch m.subtype {
	case "channel_join", "channel_leave", "tombstone":
	default:
		o["team"] = m.user.teamID
	}
	put := func(key string, value any, there bool) {
		if there {
			o[key] = value
		}
	}
	put("subtype", m.subtype, m.subtype != "")
	put("client_msg_id", m.clientID, m.clientID != "")
	put("blocks", m.blocks, m.blocks != nil)
	put("attachments", m.attachments, m.attachments != nil)
	put("thread_ts", m.threadTS(), m.threadTS() != "")
	if m.root != nil {
		o["parent_user_id"] = m.root.user.id
	}
	if m.app != nil {
		o["bot_id"], o["app_id"], o["bot_profile"] = m.app.botID, m.app.id, m.app.profile()
		put("username", m.username, m.username != "")
		put("icons", object{"emoji": m.icon}, m.icon != "")
	}
	put("inviter", m.inviter, m.inviter != "")
	put("topic", m.topic, m.topic != nil)
	put("purpose", m.purpose, m.purpose != nil)
	if len(m.files) > 0 {
		o["files"], o["upload"], o["display_as_bot"] = m.channel.w.fileList(m.files), m.upload, false
	}
	if m.edited != nil {
		o["edited"] = object{"user": m.edited.user, "ts": m.edited.ts}
	}
	return o
}

// json is the message as history shows it, with all of its metadata; withMetadata cuts that down.
func (m *message) json() object {
	o := m.core()
	if m.broadcast && m.root != nil {
		o["root"] = m.root.rootJSON()
		delete(o, "parent_user_id")
	}
	if len(m.replies) > 0 {
		m.threadShape(o)
	}
	if len(m.reactions) > 0 {
		var list []object
		for _, r := range m.reactions {
			list = append(list, object{"name": r.name, "users": ids(r.users), "count": len(r.users)})
		}
		o["reactions"] = list
	}
	if m.metadata != nil {
		o["metadata"] = m.metadata
	}
	return o
}

// threadShape adds what a thread's root says about its replies.
func (m *message) threadShape(o object) {
	var users []string
	latest := ""
	for _, r := range m.replies {
		latest = max(latest, r.ts)
		if !slices.Contains(users, r.user.id) {
			users = append(users, r.user.id)
		}
	}
	o["reply_count"], o["reply_users_count"], o["latest_reply"] = len(m.replies), len(users), latest
	o["reply_users"] = users[:min(len(users), 5)]
	o["is_locked"], o["subscribed"] = false, false
}

// rootJSON is the root inside a thread_broadcast.
func (m *message) rootJSON() object {
	full, o := m.json(), object{}
	for _, key := range []string{
		"type", "subtype", "text", "ts", "username", "icons", "bot_id", "thread_ts",
		"parent_user_id", "reply_count", "reply_users_count", "latest_reply", "reply_users", "subscribed",
	} {
		if v, there := full[key]; there {
			o[key] = v
		}
	}
	return o
}

// withMetadata cuts a message's metadata down to its type unless all of it was asked for.
func withMetadata(o object, all bool) object {
	raw, there := o["metadata"].(json.RawMessage)
	if !there || all {
		return o
	}
	var m struct {
		EventType string `json:"event_type"`
	}
	_ = json.Unmarshal(raw, &m)
	o["metadata"] = object{"event_type": m.EventType}
	return o
}

// profile is the bot_profile of an app's messages.
func (a *app) profile() object {
	const picture = "https://a.slack-edge.com/80588/img/plugins/app/bot_%d.png"
	return object{
		"id": a.botID, "deleted": false, "name": a.name, "updated": a.bot.updated.Unix(), "app_id": a.id,
		"team_id": a.bot.teamID, "icons": object{
			"image_36": fmt.Sprintf(picture, 36), "image_48": fmt.Sprintf(picture, 48), "image_72": fmt.Sprintf(picture, 72),
		},
	}
}

// home is the workspace's address. It ends in .example, which nobody can own (RFC 2606): at slack.com the
// links in an exported paper might lead to somebody's real workspace.
func (w *Workspace) home() string { return "https://" + w.opts.Domain + ".slack.example/" }

// permalink is the message's address.
func (w *Workspace) permalink(m *message) string {
	link := w.home() + "archives/" + m.channel.id + "/p" + strings.Replace(m.ts, ".", "", 1)
	if m.root != nil {
		link += "?thread_ts=" + m.root.ts + "&cid=" + m.channel.id
	}
	return link
}

// label is the channel's name, or whose DM it is.
func (c *channel) label() string {
	if c.kind != im {
		return c.name
	}
	var names []string
	for _, m := range c.members {
		names = append(names, m.shown())
	}
	return strings.Join(names, " and ")
}
