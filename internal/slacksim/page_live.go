package slacksim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"html/template"
	"net/http"
	"reflect"
	"time"
)

// liveEvery is how often the page is told of changes at most: once for each frame of a screen. What somebody does is a
// change, and the answer soon another, for which they wait.
const liveEvery = 16 * time.Millisecond

// update is what changed on somebody's page since the last one.
type pageUpdate struct {
	Boot  string              `json:"boot"`
	Title string              `json:"title"`
	Parts map[string]string   `json:"parts,omitempty"` // by id: the HTML of a region
	Lists map[string]*updated `json:"lists,omitempty"` // by id: the messages of a channel and of a thread
}

// updated is a list of messages: which there are now, in order, and those that look different.
type updated struct {
	Keys  []string          `json:"keys"`
	Items map[string]string `json:"items,omitempty"`
}

// screen is what a window shows: the fingerprint of every region and message that it has, and what the messages were
// drawn from. Of hundreds of messages a change changes one or two, and comparing is much quicker than drawing.
type screen struct {
	seed  maphash.Seed
	has   map[string]uint64
	drawn map[string]within
}

func newScreen() *screen {
	return &screen{maphash.MakeSeed(), map[string]uint64{}, map[string]within{}}
}

// changed tells whether the window lacks this, and notes that it has it from now on.
func (s *screen) changed(key string, html []byte) bool {
	h := maphash.Bytes(s.seed, html)
	if have, there := s.has[key]; there && have == h {
		return false
	}
	s.has[key] = h
	return true
}

// live sends what changed after every change: whole regions, and of messages only those that are new or different.
func (p *page) live(rw http.ResponseWriter, r *http.Request) {
	at, out := whereIs(r), http.NewResponseController(rw)
	u := read(p.w, func() *user { return p.whoever(r.FormValue("as")) })
	if r.FormValue("opened") != "" {
		p.opensHome(u, at)
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	pause := time.NewTicker(liveEvery)
	defer pause.Stop()
	window := newScreen()
	for {
		var changed chan struct{}
		shown := read(p.w, func() shownPage {
			changed = p.w.changed
			return p.show(p.whoever(r.FormValue("as")), at)
		})
		if up, any := window.update(shown); any {
			if _, err := fmt.Fprintf(rw, "data: %s\n\n", up); err != nil || out.Flush() != nil {
				return
			}
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-p.w.closed.Done():
			return
		}
		<-pause.C
	}
}

// update is what the window lacks of a page, as JSON, and whether that is anything.
func (s *screen) update(shown shownPage) ([]byte, bool) {
	up := pageUpdate{Boot: shown.Boot, Title: titleOf(shown), Parts: map[string]string{}, Lists: map[string]*updated{}}
	some := false
	for _, id := range []string{"side", "head", "say", "home", "modal", "threadhead", "threadsay", "bar"} {
		html := piece(id, shown)
		if s.changed(id, html) {
			up.Parts[id], some = string(html), true
		}
	}
	lists := map[string][]shownMessage{"messages": nil, "thread": nil}
	if shown.Room != nil {
		lists["messages"] = shown.Room.Messages
	}
	if shown.Thread != nil {
		lists["thread"] = shown.Thread.Messages
	}
	drawn := map[string]within{}
	for id, list := range lists {
		l := &updated{Keys: []string{}, Items: map[string]string{}}
		around := pageFuncs["within"].(func(any, shownPage) within)(nil, shown)
		around.InThread = id == "thread"
		for _, m := range list {
			l.Keys = append(l.Keys, m.TS)
			around.It = m
			drawn[id+m.TS] = around
			if was, there := s.drawn[id+m.TS]; there && reflect.DeepEqual(was, around) {
				continue
			}
			if html := piece("message", around); s.changed(id+m.TS, html) {
				l.Items[m.TS] = string(html)
			}
		}
		if keys, _ := json.Marshal(l.Keys); s.changed(id, keys) || len(l.Items) > 0 {
			up.Lists[id], some = l, true
		}
	}
	s.drawn = drawn
	raw, err := json.Marshal(up)
	return raw, some && err == nil
}

// titleOf is what the browser's tab says.
func titleOf(p shownPage) string {
	where := ""
	switch {
	case p.Home != nil:
		where = p.Home.App.Name + " · "
	case p.Room != nil:
		where = p.Room.String() + " · "
	}
	return where + p.Me.Name + " · " + p.Team + " (simulated Slack)"
}

// piece is a part of the page as HTML.
func piece(name string, shown any) []byte {
	var b bytes.Buffer
	if err := pageLook().ExecuteTemplate(&b, name, shown); err != nil {
		return []byte(template.HTMLEscapeString(err.Error()))
	}
	return b.Bytes()
}

// olderMessages are those of a channel before the message at ?before=, for who scrolls up to them.
func (p *page) olderMessages(rw http.ResponseWriter, r *http.Request) {
	var around within
	var list []shownMessage
	more := 0
	found := read(p.w, func() bool {
		u, c := p.whoever(r.FormValue("as")), p.w.channels[r.FormValue("in")]
		if u == nil || c == nil {
			return false
		}
		v := viewer{reader{w: p.w, zone: u.zone}, u}
		if !v.sees(c) {
			return false
		}
		list, more = v.older(c, r.FormValue("before"))
		around = within{In: c.id, Me: u.id, Token: p.token, Shortcuts: p.shortcuts("message")}
		return true
	})
	if !found {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("X-Older", fmt.Sprint(more))
	for _, m := range list {
		around.It = m
		_, _ = rw.Write(piece("message", around))
	}
}

// shortcuts are the names of the apps' shortcuts of a kind: "global" or "message". The lock is held.
func (p *page) shortcuts(kind string) []string {
	var list []string
	for _, a := range p.w.apps {
		for _, s := range a.shortcuts {
			if s.Type == kind {
				list = append(list, s.Name)
			}
		}
	}
	return list
}
