package demo

import (
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// player is how the story goes on: every pause of the teller goes through it. From the page it is paused, played
// in steps, and made faster. It is safe for concurrent use.
type player struct {
	stop  <-chan struct{} // closed when the audience has had enough
	fast  bool            // there are no pauses but those asked for on the page
	tells func()          // has the page look here again; called without the lock

	mu      sync.Mutex
	playing slacksim.Playing
	step    bool          // paused, and playing what happens next
	news    bool          // something happened in this step
	turned  chan struct{} // closed and replaced whenever the story is to go on in another way
}

func newPlayer(stop <-chan struct{}, fast bool) *player {
	return &player{
		stop: stop, fast: fast, tells: func() {}, turned: make(chan struct{}),
		playing: slacksim.Playing{Title: title, Now: prologue, On: true, Speed: 1},
	}
}

// Playing is how far the story is.
func (p *player) Playing() slacksim.Playing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.playing
}

// Play goes on.
func (p *player) Play() { p.turn(func() { p.playing.On, p.step = true, false }) }

// Pause holds the story where it pauses next, or now if it does.
func (p *player) Pause() { p.turn(func() { p.playing.On, p.step = false, false }) }

// Step plays up to the next pause before which something happens.
func (p *player) Step() { p.turn(func() { p.playing.On, p.step, p.news = false, true, false }) }

// Speed makes pauses as many times shorter.
func (p *player) Speed(times float64) { p.turn(func() { p.playing.Speed = times }) }

// happens notes what happens.
func (p *player) happens(what string) { p.turn(func() { p.playing.Now, p.news = what, true }) }

// goes notes where it happens.
func (p *player) goes(channel string) { p.turn(func() { p.playing.In = channel }) }

// ends notes that the story is over, and what to make of it.
func (p *player) ends(why string) {
	p.turn(func() { p.playing.Now, p.playing.Ended, p.playing.On = why, true, false })
}

// turn changes how the story goes on.
func (p *player) turn(change func()) {
	p.mu.Lock()
	change()
	close(p.turned)
	p.turned = make(chan struct{})
	p.mu.Unlock()
	p.tells()
}

// pause lets the audience read for so long, at the speed of the story, and holds the story while it is paused. It
// tells whether the story goes on at all.
func (p *player) pause(d time.Duration) bool {
	if p.fast {
		d = 0
	}
	for {
		began := time.Now()
		held, speed, turned := p.now()
		var over <-chan time.Time
		if !held {
			over = time.After(time.Duration(float64(d) / speed))
		}
		select {
		case <-over:
			return true
		case <-turned:
		case <-p.stop:
			return false
		}
		if held {
			d = 0 // there was time to read
		}
		d -= time.Duration(float64(time.Since(began)) * speed)
	}
}

// blink is a pause within what happens, as between two letters. Nothing is held there.
func (p *player) blink(d time.Duration) bool {
	if p.fast {
		d = 0
	}
	select {
	case <-time.After(time.Duration(float64(d) / p.Playing().Speed)):
		return true
	case <-p.stop:
		return false
	}
}

// now is how a pause goes on: whether it is held, at what speed it passes, and what tells of a change.
func (p *player) now() (held bool, speed float64, turned <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.step && p.news {
		p.step = false
	}
	return !p.playing.On && !p.step, p.playing.Speed, p.turned
}
