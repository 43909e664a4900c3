package hub_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestHub_Ack(t *testing.T) {
	t.Parallel()
	t.Run("of 20 KB or in fragments is dropped", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Event([]byte(`{}`))
		id := a.next().EnvelopeID

		frame := `{"envelope_id":"` + id + `"}`
		a.say(frame + strings.Repeat(" ", 20480-len(frame)))
		wait(t, s.WaitStats(s.ctx, func(st hub.Stats) bool { return st.OversizedAcks == 1 }))

		w, err := a.Writer(s.ctx, websocket.MessageText)
		wait(t, err)
		_, err = io.WriteString(w, frame[:10])
		wait(t, err)
		_, err = io.WriteString(w, frame[10:])
		wait(t, err)
		wait(t, w.Close())
		wait(t, s.WaitStats(s.ctx, func(st hub.Stats) bool { return st.FragmentedAcks == 1 }))
		if s.Unacked() != 1 {
			t.Fatal("a dropped ack counted")
		}
		a.say(frame + strings.Repeat(" ", 20479-len(frame)))
		wait(t, s.WaitAcked(s.ctx))
	})
	t.Run("of nothing we sent is counted and ignored", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		a.ack("nobody", "")
		a.say("not json")
		wait(t, s.WaitStats(s.ctx, func(st hub.Stats) bool { return st.UnknownAcks == 2 }))
	})
	t.Run("on another socket counts, unless acks are strict", func(t *testing.T) {
		t.Parallel()
		for _, strict := range []bool{false, true} {
			opts := lenient()
			opts.StrictAcks = strict
			s := newStage(t, opts)
			a := s.dial(t)
			s.Event([]byte(`{}`))
			id := a.next().EnvelopeID
			b := s.dial(t)
			b.ack(id, "")
			wait(t, s.WaitStats(s.ctx, func(st hub.Stats) bool { return st.AcksOnOtherSocket == 1 }))
			if got := s.Unacked() == 1; got != strict {
				t.Errorf("strict %v: %d unacked", strict, s.Unacked())
			}
		}
	})
	t.Run("is told to OnAck", func(t *testing.T) {
		t.Parallel()
		told := make(chan hub.Envelope, 1)
		opts := lenient()
		opts.OnAck = func(e hub.Envelope, _ time.Duration) { told <- e }
		s := newStage(t, opts)
		a := s.dial(t)
		a.ackAll()
		s.Event([]byte(`{"n":1}`))
		if e := <-told; string(e.Payload) != `{"n":1}` || e.Type != "events_api" {
			t.Errorf("told of %+v", e)
		}
	})
}
