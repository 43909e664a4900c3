package slacksim

import (
	"sync"
	"time"
)

// Happening is something that people could see happen in the workspace.
type Happening struct {
	At       time.Time // by the workspace's clock
	Kind     HappeningKind
	Channel  string // the channel's name, "" for what is in none
	Who      string // the name of who did it
	To       string // for whom, of what only one person sees
	Text     string // what can be read
	TS       string // of the message it is about
	ThreadTS string // of its thread
}

// HappeningKind is what happened.
type HappeningKind string

// The kinds of happenings.
const (
	Posted         HappeningKind = "posted"
	Edited         HappeningKind = "edited"
	Deleted        HappeningKind = "deleted"
	Whispered      HappeningKind = "whispered" // an ephemeral message, or a notice of Slack itself
	Reacted        HappeningKind = "reacted"
	Unreacted      HappeningKind = "unreacted"
	Pinned         HappeningKind = "pinned"
	Unpinned       HappeningKind = "unpinned"
	Bookmarked     HappeningKind = "bookmarked"
	ChannelCreated HappeningKind = "channel created"
	Joined         HappeningKind = "joined"
	Left           HappeningKind = "left"
	TopicSet       HappeningKind = "topic set"
	PurposeSet     HappeningKind = "purpose set"
	Renamed        HappeningKind = "renamed"
	Archived       HappeningKind = "archived"
	Unarchived     HappeningKind = "unarchived"
	ChannelDeleted HappeningKind = "channel deleted"
	CanvasChanged  HappeningKind = "canvas changed"
	GroupChanged   HappeningKind = "user group changed"
	Commanded      HappeningKind = "typed a command"
	Clicked        HappeningKind = "clicked"
	ModalOpened    HappeningKind = "modal opened"
	ModalUpdated   HappeningKind = "modal updated"
	ModalClosed    HappeningKind = "modal closed"
	Submitted      HappeningKind = "submitted"
	HomeUpdated    HappeningKind = "home updated"
)

// subscription carries happenings to one reader, however slow it is.
type subscription struct {
	out chan Happening

	mu      sync.Mutex
	queue   []Happening
	arrived chan struct{} // holds one token while the queue may have something
	done    chan struct{}
	ended   sync.Once
}

// Subscribe streams what happens from now on. The stream never holds up the workspace; it is closed by
// the function returned, or with the workspace.
func (w *Workspace) Subscribe() (<-chan Happening, func()) {
	s := &subscription{out: make(chan Happening), arrived: make(chan struct{}, 1), done: make(chan struct{})}
	w.update(func() { w.happenings = append(w.happenings, s) })
	go s.pump()
	return s.out, func() {
		w.mu.Lock()
		for i, x := range w.happenings {
			if x == s {
				w.happenings = append(w.happenings[:i:i], w.happenings[i+1:]...)
				break
			}
		}
		w.mu.Unlock()
		s.end()
	}
}

// happen tells the subscribers. The lock is held.
func (w *Workspace) happen(h Happening) {
	h.At = w.clock()
	for _, s := range w.happenings {
		s.push(h)
	}
}

func (s *subscription) push(h Happening) {
	s.mu.Lock()
	s.queue = append(s.queue, h)
	s.mu.Unlock()
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

func (s *subscription) pump() {
	defer close(s.out)
	for {
		s.mu.Lock()
		batch := s.queue
		s.queue = nil
		s.mu.Unlock()
		for _, h := range batch {
			select {
			case s.out <- h:
			case <-s.done:
				return
			}
		}
		if len(batch) > 0 {
			continue
		}
		select {
		case <-s.arrived:
		case <-s.done:
			return
		}
	}
}

func (s *subscription) end() { s.ended.Do(func() { close(s.done) }) }
