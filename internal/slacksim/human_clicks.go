package slacksim

import (
	"encoding/json"
	"fmt"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Surface is what a person can click in: a *Message, a *Modal or a *Home.
type Surface interface {
	// surface gives the blocks shown now, their owner, the values chosen so far under the key that
	// blockkit.State looks for, and the payload of an action. The lock is held. Nil blocks are nothing yet.
	surface(p *Person) shownSurface
}

type shownSurface struct {
	blocks  json.RawMessage
	app     *app
	values  map[string]any
	payload func(action object) object
	gone    bool
}

func (m *Message) surface(p *Person) shownSurface {
	u := p.user()
	key := m.channel().id + m.textKey()
	if u.drafts[key] == nil {
		u.drafts[key] = map[string]any{}
	}
	s := shownSurface{blocks: m.blocks(), values: u.drafts[key]}
	if m.message != nil {
		s.app, s.gone = m.message.app, m.message.channel.byTS[m.message.ts] != m.message
		s.payload = func(action object) object { return p.w.messageActions(u, m.message, action) }
	} else {
		s.app, s.gone = m.whisper.app, m.whisper.deleted
		s.payload = func(action object) object { return p.w.whisperActions(m.whisper, action) }
	}
	return s
}

func (m *Message) textKey() string {
	if m.message != nil {
		return m.message.ts
	}
	return m.whisper.ts
}

func (m *Modal) surface(*Person) shownSurface {
	return shownSurface{
		blocks: m.view.Blocks, app: m.view.app, values: m.view.values, gone: !m.view.open,
		payload: func(action object) object { return m.p.w.viewActions(m.view, action) },
	}
}

func (h *Home) surface(*Person) shownSurface {
	v := h.view()
	if v == nil {
		return shownSurface{}
	}
	return shownSurface{
		blocks: v.Blocks, app: v.app, values: v.values,
		payload: func(action object) object { return h.p.w.viewActions(v, action) },
	}
}

// Clicks presses the button with this label and returns when the app has acked. A confirmation dialog is
// accepted. It waits for the button to appear.
func (p *Person) Clicks(on Surface, label string) Outcome {
	a, payload := p.press(on, label)
	return p.interacts(a, label, payload)
}

// ClicksTwice presses it twice at once: two payloads, two triggers.
func (p *Person) ClicksTwice(on Surface, label string) (first, second Outcome) {
	a, one := p.press(on, label)
	_, two := p.press(on, label)
	done := make(chan Outcome)
	go func() { done <- p.interacts(a, label, two) }()
	first = p.interacts(a, label, one)
	return first, <-done
}

// press makes the payload of a click on a button.
func (p *Person) press(on Surface, label string) (*app, json.RawMessage) {
	return p.operate(on, label, "button", func(e blockkit.Element, _ shownSurface) (object, string) {
		action := object{"text": object{"type": "plain_text", "text": e.Label, "emoji": true}}
		if e.Value != "" {
			action["value"] = e.Value
		}
		if e.Style != "" {
			action["style"] = e.Style
		}
		return action, ""
	})
}

// Selects chooses in a menu, radio buttons, checkboxes, or a picker of people, channels, dates: the
// element is named by its placeholder, label or action_id, the choice by what is to be read, or by a
// *Person or *Room. In a form that does not listen it only fills in the field.
func (p *Person) Selects(on Surface, label string, choice any) Outcome {
	if m, isModal := on.(*Modal); isModal && read(p.w, func() bool { return silent(m.view.definition(), label) }) {
		p.Fills(m, label, choice)
		return Outcome{Kind: Acked}
	}
	a, payload := p.operate(on, label, "", func(e blockkit.Element, s shownSurface) (object, string) {
		if e.Type == "overflow" {
			for _, o := range e.Options {
				if o.Text == choice || o.Value == choice {
					return object{"selected_option": o.Raw}, ""
				}
			}
			return nil, fmt.Sprintf("has no option %q", choice)
		}
		key := orElse(fieldKey(s.blocks, e.ActionID), e.ActionID)
		s.values[key] = chosen(choice)
		state, errs := blockkit.State(s.blocks, s.values)
		for _, err := range errs {
			if err.BlockID == e.BlockID {
				return nil, err.Message
			}
		}
		var all struct {
			Values map[string]map[string]object `json:"values"`
		}
		_ = json.Unmarshal(state, &all)
		return all.Values[e.BlockID][e.ActionID], ""
	})
	return p.interacts(a, label, payload)
}

// silent tells whether a name is that of a question that sends nothing before the form is submitted.
func silent(definition json.RawMessage, name string) bool {
	for _, e := range blockkit.Actions(definition) {
		if e.Label == name || e.ActionID == name || e.BlockID == name {
			return false
		}
	}
	for _, in := range blockkit.Inputs(definition) {
		if in.Label == name || in.BlockID == name || in.ActionID == name {
			for _, e := range blockkit.Actions(definition) {
				if e.ActionID == in.ActionID && e.BlockID == in.BlockID {
					return false
				}
			}
			return true
		}
	}
	return false
}

// operate waits for an element and makes the payload of using it. act says what the action carries, or
// what is wrong.
func (p *Person) operate(on Surface, label, kind string, act func(blockkit.Element, shownSurface) (object, string)) (*app, json.RawMessage) {
	w := p.w
	var a *app
	var payload json.RawMessage
	problem := ""
	w.await(func() bool {
		s := on.surface(p)
		e, found := element(s.blocks, label, kind)
		if !found || s.gone || s.app == nil {
			return false
		}
		var action object
		if action, problem = act(e, s); problem != "" {
			return true
		}
		action["type"], action["action_id"], action["block_id"], action["action_ts"] = e.Type, e.ActionID, e.BlockID, w.instant()
		a, payload = s.app, encode(s.payload(action))
		w.happen(Happening{Kind: Clicked, Who: p.user().shown(), Text: label})
		return true
	}, func() string {
		s := on.surface(p)
		if s.gone {
			return p.Name + " cannot click " + quoted(label) + ": it is gone"
		}
		return p.Name + " finds no " + quoted(label) + " to click; there is:\n" + indented(labels(s.blocks))
	})
	if problem != "" {
		w.fail("%s, %q: %s", p.Name, label, problem)
	}
	return a, payload
}

// element finds what goes by a name; buttons are asked for by kind.
func element(blocks json.RawMessage, name, kind string) (blockkit.Element, bool) {
	inputs := map[string]string{} // block_id → label
	for _, in := range blockkit.Inputs(blocks) {
		inputs[in.BlockID] = in.Label
	}
	for _, e := range blockkit.Actions(blocks) {
		button := e.Type == "button" || e.Type == "workflow_button" || e.Type == "feedback_buttons" || e.Type == "icon_button"
		if button != (kind == "button") {
			continue
		}
		if e.Label == name || e.ActionID == name || inputs[e.BlockID] == name && name != "" {
			return e, true
		}
	}
	return blockkit.Element{}, false
}

// interacts delivers a click. Without an ack the client shows a warning beside the button.
func (p *Person) interacts(a *app, label string, payload json.RawMessage) Outcome {
	_, err := p.w.request(a, "interactive", true, payload)
	if err == nil {
		return Outcome{Kind: Acked}
	}
	notice := excuse(label, err)
	p.w.update(func() { p.user().notices = append(p.user().notices, notice) })
	return Outcome{Kind: Failed, Notice: notice, Reason: err.Error()}
}
