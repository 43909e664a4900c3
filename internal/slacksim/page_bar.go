package slacksim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Player is what plays a story in the workspace, for the trainer's bar of the page. It is safe for
// concurrent use.
type Player interface {
	Playing() Playing
	Play()
	Pause()
	Step() // plays up to the next pause
	Speed(times float64)
}

// Playing is how far a story is.
type Playing struct {
	Title string // of the story
	Now   string // what happens
	In    string // the id of the channel where it happens; a page on which nothing else was opened goes along
	On    bool   // it plays; otherwise it is paused
	Ended bool
	Speed float64 // 1 is as told
}

// Plays puts a story's player into the trainer's bar. Once more, it has the open pages look at the player again.
// The player is asked while the workspace is locked: it must not hold a lock of its own when it calls this.
func (w *Workspace) Plays(p Player) { w.update(func() { w.player = p }) }

// shownBar is the trainer's bar. While it is closed there is only the story in it, if one plays here.
type shownBar struct {
	Open     bool
	Story    *Playing
	Follow   string // where the page goes along with the story; "" if it does
	Troubles []shownTrouble
	Wire     []wireLine // the newest first
}

// shownTrouble is something that the trainer can make go wrong.
type shownTrouble struct {
	Name, Label, Hint string
	On                bool // it lasts
}

// trouble is a kind of trouble: begin makes it, and says how to end it if it lasts.
type trouble struct {
	name, label, hint string
	begin             func(p *page, who *Person, c *channel) (end func(), err error)
}

// faulty is trouble with calls. It lasts until it is ended, if it is not for some calls only.
func faulty(f Fault) func(*page, *Person, *channel) (func(), error) {
	return func(p *page, _ *Person, _ *channel) (func(), error) {
		end := p.w.Fault(Every, f)
		if f.Times > 0 {
			return nil, nil
		}
		return end, nil
	}
}

// troubles are what can go wrong, in order.
var troubles = []trouble{
	{"slow", "Slack is slow", "every call takes two seconds longer, until you press again", faulty(Fault{Delay: 2 * time.Second})},
	{"429", "429", "the next five calls are told to come back in two seconds", faulty(Fault{Status: http.StatusTooManyRequests, RetryAfter: 2 * time.Second, Times: 5})},
	{"500", "500", "the next five calls fail on Slack's side", faulty(Fault{Status: http.StatusInternalServerError, Times: 5})},
	{"lost", "Answer lost", "the next call is applied and its answer never arrives", faulty(Fault{LoseAnswer: true, Times: 1})},
	{"cut", "Cut the socket", "every connection of the apps breaks; they come back by themselves", func(p *page, _ *Person, _ *channel) (func(), error) {
		for _, a := range read(p.w, func() []*app { return slices.Clone(p.w.apps) }) {
			a.hub.Cut()
		}
		return nil, nil
	}},
	{"kick", "Kick the bot", "removes the apps from the open channel", func(p *page, who *Person, c *channel) (func(), error) {
		if p.lasts(c) {
			return nil, sorry("Nobody can be removed from here.")
		}
		if err := p.enter(who, c); err != nil {
			return nil, err
		}
		there := read(p.w, func() []*app {
			return slices.DeleteFunc(slices.Clone(p.w.apps), func(a *app) bool { return !c.has(a.bot) })
		})
		for _, a := range there {
			who.Kicks(&Person{w: p.w, ID: a.bot.id, Name: a.name}, &Room{w: p.w, channel: c})
		}
		if len(there) == 0 {
			return nil, sorry("No app is in this channel.")
		}
		return nil, nil
	}},
	{"archive", "Archive the channel", "archives the open channel, which throws every bot out; press again to open it", func(p *page, who *Person, c *channel) (func(), error) {
		room := &Room{w: p.w, channel: c}
		switch {
		case room.Archived():
			who.Unarchives(room)
			return nil, nil
		case p.lasts(c):
			return nil, sorry("This one cannot be archived.")
		}
		if err := p.enter(who, c); err != nil {
			return nil, err
		}
		who.Archives(room)
		return nil, nil
	}},
}

