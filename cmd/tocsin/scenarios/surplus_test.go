package scenarios

import (
	"fmt"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// once fails unless exactly one message of the channel, its threads included, shows this text.
func (w *world) once(room *slacksim.Room, text string) *slacksim.Message {
	w.t.Helper()
	var found []*slacksim.Message
	for _, m := range room.Messages() {
		if strings.Contains(m.Text(), text) {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("#%s shows %q %d times:\n%s", room.Name(), text, len(found), strings.Join(room.Texts(), "\n"))
	}
	return found[0]
}

// shownOnce fails unless everything that an incident has is there exactly once: its channel, the pinned
// card in it, and the announcement.
func (w *world) shownOnce(number int, title string) (room *slacksim.Room, card, announced *slacksim.Message) {
	w.t.Helper()
	for _, r := range w.Rooms() {
		if !strings.HasPrefix(r.Name(), fmt.Sprintf("inc-%d-", number)) {
			continue
		}
		if room != nil {
			w.t.Fatalf("INC-%d has two channels: #%s and #%s", number, room.Name(), r.Name())
		}
		room = r
	}
	if room == nil {
		w.t.Fatalf("INC-%d has no channel", number)
	}
	head := fmt.Sprintf("INC-%d %s", number, title)
	card, announced = w.once(room, head), w.once(w.incidents, head)
	if pinned := room.Pinned(); len(pinned) != 1 || pinned[0].TS() != card.TS() {
		w.t.Errorf("#%s has %d pinned messages, and not just the card", room.Name(), len(pinned))
	}
	return room, card, announced
}

// shownInAll fails unless that many incidents' channels are there.
func (w *world) shownInAll(incidents int) {
	w.t.Helper()
	n := 0
	for _, r := range w.Rooms() {
		if strings.HasPrefix(r.Name(), "inc-") {
			n++
		}
	}
	if n != incidents {
		w.t.Errorf("there are %d incidents' channels, want %d", n, incidents)
	}
}
