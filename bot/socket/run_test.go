package socket_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestNew_refuses_options_it_cannot_work_with(t *testing.T) {
	t.Parallel()
	good := newStage(t, hub.Options{}).opts
	for name, spoil := range map[string]func(*socket.Options){
		"Open":       func(o *socket.Options) { o.Open = nil },
		"Inbox":      func(o *socket.Options) { o.Inbox = nil },
		"Handle":     func(o *socket.Options) { o.Handle = nil },
		"Budget":     func(o *socket.Options) { o.Budget = -1 },
		"BatchMax":   func(o *socket.Options) { o.BatchMax = -1 },
		"MaxBacklog": func(o *socket.Options) { o.MaxBacklog = -1 },
	} {
		opts := good
		spoil(&opts)
		if _, err := socket.New(opts); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReceiver_Reconnects(t *testing.T) {
	t.Parallel()
	t.Run("in mid-stream without leaving an envelope unacked, when Slack announces it", func(t *testing.T) {
		t.Parallel()
		for _, reason := range []string{"warning", "refresh_requested"} {
			s := newStage(t, hub.Options{Window: 1 << 20})
			s.connected()
			for n := range 1000 {
				s.event(fmt.Sprint("Ev", n))
				if n == 500 {
					s.hub.Disconnect(reason, 50*time.Millisecond)
				}
			}
			s.seen.wait(s.ctx, t, socket.Disconnected, 1)
			s.seen.wait(s.ctx, t, socket.Connected, 2)
			s.event("Ev1000")
			s.wait(s.hub.WaitAcked(s.ctx))
			s.box.wait(s.ctx, t, 1001)
			if st := s.hub.Stats(); st.Redelivered != 0 || st.AcksOnOtherSocket != 0 || st.UnknownAcks != 0 {
				t.Errorf("stats %+v", st)
			}
		}
	})
	t.Run("with the next socket open before the old one is gone", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		r := s.connected()
		s.hub.Disconnect("warning", patience)
		s.wait(s.hub.WaitConnected(s.ctx, 2))
		for n := range 10 {
			s.event(fmt.Sprint("Ev", n))
		}
		s.wait(s.hub.WaitAcked(s.ctx))
		if !r.Connected() {
			t.Error("not connected")
		}
	})
	t.Run("and gives a retired socket up after Linger", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Linger = time.Millisecond
		s.connected()
		s.hub.Disconnect("warning", patience)
		s.seen.wait(s.ctx, t, socket.Connected, 2)
		s.seen.wait(s.ctx, t, socket.Disconnected, 1)
		s.wait(s.hub.WaitConnected(s.ctx, 1))
		if st := s.hub.Stats(); st.ClosedByApp != 1 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("after a cut, and what was in flight is kept and acked", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{RetryDelays: make([]time.Duration, 20)}) // at once, every time
		s.connected()
		for cut := range 5 {
			for n := range 50 {
				s.event(fmt.Sprint("Ev", cut, "-", n))
			}
			s.hub.Cut()
			s.seen.wait(s.ctx, t, socket.Connected, cut+2)
		}
		s.wait(s.hub.WaitAcked(s.ctx))
		s.box.wait(s.ctx, t, 250)
		if st := s.hub.Stats(); st.Lost != 0 || st.AcksOnOtherSocket != 0 {
			t.Errorf("stats %+v", st)
		}
	})
	t.Run("when the socket has fallen silent", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{PingEvery: time.Hour})
		s.opts.Silence = 100 * time.Millisecond
		s.start()
		s.seen.wait(s.ctx, t, socket.Connected, 3)
	})
	t.Run("when no hello comes", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		mute, err := new(net.ListenConfig).Listen(s.ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer mute.Close()
		go func() {
			for {
				c, err := mute.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(io.Discard, c) }()
			}
		}()
		var calls atomic.Int32
		s.opts.HelloTimeout = 300 * time.Millisecond
		s.opts.Open = func(context.Context) (string, error) {
			if calls.Add(1) == 1 {
				return "ws://" + mute.Addr().String() + "/?ticket=T0PSECRET", nil
			}
			return s.ticketURL(), nil
		}
		s.start()
		s.seen.wait(s.ctx, t, socket.OpenFailed, 1)
		s.seen.wait(s.ctx, t, socket.Connected, 1)
		if strings.Contains(s.log.String(), "T0PSECRET") {
			t.Errorf("the log holds a ticket:\n%s", s.log)
		}
	})
	t.Run("when there were too many sockets", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{MaxConnections: 1})
		first := s.connected()
		s.start()
		s.seen.wait(s.ctx, t, socket.OpenFailed, 1)
		first.stop()
		s.seen.wait(s.ctx, t, socket.Connected, 2)
		if !strings.Contains(s.log.String(), "too_many_websockets") {
			t.Errorf("log:\n%s", s.log)
		}
	})
	t.Run("slowly and loudly while Socket Mode is switched off", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.DisabledRetry = 20 * time.Millisecond
		s.connected()
		s.hub.Disconnect("link_disabled", 0)
		s.seen.wait(s.ctx, t, socket.Connected, 2)
		if log := s.log.String(); !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "switched off") {
			t.Errorf("log:\n%s", log)
		}
	})
	t.Run("after errors of Open, when Slack says so", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		var calls atomic.Int32
		s.opts.Open = func(context.Context) (string, error) {
			switch calls.Add(1) {
			case 1:
				return "", errors.New("internal_error")
			case 2:
				return "", &socket.RetryError{After: time.Millisecond, Err: errors.New("ratelimited")}
			case 3:
				return "ws://127.0.0.1:1/?ticket=T0PSECRET", nil
			}
			return s.ticketURL(), nil
		}
		s.connected()
		if log := s.log.String(); !strings.Contains(log, "ratelimited") || strings.Contains(log, "T0PSECRET") {
			t.Errorf("log:\n%s", log)
		}
	})
}

