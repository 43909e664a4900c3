package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser/browsertest"
)

// playing is a demo that runs, with a terminal that can be read.
type playing struct {
	t         *testing.T
	address   string // of its page
	interrupt context.CancelFunc
	ended     chan error

	mu      sync.Mutex
	printed bytes.Buffer
	more    chan struct{} // closed and replaced whenever something is printed
}

var pageAddress = regexp.MustCompile(`Watch it in the browser: (http://127\.0\.0\.1:\d+)\n`)

// play runs the demo until the test ends, and returns when its page can be opened.
func play(t *testing.T, o options) *playing {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	p := &playing{t: t, interrupt: interrupt, ended: make(chan error, 1), more: make(chan struct{})}
	o.out, o.database, o.stdout = t.TempDir(), pgtest.New(t, nil), writer(p.print)
	go func() { p.ended <- run(ctx, o) }()
	t.Cleanup(func() { interrupt() })
	p.address = p.prints(pageAddress)[1]
	return p
}

func (p *playing) print(text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.printed.Write(text)
	close(p.more)
	p.more = make(chan struct{})
}

// prints waits until the terminal has something, and returns its parts.
func (p *playing) prints(what *regexp.Regexp) []string {
	p.t.Helper()
	patience := time.After(time.Minute)
	for {
		p.mu.Lock()
		found, more, all := what.FindStringSubmatch(p.printed.String()), p.more, p.printed.String()
		p.mu.Unlock()
		if found != nil {
			return found
		}
		select {
		case <-more:
		case err := <-p.ended:
			p.t.Fatalf("it ended (%v) and has not printed %s:\n%s", err, what, all)
		case <-patience:
			p.t.Fatalf("%s is not printed:\n%s", what, all)
		}
	}
}

// has tells whether the terminal has a text now.
func (p *playing) has(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Contains(p.printed.String(), text)
}

// ends interrupts the demo, as Ctrl-C does, and returns its error.
func (p *playing) ends() error {
	p.interrupt()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(time.Minute):
		p.t.Fatal("it does not end")
		return nil
	}
}

// get loads the page.
func (p *playing) get(path string) string {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.address+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.body(r)
}

// does posts a form of the page, with what the page itself puts into it, and returns where that leads.
func (p *playing) does(act string, fields ...string) string {
	p.t.Helper()
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(as|in|token)" value="([^"]*)">`).FindAllStringSubmatch(p.get("/"), -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.address+"/-/"+act, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.body(r)
}

func (p *playing) body(r *http.Request) string {
	p.t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s %s", r.URL, answer.Status, body)
	}
	return string(body)
}

// text is a page without its tags, on one line.
func text(page string) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")), " ")
}

func TestDemo_is_watched_and_steered_in_the_browser(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	p := play(t, options{fast: true, paused: true})
	now := func(w *browser.Window, what string) {
		t.Helper()
		w.Until(`document.querySelector('.story .now').textContent.includes("` + what + `")`)
	}
	w := b.Open(p.address)
	now(w, "It is 02:47 on a Thursday")
	w.Until(`document.querySelector('#as').selectedOptions[0].textContent === 'Ada' && document.title.startsWith('#alerts')`)
	for _, beat := range []string{"Watchman: 🔥 checkout", "Ada: I'm up. Looking.", "Ada types /incident checkout is down", "Ada fills in a form: Declare an incident"} {
		w.Does(chromedp.Click(".story [value=step]"))
		now(w, beat)
	}
	w.Until(`document.querySelector('.modal textarea').value.startsWith('No payment has gone through')`)
	if p.has("is open") {
		t.Error("the form was sent, and the story is paused")
	}
	w.Does(chromedp.Click(".story [value='4']"), chromedp.WaitVisible(".story [value='4'][aria-pressed=true]"), chromedp.Click(".story [value=play]"))
	w.Shows("Grace") // and it follows to where the incident is
	w.Until(`document.title.startsWith('#inc-1-checkout-down') && document.querySelector('.story').textContent.includes('has ended')`)
	w.Shows("Closed by @Grace")
	p.prints(regexp.MustCompile(`Join in: `))
	w.Does(chromedp.SendKeys("#composer", "/incident list \r"))
	w.Until(`!!document.querySelector('#messages .whisper')`)
	if err := p.ends(); err != nil {
		t.Error(err)
	}
}

func TestDemo_ends_at_once_while_it_is_paused(t *testing.T) {
	t.Parallel()
	p := play(t, options{paused: true})
	if page := text(p.get("/")); !strings.Contains(page, "▶ Play") {
		t.Errorf("it is not paused: %s", page)
	}
	if err := p.ends(); !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}

// A visitor who takes away what the story rests on has the workspace all the same.
func TestDemo_stays_up_when_the_story_cannot_go_on(t *testing.T) {
	t.Parallel()
	p := play(t, options{fast: true, paused: true})
	p.does("trouble", "trouble", "archive")
	p.does("story", "do", "play")
	p.prints(regexp.MustCompile(`The story cannot go on from here`))
	p.prints(regexp.MustCompile(`Join in: `))
	if page := text(p.get("/")); !strings.Contains(page, "cannot go on from here, but all of it is yours") || strings.Contains(page, "Play") {
		t.Errorf("the bar says something else: %s", page)
	}
	told := text(p.does("say", "in", regexp.MustCompile(`in=(C\w+)"`).FindStringSubmatch(p.get("/"))[1], "text", "/incident list"))
	if !strings.Contains(told, "Nothing is open.") {
		t.Errorf("the bot does not answer any more: %s", told)
	}
	if err := p.ends(); err != nil {
		t.Error(err)
	}
}
