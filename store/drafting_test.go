package store

import (
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

// begins begins the round of drafting for a close at that minute.
func (s *Store) begins(t *testing.T, n incident.Number, minute int) incident.Drafting {
	t.Helper()
	round, err := s.BeginDrafts(t.Context(), n, at(minute))
	if err != nil {
		t.Fatal(err)
	}
	return round
}

func TestBeginDrafts(t *testing.T) {
	t.Parallel()

	t.Run("begins one round for a close however often it is asked", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		want := incident.Drafting{Number: 1, Round: 1, Closing: true, For: at(9)}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				got, err := s.BeginDrafts(t.Context(), 1, at(9))
				same(t, "round", got, want, err)
			})
		}
		all.Wait()
		newest, err := s.Drafting(t.Context(), 1)
		same(t, "newest", newest, &want, err)
	})

	t.Run("begins another round for another close", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		same(t, "second", s.begins(t, 1, 19), incident.Drafting{Number: 1, Round: 2, Closing: true, For: at(19)})
		same(t, "the first again", s.begins(t, 1, 9).Round, 1)
		newest, err := s.Drafting(t.Context(), 1)
		same(t, "newest", newest.Round, 2, err)
	})

	t.Run("returns the round with its summary once there is one", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		round := s.begins(t, 1, 9)
		summary := found().Summary
		same(t, "summary", round.Summary, &summary)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "in the picture", pic.Drafting, &round, err)
	})

	t.Run("there is none at first", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		newest, err := s.Drafting(t.Context(), 1)
		same(t, "newest", newest, nil, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "in the picture", pic.Drafting, nil, err)
	})
}

func TestAskForDrafts(t *testing.T) {
	t.Parallel()
	asks := func(t *testing.T, s *Store, minute int, receipt string) {
		t.Helper()
		if err := s.AskForDrafts(t.Context(), act("UADA", minute, receipt), 1); err != nil {
			t.Fatal(err)
		}
	}
	newest := func(t *testing.T, s *Store) incident.Drafting {
		t.Helper()
		d, err := s.Drafting(t.Context(), 1)
		if err != nil || d == nil {
			t.Fatalf("%v, %v", d, err)
		}
		return *d
	}

	t.Run("begins a round that is not for a close, and asks for the work", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		asks(t, s, 5, "r")
		same(t, "round", newest(t, s), incident.Drafting{Number: 1, Round: 1, For: at(5)})
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkDraft, Number: 1}})
	})

	t.Run("once for one receipt", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		asks(t, s, 5, "r")
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		asks(t, s, 6, "r")
		same(t, "round", newest(t, s).Round, 1)
		same(t, "work", len(s.taken()), 0)
	})

	t.Run("once for ten people at once, but sees to it that there is work", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() { asks(t, s, i, "") })
		}
		all.Wait()
		same(t, "round", newest(t, s).Round, 1)
		s.taken()
		asks(t, s, 11, "")
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkDraft, Number: 1}})
	})

	t.Run("begins none while a model reads the newest, but sees to it that it does", func(t *testing.T) {
		t.Parallel()
		for _, state := range []incident.ReadingState{incident.ReadingWaiting, incident.ReadingNow} {
			t.Run(string(state), func(t *testing.T) {
				t.Parallel()
				s := open(t)
				s.declare(t, "Till down")
				s.begins(t, 1, 5)
				s.keepsDrafts(t, 1, found(), incident.Reading{State: state, Messages: 3})
				asks(t, s, 6, "")
				same(t, "round", newest(t, s).Round, 1)
				same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkRead, Number: 1}})
				s.keepsDrafts(t, 1, read(), done)
				draft, err := s.Postmortem(t.Context(), 1)
				same(t, "what the model wrote", draft.Markdown, read().Postmortem, err)
				asks(t, s, 7, "")
				same(t, "round after it", newest(t, s).Round, 2)
			})
		}
	})

	t.Run("begins another round once the newest is written, even within its instant", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 5)
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		asks(t, s, 5, "")
		if got := newest(t, s); got.Round != 2 || got.Closing || !got.For.After(at(5)) {
			t.Errorf("got %+v", got)
		}
	})
}
