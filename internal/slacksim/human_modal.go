package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Modal is a modal on somebody's screen. It stays the same through updates.
type Modal struct {
	p    *Person
	view *view
}

// Modal waits until the person has a modal open, with this title if one is given, and returns the one on
// top.
func (p *Person) Modal(title ...string) *Modal {
	var found *view
	p.w.await(func() bool {
		found = p.user().top()
		return found != nil && (len(title) == 0 || plain(found.Title) == title[0])
	}, func() string {
		seen := "none is open"
		if v := p.user().top(); v != nil {
			seen = "open is:\n" + indented([]string{p.w.viewText(v)})
		}
		return fmt.Sprintf("%s has no modal %q; %s; only they see:\n%s", p.Name, title, seen, indented(p.whispersRead()))
	})
	return &Modal{p: p, view: found}
}

func (p *Person) whispersRead() []string {
	var list []string
	for _, e := range p.whispers() {
		list = append(list, e.read())
	}
	return append(list, p.user().notices...)
}

// HasModal tells whether a modal is open now.
func (p *Person) HasModal() bool { return read(p.w, func() bool { return p.user().top() != nil }) }

// ID is the view's id (V…).
func (m *Modal) ID() string { return m.view.id }

// Title is the modal's title.
func (m *Modal) Title() string { return read(m.p.w, func() string { return plain(m.view.Title) }) }

// Text is what can be read in the modal.
func (m *Modal) Text() string { return read(m.p.w, func() string { return m.p.w.viewText(m.view) }) }

// Open tells whether the modal is still on the screen, on top or below another.
func (m *Modal) Open() bool { return read(m.p.w, func() bool { return m.view.open }) }

// Buttons are the labels of what can be clicked or chosen in it, other than its questions.
func (m *Modal) Buttons() []string {
	return read(m.p.w, func() []string { return labels(m.view.Blocks) })
}

// Fields are the labels of its questions, in order.
func (m *Modal) Fields() []string {
	return read(m.p.w, func() []string {
		var list []string
		for _, in := range blockkit.Inputs(m.view.definition()) {
			list = append(list, in.Label)
		}
		return list
	})
}

// Answer is what stands in a field now, named by its label: what it was opened with, or what was filled in
// since. Of what is chosen it is the value, of people and channels the id; several are separated by ", ".
func (m *Modal) Answer(label string) string {
	return read(m.p.w, func() string {
		for _, in := range blockkit.Inputs(m.view.definition()) {
			if in.Label != label && in.BlockID != label && in.ActionID != label {
				continue
			}
			value, filled := m.view.values[in.BlockID]
			if !filled {
				value = in.Initial
			}
			return strings.Join(answers(value), ", ")
		}
		return ""
	})
}

// Shows waits until the modal shows this text.
func (m *Modal) Shows(text string) *Modal {
	m.p.w.await(func() bool { return strings.Contains(m.p.w.viewText(m.view), text) }, func() string {
		return "the modal does not show " + quoted(text) + ":\n" + indented([]string{m.p.w.viewText(m.view)})
	})
	return m
}

// NoLongerShows waits until the modal does not show this text any more.
func (m *Modal) NoLongerShows(text string) *Modal {
	m.p.w.await(func() bool { return !strings.Contains(m.p.w.viewText(m.view), text) }, func() string {
		return "the modal still shows " + quoted(text) + ":\n" + indented([]string{m.p.w.viewText(m.view)})
	})
	return m
}

// AwaitClosed waits until the modal is off the screen.
func (m *Modal) AwaitClosed() {
	m.p.w.await(func() bool { return !m.view.open }, func() string {
		return "the modal is still open:\n" + indented([]string{m.p.w.viewText(m.view)})
	})
}

// Fills enters values into a modal: pairs of a label (or block_id, or action_id) and a value, or a map of
// them. A value is what blockkit.State takes, and a *Person or *Room where one is chosen. It waits for
// the fields to be there.
func (p *Person) Fills(m *Modal, fields ...any) *Modal {
	for label, value := range pairs(p.w, fields) {
		p.fill(m.view, label, chosen(value))
	}
	return m
}

