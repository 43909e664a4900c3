package socket_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func (s *stage) command() (string, error) {
	b, err := s.hub.Request(s.ctx, "slash_commands", true, []byte(`{"command":"/incident","trigger_id":"secret"}`))
	return string(b), err
}

func (s *stage) submission() (string, error) {
	b, err := s.hub.Request(s.ctx, "interactive", true, []byte(`{"type":"view_submission"}`))
	return string(b), err
}

func TestReceiver_Requests(t *testing.T) {
	t.Parallel()
	t.Run("are answered on the ack", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(_ context.Context, e socket.Envelope) (any, error) {
			if e.Type != "slash_commands" || !e.AcceptsPayload || !strings.Contains(string(e.Payload), "/incident") {
				t.Errorf("handler got %+v", e)
			}
			return map[string]string{"text": "declared"}, nil
		}
		s.connected()
		if got, err := s.command(); got != `{"text":"declared"}` || err != nil {
			t.Errorf("answer %q, %v", got, err)
		}
	})
	t.Run("do not wait for one another, nor for the inbox", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		inbox, slow := make(chan struct{}), make(chan struct{})
		defer close(inbox)
		s.box.before = func(ctx context.Context, _ []socket.Envelope) error {
			<-inbox
			return nil
		}
		s.opts.Handle = func(_ context.Context, e socket.Envelope) (any, error) {
			if e.Type == "interactive" {
				<-slow
			}
			return nil, nil
		}
		s.connected()
		s.event("Ev1")
		done := make(chan error, 1)
		go func() {
			_, err := s.submission()
			done <- err
		}()
		if _, err := s.command(); err != nil {
			t.Error(err)
		}
		close(slow)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Run("survive a panic: a command gets an apology, a form stays open", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) { panic("a bug") }
		s.connected()
		got, err := s.command()
		if err != nil || !strings.Contains(got, "ref ") || strings.Contains(got, "a bug") {
			t.Errorf("answer %q, %v", got, err)
		}
		ctx, cancel := context.WithCancel(s.ctx)
		go func() {
			s.seen.wait(s.ctx, t, socket.Panicked, 2)
			cancel()
		}()
		if _, err := s.hub.Request(ctx, "interactive", true, []byte(`{}`)); !errors.Is(err, context.Canceled) {
			t.Errorf("a form was acked although its handler panicked: %v", err)
		}
		if !strings.Contains(s.log.String(), "a bug") {
			t.Error("the panic is not in the log")
		}
	})
	t.Run("that fail are logged without the payload", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) { return nil, errDown }
		s.connected()
		if got, err := s.command(); err != nil || !strings.Contains(got, "ref ") || strings.Contains(got, errDown.Error()) {
			t.Errorf("answer %q, %v", got, err)
		}
		if log := s.log.String(); !strings.Contains(log, errDown.Error()) || strings.Contains(log, "secret") || strings.Contains(log, "ticket=") {
			t.Errorf("log:\n%s", log)
		}
	})
	t.Run("have a budget below Slack's three seconds", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Budget = time.Millisecond
		s.opts.Handle = func(ctx context.Context, _ socket.Envelope) (any, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		s.connected()
		if got, err := s.command(); err != nil || !strings.Contains(got, "ref ") {
			t.Errorf("answer %q, %v", got, err)
		}
		s.seen.wait(s.ctx, t, socket.Late, 1)
	})
	t.Run("never get an ack that Slack would drop", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) { return strings.Repeat("x", 20480), nil }
		s.connected()
		if got, err := s.command(); err != nil || !strings.Contains(got, "does not fit") {
			t.Errorf("command: answer %q, %v", got, err)
		}
		if got, err := s.submission(); err != nil || got != "" {
			t.Errorf("submission: answer %q, %v", got, err)
		}
		if st := s.hub.Stats(); st.OversizedAcks != 0 {
			t.Errorf("stats %+v", st)
		}
		s.seen.wait(s.ctx, t, socket.Oversized, 2)
	})
	t.Run("get the largest ack Slack takes", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		const frame = len(`{"envelope_id":"00000000-0000-0000-0000-000000000000","payload":""}`)
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) {
			return strings.Repeat("x", 20479-frame), nil
		}
		s.connected()
		if got, err := s.submission(); err != nil || len(got) != 20479-frame+2 {
			t.Errorf("answer of %d bytes, %v", len(got), err)
		}
	})
	t.Run("that take no reply, or cannot have the one given, are acked without", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(context.Context, socket.Envelope) (any, error) { return func() {}, nil }
		s.connected()
		if got, err := s.submission(); err != nil || got != "" {
			t.Errorf("answer %q, %v", got, err)
		}
		if got, err := s.hub.Request(s.ctx, "interactive", false, []byte(`{}`)); err != nil || got != nil {
			t.Errorf("answer %q, %v", got, err)
		}
	})
	t.Run("of an unknown type are left to Slack", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.connected()
		ctx, cancel := context.WithCancel(s.ctx)
		go func() {
			s.seen.wait(s.ctx, t, socket.Unknown, 1)
			cancel()
		}()
		if _, err := s.hub.Request(ctx, "invented", true, []byte(`{}`)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("by the hundred are all answered", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, hub.Options{})
		s.opts.Handle = func(_ context.Context, e socket.Envelope) (any, error) { return e.Payload, nil }
		s.connected()
		errs := make(chan error)
		for n := range 100 {
			go func() {
				want := fmt.Sprintf(`{"n":%d}`, n)
				got, err := s.hub.Request(s.ctx, "slash_commands", true, []byte(want))
				if err == nil && string(got) != want {
					err = fmt.Errorf("answer %s, want %s", got, want)
				}
				errs <- err
			}()
		}
		for range 100 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}
