package slacksim

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Limits of a message. Source: docs.slack.dev, chat.postMessage and chat.update.
const (
	maxText       = 40_000 // characters; what is longer is cut off
	maxUpdateText = 4_000  // characters; chat.update refuses more
	maxMarkdown   = 12_000
	maxAttached   = 100
	maxMetadata   = 16_000 // bytes of metadata
)

// noFallback is the text Slack gives a message that has blocks and no text.
const noFallback = "This content can't be displayed."

// content is the part of a message that a call brings.
type content struct {
	text                          string
	blocks, attachments, metadata json.RawMessage
}

// content reads and checks the text, blocks, attachments and metadata of a call.
func (c *call) content() (content, error) {
	var out content
	var err error
	if out.blocks, err = c.raw("blocks"); err != nil {
		return out, refuse("invalid_blocks_format")
	}
	if out.attachments, err = c.raw("attachments"); err != nil {
		return out, refuse("invalid_attachments")
	}
	if out.metadata, err = c.raw("metadata"); err != nil {
		return out, refuse("invalid_metadata_format")
	}
	out.text = c.str("text")
	if markdown := c.str("markdown_text"); markdown != "" {
		switch {
		case out.text != "" || !emptyList(out.blocks):
			return out, refuse("markdown_text_conflict")
		case len([]rune(markdown)) > maxMarkdown:
			return out, refuse("msg_too_long")
		}
		out.blocks = encode([]object{{"type": "markdown", "text": markdown}})
		out.text = markdown
	}
	if out.blocks, err = checkedBlocks(out.blocks); err != nil {
		return out, err
	}
	if err := c.checkPictures(out.blocks); err != nil {
		return out, err
	}
	if c.name != "" && blockkit.Length(out.blocks) > blockkit.MaxMessageLength { // acks and response_urls are spared
		return out, refuse("msg_blocks_too_long")
	}
	if out.attachments, err = checkedAttachments(out.attachments); err != nil {
		return out, err
	}
	if out.metadata, err = checkedMetadata(out.metadata); err != nil {
		return out, err
	}
	if out.text == "" && out.blocks != nil {
		out.text = noFallback
	}
	return out, nil
}

// checkedBlocks refuses blocks as Slack does, and returns them as it stores them; nil for none.
func checkedBlocks(blocks json.RawMessage) (json.RawMessage, error) {
	if emptyList(blocks) {
		return nil, nil
	}
	var list []json.RawMessage
	if !decodeInto(blocks, &list) {
		return nil, refuse("invalid_blocks_format")
	}
	if problems := blockkit.ValidateMessage(blocks); problems != nil {
		return nil, refuseWith("invalid_blocks", problems)
	}
	return blockkit.Normalize(blocks), nil
}

func checkedAttachments(raw json.RawMessage) (json.RawMessage, error) {
	if emptyList(raw) {
		return nil, nil
	}
	var list []struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if !decodeInto(raw, &list) {
		return nil, refuse("invalid_attachments")
	}
	if len(list) > maxAttached {
		return nil, refuse("too_many_attachments")
	}
	for _, a := range list {
		if _, err := checkedBlocks(a.Blocks); err != nil {
			return nil, err
		}
	}
	return raw, nil
}

// checkedMetadata wants an event type and a payload that is an object. {} stands for none, and so does
// the empty event type that slack-go sends along.
func checkedMetadata(raw json.RawMessage) (json.RawMessage, error) {
	if raw == nil {
		return nil, nil
	}
	var m struct {
		Type    string          `json:"event_type"`
		Payload json.RawMessage `json:"event_payload"`
	}
	if !decodeInto(raw, &m) {
		return nil, refuse("invalid_metadata_format")
	}
	var payload map[string]json.RawMessage
	switch {
	case m.Type == "":
		return nil, nil
	case len(raw) > maxMetadata:
		return nil, refuse("metadata_too_large")
	case m.Payload == nil || !decodeInto(m.Payload, &payload) || payload == nil:
		return nil, refuse("invalid_metadata_schema")
	}
	return encode(object{"event_type": m.Type, "event_payload": m.Payload}), nil
}

