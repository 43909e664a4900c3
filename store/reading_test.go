package store

import (
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func reading(part int) incident.Reading {
	return incident.Reading{State: incident.ReadingNow, Messages: 3412, Part: part, Parts: 12}
}

func TestKeepReading(t *testing.T) {
	t.Parallel()
	failed := incident.Reading{State: incident.ReadingFailed, Messages: 3412, Problem: "The model's key was refused."}
	keep := func(t *testing.T, s *Store, r incident.Reading) {
		t.Helper()
		if err := s.KeepReading(t.Context(), 1, 1, r); err != nil {
			t.Fatal(err)
		}
	}
	stored := func(t *testing.T, s *Store) incident.Reading {
		t.Helper()
		d, err := s.Drafting(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return d.Reading
	}

	t.Run("is a change to draw, unless nothing is new", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		s.begins(t, 1, 9)
		for range 2 {
			keep(t, s, reading(7))
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
		pic, err := s.Picture(t.Context(), 1)
		same(t, "reading", pic.Drafting.Reading, reading(7), err)
		same(t, "version", pic.Incident.Version, inc.Version+1)
	})

	for name, c := range map[string]struct{ was, next, want incident.Reading }{
		"goes on":                                    {reading(6), reading(7), reading(7)},
		"does not go back":                           {reading(7), reading(6), reading(7)},
		"does not wait once it has begun":            {reading(7), waiting, reading(7)},
		"fails":                                      {reading(7), failed, failed},
		"is done":                                    {reading(7), done, done},
		"is not begun again once it is done":         {done, reading(7), done},
		"is not begun again once it failed":          {failed, reading(7), failed},
		"is done though another worker failed":       {failed, done, done},
		"does not fail once another worker is done":  {done, failed, done},
		"is given up when no model is asked anymore": {waiting, incident.Reading{}, incident.Reading{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.declare(t, "Till down")
			s.begins(t, 1, 9)
			keep(t, s, c.was)
			keep(t, s, c.next)
			same(t, "reading", stored(t, s), c.want)
		})
	}

	t.Run("of many workers at once is the furthest", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		var all sync.WaitGroup
		for part := range 13 {
			all.Go(func() { keep(t, s, reading(part)) })
		}
		all.Wait()
		same(t, "reading", stored(t, s), reading(12))
	})
}
