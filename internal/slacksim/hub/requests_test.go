package hub_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

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
	t.Run("ends with the hub, which takes an ack that comes after", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, lenient())
		a := s.dial(t)
		go func() {
			f := a.next()
			s.Close()
			a.ack(f.EnvelopeID, `{"text":"too late"}`)
		}()
		if _, err := ask(s); !errors.Is(err, hub.ErrNoAck) {
			t.Errorf("got %v", err)
		}
		for s.Stats().UnknownAcks == 0 && s.ctx.Err() == nil { // the hub is still there to ask
			runtime.Gosched()
		}
		if s.ctx.Err() != nil {
			t.Error("the ack was never taken in")
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
