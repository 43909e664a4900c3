package slacksim

import (
	"encoding/json"
	"strings"
)

// Types sends what the person typed: a line that begins with "/" goes to the app whose command it is,
// anything else is said. A command returns when it is acked; its answer is what the person sees, or nil
// if the ack had none. Without an ack in time that is Slack's own excuse for it.
func (p *Person) Types(r *Room, text string) *Message {
	if !strings.HasPrefix(text, "/") {
		return p.Says(r, text)
	}
	name, rest, _ := strings.Cut(text, " ")
	var a *app
	var payload json.RawMessage
	p.w.update(func() {
		u, c := p.user(), r.channel
		for _, candidate := range p.w.apps {
			if cmd, has := candidate.commands[name]; has {
				a = candidate
				payload = encode(p.w.commandPayload(a, u, c, cmd, strings.TrimSpace(rest)))
			}
		}
		p.w.happen(Happening{Kind: Commanded, Channel: c.label(), Who: u.shown(), Text: text})
	})
	if a == nil {
		return p.told(r, name+" is not a valid command.")
	}
	ack, err := p.w.request(a, "slash_commands", true, payload)
	if err != nil {
		return p.told(r, excuse(name))
	}
	return p.answered(r, a, ack)
}

// told shows a notice of Slack itself.
func (p *Person) told(r *Room, text string) *Message {
	var e *ephemeral
	p.w.update(func() { e = p.w.notice(p.user(), r.channel, text) })
	return &Message{w: p.w, whisper: e}
}

// answered shows the message on a command's ack: to the person, or in_channel to all.
func (p *Person) answered(r *Room, a *app, ack json.RawMessage) *Message {
	if len(ack) == 0 {
		return nil
	}
	var body map[string]json.RawMessage
	if !decodeInto(ack, &body) {
		return nil
	}
	shown := &Message{w: p.w}
	p.w.update(func() {
		c := &call{Workspace: p.w, args: args{body: body}, app: a, now: p.w.clock()}
		in, err := c.content()
		switch {
		case err != nil:
			shown.whisper = p.w.notice(p.user(), r.channel, "The app's answer cannot be shown: "+string(encode(refusal(err).body)))
		case in.text == "" && in.attachments == nil:
		case c.str("response_type") == "in_channel":
			shown.message = p.w.post(r.channel, &message{
				user: a.bot, app: a, text: in.text, blocks: in.blocks, attachments: in.attachments, metadata: in.metadata,
			})
		default:
			shown.whisper = p.w.whisper(a, p.user(), r.channel, in)
		}
	})
	if shown.message == nil && shown.whisper == nil {
		return nil
	}
	return shown
}

// Shortcut starts a global shortcut by its name, from the ⚡ menu.
func (p *Person) Shortcut(name string) {
	p.shortcut(name, "global", func(a *app, s shortcut) object {
		o := p.w.interaction("shortcut", a, p.user(), nil)
		o["callback_id"], o["action_ts"] = s.CallbackID, p.w.instant()
		delete(o["user"].(object), "name")
		return o
	})
}

// ShortcutOn starts a message shortcut by its name, from the message's menu.
func (p *Person) ShortcutOn(m *Message, name string) {
	p.shortcut(name, "message", func(a *app, s shortcut) object {
		c := m.channel()
		o := p.w.interaction("message_action", a, p.user(), nil)
		delete(o["user"].(object), "username")
		o["callback_id"], o["action_ts"] = s.CallbackID, p.w.instant()
		o["message_ts"], o["message"], o["channel"] = m.message.ts, withMetadata(m.message.event(), true), channelRef(c)
		o["response_url"] = p.w.newResponseURL("actions", responseURL{app: a, user: p.user(), channel: c})
		return o
	})
}

func (p *Person) shortcut(name, kind string, payload func(*app, shortcut) object) {
	var a *app
	var raw json.RawMessage
	p.w.update(func() {
		for _, candidate := range p.w.apps {
			for _, s := range candidate.shortcuts {
				if s.Name == name && s.Type == kind {
					a, raw = candidate, encode(payload(candidate, s))
				}
			}
		}
	})
	if a == nil {
		p.fail("no app has a %s shortcut %q", kind, name)
	}
	if _, err := p.w.request(a, "interactive", false, raw); err != nil {
		p.w.update(func() { p.user().notices = append(p.user().notices, excuse(name)) })
	}
}

// OpensHome opens the app's Home tab, by which the app gets app_home_opened.
func (p *Person) OpensHome(a App) *Home {
	p.w.update(func() {
		u, state := p.user(), p.w.app(a.ID)
		c, _ := p.w.direct(state.bot, u)
		inner := object{"type": "app_home_opened", "user": u.id, "channel": c.id, "tab": "home"}
		if v := p.w.homes[homeKey{a.ID, u.id}]; v != nil {
			inner["view"] = v.json(p.w)
		}
		p.w.emit(event{name: "app_home_opened", only: state, inner: inner})
	})
	return &Home{p: p, app: a}
}

// Home is somebody's view of an app's Home tab.
type Home struct {
	p   *Person
	app App
}

// view is what is published, nil before. The lock is held.
func (h *Home) view() *view { return h.p.w.homes[homeKey{h.app.ID, h.p.ID}] }

// Text is what can be read on the tab.
func (h *Home) Text() string { return read(h.p.w, h.text) }

func (h *Home) text() string {
	if v := h.view(); v != nil {
		return h.p.w.viewText(v)
	}
	return ""
}

// Shows waits until the tab shows this text.
func (h *Home) Shows(text string) *Home {
	h.p.w.await(func() bool { return strings.Contains(h.text(), text) }, func() string {
		return h.p.Name + "'s Home tab does not show " + quoted(text) + ":\n" + indented([]string{h.text()})
	})
	return h
}