// emptyList tells whether raw is absent, null or an empty array.
func emptyList(raw json.RawMessage) bool {
	var list []json.RawMessage
	return len(raw) == 0 || decodeInto(raw, &list) && len(list) == 0
}

// addressee is the channel to post to: by id, by name, or the DM with a user whose id is given.
func (c *call) addressee(forEphemeral bool) (*channel, error) {
	where := c.str("channel")
	if u := c.users[where]; u != nil && !forEphemeral {
		switch {
		case u.deleted:
			return nil, refuse("channel_not_found")
		case u.id == "USLACKBOT" || u.app == c.app:
			return nil, refuse("channel_not_found")
		}
		ch, _ := c.direct(c.app.bot, u)
		return ch, c.messagesTab(ch)
	}
	ch := c.channels[where]
	if ch == nil && !forEphemeral {
		ch = c.channelNamed(strings.TrimPrefix(where, "#"))
	}
	switch {
	case ch == nil || ch.kind != public && !ch.has(c.app.bot):
		return nil, refuse("channel_not_found")
	case ch.archived:
		return nil, refuse("is_archived")
	case !ch.has(c.app.bot) && (forEphemeral || !c.app.has("chat:write.public")):
		return nil, refuse("not_in_channel")
	}
	return ch, c.messagesTab(ch)
}

// messagesTab refuses DMs of an app that has no Messages tab.
func (c *call) messagesTab(ch *channel) error {
	if ch.kind == im && !c.app.messagesTab {
		return refuse("messages_tab_disabled")
	}
	return nil
}

func chatPostMessage(c *call) (object, error) {
	ch, err := c.addressee(false)
	if err != nil {
		return nil, err
	}
	m, err := c.compose(ch)
	if err != nil {
		return nil, err
	}
	c.post(ch, m)
	return object{"channel": ch.id, "ts": m.ts, "message": m.json()}, nil
}

// compose makes the message that chat.postMessage and chat.scheduleMessage describe.
func (c *call) compose(ch *channel) (*message, error) {
	in, err := c.content()
	if err != nil {
		return nil, err
	}
	if in.text == "" && in.attachments == nil {
		return nil, refuse("no_text")
	}
	if runes := []rune(in.text); len(runes) > maxText {
		in.text = string(runes[:maxText])
	}
	m := &message{
		user: c.app.bot, app: c.app, text: in.text, blocks: in.blocks, attachments: in.attachments,
		metadata: in.metadata, linkNames: c.yes("link_names") || c.str("parse") == "full",
	}
	if username, icon := c.str("username"), c.str("icon_emoji"); username != "" || icon != "" {
		if !c.app.has("chat:write.customize") {
			return nil, c.missing("chat:write.customize")
		}
		m.username, m.icon, m.subtype = username, icon, "bot_message"
	}
	if ts := c.str("thread_ts"); ts != "" {
		root := ch.byTS[ts]
		switch {
		case !validTS(ts):
			return nil, refuse("invalid_thread_ts")
		case root == nil:
			return nil, refuse("thread_not_found")
		case root.root != nil: // a reply is no root: Slack files it under the root of that reply
			root = root.root
		}
		m.root = root
		m.broadcast = c.yes("reply_broadcast")
	}
	return m, nil
}

func chatUpdate(c *call) (object, error) {
	ch, m, err := c.own("ts", "cant_update_message")
	if err != nil {
		return nil, err
	}
	if ch.archived {
		return nil, refuse("is_inactive")
	}
	in, err := c.content()
	if err != nil {
		return nil, err
	}
	switch {
	case len([]rune(c.str("text"))) > maxUpdateText:
		return nil, refuse("msg_too_long")
	case in.text == "" && in.attachments == nil && !c.has("attachments"):
		return nil, refuse("no_text")
	}
	ed := change{text: &in.text, blocks: &in.blocks} // text alone takes the blocks away
	if c.has("attachments") {
		ed.attachments = &in.attachments
	}
	if c.has("metadata") {
		ed.metadata = &in.metadata
	}
	c.edit(m, c.app.bot, ed)
	shown := m.core() // which Slack answers without ts and thread
	delete(shown, "ts")
	delete(shown, "thread_ts")
	delete(shown, "parent_user_id")
	if m.metadata != nil {
		shown["metadata"] = m.metadata
	}
	return object{"channel": ch.id, "ts": m.ts, "text": m.text, "message": shown}, nil
}

