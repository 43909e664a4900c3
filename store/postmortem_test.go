package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

// revises has somebody edit the first incident's postmortem.
func (s *Store) revises(t *testing.T, edit func(*incident.Draft)) incident.Draft {
	t.Helper()
	d, err := s.RevisePostmortem(t.Context(), act("UADA", 12, ""), 1, func(newest *incident.Draft) (*incident.Draft, error) {
		edit(newest)
		return newest, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.taken()
	return d
}

func TestRevisePostmortem(t *testing.T) {
	t.Parallel()
	written := func(t *testing.T) *Store {
		t.Helper()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		return s
	}

	t.Run("keeps every field as the next version, which is a change to draw", func(t *testing.T) {
		t.Parallel()
		s := written(t)
		before, err := s.Incident(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		want := incident.Draft{
			Number: 1, Version: 2, Markdown: "# Ours", Machine: "# Theirs", EditedBy: "UADA", Differs: "They say more.",
			Made: read().Made, Words: 12, Kept: 7,
		}
		got, err := s.RevisePostmortem(t.Context(), act("UADA", 12, "r"), 1, func(newest *incident.Draft) (*incident.Draft, error) {
			same(t, "newest", newest.Markdown, found().Postmortem)
			next := want
			next.Number, next.Version = 0, 0
			return &next, nil
		})
		same(t, "returned", got, want, err)
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
		stored, err := s.Postmortem(t.Context(), 1)
		same(t, "stored", stored, &want, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "in the picture", pic.Draft, &want, err)
		same(t, "version of the incident", pic.Incident.Version, before.Version+1)

		again, err := s.RevisePostmortem(t.Context(), act("UADA", 13, "r"), 1, func(*incident.Draft) (*incident.Draft, error) {
			t.Error("asked about a receipt it knows")
			return nil, nil
		})
		same(t, "by the same receipt", again, want, err)
		same(t, "work of that", len(s.taken()), 0)
	})

	t.Run("keeps nothing when nothing was decided", func(t *testing.T) {
		t.Parallel()
		s := written(t)
		got, err := s.RevisePostmortem(t.Context(), act("UADA", 12, "r"), 1, func(newest *incident.Draft) (*incident.Draft, error) {
			newest.Markdown = "scribbled on"
			return nil, nil
		})
		same(t, "returned", got.Markdown, found().Postmortem, err)
		same(t, "version", got.Version, 1)
		same(t, "work", len(s.taken()), 0)
	})

	t.Run("is asked about nil before the first", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		none, err := s.Postmortem(t.Context(), 1)
		same(t, "postmortem", none, nil, err)
		got, err := s.RevisePostmortem(t.Context(), act("UADA", 12, ""), 1, func(newest *incident.Draft) (*incident.Draft, error) {
			same(t, "newest", newest, nil)
			return nil, nil
		})
		same(t, "returned", got, incident.Draft{}, err)
	})

	t.Run("tells the slower of two editors, who refuses", func(t *testing.T) {
		t.Parallel()
		s := written(t)
		stale := &incident.Refusal{Reason: "Somebody else has changed this section meanwhile."}
		var mu sync.Mutex
		kept, refused := 0, 0
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := s.RevisePostmortem(t.Context(), act("UADA", 12, ""), 1, func(newest *incident.Draft) (*incident.Draft, error) {
					if newest.Markdown != found().Postmortem {
						return nil, stale
					}
					newest.Markdown = fmt.Sprint("# Edit ", i)
					return newest, nil
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					kept++
				case errors.Is(err, stale):
					refused++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "kept and refused", []int{kept, refused}, []int{1, 7})
	})
}
