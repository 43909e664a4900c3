package slacksim

import (
	"net/url"
	"strings"
)

// What one does with a message by its menu.

// own finds a message for its menu, once the person is in the channel.
func (p *page) own(who *Person, c *channel, form url.Values) (*Message, error) {
	if err := p.enter(who, c); err != nil {
		return nil, err
	}
	m, err := p.message(who, c, form.Get("ts"))
	if err == nil && m.message == nil {
		return nil, sorry("Only you see that message; there is nothing to do with it.")
	}
	return m, err
}

// pin pins a message to its channel, or takes the pin off.
func (p *page) pin(who *Person, c *channel, form url.Values) error {
	m, err := p.own(who, c, form)
	if err != nil {
		return err
	}
	problem := ""
	p.w.update(func() {
		if c.pinned(m.message) {
			problem = p.w.unpin(m.message, who.user())
		} else {
			problem = p.w.pin(m.message, who.user())
		}
	})
	if problem != "" {
		return sorry("Slack says: " + problem)
	}
	return nil
}

// edit replaces the text of one's own message.
func (p *page) edit(who *Person, c *channel, form url.Values) error {
	m, err := p.own(who, c, form)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(strings.ReplaceAll(form.Get("text"), "\r\n", "\n"))
	if text == "" {
		return nil
	}
	if !read(p.w, func() bool { return m.message.user == who.user() && m.message.app == nil }) {
		return sorry("Only the author can edit a message.")
	}
	who.Edits(m, text)
	return nil
}

// delete takes a message away: one's own, or as an admin anybody's.
func (p *page) delete(who *Person, c *channel, form url.Values) error {
	m, err := p.own(who, c, form)
	if err != nil {
		return err
	}
	if !read(p.w, func() bool { return m.message.user == who.user() || who.user().admin }) {
		return sorry("Only the author or an admin can delete a message.")
	}
	who.Deletes(m)
	return nil
}

// shortcut starts an app's shortcut: on a message if there is a ts, from the ⚡ menu otherwise.
func (p *page) shortcut(who *Person, c *channel, form url.Values) error {
	kind, name, ts := "global", form.Get("shortcut"), form.Get("ts")
	if ts != "" {
		kind = "message"
	}
	before, known := 0, false
	p.w.update(func() {
		before = len(who.user().notices)
		for _, s := range p.shortcuts(kind) {
			known = known || s == name
		}
	})
	if !known {
		return sorry("That shortcut is gone.")
	}
	if ts == "" {
		who.Shortcut(name)
	} else {
		m, err := p.message(who, c, ts)
		if err != nil {
			return err
		}
		if m.message == nil {
			return sorry("Shortcuts do not work on what only you see.")
		}
		who.ShortcutOn(m, name)
	}
	if told := read(p.w, func() []string { return who.user().notices[before:] }); len(told) > 0 {
		return sorry(told[len(told)-1])
	}
	return nil
}

// upload shares a text as a file.
func (p *page) upload(who *Person, c *channel, form url.Values) error {
	name := strings.TrimSpace(form.Get("name"))
	if name == "" {
		return sorry("A file needs a name.")
	}
	if err := p.enter(who, c); err != nil {
		return err
	}
	who.Uploads(&Room{w: p.w, channel: c}, name, []byte(form.Get("content")))
	return nil
}