func TestReceiver_Run(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked"} {
		t.Run("gives up on "+code+" and says what to do", func(t *testing.T) {
			t.Parallel()
			s := newStage(t, hub.Options{})
			s.opts.Open = func(context.Context) (string, error) {
				return "", fmt.Errorf("apps.connections.open: %w", errors.New(code))
			}
			err := <-s.start().done
			refused, ok := errors.AsType[*socket.AuthError](err)
			if !ok || refused.Code != code || refused.Hint() == "" || !strings.Contains(err.Error(), code) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("finishes what is in hand, acks it and closes with 1000 when told to stop", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		inHand := make(chan string, 2)
		finish := make(chan struct{})
		s.box.before = func(ctx context.Context, _ []socket.Envelope) error {
			inHand <- "event"
			<-finish
			return ctx.Err()
		}
		s.opts.Handle = func(ctx context.Context, _ socket.Envelope) (any, error) {
			inHand <- "command"
			<-finish
			return "done", ctx.Err()
		}
		r := s.connected()
		s.event("Ev1")
		var answer string
		var wg sync.WaitGroup
		wg.Go(func() { answer, _ = s.command() })
		<-inHand
		<-inHand
		r.stop()
		close(finish)
		if err := <-r.done; err != nil {
			t.Errorf("Run returned %v", err)
		}
		wg.Wait()
		s.wait(s.hub.WaitAcked(s.ctx))
		s.wait(s.hub.WaitConnected(s.ctx, 0))
		if st := s.hub.Stats(); answer != `"done"` || st.ClosedByApp != 1 || st.Redelivered != 0 {
			t.Errorf("answer %q, stats %+v", answer, st)
		}
		if r.Connected() {
			t.Error("still connected")
		}
	})
	t.Run("leaves unacked what it could not keep within StopGrace", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.StopGrace = 10 * time.Millisecond
		s.box.before = func(context.Context, []socket.Envelope) error { return errDown }
		r := s.connected()
		s.event("Ev1")
		s.seen.wait(s.ctx, t, socket.KeepFailed, 1)
		r.stop()
		if err := <-r.done; err != nil {
			t.Errorf("Run returned %v", err)
		}
		if s.hub.Unacked() != 1 {
			t.Error("acked without a commit")
		}
	})
	t.Run("does not wait for a handler that ignores its context", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.StopGrace = 10 * time.Millisecond
		running, forever := make(chan struct{}), make(chan struct{})
		defer close(forever)
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) {
			close(running)
			<-forever
			return nil, nil
		}
		r := s.connected()
		go func() { _, _ = s.command() }()
		<-running
		r.stop()
		if err := <-r.done; err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
	t.Run("returns at once when told to stop before it is connected", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Open = func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}
		r := s.start()
		r.stop()
		if err := <-r.done; err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
}
