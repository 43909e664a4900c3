package main

import (
	"os"
	"path/filepath"
	"regexp"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// How large windows are, in pixels.
const (
	wide, high = 1280, 860
	// highest is for what is long, and is cut out of the window.
	highest = 4500
	// A phone, held upright.
	narrow, tall = 390, 844
)

// camera takes pictures of the workspace.
type camera struct {
	stage          *stage.Stage
	window         *browser.Window
	folder, readme string
	wanted         *regexp.Regexp
	begin          func(step string)

	taken  int
	faults []string // what is hard to see, and on which pictures
	err    error    // the first that a file met with
}

// view is what is in somebody's window.
type view struct {
	who    *slacksim.Person
	in     string // a channel's id, or an app's for its Home
	shows  string // what must have come before the picture is taken
	thread *slacksim.Message
	bar    bool
}

// takes is a picture of a window as it is on a desk, in light and in dark.
func (c *camera) takes(name string, v view) {
	if c.opens(name, v, wide, high) {
		c.both(name, c.window.Picture)
	}
}

// phones is the same on a phone.
func (c *camera) phones(name string, v view, first ...chromedp.Action[chromedp.Void]) {
	if c.opens(name, v, narrow, tall) {
		c.window.Does(first...)
		c.both(name, c.window.Picture)
	}
}

// closeUp is a picture of a message alone.
func (c *camera) closeUp(name string, m *slacksim.Message, v view) {
	if c.opens(name, v, wide, highest) {
		element := `[id="m` + m.TS() + `"]`
		c.both(name, func() []byte { return c.window.PictureOf(element) })
	}
}

// opens has the window show it, if a picture of that name is wanted.
func (c *camera) opens(name string, v view, width, height int) bool {
	if !c.wanted.MatchString(name) {
		return false
	}
	c.begin(name)
	c.window.Measures(width, height)
	address := c.stage.Slack.URL() + "/?as=" + v.who.ID + "&in=" + v.in
	if v.thread != nil {
		address += "&thread=" + v.thread.TS()
	}
	if v.bar {
		address += "&bar=1"
	}
	c.window.Goes(address)
	if v.shows != "" {
		c.window.Shows(v.shows)
	}
	c.window.Until(`[...document.images].every(i => i.loading === 'lazy' || i.complete)`)
	c.window.Asks(`document.querySelectorAll('.message').forEach(m => m.style.contentVisibility = 'visible'), true`)
	return true
}

// reads takes the picture of a canvas, which has a page to itself.
func (c *camera) reads(name string, v view) {
	if c.opens(name, v, wide, highest) {
		page := c.window.Asks(`document.querySelector('.bookmarks a').href`).(string)
		c.window.Does(chromedp.Navigate(page))
		c.both(name, func() []byte { return c.window.PictureOf("article") })
	}
}

// shows is a small picture for the README, in one scheme, in a window as wide as the README is shown at its widest.
func (c *camera) shows(name string, v view, dark bool, top *slacksim.Message) {
	const width, height = 1200, 860
	if !c.opens("readme-"+name, v, width, height) {
		return
	}
	if top != nil {
		c.window.Asks(`document.querySelector('[id="m` + top.TS() + `"]').scrollIntoView(), true`)
	}
	c.window.Likes(dark)
	reduced, err := small(c.window.Picture())
	if err != nil {
		c.stage.Stuck("make %s small: %v", name, err)
	}
	c.keep(filepath.Join(c.readme, name+".png"), reduced)
	c.taken++
}

// both writes a picture in light and one in dark.
func (c *camera) both(name string, picture func() []byte) {
	for _, scheme := range []string{"light", "dark"} {
		c.window.Likes(scheme == "dark")
		c.keep(filepath.Join(c.folder, name+"-"+scheme+".png"), picture())
		c.taken++
		for _, fault := range c.window.Faults() {
			c.faults = append(c.faults, name+"-"+scheme+": "+fault)
		}
	}
}

// keep writes a file.
func (c *camera) keep(path string, content []byte) {
	if err := os.WriteFile(path, content, 0o644); err != nil && c.err == nil {
		c.err = err
	}
}