// lasts tells whether a channel is one that nobody can be removed from and nobody can archive.
func (p *page) lasts(c *channel) bool {
	return read(p.w, func() bool { return c.general || c.kind == im || c.kind == mpim })
}

// trouble makes something go wrong, or ends what lasts.
func (p *page) trouble(who *Person, c *channel, form url.Values) error {
	for _, t := range troubles {
		if t.name != form.Get("trouble") {
			continue
		}
		if end := read(p.w, func() func() { end := p.ends[t.name]; delete(p.ends, t.name); return end }); end != nil {
			end()
			p.noted("over: " + t.label)
			return nil
		}
		p.noted("trouble: " + t.label)
		end, err := t.begin(p, who, c)
		if end != nil {
			p.w.update(func() { p.ends[t.name] = end })
		}
		return err
	}
	return sorry("There is no such trouble.")
}

// noted writes down what the trainer does between what it does to the wire.
func (p *page) noted(what string) {
	p.w.update(func() { p.w.wire = append(p.w.wire, wireLine{At: time.Now(), To: "trainer", What: what}) })
}

// story plays, pauses, steps, or changes the speed of the story.
func (p *page) story(_ *Person, _ *channel, form url.Values) error {
	player := read(p.w, func() Player { return p.w.player })
	if player == nil {
		return sorry("No story is playing here.")
	}
	switch do := form.Get("do"); do {
	case "play":
		player.Play()
	case "pause":
		player.Pause()
	case "step":
		player.Step()
	case "1", "2", "4":
		player.Speed(float64(do[0] - '0'))
	}
	p.w.update(func() {})
	return nil
}

// bar is what the trainer sees, or with the bar closed whoever watches a story; nil for nothing. The lock is held.
func (p *page) bar(u *user, at whereabouts) *shownBar {
	b := &shownBar{Open: at.Bar}
	if p.w.player != nil {
		playing := p.w.player.Playing()
		b.Story = &playing
		if at.In != "" && !playing.Ended {
			b.Follow = "/?as=" + u.id
		}
	}
	if !at.Bar {
		if b.Story == nil {
			return nil
		}
		return b
	}
	for _, t := range troubles {
		b.Troubles = append(b.Troubles, shownTrouble{t.name, t.label, t.hint, p.ends[t.name] != nil})
	}
	calls := p.w.calls.list
	for _, c := range calls[max(0, len(calls)-shownWire):] {
		problem := c.Error
		if c.Lost {
			problem = strings.TrimSpace(problem + " answer lost")
		}
		b.Wire = append(b.Wire, wireLine{At: c.At, To: "Slack", What: c.Method, Detail: detail(c.Args), Took: took(c.Took), Problem: problem})
	}
	envelopes := p.w.wire[max(0, len(p.w.wire)-shownWire):]
	for i := range envelopes {
		envelopes[i].read()
	}
	b.Wire = append(b.Wire, envelopes...)
	slices.SortStableFunc(b.Wire, func(x, y wireLine) int { return y.At.Compare(x.At) })
	b.Wire = b.Wire[:min(len(b.Wire), shownWire)]
	for i := range b.Wire {
		b.Wire[i].ID, b.Wire[i].Time = b.Wire[i].At.UnixNano(), b.Wire[i].At.UTC().Format("15:04:05.000")
	}
	return b
}

func took(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }

// detail is what a call carried, shortened.
func detail(args map[string]string) string {
	var parts []string
	for _, k := range sortedKeys(args) {
		if args[k] != "" {
			parts = append(parts, k+"="+cutShort(masked(args[k]), 160))
		}
	}
	return cutShort(strings.Join(parts, "  "), 600)
}

func cutShort(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
