package slacksim

import "strings"

// EditsCanvas has a person rewrite the channel's canvas: edit is given its Markdown and returns the new. A
// channel without a canvas gets one, as by a click on its tab. Apps that subscribed get file_change.
func (p *Person) EditsCanvas(r *Room, edit func(markdown string) string) {
	p.tries(r, func(u *user, c *channel) string {
		if c.canvas == nil {
			if p.w.opts.CanvasesOff || p.w.opts.TeamTierWithoutCanvases {
				return "has no canvas in #" + c.label() + ", and cannot make one in this workspace"
			}
			p.w.newChannelCanvas(c, "", u)
		}
		p.w.writeCanvas(c.canvas, u, edit(string(c.canvas.content)))
		return ""
	})
}

// Canvas is the Markdown of the channel's canvas, "" if there is none.
func (r *Room) Canvas() string { return read(r.w, r.canvas) }

// CanvasLink is the canvas's address, "" if there is none.
func (r *Room) CanvasLink() string {
	return read(r.w, func() string {
		if r.channel.canvas == nil {
			return ""
		}
		return r.w.fileLink(r.channel.canvas)
	})
}

// AwaitCanvas waits until the channel's canvas says this, and returns all that it says.
func (r *Room) AwaitCanvas(text string) string {
	var all string
	r.w.await(func() bool {
		all = r.canvas()
		return r.channel.canvas != nil && strings.Contains(all, text)
	}, func() string {
		if r.channel.canvas == nil {
			return "#" + r.channel.label() + " has no canvas"
		}
		return "the canvas of #" + r.channel.label() + " does not say " + quoted(text) + ":\n" + all
	})
	return all
}

func (r *Room) canvas() string {
	if r.channel.canvas == nil {
		return ""
	}
	return string(r.channel.canvas.content)
}
