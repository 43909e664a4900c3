package store

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestPicture(t *testing.T) {
	t.Parallel()

	t.Run("holds what is to be drawn until it is drawn", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		for _, text := range []string{"first", "second"} {
			if _, err := s.Change(t.Context(), act("UADA", 1, ""), 1, note("UADA", 1, text)); err != nil {
				t.Fatal(err)
			}
		}
		undrawn := func(want ...int64) {
			t.Helper()
			pic, err := s.Picture(t.Context(), 1)
			var ids []int64
			for _, e := range pic.Undrawn {
				ids = append(ids, e.ID)
			}
			same(t, "undrawn", ids, want, err)
		}
		undrawn(2, 3) // 1 is the declaration, which the card tells
		if err := s.Drawn(t.Context(), 1, []int64{2}); err != nil {
			t.Fatal(err)
		}
		undrawn(3)
		if err := s.Drawn(t.Context(), 2, []int64{3}); err != nil { // another incident's
			t.Fatal(err)
		}
		undrawn(3)
	})

	t.Run("remembers surfaces as they were last kept", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		card := incident.Surface{
			Key: "card", State: incident.Waiting, Channel: "C1", Message: "1.0", Handle: "H", Digest: "d1", Echo: "e1",
			AttemptAt: at(1), ShownAt: at(2), RetryAt: at(3), Problem: "ratelimited",
		}
		topic := incident.Surface{Key: "topic", State: incident.Shown, Digest: "t", AttemptAt: at(1)}
		if err := s.Keep(t.Context(), 1, []incident.Surface{card, topic}); err != nil {
			t.Fatal(err)
		}
		pic, err := s.Picture(t.Context(), 1)
		same(t, "card", pic.Surfaces["card"], card, err)
		card.Digest, card.Echo, card.RetryAt = "d2", "e2", t0.AddDate(1, 0, 0)
		if err := s.Sending(t.Context(), 1, []incident.Surface{card}); err != nil {
			t.Fatal(err)
		}
		card.State = incident.Sending
		pic, err = s.Picture(t.Context(), 1)
		same(t, "card", pic.Surfaces["card"], card, err)
		same(t, "topic", pic.Surfaces["topic"], topic)
		same(t, "channel", pic.Surfaces["channel"].Channel, "C1")
	})
}

func TestChannelMade(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	s.declare(t, "Another")
	stored, err := s.Incident(t.Context(), 1)
	same(t, "incident", stored, inc, err)
	if err := s.ChannelMade(t.Context(), 2, incident.Surface{Key: "channel", State: incident.Shown, Channel: inc.Channel}, "x"); violated(err) != "incident_channel_id_key" || !strings.Contains(err.Error(), "INC-2") {
		t.Errorf("another's channel: %v", err)
	}
}

func TestStuck(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.declare(t, "Till down")
	two := s.declare(t, "Another")
	card := incident.Surface{Key: "card", State: incident.Stuck, Channel: two.Channel, Message: "1.0", Problem: "is_archived", AttemptAt: at(1), RetryAt: at(2)}
	if err := s.Keep(t.Context(), 2, []incident.Surface{card, {Key: "topic", State: incident.Shown}}); err != nil {
		t.Fatal(err)
	}
	stuck, err := s.Stuck(t.Context())
	same(t, "stuck", stuck, []StuckSurface{{Number: 2, Title: "Another", Surface: card}}, err)
	if err := s.Unstick(t.Context(), two.Channel); err != nil {
		t.Fatal(err)
	}
	same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 2}})
	stuck, err = s.Stuck(t.Context())
	same(t, "stuck after that", len(stuck), 0, err)
	if err := s.Unstick(t.Context(), "CLUNCH"); err != nil {
		t.Error(err)
	}
	if work := s.taken(); len(work) > 0 {
		t.Errorf("work for no incident: %v", work)
	}
}
