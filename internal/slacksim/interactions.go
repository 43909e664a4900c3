package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// interaction is the frame of every interactive payload.
func (w *Workspace) interaction(kind string, a *app, u *user, inside *view) object {
	return object{
		"type": kind, "team": object{"id": w.teamID, "domain": w.opts.Domain}, "enterprise": nil,
		"is_enterprise_install": false, "api_app_id": a.id, "token": a.verify,
		"user":       object{"id": u.id, "username": u.name, "name": u.name, "team_id": u.teamID},
		"trigger_id": w.newTrigger(a, u, inside),
	}
}

// request sends an interaction or command and returns the ack's payload. The lock is not held.
func (w *Workspace) request(a *app, envelope string, takesPayload bool, payload json.RawMessage) (json.RawMessage, error) {
	ctx, cancel := context.WithCancel(w.closed)
	defer cancel()
	since := time.Now()
	ack, err := a.hub.Request(ctx, envelope, takesPayload, payload)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.carried(envelope, payload, since, err)
	return ack, err
}

// instant is now as an action_ts or event_ts.
func (w *Workspace) instant() string {
	now := w.clock().UnixMicro()
	return fmt.Sprintf("%010d.%06d", now/1e6, now%1e6)
}

// commandPayload is what a slash command sends.
func (w *Workspace) commandPayload(a *app, u *user, c *channel, cmd command, text string) object {
	return object{
		"token": a.verify, "team_id": w.teamID, "team_domain": w.opts.Domain, "channel_id": c.id, "channel_name": c.payloadName(),
		"user_id": u.id, "user_name": u.name, "command": cmd.Command, "text": w.commandText(text, cmd.ShouldEscape),
		"api_app_id": a.id, "is_enterprise_install": "false",
		"response_url": w.newResponseURL("commands", responseURL{app: a, user: u, channel: c}),
		"trigger_id":   w.newTrigger(a, u, nil),
	}
}

// messageActions is the block_actions payload of a click in a message.
func (w *Workspace) messageActions(u *user, m *message, action object) object {
	c := m.channel
	p := w.interaction("block_actions", m.app, u, nil)
	container := object{"type": "message", "message_ts": m.ts, "channel_id": c.id, "is_ephemeral": false}
	if m.root != nil {
		container["thread_ts"] = m.root.ts
	}
	p["container"], p["channel"], p["message"] = container, channelRef(c), withMetadata(m.event(), true)
	p["state"] = messageState(u, c.id+m.ts, m.blocks)
	p["response_url"] = w.newResponseURL("actions", responseURL{app: m.app, user: u, channel: c, message: m})
	p["actions"] = []object{action}
	return p
}

// whisperActions is the same for an ephemeral message, of which Slack does not send the content.
func (w *Workspace) whisperActions(e *ephemeral, action object) object {
	p := w.interaction("block_actions", e.app, e.reader, nil)
	p["container"] = object{"type": "message", "message_ts": e.ts, "channel_id": e.channel.id, "is_ephemeral": true}
	p["channel"] = channelRef(e.channel)
	p["state"] = messageState(e.reader, e.channel.id+e.ts, e.blocks)
	p["response_url"] = w.newResponseURL("actions", responseURL{app: e.app, user: e.reader, channel: e.channel, whisper: e})
	p["actions"] = []object{action}
	return p
}

// viewActions is the block_actions payload of a click in a modal or on the Home tab.
func (w *Workspace) viewActions(v *view, action object) object {
	inside := v
	if v.Type == "home" {
		inside = nil
	}
	p := w.interaction("block_actions", v.app, v.user, inside)
	p["container"] = object{"type": "view", "view_id": v.id}
	shown := v.json(w)
	p["view"], p["state"] = shown, shown["state"]
	p["actions"] = []object{action}
	delete(p, "state") // a view carries its state inside
	return p
}

func (w *Workspace) viewSubmission(v *view) object {
	p := w.interaction("view_submission", v.app, v.user, v)
	p["view"], p["response_urls"] = v.json(w), []object{}
	return p
}

func (w *Workspace) viewClosed(v *view, cleared bool) object {
	p := w.interaction("view_closed", v.app, v.user, nil)
	delete(p, "trigger_id")
	shown := v.json(w)
	shown["state"] = object{"values": object{}}
	p["view"], p["is_cleared"] = shown, cleared
	return p
}

func channelRef(c *channel) object { return object{"id": c.id, "name": c.payloadName()} }

// payloadName is what payloads call the channel: Slack keeps the names of private ones to itself.
func (c *channel) payloadName() string {
	switch c.kind {
	case private:
		return "privategroup"
	case im:
		return "directmessage"
	default:
		return c.name
	}
}

// messageState is what somebody has chosen in a message so far.
func messageState(u *user, key string, blocks json.RawMessage) json.RawMessage {
	state, _ := blockkit.State(blocks, u.drafts[key]) // what does not fit is simply not chosen
	return state
}

// excuse is what Slack tells a person whose command or click the app did not answer, connected or not.
func excuse(what string) string {
	return what + " failed because the app did not respond. Please try again or contact the app developer."
}
