package socket_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestReceiver_Events(t *testing.T) {
	t.Parallel()
	t.Run("are kept before they are acked", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		asked, commit := make(chan struct{}), make(chan struct{})
		s.box.before = func(context.Context, []socket.Envelope) error {
			asked <- struct{}{}
			<-commit
			return nil
		}
		s.connected()
		s.event("Ev1")
		<-asked
		if s.hub.Unacked() != 1 {
			t.Error("acked before the commit")
		}
		close(commit)
		s.wait(s.hub.WaitAcked(s.ctx))
	})
	t.Run("that pile up are kept in batches, none larger than BatchMax", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.BatchMax, s.opts.Keepers = 50, 1
		commit := make(chan struct{})
		s.box.before = func(context.Context, []socket.Envelope) error {
			<-commit
			return nil
		}
		s.connected()
		for n := range 200 {
			s.event(fmt.Sprint("Ev", n))
		}
		close(commit)
		s.wait(s.hub.WaitAcked(s.ctx))
		s.box.wait(s.ctx, t, 200)
		for _, n := range s.box.batches {
			if n > 50 {
				t.Errorf("a batch of %d", n)
			}
		}
		if len(s.box.batches) > 100 {
			t.Errorf("%d commits for 200 events", len(s.box.batches))
		}
	})
	t.Run("wait out an inbox that is down, and are not acked meanwhile", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		var left atomic.Int32
		left.Store(4)
		s.box.before = func(context.Context, []socket.Envelope) error {
			switch n := left.Add(-1); {
			case n == 3:
				panic("a broken inbox")
			case n >= 0:
				if s.hub.Unacked() == 0 {
					t.Error("acked although nothing is kept")
				}
				return errDown
			}
			return nil
		}
		s.connected()
		for n := range 10 {
			s.event(fmt.Sprint("Ev", n))
		}
		s.wait(s.hub.WaitAcked(s.ctx))
		s.box.wait(s.ctx, t, 10)
		if st := s.hub.Stats(); st.Redelivered != 0 || st.Lost != 0 {
			t.Errorf("stats %+v", st)
		}
		if !strings.Contains(s.log.String(), errDown.Error()) && !strings.Contains(s.log.String(), "inbox panicked") {
			t.Errorf("the log does not say why:\n%s", s.log)
		}
	})
	t.Run("that come twice are kept under one event id", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.hub.Intercept(func(hub.Envelope) hub.Fate { return hub.Twice })
		s.connected()
		s.event("Ev1")
		s.seen.wait(s.ctx, t, socket.Acked, 2)
		if len(s.box.events) != 1 || s.box.events["Ev1"] != 2 {
			t.Errorf("kept %v", s.box.events)
		}
	})
	t.Run("raised while nobody was connected arrive as retries", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		attempt := make(chan int, 1)
		s.box.before = func(_ context.Context, b []socket.Envelope) error {
			attempt <- b[0].RetryAttempt
			return nil
		}
		s.event("Ev1")
		s.connected()
		s.wait(s.hub.WaitAcked(s.ctx))
		if got := <-attempt; got != 1 {
			t.Errorf("RetryAttempt = %d, want 1", got)
		}
	})
	t.Run("are no longer read when MaxBacklog is in hand, and read on afterwards", func(t *testing.T) {
		t.Parallel()
		// The silence is shorter than the time nothing is read: pausing must not look like a dead socket.
		s := newStage(t, hub.Options{Window: 1 << 20, PingEvery: 10 * time.Millisecond})
		s.opts.MaxBacklog, s.opts.Keepers, s.opts.Silence = 20_000, 1, 500*time.Millisecond
		commit := make(chan struct{})
		var inHand atomic.Int64
		s.box.before = func(_ context.Context, b []socket.Envelope) error {
			<-commit
			for _, e := range b {
				inHand.Add(int64(len(e.Payload)))
			}
			return nil
		}
		s.connected()
		for n := range 2000 {
			s.event(fmt.Sprint("Ev", n))
		}
		s.seen.wait(s.ctx, t, socket.Full, 1)
		time.AfterFunc(2*s.opts.Silence, func() { close(commit) })
		s.wait(s.hub.WaitAcked(s.ctx))
		if n := s.seen.get(socket.Disconnected); n != 0 {
			t.Errorf("the socket was given up %d times\n%s", n, s.log)
		}
	})
	t.Run("of a huge size are kept whole", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		var size atomic.Int64
		s.box.before = func(_ context.Context, b []socket.Envelope) error {
			size.Store(int64(len(b[0].Payload)))
			return nil
		}
		s.connected()
		payload := `{"event":{"text":"` + strings.Repeat("ü", 1<<20) + `"},"event_id":"Ev1"}`
		s.hub.Event([]byte(payload))
		s.wait(s.hub.WaitAcked(s.ctx))
		if size.Load() != int64(len(payload)) {
			t.Errorf("kept %d bytes, want %d", size.Load(), len(payload))
		}
	})
	t.Run("with a malformed frame among them are kept, on the same socket", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{Window: 100})
		s.connected()
		s.event("Ev1")
		for _, payload := range []string{`{"event_id":`, `]`, ``, "\x00", `{"a":"b}`} {
			s.hub.Event([]byte(payload))
		}
		s.event("Ev2")
		s.box.wait(s.ctx, t, 2)
		s.seen.wait(s.ctx, t, socket.Malformed, 5)
		if s.box.events["Ev2"] != 1 || s.seen.get(socket.Disconnected) != 0 {
			t.Errorf("kept %v", s.box.events)
		}
	})
	t.Run("of a kind nobody can parse are kept all the same", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.connected()
		s.hub.Event([]byte(`{"event":{"type":"invented_tomorrow","blocks":[{"type":17}]},"event_id":"Ev1"}`))
		s.hub.Event([]byte(`{"no":"id"}`))
		s.hub.Event([]byte(`"not even an object"`))
		s.wait(s.hub.WaitAcked(s.ctx))
		s.box.wait(s.ctx, t, 3)
	})
}

func TestReceiver_SharesTheLoad(t *testing.T) {
	t.Parallel()
	s := newStage(t, hub.Options{})
	s.start()
	s.start()
	s.wait(s.hub.WaitConnected(s.ctx, 2))
	for n := range 100 {
		s.event(fmt.Sprint("Ev", n))
	}
	s.wait(s.hub.WaitAcked(s.ctx))
	s.box.wait(s.ctx, t, 100)
	if st := s.hub.Stats(); st.AcksOnOtherSocket != 0 || st.Redelivered != 0 || st.UnknownAcks != 0 {
		t.Errorf("stats %+v", st)
	}
}
