package jobs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestFailedWork(t *testing.T) {
	t.Parallel()

	t.Run("rests for as long as the error asks, which is no attempt", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did := newPasses()
		var rested sync.Once
		o := w.options()
		o.Person = func(context.Context, incident.PersonID) (err error) {
			did.pass()
			rested.Do(func() { err = fmt.Errorf("ask the chat: %w", askedToRest(20*time.Millisecond)) })
			return err
		}
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkPerson, Person: "UADA"})
		did.wait(t)
		did.wait(t)
		w.becomes(1, `state = 'completed' and attempt = 1 and cardinality(errors) is null`)
	})

	t.Run("is given up when it is about no incident", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		o := w.options()
		o.Draft = func(context.Context, incident.Number) error { return fmt.Errorf("read: %w", incident.ErrNotFound) }
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkDraft, Number: 77})
		w.becomes(1, `state = 'cancelled'`)
	})

	t.Run("that panics is logged once with a reference, and tried again", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		did := newPasses()
		ended := make(chan Outcome, 9)
		var log lines
		var broken sync.Once
		o := w.options()
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Done = func(e Ended) { ended <- e.Outcome }
		o.Draft = func(context.Context, incident.Number) error {
			did.pass()
			broken.Do(func() { panic("no such page") })
			return nil
		}
		j := w.start(o)
		w.asks(j, incident.Work{Kind: incident.WorkDraft, Number: 1})
		did.wait(t)
		did.wait(t)
		w.becomes(1, `state = 'completed' and attempt = 2`)
		if first, second := <-ended, <-ended; first != Panicked || second != Finished {
			t.Errorf("outcomes %s, %s", first, second)
		}
		if said := log.String(); strings.Count(said, "no such page") != 1 || !strings.Contains(said, "ref=") {
			t.Errorf("log:\n%s", said)
		}
	})
}

func TestPauseAfter(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	for attempt := 1; attempt <= 8; attempt++ {
		got = append(got, pauseAfter(io.ErrUnexpectedEOF, attempt)/time.Second)
	}
	if fmt.Sprint(got) != "[1ns 2ns 4ns 8ns 16ns 32ns 60ns 60ns]" {
		t.Errorf("pauses in seconds: %d", got)
	}
	if got := pauseAfter(fmt.Errorf("sync: %w", askedToRest(7*time.Second)), 4); got != 7*time.Second {
		t.Errorf("an error that asks for 7 s gets %s", got)
	}
	if day := maxAttempts * longestPause; day < 24*time.Hour {
		t.Errorf("given up after %s", day)
	}
}

// askedToRest is an error of a chat that wants to be left alone.
type askedToRest time.Duration

func (askedToRest) Error() string               { return "come back later" }
func (e askedToRest) RetryAfter() time.Duration { return time.Duration(e) }
