package hub_test

import (
	"testing"
	"time"

	"github.com/coder/websocket"
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
