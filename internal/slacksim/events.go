package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// object is a JSON object under construction.
type object map[string]any

// event is something that apps may have subscribed to.
type event struct {
	name    string   // the subscription, as message.channels
	channel *channel // where it happened; nil for what concerns the whole team
	only    *app     // the one app it is for; nil for all
	file    *file    // what it is about; only apps that see the file are told
	inner   object   // the inner event, without event_ts
}

// eventScopes are the events a manifest may subscribe to, each with the scopes of which one is needed.
// Without it Slack keeps the event back and says nothing.
var eventScopes = map[string][]string{
	"message.channels":      {"channels:history"},
	"message.groups":        {"groups:history"},
	"message.im":            {"im:history"},
	"message.mpim":          {"mpim:history"},
	"app_mention":           {"app_mentions:read"},
	"app_home_opened":       nil,
	"reaction_added":        {"reactions:read"},
	"reaction_removed":      {"reactions:read"},
	"pin_added":             {"pins:read"},
	"pin_removed":           {"pins:read"},
	"member_joined_channel": {"channels:read", "groups:read"},
	"member_left_channel":   {"channels:read", "groups:read"},
	"channel_archive":       {"channels:read"},
	"channel_unarchive":     {"channels:read"},
	"channel_shared":        {"channels:read", "groups:read"},
	"channel_rename":        {"channels:read"},
	"channel_left":          {"channels:read"},
	"channel_created":       {"channels:read"},
	"channel_deleted":       {"channels:read"},
	"group_archive":         {"groups:read"},
	"group_deleted":         {"groups:read"},
	"group_unarchive":       {"groups:read"},
	"group_rename":          {"groups:read"},
	"group_left":            {"groups:read"},
	"user_change":           {"users:read"},
	"team_join":             {"users:read"},
	"file_shared":           {"files:read"},
	"file_change":           {"files:read"},
	"link_shared":           {"links:read"},
	"app_uninstalled":       nil,
	"tokens_revoked":        nil,
	"subteam_updated":       {"usergroups:read"},
}

// eventLog remembers the last events sent, so that a test can send one again.
type eventLog struct {
	sent []sentEvent
}

// sentEvents is how many events are kept for Redeliver.
const sentEvents = 2000

type sentEvent struct {
	id      string
	app     *app
	name    string
	payload json.RawMessage
}

// emit sends an event to every app that subscribed to it, holds a scope for it and is in the channel.
func (w *Workspace) emit(e event) {
	var inner json.RawMessage
	for _, a := range w.apps {
		if e.only != nil && e.only != a || !slices.Contains(a.events, e.name) {
			continue
		}
		if scopes := e.scopes(); len(scopes) > 0 && !a.has(scopes...) {
			continue
		}
		if e.channel != nil && !e.channel.has(a.bot) || e.file != nil && !e.file.seenBy(a.bot) {
			continue
		}
		if inner == nil {
			e.stamp(w)
			inner = encode(e.inner)
		}
		id := w.id("Ev")
		payload := encode(object{
			"token": a.verify, "team_id": w.teamID, "api_app_id": a.id, "type": "event_callback", "event": inner,
			"event_id": id, "event_time": w.clock().Unix(), "is_ext_shared_channel": false,
			"event_context": "4-" + strings.ToLower(id),
			"authorizations": []object{{
				"enterprise_id": nil, "team_id": w.teamID, "user_id": a.bot.id, "is_bot": true, "is_enterprise_install": false,
			}},
		})
		w.events.sent = append(w.events.sent, sentEvent{id: id, app: a, name: e.name, payload: payload})
		if len(w.events.sent) > 2*sentEvents {
			w.events.sent = slices.Clone(w.events.sent[sentEvents:])
		}
		a.hub.Event(payload)
		w.carried("event", inner, time.Now(), nil)
	}
}

// scopes are those of which one is needed; where a channel decides, the one of its kind.
func (e event) scopes() []string {
	scopes := eventScopes[e.name]
	if e.channel != nil && len(scopes) == 2 { // channels:read and groups:read
		return scopes[min(int(e.channel.kind), 1):][:1]
	}
	return scopes
}

// stamp fills in event_ts: the ts of a message, the instant for everything else.
func (e *event) stamp(w *Workspace) {
	if ts, there := e.inner["ts"]; there {
		e.inner["event_ts"] = ts
		return
	}
	now := w.clock().UnixMicro()
	e.inner["event_ts"] = fmt.Sprintf("%010d.%06d", now/1e6, now%1e6)
}

// event is the message as it arrives when it is new.
func (m *message) event() object {
	o := withMetadata(m.json(), true)
	for _, key := range []string{"reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked", "subscribed", "reactions"} {
		delete(o, key)
	}
	return o
}

// emitMessage sends inner as an event about a message of this channel's kind.
func (w *Workspace) emitMessage(m *message, inner object) {
	inner["channel"], inner["channel_type"] = m.channel.id, m.channel.kind.eventType()
	w.emit(event{name: "message." + m.channel.kind.prefix(), channel: m.channel, inner: inner})
}

// emitMention sends app_mention to every app that the text names, beside the message event of the same ts.
func (w *Workspace) emitMention(m *message) {
	if m.channel.kind == im || m.subtype != "" && m.subtype != "file_share" && m.subtype != "thread_broadcast" {
		return
	}
	for _, a := range w.apps {
		if m.app == a || !strings.Contains(m.text, "<@"+a.bot.id+">") {
			continue
		}
		inner := m.event()
		inner["type"], inner["channel"] = "app_mention", m.channel.id
		w.emit(event{name: "app_mention", channel: m.channel, only: a, inner: inner})
	}
}

// Redeliver sends an event once more, as Slack does when an ack got lost: same event_id, new envelope.
func (w *Workspace) Redeliver(eventID string) {
	w.mu.Lock()
	sent := slices.Clone(w.events.sent)
	w.mu.Unlock()
	for _, e := range sent {
		if e.id == eventID {
			e.app.hub.Event(e.payload)
			return
		}
	}
	w.fail("no event %s was sent lately", eventID)
}

// SentEvent is an event that went to an app.
type SentEvent struct {
	ID      string // Ev…
	Name    string // the subscription, as message.channels
	App     string // A…
	Payload json.RawMessage
}

// Events are the events sent so far, oldest first; the last 2,000 of them at least.
func (w *Workspace) Events() []SentEvent {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []SentEvent
	for _, e := range w.events.sent {
		list = append(list, SentEvent{ID: e.id, Name: e.name, App: e.app.id, Payload: e.payload})
	}
	return list
}

// Emit sends an inner event of a test's own making to every app that subscribed to name, whatever its
// channel: for the payloads that no action here produces.
func (w *Workspace) Emit(name string, inner map[string]any) {
	w.update(func() { w.emit(event{name: name, inner: inner}) })
}
