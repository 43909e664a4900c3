// Package browser drives a real Chromium, with which tests, pictures and measurements look at pages as people do.
// Chromium is not brought along: it is one that is installed.
//
// What does not come true is told to [Options].Fail, as in the simulated Slack, so that a story reads as one.
package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// ErrNone says that no Chromium is installed.
var ErrNone = errors.New("no Chromium is installed here")

// Options are how a browser looks at pages.
type Options struct {
	// Fail is told what does not come true. It must not return: t.Fatalf does.
	Fail func(format string, args ...any)
	// Wait is how long a window waits before Fail. Default 1 min: a machine may be busy.
	Wait time.Duration
	// Dark has pages drawn as for people who like the dark.
	Dark bool
	// Width and Height are those of a window, in pixels. Default 1280 × 800.
	Width, Height int
}

// Browser is a Chromium that runs, without a screen.
type Browser struct {
	options Options
	ctx     context.Context //nolint:containedctx // chromedp keeps the browser in it
	end     func()
}

// names are those under which Chromium is installed.
var names = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// Installed is the path of the Chromium there is, or [ErrNone].
func Installed() (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// Start starts the Chromium that is installed; [ErrNone] if there is none.
func Start(o Options) (*Browser, error) {
	path, err := Installed()
	if err != nil {
		return nil, err
	}
	if o.Wait == 0 {
		o.Wait = time.Minute
	}
	if o.Width == 0 {
		o.Width, o.Height = 1280, 800
	}
	how := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(o.Width, o.Height))
	if o.Dark {
		how = append(how, chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	}
	for range starts {
		var b *Browser
		if b, err = start(o, how); err == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("start %s: %w", path, err)
}

// starts is how often a Chromium is started that crashes as it starts, which it does now and then on a busy machine.
const starts = 3

func start(o Options, how []chromedp.ExecAllocatorOption) (*Browser, error) {
	alloc, stop := chromedp.NewExecAllocator(context.Background(), how...)
	ctx, end := chromedp.NewContext(alloc)
	b := &Browser{options: o, ctx: ctx, end: func() { end(); stop() }}
	// The first page owns what it runs in and must have no deadline; so in Open.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Close ends the browser and its windows.
func (b *Browser) Close() { b.end() }

// Window is somebody's window.
type Window struct {
	options Options
	ctx     context.Context //nolint:containedctx // chromedp keeps the window in it
	close   func()
}

// Open opens a window at an address; see [Window.Goes].
func (b *Browser) Open(address string) *Window {
	w := b.Blank()
	w.Goes(address)
	return w
}

// Blank opens an empty window.
func (b *Browser) Blank() *Window {
	ctx, stop := chromedp.NewContext(b.ctx)
	w := &Window{b.options, ctx, stop}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		w.options.Fail("open a window: %v", err)
	}
	return w
}

// Close closes the window.
func (w *Window) Close() { w.close() }

// Goes has the window load an address, and returns when it has heard from the server: the page then scrolls to its end
// and puts the cursor where one writes.
func (w *Window) Goes(address string) {
	w.Does(chromedp.Navigate(address), chromedp.WaitReady(".live"))
}

// Does is what somebody does in the window, one thing after the other.
func (w *Window) Does(actions ...chromedp.Action[chromedp.Void]) {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.options.Fail("in the browser: %v; the page shows:\n%s", err, w.text())
	}
}

// Until waits until an expression of the page's script is true.
func (w *Window) Until(expression string) {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	poll := chromedp.Poll[any](expression, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(0)) // ctx bounds it
	_, err := chromedp.Run(ctx, poll)
	for err != nil && ctx.Err() == nil && loads(err) {
		_, err = chromedp.Run(ctx, poll)
	}
	if err != nil {
		w.options.Fail("%s does not come true: %v; the page shows:\n%s", expression, err, w.text())
	}
}

// loads says that something was asked while the page was loading.
func loads(err error) bool {
	return strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context with specified id")
}

// Shows waits until a text stands somewhere on the page, be it scrolled out of sight.
func (w *Window) Shows(text string) {
	w.Until(fmt.Sprintf(`document.body.textContent.includes(%q)`, text)) // innerText lacks what is out of sight
}

// Finds scrolls to an element, by a selector, and waits until it can be pressed: what stands above takes its place
// only when it comes into sight, and moves it.
func (w *Window) Finds(selector string) {
	w.Until(fmt.Sprintf(`(() => {
		const it = document.querySelector(%q);
		it?.scrollIntoView({ block: 'center' });
		const r = it?.getBoundingClientRect();
		return Boolean(r) && it.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2));
	})()`, selector))
}

// Asks is the value of an expression of the page's script.
func (w *Window) Asks(expression string) any {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression))
	if err != nil {
		w.options.Fail("%s: %v", expression, err)
	}
	return got
}

// Picture is the window as a PNG.
func (w *Window) Picture() []byte {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	shown, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.options.Fail("take a picture: %v", err)
	}
	return shown
}

// PictureOf is the first element that matches, as a PNG: what of it the window shows when it is scrolled there.
func (w *Window) PictureOf(selector string) []byte {
	w.Until(fmt.Sprintf(`!!document.querySelector(%q)`, selector))
	where := fmt.Sprintf(`(e => (e.scrollIntoView(), ['left', 'top', 'right', 'bottom'].map(s => Math.round(e.getBoundingClientRect()[s]))))(document.querySelector(%q))`, selector)
	var sides [4]int
	at, _ := w.Asks(where).([]any)
	for i, side := range at {
		number, _ := side.(float64)
		sides[i] = int(number)
	}
	whole, err := png.Decode(bytes.NewReader(w.Picture()))
	if err != nil {
		w.options.Fail("read a picture: %v", err)
	}
	part, ok := whole.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		w.options.Fail("a picture of %T cannot be cut", whole)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, part.SubImage(image.Rect(sides[0], sides[1], sides[2], sides[3]))); err != nil {
		w.options.Fail("write a picture: %v", err)
	}
	return b.Bytes()
}

// Likes draws the window for somebody who likes the light, or the dark. Nothing moves in it any more, so that one
// picture is like the next.
func (w *Window) Likes(dark bool) {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	w.Does(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}))
}

// Measures makes the window so large, in pixels.
func (w *Window) Measures(width, height int) {
	w.Does(chromedp.EmulateViewport(int64(width), int64(height)))
}

func (w *Window) text() string {
	ctx, cancel := context.WithTimeout(w.ctx, time.Second)
	defer cancel()
	shown, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`)) // it only helps to understand
	return shown
}