func chatDelete(c *call) (object, error) {
	ch, m, err := c.own("ts", "cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.delete(m, c.app.bot)
	return object{"channel": ch.id, "ts": m.ts}, nil
}

// own is a message of the app itself; whose is somebody else's is refused with that code.
func (c *call) own(argument, foreign string) (*channel, *message, error) {
	ch, err := c.conversation("channel")
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[c.str(argument)]
	switch {
	case !ch.has(c.app.bot) && !ch.archived && !c.app.has("chat:write.public"):
		return nil, nil, refuse("not_in_channel")
	case m == nil || m.tombstone:
		return nil, nil, refuse("message_not_found")
	case m.app != c.app:
		return nil, nil, refuse(foreign)
	}
	return ch, m, nil
}

func chatPostEphemeral(c *call) (object, error) {
	ch, err := c.addressee(true)
	if err != nil {
		return nil, err
	}
	in, err := c.content()
	if err != nil {
		return nil, err
	}
	reader := c.users[c.str("user")]
	switch {
	case in.text == "" && in.attachments == nil:
		return nil, refuse("no_text")
	case reader == nil || !ch.has(reader):
		return nil, refuse("user_not_in_channel")
	}
	e := c.whisper(c.app, reader, ch, in)
	return object{"message_ts": e.ts}, nil
}

func chatGetPermalink(c *call) (object, error) {
	ch, err := c.conversation("channel")
	if err != nil {
		return nil, err
	}
	m := ch.byTS[c.str("message_ts")]
	if m == nil {
		return nil, refuse("message_not_found")
	}
	return object{"channel": ch.id, "permalink": c.permalink(m)}, nil
}

// scheduled is a message that waits for its time.
type scheduled struct {
	channel *channel
	message *message
	at      time.Time
}

// maxScheduled is how many messages may be scheduled for one channel within five minutes.
const maxScheduled = 30

func chatScheduleMessage(c *call) (object, error) {
	ch, err := c.addressee(false)
	if err != nil {
		return nil, err
	}
	seconds, err := strconv.ParseInt(c.str("post_at"), 10, 64)
	at := time.Unix(seconds, 0)
	switch {
	case err != nil:
		return nil, refuse("invalid_time")
	case !at.After(c.now):
		return nil, refuse("time_in_past")
	case at.After(c.now.AddDate(0, 0, 120)):
		return nil, refuse("time_too_far")
	}
	near := 0
	for _, s := range c.scheduled {
		if s.channel == ch && s.at.Sub(at).Abs() < 5*time.Minute {
			near++
		}
	}
	if near >= maxScheduled {
		return nil, refuse("restricted_too_many")
	}
	m, err := c.compose(ch)
	if err != nil {
		return nil, err
	}
	c.scheduled = append(c.scheduled, &scheduled{channel: ch, message: m, at: at})
	c.postLater(at)
	return object{
		"channel": ch.id, "scheduled_message_id": c.id("Q"), "post_at": at.Unix(),
		"message": object{"type": "delayed_message", "text": m.text, "user": c.app.bot.id, "bot_id": c.app.botID, "team": c.teamID},
	}, nil
}

// postLater looks at the scheduled messages again when the clock may have reached that instant.
func (w *Workspace) postLater(at time.Time) {
	time.AfterFunc(at.Sub(w.clock()), func() { w.update(w.postDue) })
}

// postDue posts the scheduled messages whose time has come. Those with metadata never come: Slack takes
// them and drops them.
func (w *Workspace) postDue() {
	now := w.clock()
	var waiting []*scheduled
	for _, s := range w.scheduled {
		switch {
		case s.at.After(now):
			waiting = append(waiting, s)
		case s.message.metadata == nil && !s.channel.archived:
			w.post(s.channel, s.message)
		}
	}
	w.scheduled = waiting
}
