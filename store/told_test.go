package store

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestLastSeen(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.declare(t, "Till down")
	s.declare(t, "Another")
	seen := func(want time.Time) {
		t.Helper()
		got, err := s.LastSeen(t.Context(), 1, "UADA")
		same(t, "last seen", got, want, err)
	}
	says := func(channel incident.ChannelID, id incident.MessageID, by incident.PersonID, minute int) {
		t.Helper()
		s.hears(t, incident.Heard{Messages: []incident.Message{{Channel: channel, ID: id, Author: by, Text: "hm", At: at(minute)}}})
	}
	told := func(n incident.Number, minute int) {
		t.Helper()
		if err := s.KeepTold(t.Context(), n, "UADA", at(minute)); err != nil {
			t.Fatal(err)
		}
	}

	seen(time.Time{})
	says("C1", "1.0", "UBOB", 1)
	says("C2", "1.0", "UADA", 1)
	told(2, 1)
	seen(time.Time{})
	says("C1", "2.0", "UADA", 2)
	seen(at(2))
	told(1, 5)
	seen(at(5))
	told(1, 4) // two at once, the later one first
	seen(at(5))
	says("C1", "3.0", "UADA", 7)
	seen(at(7))
}