// pairs goes through label, value, label, value… or through maps, in order of their labels.
func pairs(w *Workspace, fields []any) func(yield func(string, any) bool) {
	return func(yield func(string, any) bool) {
		for len(fields) > 0 {
			switch f := fields[0].(type) {
			case map[string]string:
				for _, label := range sortedKeys(f) {
					if !yield(label, f[label]) {
						return
					}
				}
				fields = fields[1:]
			case map[string]any:
				for _, label := range sortedKeys(f) {
					if !yield(label, f[label]) {
						return
					}
				}
				fields = fields[1:]
			case string:
				if len(fields) < 2 {
					w.fail("the field %q has no value", f)
				}
				if !yield(f, fields[1]) {
					return
				}
				fields = fields[2:]
			default:
				w.fail("a field is named by its label, not by %T", f)
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// chosen turns handles into the ids that fields hold.
func chosen(value any) any {
	switch v := value.(type) {
	case *Person:
		return v.ID
	case *Room:
		return v.ID()
	case []*Person:
		list := []string{}
		for _, p := range v {
			list = append(list, p.ID)
		}
		return list
	default:
		return value
	}
}

// fill keeps what is entered under the name that blockkit.State looks for.
func (p *Person) fill(v *view, label string, value any) {
	p.w.await(func() bool {
		key := fieldKey(v.definition(), label)
		if key == "" {
			return false
		}
		v.values[key] = value
		delete(v.errors, key)
		return true
	}, func() string {
		return "the modal has no field " + quoted(label) + ":\n" + indented([]string{p.w.viewText(v)})
	})
}

// fieldKey is the block_id of the question that goes by a name, or the key of another element.
func fieldKey(definition json.RawMessage, name string) string {
	for _, in := range blockkit.Inputs(definition) {
		if in.Label == name || in.BlockID == name || in.ActionID == name {
			return in.BlockID
		}
	}
	for _, e := range blockkit.Actions(definition) {
		if e.Type != "button" && (e.Key() == name || e.Label == name || e.ActionID == name) {
			return e.Key()
		}
	}
	return ""
}

// OutcomeKind is what came of a click or a submission.
type OutcomeKind string

// What can come of it.
const (
	Acked   OutcomeKind = "acked"            // of a click: the app took it
	Closed  OutcomeKind = "closed"           // the modal went away
	Cleared OutcomeKind = "cleared"          // all modals went away
	Updated OutcomeKind = "updated"          // the modal shows something else
	Pushed  OutcomeKind = "pushed"           // another modal lies on top
	Refused OutcomeKind = "refused"          // there are errors at the fields
	Failed  OutcomeKind = "connection error" // "We had some trouble connecting. Try again?"
)

// Outcome is what the person sees after a click or a submission.
type Outcome struct {
	Kind   OutcomeKind
	Errors map[string]string // by the field's label
	Notice string            // what Slack says when it failed
	Reason string            // why it failed, which a person would not learn
}

// Submits presses the submit button and returns when the app has acked.
func (m *Modal) Submits() Outcome {
	payload, refused := m.submission()
	if refused != nil {
		return *refused
	}
	return m.sends(payload)
}

// SubmitsTwice sends the submission twice at once, as an impatient double click can: the same view and
// hash, two triggers.
func (m *Modal) SubmitsTwice() (first, second Outcome) {
	a, refused := m.submission()
	if refused != nil {
		return *refused, *refused
	}
	b, _ := m.submission()
	done := make(chan Outcome)
	go func() { done <- m.sends(b) }()
	first = m.sends(a)
	return first, <-done
}

// submission makes the payload. What the client itself refuses comes back as an outcome.
func (m *Modal) submission() (json.RawMessage, *Outcome) {
	w := m.p.w
	var payload json.RawMessage
	var refused *Outcome
	problem := ""
	w.update(func() {
		switch {
		case !m.view.open || m.p.user().top() != m.view:
			problem = "is not on top of the screen"
			return
		case m.view.Submit == nil && len(blockkit.Inputs(m.view.definition())) == 0:
			problem = "has no submit button"
			return
		}
		if _, errs := m.view.state(); errs != nil {
			refused = &Outcome{Kind: Refused, Errors: map[string]string{}}
			m.view.errors = map[string]string{}
			for _, e := range errs {
				refused.Errors[orElse(e.Label, e.BlockID)] = e.Message
				m.view.errors[e.BlockID] = e.Message
			}
			return
		}
		payload = encode(w.viewSubmission(m.view))
		w.happen(Happening{Kind: Submitted, Who: m.p.user().shown(), Text: plain(m.view.Title)})
	})
	if problem != "" {
		m.p.fail("%s submits, but the modal %q %s", m.p.Name, m.Title(), problem)
	}
	return payload, refused
}

// sends delivers a submission and shows what the ack says.
func (m *Modal) sends(payload json.RawMessage) Outcome {
	w := m.p.w
	ack, err := w.request(m.view.app, "interactive", true, payload)
	var out Outcome
	w.update(func() {
		if err != nil {
			out = m.broken(err.Error())
			return
		}
		out = m.apply(ack)
	})
	return out
}

// broken is the connection error that Slack shows for every ack it cannot use.
func (m *Modal) broken(reason string) Outcome {
	const notice = "We had some trouble connecting. Try again?"
	u := m.p.user()
	u.notices = append(u.notices, notice)
	return Outcome{Kind: Failed, Notice: notice, Reason: reason}
}

// apply does what the ack of a submission asks for. The lock is held.
func (m *Modal) apply(ack json.RawMessage) Outcome {
	w, v := m.p.w, m.view
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(ack) > 0 && !decodeInto(ack, &a) {
		return m.broken("the ack is not an object with response_action")
	}
	if !v.open { // a second submission found it closed by the first
		return Outcome{Kind: Closed}
	}
	switch a.Action {
	case "":
		w.closeView(v, false)
		return Outcome{Kind: Closed}
	case "clear":
		w.closeView(v, true)
		return Outcome{Kind: Cleared}
	case "errors":
		return m.refuse(a.Errors)
	case "update", "push":
		b, err := parseView(a.View, "modal")
		switch {
		case err != nil:
			return m.broken(string(encode(refusal(err).body)))
		case w.externalIDTaken(b.ExternalID, v) || a.Action == "push" && w.externalIDTaken(b.ExternalID, nil):
			return m.broken("duplicate_external_id")
		case a.Action == "update":
			w.replaceView(v, b)
			return Outcome{Kind: Updated}
		case len(v.user.stack) >= maxStack:
			return m.broken("push_limit_reached")
		}
		w.newView(v.app, v.user, b, v)
		return Outcome{Kind: Pushed}
	}
	return m.broken("unknown response_action " + a.Action)
}

// refuse shows errors at fields. They must name input blocks, or the person gets a connection error.
func (m *Modal) refuse(errs map[string]string) Outcome {
	out := Outcome{Kind: Refused, Errors: map[string]string{}}
	byBlock := map[string]string{}
	for _, in := range blockkit.Inputs(m.view.definition()) {
		if e, there := errs[in.BlockID]; there {
			out.Errors[in.Label], byBlock[in.BlockID] = e, e
		}
	}
	if len(byBlock) != len(errs) || len(errs) == 0 {
		return m.broken(fmt.Sprintf("errors must name input blocks: %v", errs))
	}
	m.view.errors = byBlock
	m.p.w.wake()
	return out
}

// Cancels presses the close button: this modal goes, the one below shows again. An app that asked for it
// with notify_on_close gets view_closed.
func (m *Modal) Cancels() { m.closes(false) }

// Dismisses presses the ×: every modal goes.
func (m *Modal) Dismisses() { m.closes(true) }

func (m *Modal) closes(all bool) {
	w := m.p.w
	var payload json.RawMessage
	w.update(func() {
		v := m.view
		if all {
			v = v.root
		}
		if v.NotifyOnClose {
			payload = encode(w.viewClosed(v, all))
		}
		w.closeView(m.view, all || m.view.ClearOnClose)
	})
	if payload != nil {
		_, _ = w.request(m.view.app, "interactive", false, payload) // the modal is gone either way
	}
}
