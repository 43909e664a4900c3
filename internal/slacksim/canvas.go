package slacksim

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// newCanvas makes an empty canvas.
func (w *Workspace) newCanvas(title string, by *user) *file {
	title = orElse(title, "Untitled")
	f := &file{
		id: w.id("F"), name: title, title: title, owner: by, made: w.clock(), changed: w.clock(),
		canvas: true, shared: true, uploaded: true, editors: []*user{by},
	}
	w.files[f.id] = f
	return f
}

// newChannelCanvas makes the canvas in the channel's header.
func (w *Workspace) newChannelCanvas(c *channel, title string, by *user) *file {
	c.canvas = w.newCanvas(title, by)
	c.canvas.share(c)
	return c.canvas
}

// writeCanvas replaces what a canvas says. Apps hear file_change of every edit, their own among them;
// that Slack does not spare the editor is a guess, and the harder case for an app.
func (w *Workspace) writeCanvas(f *file, by *user, markdown string) {
	f.content, f.changed = []byte(markdown), w.clock()
	if !slices.Contains(f.editors, by) {
		f.editors = append(f.editors, by)
	}
	w.canvasChanged(f, by)
}

func (w *Workspace) canvasChanged(f *file, by *user) {
	w.emit(event{name: "file_change", file: f, inner: object{
		"type": "file_change", "file_id": f.id, "file": object{"id": f.id},
	}})
	where := ""
	if len(f.channels) > 0 {
		where = f.channels[0].label()
	}
	w.happen(Happening{Kind: CanvasChanged, Channel: where, Who: by.shown(), Text: string(f.content)})
	w.wake()
}

// canvasLook reads a canvas as Slack does: GitHub's Markdown with tables, task lists and bare links.
var canvasLook = goldmark.New(goldmark.WithExtensions(extension.GFM))

// canvasHTML is a canvas as HTML, in a form that no document describes. What is here is a guess: the plain
// HTML of the Markdown, with a disabled checkbox for an item of a task list. Others report Quip's form of
// it, with classes and ids on every element.
func canvasHTML(markdown []byte) string {
	var b bytes.Buffer
	if err := canvasLook.Convert(markdown, &b); err != nil {
		return "" // a buffer takes everything
	}
	return strings.TrimSpace(b.String())
}
