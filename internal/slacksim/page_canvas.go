package slacksim

import (
	"html/template"
	"net/http"
	"net/url"
)

// shownCanvas is the page of a canvas for one person.
type shownCanvas struct {
	Team, Title, Back string
	Body              template.HTML
}

// canvas shows a canvas to who may see it.
func (p *page) canvas(rw http.ResponseWriter, r *http.Request) {
	p.w.mu.Lock()
	f, u := p.w.files[r.PathValue("id")], p.whoever(r.FormValue("as"))
	var shown *shownCanvas
	if f != nil && f.canvas && u != nil {
		if v := (viewer{reader{w: p.w, zone: u.zone}, u}); v.seesFile(f) {
			shown = v.canvas(f)
		}
	}
	p.w.mu.Unlock()
	if shown == nil {
		http.NotFound(rw, r)
		return
	}
	render(rw, "canvas.html", shown)
}

// canvas copies a canvas for its page. The lock is held.
func (v viewer) canvas(f *file) *shownCanvas {
	shown := &shownCanvas{Team: v.w.opts.TeamName, Title: f.title, Back: "/?" + url.Values{"as": {v.user.id}}.Encode()}
	for _, c := range f.channels {
		if v.sees(c) {
			shown.Back = v.pageOf(c)
		}
	}
	shown.Body = v.markdown(string(f.content))
	return shown
}

// canvasPage is where the viewer reads a canvas.
func (v viewer) canvasPage(id string) string {
	return "/-/canvas/" + url.PathEscape(id) + "?" + url.Values{"as": {v.user.id}}.Encode()
}
