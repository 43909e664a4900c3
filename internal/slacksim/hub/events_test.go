package hub_test

import (
	"fmt"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestHub_Event(t *testing.T) {
	t.Parallel()
	t.Run("carries events in order and counts those unacked", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		for n := range 100 {
			s.Event(fmt.Appendf(nil, `{"n":%d}`, n))
		}
		if s.Unacked() != 100 {
			t.Errorf("Unacked = %d", s.Unacked())
		}
		for n := range 100 {
			f := a.next()
			if want := fmt.Sprintf(`{"n":%d}`, n); string(f.Payload) != want || f.Type != "events_api" ||
				f.AcceptsPayload || f.RetryAttempt != 0 || f.RetryReason != "" {
				t.Fatalf("envelope %d is %+v", n, f)
			}
			a.ack(f.EnvelopeID, "")
		}
		wait(t, s.WaitAcked(s.ctx))
	})
	t.Run("redelivers until acked, each time under a new envelope id", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, soon())
		a := s.dial(t)
		s.Event([]byte(`{"n":1}`))
		seen := map[string]bool{}
		for attempt := range 3 {
			f := a.next()
			wantReason := ""
			if attempt > 0 {
				wantReason = "timeout"
			}
			if f.RetryAttempt != attempt || f.RetryReason != wantReason || seen[f.EnvelopeID] || string(f.Payload) != `{"n":1}` {
				t.Fatalf("attempt %d is %+v", attempt, f)
			}
			seen[f.EnvelopeID] = true
			if attempt == 2 {
				a.ack(f.EnvelopeID, "")
			}
		}
		wait(t, s.WaitAcked(s.ctx))
		if st := s.Stats(); st.Redelivered < 2 || st.Acked != 1 || st.Lost != 0 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("is lost after the last retry", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, soon())
		s.dial(t)
		s.Event([]byte(`{}`))
		wait(t, s.WaitStats(s.ctx, func(st hub.Stats) bool { return st.Lost == 1 }))
		if st := s.Stats(); st.Sent != 4 || s.Unacked() != 0 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("is held while nobody is connected and comes as a retry", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		s.Event([]byte(`{"n":1}`))
		s.Event([]byte(`{"n":2}`))
		a := s.dial(t)
		for _, want := range []string{`{"n":1}`, `{"n":2}`} {
			if f := a.next(); f.RetryAttempt != 1 || f.RetryReason == "" || string(f.Payload) != want {
				t.Errorf("got %+v, want %s as a retry", f, want)
			}
		}
	})
	t.Run("of a socket that was cut goes to the next one", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Event([]byte(`{}`))
		old := a.next()
		s.Cut()
		wait(t, s.WaitConnected(s.ctx, 0))
		b := s.dial(t)
		again := b.next()
		if again.RetryAttempt != 1 || again.EnvelopeID == old.EnvelopeID {
			t.Errorf("redelivery is %+v", again)
		}
		b.ack(old.EnvelopeID, "")
		wait(t, s.WaitAcked(s.ctx))
		if st := s.Stats(); st.AcksOnOtherSocket != 1 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("goes to one of the sockets, each in its turn", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a, b := s.dial(t), s.dial(t)
		for range 10 {
			s.Event([]byte(`{}`))
		}
		for _, app := range []*app{a, b} {
			for range 5 {
				app.ack(app.next().EnvelopeID, "")
			}
		}
		wait(t, s.WaitAcked(s.ctx))
	})
	t.Run("waits in the hub while the window is full", func(t *testing.T) {
		t.Parallel()
		opts := lenient()
		opts.Window = 2
		s := newStage(t, opts)
		a := s.dial(t)
		for range 5 {
			s.Event([]byte(`{}`))
		}
		if st := s.Stats(); st.Sent != 2 {
			t.Errorf("%d sent, want 2", st.Sent)
		}
		a.ackAll()
		wait(t, s.WaitAcked(s.ctx))
	})
}
