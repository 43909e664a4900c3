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
	return map[string]deed{
		"say": p.say, "react": p.react, "click": p.click, "submit": p.submit, "close": p.close,
		"pin": p.pin, "edit": p.edit, "delete": p.delete, "join": p.join, "shortcut": p.shortcut,
		"upload": p.upload, "trouble": p.trouble, "story": p.story,
	}
}

// scripted tells whether the page's script asks, which stays where it is.
func scripted(r *http.Request) bool { return r.Header.Get("X-Live") != "" }

// act takes the form of a deed: from this page only, by somebody who sees the channel. It leads back to the
// page, with a notice if it failed.
func (p *page) act(do deed) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(rw, r.Body, 1<<20)
		if err := readForm(r); err != nil {
			http.Error(rw, "cannot read the form", http.StatusBadRequest)
			return
		}
		form := r.PostForm
		if !p.ours(r) || subtle.ConstantTimeCompare([]byte(form.Get("token")), []byte(p.token)) != 1 {
			http.Error(rw, "this form is not from this page; load the page again", http.StatusForbidden)
			return
		}
		p.w.mu.Lock()
		u, c, home := p.w.users[form.Get("as")], p.w.channels[form.Get("in")], p.w.app(form.Get("in"))
		allowed := u != nil && u.types() && (home != nil || c != nil && (viewer{reader{w: p.w}, u}).sees(c))
		if home != nil {
			c = p.w.general() // a Home tab is in no channel; what is done on it is done nowhere
		}
		p.w.mu.Unlock()
		if !allowed {
			http.Error(rw, "no such person or channel", http.StatusNotFound)
			return
		}
		err := tried(do, &Person{w: p.w, ID: u.id, Name: u.called(), page: true}, c, form)
		if scripted(r) {
			answer := object{}
			if err != nil {
				answer["notice"] = err.Error()
			}
			rw.Header().Set("Content-Type", "application/json")
			_, _ = rw.Write(encode(answer))
			return
		}
		if err != nil {
			p.note(u.id, err.Error())
		}
		back := url.Values{"as": {u.id}, "in": {form.Get("in")}}
		for _, name := range []string{"thread", "bar"} {
			if open := form.Get(name); open != "" {
				back.Set(name, open)
			}
		}
		http.Redirect(rw, r, "/?"+back.Encode(), http.StatusSeeOther)
	}
}

// tried does a deed. What has changed since the page was drawn is no reason to fail: others are at it too.
func tried(do deed, who *Person, c *channel, form url.Values) (err error) {
	defer func() {
		switch broken := recover().(type) {
		case nil:
		case sorry:
			err = broken
		default:
			panic(broken)
		}
	}()
	return do(who, c, form)
}

// readForm reads a form, with a file in it or without.
func readForm(r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return r.ParseForm()
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return err
	}
	r.PostForm = r.MultipartForm.Value
	return nil
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

// longest is how much one can say at once: Slack cuts a message there.
const longestSaid = 40_000

// say posts a text or sends a command; in a public channel one is not in, it joins first.
func (p *page) say(who *Person, c *channel, form url.Values) error {
	text := strings.TrimSpace(strings.ReplaceAll(form.Get("text"), "\r\n", "\n"))
	switch {
	case text == "":
		return nil
	case len([]rune(text)) > longestSaid:
		return sorry("That is too long: a message has at most 40,000 characters.")
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
		if strings.HasPrefix(text, "/") {
			return sorry("Commands do not work in threads. Type it in the channel.")
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

func (p *page) join(who *Person, c *channel, _ url.Values) error { return p.enter(who, c) }
