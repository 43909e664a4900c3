package hub_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestHub_Connect(t *testing.T) {
	t.Parallel()
	t.Run("greets every socket with the number of connections", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		for n := 1; n <= 3; n++ {
			f := s.dialBare(t).next()
			if f.Type != "hello" || f.NumConnections != n || f.ConnectionInfo.AppID != "A1" ||
				f.DebugInfo.Host == "" || f.DebugInfo.ApproximateConnectionTime == 0 {
				t.Errorf("hello %d is %+v", n, f)
			}
		}
		wait(t, s.WaitConnected(s.ctx, 3))
	})
	t.Run("takes a ticket once", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		url := s.url + "?ticket=" + s.Ticket()
		//nolint:bodyclose // the library closes it
		conn, _, err := websocket.Dial(s.ctx, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.CloseNow() })
		for _, again := range []string{url, s.url + "?ticket=guess", s.url} {
			//nolint:bodyclose // the library closes it
			if _, resp, err := websocket.Dial(s.ctx, again, nil); err == nil || resp.StatusCode != 401 {
				t.Errorf("%s opened a socket", again)
			}
		}
		if got := s.Stats().RefusedTickets; got != 3 {
			t.Errorf("RefusedTickets = %d, want 3", got)
		}
	})
	t.Run("turns the eleventh socket away", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		for range 10 {
			s.dial(t)
		}
		a := s.dialBare(t)
		if f := a.next(); f.Type != "disconnect" || f.Reason != "too_many_websockets" || f.NumConnections != 10 {
			t.Errorf("eleventh socket got %+v", f)
		}
		if _, _, err := a.Read(s.ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
			t.Errorf("eleventh socket ended with %v", err)
		}
		if s.Connections() != 10 {
			t.Errorf("%d connections", s.Connections())
		}
	})
	t.Run("pings, and answers pings", func(t *testing.T) {
		t.Parallel()
		opts := lenient()
		opts.PingEvery = time.Millisecond
		s := newStage(t, opts)
		a := s.dial(t)
		a.ackAll()
		for range 3 {
			select {
			case <-a.pinged:
			case <-s.ctx.Done():
				t.Fatal("no ping")
			}
		}
		wait(t, a.Ping(s.ctx))
	})
	t.Run("notices a socket that closes", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		wait(t, a.Close(websocket.StatusNormalClosure, ""))
		wait(t, s.WaitConnected(s.ctx, 0))
		if got := s.Stats().ClosedByApp; got != 1 {
			t.Errorf("ClosedByApp = %d, want 1", got)
		}
	})
	t.Run("ends every socket with 1001 when closed", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Close()
		if _, _, err := a.Read(s.ctx); websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestHub_Disconnect(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled"} {
		t.Run(reason+" comes first, then the socket still works for the grace", func(t *testing.T) {
			t.Parallel()
			s := newStage(t, lenient())
			a := s.dial(t)
			s.Disconnect(reason, time.Hour)
			if f := a.next(); f.Type != "disconnect" || f.Reason != reason {
				t.Fatalf("got %+v", f)
			}
			s.Event([]byte(`{"n":1}`))
			a.ack(a.next().EnvelopeID, "")
			wait(t, s.WaitAcked(s.ctx))
		})
	}
	t.Run("after the grace waits for the acks it is owed and closes", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		s.Event([]byte(`{"n":1}`))
		id := a.next().EnvelopeID
		s.Disconnect("refresh_requested", 0)
		a.next()
		b := s.dial(t)
		s.Event([]byte(`{"n":2}`))
		s.Event([]byte(`{"n":3}`))
		for _, want := range []string{`{"n":2}`, `{"n":3}`} {
			f := b.next()
			if string(f.Payload) != want {
				t.Errorf("new socket got %s, want %s", f.Payload, want)
			}
			b.ack(f.EnvelopeID, "")
		}
		a.ack(id, "")
		if _, _, err := a.Read(s.ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
			t.Errorf("old socket ended with %v", err)
		}
		wait(t, s.WaitAcked(s.ctx))
		if st := s.Stats(); st.Redelivered != 0 || st.Sent != 3 {
			t.Errorf("stats %+v", st)
		}
	})
}

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

func TestHub_Request(t *testing.T) {
	t.Parallel()
	ask := func(s *stage) (string, error) {
		b, err := s.Request(s.ctx, "slash_commands", true, []byte(`{"command":"/incident"}`))
		return string(b), err
	}
	t.Run("returns the payload of the ack", func(t *testing.T) {
		t.Parallel()
		for ack, want := range map[string]string{
			`{"text":"declared"}`: `{"text":"declared"}`,
			`{}`:                  "",
			"":                    "",
		} {
			s := newStage(t, lenient())
			a := s.dial(t)
			go func() {
				f := a.next()
				if f.Type != "slash_commands" || !f.AcceptsPayload || string(f.Payload) != `{"command":"/incident"}` {
					t.Errorf("envelope is %+v", f)
				}
				a.ack(f.EnvelopeID, ack)
			}()
			if got, err := ask(s); got != want || err != nil {
				t.Errorf("ack %s came back as %q, %v", ack, got, err)
			}
		}
	})
	t.Run("goes to nobody while no socket is open", func(t *testing.T) {
		t.Parallel()
		if _, err := ask(newStage(t, lenient())); !errors.Is(err, hub.ErrNoConnection) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("fails without an ack and is not repeated", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, soon())
		s.dial(t)
		if _, err := ask(s); !errors.Is(err, hub.ErrNoAck) {
			t.Errorf("got %v", err)
		}
		if st := s.Stats(); st.Sent != 1 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("fails when its socket is cut", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		go func() {
			a.next()
			s.Cut()
		}()
		if _, err := ask(s); !errors.Is(err, hub.ErrNoAck) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ends with its context", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		ctx, cancel := context.WithCancel(s.ctx)
		go func() {
			a.next()
			cancel()
		}()
		if _, err := s.Request(ctx, "interactive", false, []byte(`{}`)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

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

func TestHub_SocketModeSwitchedOff(t *testing.T) {
	t.Parallel()
	s := newStage(t, lenient())
	open := s.dial(t)
	s.SocketMode(false)
	if f := open.next(); f.Type != "disconnect" || f.Reason != "link_disabled" {
		t.Errorf("the open socket got %+v", f)
	}
	late := s.dialBare(t)
	if f := late.next(); f.Type != "disconnect" || f.Reason != "link_disabled" {
		t.Errorf("a new socket got %+v", f)
	}
	s.SocketMode(true)
	s.dial(t)
}
