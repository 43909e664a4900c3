package slacksim

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

//go:embed page
var pageFiles embed.FS

// pageLook is the template, read when the first page is asked for.
var pageLook = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(pageFuncs).ParseFS(pageFiles, "page/*.html"))
})

// page is the workspace in a browser: its channels and messages as one of its people sees them, and the
// means to join in. Who one is stands in the address; there is nothing to log in to, so it answers on this
// machine only, see [Options.OpenToOthers].
type page struct {
	w     *Workspace
	token string // in every form, so that no other site's form is taken
	boot  string // by which an open page knows that the workspace is another one

	mu      sync.Mutex
	notices map[string]string // by user id: why the last act failed, shown once

	// Guarded by the workspace's lock.
	ends map[string]func() // of what goes wrong and lasts: how to end it
	read map[string]string // by user id and channel id: the ts of the newest message that was on the screen
}

// Page is the workspace for the browser. A workspace serves it at "/".
func (w *Workspace) Page() http.Handler {
	p := &page{w: w, token: rand.Text(), boot: rand.Text(), notices: map[string]string{}, read: map[string]string{}, ends: map[string]func(){}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /-/live", p.live)
	mux.HandleFunc("GET /-/older", p.olderMessages)
	mux.HandleFunc("GET /-/words", p.words)
	mux.HandleFunc("GET /-/file/{id}", p.file)
	mux.HandleFunc("GET /-/canvas/{id}", p.canvas)
	mux.HandleFunc("GET /-/picture/{id}", p.picture)
	mux.HandleFunc("GET /-/{asset}", func(rw http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(rw, r, pageFiles, "page/"+r.PathValue("asset"))
	})
	for act, do := range p.acts() {
		mux.HandleFunc("POST /-/"+act, p.act(do))
	}
	return w.guarded(mux)
}

// contentPolicy allows what the page itself brings and nothing else: no inline script or style, no
// picture of others, no other site.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded turns away everybody who is not on this machine, unless it is open to others, and in any case names that
// only resolve to it, with which another site's script could read along.
func (w *Workspace) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case !w.opts.OpenToOthers && (!loopback(r.RemoteAddr) || !loopback(r.Host)):
			http.Error(rw, "this page is for the machine it runs on", http.StatusForbidden)
			return
		case !loopback(r.Host) && net.ParseIP(hostOf(r.Host)) == nil:
			http.Error(rw, "this page goes by the machine's IP address only", http.StatusForbidden)
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

// hostOf is an address without a port, if it has one.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return strings.Trim(address, "[]")
	}
	return host
}

func loopback(address string) bool {
	host := hostOf(address)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// whereIs reads from an address what somebody has open: ?in= a channel, ?thread= beside it, ?bar=1.
func whereIs(r *http.Request) whereabouts {
	return whereabouts{In: r.FormValue("in"), Thread: r.FormValue("thread"), Bar: r.FormValue("bar") != ""}
}

// index is the page: ?as= says who one is.
func (p *page) index(rw http.ResponseWriter, r *http.Request) {
	at := whereIs(r)
	u := read(p.w, func() *user { return p.whoever(r.FormValue("as")) })
	p.opensHome(u, at)
	shown := read(p.w, func() shownPage { return p.show(u, at) })
	shown.Notice = p.notice(shown.Me.ID)
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

// whoever is the person with that id or handle, or the first there is. The lock is held.
func (p *page) whoever(id string) *user {
	if u := p.w.userNamed(id); u != nil && id != "" && u.types() {
		return u
	}
	for _, u := range p.w.people {
		if u.types() {
			return u
		}
	}
	return nil
}

// within is an item of the page with what its forms need to know.
type within struct {
	It            any
	In, Me, Token string
	InThread      bool
	Shortcuts     []string // that there are on messages
	Key           string   // what the names of fields begin with, so that each is one of a kind
}

// pageFuncs are the words of the template.
var pageFuncs = template.FuncMap{
	"within": func(it any, p shownPage) within {
		return within{It: it, In: p.At(), Me: p.Me.ID, Token: p.Token, Shortcuts: p.MessageShortcuts}
	},
	"inThread": func(around within) within { around.InThread = true; return around },
	"part":     func(it any, around within) within { around.It = it; return around },
	"size":     byteSize,
	"emoji":    blockkit.Emoji,
	"offers":   func() []string { return []string{"pushpin", "eyes", "+1", "white_check_mark", "fire"} },
}

func byteSize(n int) string {
	if n < 10_000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d kB", n/1000)
}
