package slacksim

import (
	"encoding/json"
	"net/url"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// What the page does with messages and modals: reactions, buttons, menus, forms.

const gone = sorry("That message is gone.")

// react adds an emoji to a message, or takes one's own away.
func (p *page) react(who *Person, c *channel, form url.Values) error {
	if err := p.enter(who, c); err != nil {
		return err
	}
	problem := ""
	p.w.update(func() {
		m, u, name := c.byTS[form.Get("ts")], who.user(), form.Get("name")
		if m == nil {
			problem = "message_not_found"
		} else if problem = p.w.react(m, u, name); problem == "already_reacted" {
			problem = p.w.unreact(m, u, name)
		}
	})
	if problem != "" {
		return sorry("Slack says: " + problem)
	}
	return nil
}

// click operates a button or a menu, in a message (ts), in the modal on top (view), or else on an app's Home tab (home).
func (p *page) click(who *Person, c *channel, form url.Values) error {
	var on Surface
	key := form.Get("click")
	switch {
	case form.Get("home") != "":
		on = &Home{p: who, app: App{ID: form.Get("home"), w: p.w}}
	case form.Get("view") != "":
		m, err := p.modal(who, form.Get("view"))
		if err != nil {
			return err
		}
		p.keep(m, form)
		on = m
	default:
		m, err := p.message(who, c, form.Get("ts"))
		if err != nil {
			return err
		}
		on = m
	}
	var pressed blockkit.Element
	var payload json.RawMessage
	var err error
	app := read(p.w, func() *app {
		s := on.surface(who, nil)
		e, found := elementOf(blockkit.Actions(s.blocks), key)
		if !found || s.gone || s.app == nil {
			err = sorry("That button is gone.")
			return nil
		}
		pressed = e
		given := form["e:"+key]
		if in := inputKey(s.blocks, e); in != "" {
			given = form["f:"+in]
		}
		payload, err = p.pressed(who, s, e, entered(e.Type, given, who.user().zone))
		return s.app
	})
	if err != nil {
		return err
	}
	return p.told(who.interacts(app, pressed.Label, payload))
}

// pressed makes the payload of operating an element. The lock is held.
func (p *page) pressed(who *Person, s shownSurface, e blockkit.Element, choice any) (json.RawMessage, error) {
	entry, err := e.Action(choice)
	if err != nil {
		return nil, err
	}
	var action object
	if err := json.Unmarshal(entry, &action); err != nil {
		return nil, err
	}
	action["action_ts"] = p.w.instant()
	if !isButton(e) && e.Type != "overflow" {
		s.values[orElse(inputKey(s.blocks, e), e.Key())] = choice
	}
	p.w.happen(Happening{Kind: Clicked, Who: p.w.users[who.ID].shown(), Text: e.Label})
	return encode(s.payload(action)), nil
}

// message finds what a click on a message means: one of the channel, or one only this person sees.
func (p *page) message(who *Person, c *channel, ts string) (*Message, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if m := c.byTS[ts]; m != nil {
		return &Message{w: p.w, message: m}, nil
	}
	for _, e := range who.whispers() {
		if e.channel == c && e.ts == ts {
			return &Message{w: p.w, whisper: e}, nil
		}
	}
	return nil, gone
}

// modal is the modal on top of somebody's screen, if it is the one they looked at.
func (p *page) modal(who *Person, id string) (*Modal, error) {
	top := read(p.w, func() *view { return who.user().top() })
	if top == nil || top.id != id {
		return nil, sorry("That form is not open any more.")
	}
	return &Modal{p: who, view: top}, nil
}

// keep takes over what is filled in, so that it is there when the modal shows again.
func (p *page) keep(m *Modal, form url.Values) {
	p.w.update(func() {
		who := m.p.user()
		for _, in := range blockkit.Inputs(m.view.definition()) {
			m.view.values[in.BlockID] = entered(in.Type, form["f:"+in.BlockID], who.zone)
		}
	})
}

// submit sends a form off.
func (p *page) submit(who *Person, _ *channel, form url.Values) error {
	m, err := p.modal(who, form.Get("view"))
	if err != nil {
		return err
	}
	if read(p.w, func() bool { return m.view.Submit == nil && len(blockkit.Inputs(m.view.definition())) == 0 }) {
		return sorry("This form has nothing to send.")
	}
	p.keep(m, form)
	return p.told(m.Submits())
}

// close takes a form off the screen.
func (p *page) close(who *Person, _ *channel, form url.Values) error {
	m, err := p.modal(who, form.Get("view"))
	if err != nil {
		return err
	}
	m.Cancels()
	return nil
}

// told passes on what Slack says when the app did not answer. Errors at fields stand there already.
func (p *page) told(out Outcome) error {
	if out.Kind != Failed {
		return nil
	}
	return sorry(out.Notice)
}
