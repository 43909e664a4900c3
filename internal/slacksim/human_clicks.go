package slacksim

import (
	"encoding/json"
	"slices"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Surface is what a person can click in: a *Message, a *Modal, a *Home, a *Room (there it is the newest
// message with such an element, also one that only they see), or what stands [Beside] a text.
type Surface interface {
	// surface gives what is shown now. The lock is held. Of several messages it is the newest that has
	// what is looked for.
	surface(p *Person, has func(shownSurface) bool) shownSurface
}

// shownSurface is one message or view on somebody's screen.
type shownSurface struct {
	blocks  json.RawMessage // nil while there is nothing yet
	from    int             // the first block of which the controls count
	app     *app            // whom an action is sent to
	values  map[string]any  // chosen so far, under the key that blockkit.State looks for
	payload func(action object) object
	gone    bool
}

func (m *Message) surface(p *Person, _ func(shownSurface) bool) shownSurface {
	u := p.user()
	key := m.channel().id + m.TS()
	if u.drafts[key] == nil {
		u.drafts[key] = map[string]any{}
	}
	s := shownSurface{blocks: m.blocks(), values: u.drafts[key]}
	if m.message != nil {
		s.app, s.gone = m.message.app, m.message.channel.byTS[m.message.ts] != m.message
		s.payload = func(action object) object { return p.w.messageActions(u, m.message, action) }
	} else {
		s.app, s.gone = m.whisper.app, m.whisper.deleted || m.whisper.reader != u
		s.payload = func(action object) object { return p.w.whisperActions(m.whisper, action) }
	}
	return s
}

func (r *Room) surface(p *Person, has func(shownSurface) bool) shownSurface {
	all := slices.Clone(r.shownTo(p.user()))
	for _, m := range slices.Backward(all) {
		if s := m.surface(p, has); has(s) {
			return s
		}
	}
	if len(all) == 0 {
		return shownSurface{}
	}
	return all[len(all)-1].surface(p, has) // for the failure message
}

func (m *Modal) surface(*Person, func(shownSurface) bool) shownSurface {
	return shownSurface{
		blocks: m.view.Blocks, app: m.view.app, values: m.view.values, gone: !m.view.open,
		payload: func(action object) object { return m.p.w.viewActions(m.view, action) },
	}
}

func (h *Home) surface(*Person, func(shownSurface) bool) shownSurface {
	v := h.view()
	if v == nil {
		return shownSurface{}
	}
	return shownSurface{
		blocks: v.Blocks, app: v.app, values: v.values,
		payload: func(action object) object { return h.p.w.viewActions(v, action) },
	}
}

// Beside narrows a surface to what stands beside a text or below it, for lists in which every entry has
// the same buttons: ada.Clicks(slacksim.Beside(room, "write a runbook"), "Accept").
func Beside(on Surface, text string) Surface { return beside{on, text} }

type beside struct {
	on   Surface
	text string
}

func (b beside) surface(p *Person, has func(shownSurface) bool) shownSurface {
	s := b.on.surface(p, func(s shownSurface) bool { return b.narrow(p, &s) && has(s) })
	if !b.narrow(p, &s) {
		s.blocks = nil
	}
	return s
}

// narrow leaves out what stands above the text, and tells whether the text is there.
func (b beside) narrow(p *Person, s *shownSurface) bool {
	s.from = blockkit.BlockWith(s.blocks, b.text, reader{w: p.w, zone: p.user().zone})
	return s.from >= 0
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

// Chooses chooses in a menu, radio buttons, checkboxes, or a picker of people, channels, dates: the
// element is named by its placeholder, label or action_id, the choice by what is to be read, or by a
// *Person, *Room or time.Time. In a form that does not listen it only fills in the field.
func (p *Person) Chooses(on Surface, label string, choice any) Outcome {
	if m, isModal := on.(*Modal); isModal && read(p.w, func() bool { return silent(m.view.definition(), label) }) {
		p.Fills(m, label, choice)
		return Outcome{Kind: Acked}
	}
	a, payload := p.operate(on, label, "", func(e blockkit.Element, s shownSurface) (object, string) {
		choice := chosen(choice)
		entry, err := e.Action(choice)
		if err != nil {
			return nil, err.Error()
		}
		if e.Type != "overflow" { // it keeps nothing
			s.values[orElse(inputKey(s.blocks, e), e.Key())] = choice
		}
		var action object
		_ = json.Unmarshal(entry, &action)
		return action, ""
	})
	return p.interacts(a, label, payload)
}

// inputKey is the key of the question that the element answers, "" if it stands outside of any.
func inputKey(blocks json.RawMessage, e blockkit.Element) string {
	for _, in := range blockkit.Inputs(blocks) {
		if in.BlockID == e.BlockID {
			return in.BlockID
		}
	}
	return ""
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
	holds := func(s shownSurface) bool {
		_, found := element(s, label, kind)
		return found && !s.gone && s.app != nil
	}
	w.await(func() bool {
		s := on.surface(p, holds)
		if !holds(s) {
			return false
		}
		e, _ := element(s, label, kind)
		var action object
		if action, problem = act(e, s); problem != "" {
			return true
		}
		action["type"], action["action_id"], action["block_id"], action["action_ts"] = e.Type, e.ActionID, e.BlockID, w.instant()
		a, payload = s.app, encode(s.payload(action))
		w.happen(Happening{Kind: Clicked, Who: p.user().shown(), Text: label})
		return true
	}, func() string {
		s := on.surface(p, holds)
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
func element(s shownSurface, name, kind string) (blockkit.Element, bool) {
	inputs := map[string]string{} // block_id → label
	for _, in := range blockkit.Inputs(s.blocks) {
		inputs[in.BlockID] = in.Label
	}
	for _, e := range blockkit.Actions(s.blocks) {
		if isButton(e) != (kind == "button") || e.Block() < s.from {
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
	notice := excuse(label)
	p.w.update(func() { p.user().notices = append(p.user().notices, notice) })
	return Outcome{Kind: Failed, Notice: notice, Reason: err.Error()}
}
