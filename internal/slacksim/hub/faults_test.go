package hub_test

import (
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestHub_Intercept(t *testing.T) {
	t.Parallel()
	// once gives the first envelope its fate and lets the others pass.
	once := func(f hub.Fate) func(hub.Envelope) hub.Fate {
		used := false
		return func(hub.Envelope) hub.Fate {
			if used {
				return hub.Deliver
			}
			used = true
			return f
		}
	}
	t.Run("Drop never sends, so the event comes as a retry", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, soon())
		a := s.dial(t)
		s.Intercept(once(hub.Drop))
		s.Event([]byte(`{}`))
		if f := a.next(); f.RetryAttempt != 1 {
			t.Errorf("got %+v", f)
		}
	})
	t.Run("Twice sends two envelopes of which one counts", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Intercept(once(hub.Twice))
		s.Event([]byte(`{"n":1}`))
		if s.Unacked() != 1 {
			t.Errorf("Unacked = %d", s.Unacked())
		}
		first, second := a.next(), a.next()
		if first.EnvelopeID == second.EnvelopeID || string(first.Payload) != string(second.Payload) {
			t.Errorf("got %+v and %+v", first, second)
		}
		a.ack(second.EnvelopeID, "")
		a.ack(first.EnvelopeID, "")
		wait(t, s.WaitAcked(s.ctx))
		if st := s.Stats(); st.UnknownAcks != 0 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("CutAfterSend loses the socket, not the envelope", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Intercept(once(hub.CutAfterSend))
		s.Event([]byte(`{}`))
		a.next()
		if _, _, err := a.Read(s.ctx); err == nil || websocket.CloseStatus(err) != -1 {
			t.Errorf("the socket ended with %v, want no close frame", err)
		}
		b := s.dial(t)
		b.ackAll()
		wait(t, s.WaitAcked(s.ctx))
	})
	t.Run("LoseAck makes the event come again although it was acked", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, soon())
		a := s.dial(t)
		s.Intercept(once(hub.LoseAck))
		s.Event([]byte(`{}`))
		a.ackAll()
		wait(t, s.WaitAcked(s.ctx))
		if st := s.Stats(); st.LoseAcks != 1 || st.Redelivered == 0 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("Delay lets others overtake", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Intercept(once(hub.Delay(50 * time.Millisecond)))
		s.Event([]byte(`{"n":1}`))
		s.Event([]byte(`{"n":2}`))
		for _, want := range []string{`{"n":2}`, `{"n":1}`} {
			if f := a.next(); string(f.Payload) != want {
				t.Errorf("got %s, want %s", f.Payload, want)
			}
		}
	})
}
