package slacksim

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

//go:embed page
var pageFiles embed.FS

// pageLook is the template, read when the first page is asked for.
var pageLook = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(pageFuncs).ParseFS(pageFiles, "page/*.html"))
})

// page is the workspace in a browser: its channels and messages as one of its people sees them, and the
// simplest means to join in. Who one is stands in the address; there is nothing to log in to, so it
// answers on this machine only.
type page struct {
	w     *Workspace
	token string // in every form, so that no other site's form is taken

	mu      sync.Mutex
	notices map[string]string // by user id: why the last act failed, shown once
}

// Page is a plain page for the browser. A workspace serves it at "/".
func (w *Workspace) Page() http.Handler {
	p := &page{w: w, token: rand.Text(), notices: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /-/live", p.live)
	mux.HandleFunc("GET /-/file/{id}", p.file)
	mux.HandleFunc("GET /-/canvas/{id}", p.canvas)
	mux.HandleFunc("GET /-/picture/{id}", p.picture)
	mux.HandleFunc("GET /-/{asset}", func(rw http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(rw, r, pageFiles, "page/"+r.PathValue("asset"))
	})
	for act, do := range p.acts() {
		mux.HandleFunc("POST /-/"+act, p.act(do))
	}
	return guarded(mux)
}

// contentPolicy allows what the page itself brings and nothing else: no inline script or style, no
// picture of others, no other site.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded turns away everybody who is not on this machine, and names that only resolve to it, with which
// another site's script could read along.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !loopback(r.RemoteAddr) || !loopback(r.Host) {
			http.Error(rw, "this page is for the machine it runs on", http.StatusForbidden)
			return
		}
		h := rw.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(rw, r)
	})
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// index is the page: ?as= says who one is, ?in= which channel is open, ?home= which app's Home tab stands in its place.
func (p *page) index(rw http.ResponseWriter, r *http.Request) {
	p.w.mu.Lock()
	shown := p.w.show(p.whoever(r.FormValue("as")), r.FormValue("in"))
	p.w.showHome(&shown, r.FormValue("home"))
	p.w.mu.Unlock()
	shown.Token = p.token
	if r.Header.Get("X-Live") == "" { // a refresh in the background must not use up the notice
		shown.Notice = p.notice(shown.Me.ID)
	}
	render(rw, "page.html", shown)
}

// render writes a page, or that it cannot.
func render(rw http.ResponseWriter, name string, shown any) {
	var b bytes.Buffer
	if err := pageLook().ExecuteTemplate(&b, name, shown); err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(rw)
}

// whoever is the person with that id, or the first there is. The lock is held.
func (p *page) whoever(id string) *user {
	if u := p.w.users[id]; u != nil && u.types() {
		return u
	}
	for _, u := range p.w.people {
		if u.types() {
			return u
		}
	}
	return nil
}

// liveEvery is how often the page is told of changes at most.
const liveEvery = 100 * time.Millisecond

// live sends an event after every change, so that the page loads what is new.
func (p *page) live(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(rw)
	pause := time.NewTicker(liveEvery)
	defer pause.Stop()
	for {
		changed := read(p.w, func() chan struct{} { return p.w.changed })
		if _, err := fmt.Fprint(rw, "data: changed\n\n"); err != nil || out.Flush() != nil {
			return
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

// file hands a shared file to who may see it, to save and not to show.
func (p *page) file(rw http.ResponseWriter, r *http.Request) {
	p.w.mu.Lock()
	f, u := p.w.files[r.PathValue("id")], p.whoever(r.FormValue("as"))
	var name string
	var content []byte
	if f != nil && u != nil && (viewer{reader{w: p.w}, u}).seesFile(f) {
		name, content = f.name, f.content
	}
	p.w.mu.Unlock()
	if name == "" {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, _ = rw.Write(content)
}

// within is an item of the page with what its forms need to know.
type within struct {
	It            any
	In, Me, Token string
	Reply         bool
	TS, Home      string // of what it is in: a message, or an app's Home tab
}

// pageFuncs are the words of the template.
var pageFuncs = template.FuncMap{
	"within": func(it any, in, me, token string) within { return within{It: it, In: in, Me: me, Token: token} },
	"of":     func(ts, home string, around within) within { around.TS, around.Home = ts, home; return around },
	"reply":  func(it any, around within) within { around.It, around.Reply = it, true; return around },
	"size":   byteSize,
	"emoji":  blockkit.Emoji,
	"offers": func() []string { return []string{"pushpin", "eyes", "+1", "white_check_mark", "fire"} },
	"button": isButton,
	"key":    elementKey,
	"choice": func(name, kind string, options []blockkit.Option, initial any, label string) control {
		return newControl(name, kind, options, answers(initial), label)
	},
	"question": newQuestion,
}

func byteSize(n int) string {
	if n < 10_000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d kB", n/1000)
}
