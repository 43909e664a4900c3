package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// paints measures how long the page takes to be seen, and until one can type, beside a copy of it that a server has
// ready in memory: what is between them is the drawing.
func (p *paged) paints(_ context.Context) error {
	copied := newCopy(p.w.URL())
	defer copied.Close()
	her := p.chromium.Blank()
	defer her.Close()
	t := &table{
		title:   fmt.Sprintf("Page: loaded %d times", p.bench.size(30, 5)),
		columns: []string{"figure", "p50", "p95", "copy p50", "ratio", "copy p95"},
	}
	for _, c := range []struct {
		what, address string
	}{
		{"a channel of 20", p.w.at(p.short)},
		{"a channel of " + thousands(longest), p.w.at(p.long)},
	} {
		var page, copy loads
		copy.load(her, copied.URL+c.address[len(p.w.URL()):]) // it is fetched now
		copy = loads{}
		for range p.bench.size(30, 5) {
			page.load(her, c.address)
			copy.load(her, copied.URL+c.address[len(p.w.URL()):])
		}
		row := func(what string, measured, limit durations) {
			t.row(what+", "+c.what, ms(measured.at(0.5)), ms(measured.at(0.95)), ms(limit.at(0.5)),
				ratio(measured.at(0.5).Seconds(), limit.at(0.5).Seconds()), ms(limit.at(0.95)))
		}
		row("asked for → first contentful paint", page.painted, copy.painted)
		row("asked for → the script is ready", page.ready, copy.ready)
	}
	t.note("The copy is the same page, sent from memory. Nothing is kept by the browser in either case.")
	t.print(p.bench.out)
	return nil
}

// loads are the times of a page that was loaded again and again.
type loads struct{ painted, ready durations }

// load loads a page. Its script is ready when it has run: it is a module, and those run before DOMContentLoaded.
func (l *loads) load(her *browser.Window, address string) {
	her.Goes(address)
	her.Until(`performance.getEntriesByName('first-contentful-paint').length > 0 && performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd > 0`)
	l.painted = append(l.painted, her.Awaits(`performance.getEntriesByName('first-contentful-paint')[0].startTime`))
	l.ready = append(l.ready, her.Awaits(`performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd`))
}

// newCopy serves what another server serves, each address as it was when it was first asked for. Only live updates
// are not passed on.
func newCopy(of string) *httptest.Server {
	type page struct {
		header http.Header
		body   []byte
	}
	var mu sync.Mutex
	have := map[string]page{}
	fetch := func(ctx context.Context, path string) (page, error) {
		mu.Lock()
		defer mu.Unlock()
		if p, ok := have[path]; ok {
			return p, nil
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, of+path, nil)
		if err != nil {
			return page{}, err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return page{}, err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		have[path] = page{response.Header, body}
		return have[path], err
	}
	return httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/-/live" {
			rw.WriteHeader(http.StatusNoContent) // whoever is told so does not ask again
			return
		}
		p, err := fetch(r.Context(), r.URL.RequestURI())
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadGateway)
			return
		}
		for name := range p.header {
			rw.Header().Set(name, p.header.Get(name))
		}
		_, _ = rw.Write(p.body)
	}))
}
