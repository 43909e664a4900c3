package slacksim

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
)

// deed is something a person does on the page. Its error is shown to them.
type deed func(u *Person, c *channel, form url.Values) error

// sorry is why a deed was not done, as a sentence for whom it concerns.
type sorry string

func (s sorry) Error() string { return string(s) }

// acts are the deeds by the last part of their address.
func (p *page) acts() map[string]deed {
	return map[string]deed{"say": p.say, "react": p.react, "click": p.click, "submit": p.submit, "close": p.close, "home": p.home}
}

// act takes the form of a deed: from this page only, by somebody who sees the channel. It always leads
// back to the page, with a notice if it failed.
func (p *page) act(do deed) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(rw, r.Body, 1<<20)
		if err := r.ParseForm(); err != nil {
			http.Error(rw, "cannot read the form", http.StatusBadRequest)
			return
		}
		form := r.PostForm
		if !p.ours(r) || subtle.ConstantTimeCompare([]byte(form.Get("token")), []byte(p.token)) != 1 {
			http.Error(rw, "this form is not from this page; load the page again", http.StatusForbidden)
			return
		}
		p.w.mu.Lock()
		u, c := p.w.users[form.Get("as")], p.w.channels[form.Get("in")]
		allowed := u != nil && u.types() && c != nil && (viewer{reader{w: p.w}, u}).sees(c)
		p.w.mu.Unlock()
		if !allowed {
			http.Error(rw, "no such person or channel", http.StatusNotFound)
			return
		}
		if err := do(&Person{w: p.w, ID: u.id, Name: u.called()}, c, form); err != nil {
			p.note(u.id, err.Error())
		}
		back := url.Values{"as": {u.id}, "in": {c.id}}
		if home := form.Get("home"); home != "" {
			back.Set("home", home)
		}
		http.Redirect(rw, r, "/?"+back.Encode(), http.StatusSeeOther)
	}
}

// ours tells whether a post comes from a page of this server, as far as the browser says.
func (p *page) ours(r *http.Request) bool {
	return http.NewCrossOriginProtection().Check(r) == nil
}

func (p *page) note(userID, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notices[userID] = text
}

// notice takes what there is to tell somebody.
func (p *page) notice(userID string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := p.notices[userID]
	delete(p.notices, userID)
	return text
}

// say posts a text or sends a command; in a public channel one is not in, it joins first.
func (p *page) say(who *Person, c *channel, form url.Values) error {
	text := strings.TrimSpace(form.Get("text"))
	if text == "" {
		return nil
	}
	if err := p.enter(who, c); err != nil {
		return err
	}
	room := &Room{w: p.w, channel: c}
	if thread := form.Get("thread"); thread != "" {
		root := read(p.w, func() *message { return c.byTS[thread] })
		if root == nil {
			return gone
		}
		who.Replies(&Message{w: p.w, message: root}, text)
		return nil
	}
	who.Types(room, text)
	return nil
}

// enter makes sure that somebody may act in a channel.
func (p *page) enter(who *Person, c *channel) error {
	room := &Room{w: p.w, channel: c}
	switch {
	case room.Archived():
		return sorry("This channel is archived.")
	case !room.Has(who):
		who.Joins(room)
	}
	return nil
}
