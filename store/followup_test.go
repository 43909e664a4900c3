package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// decision is what somebody makes of an incident's follow-ups.
type decision = func([]incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error)

// deciding returns the same follow-ups whatever there is.
func deciding(changed ...incident.FollowUp) decision {
	return func([]incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
		return changed, &incident.Outcome{}, nil
	}
}

func alert() incident.FollowUp {
	return incident.FollowUp{
		Number: 1, Title: "Alert when the disk is 80 % full", Owner: "UBOB", Due: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		Phase: incident.PhasePrevent, State: incident.FollowUpOpen, By: "UADA", At: at(1),
	}
}

func TestChangeFollowUps(t *testing.T) {
	t.Parallel()

	t.Run("keeps every field of new and changed ones, the entry and the work", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		bare := incident.FollowUp{Number: 1, Title: "Ask why", Phase: incident.PhaseDiscover, State: incident.FollowUpOpen, By: "UADA", At: at(1)}
		told := incident.Entry{Kind: incident.KindFollowUp, At: at(1), By: "UADA", Text: "Alert", Person: "UBOB", Now: "open"}
		all, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, "view/1"), 1, func(all []incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
			same(t, "follow-ups at first", len(all), 0)
			return []incident.FollowUp{alert(), bare}, &incident.Outcome{Entries: []incident.Entry{told}}, nil
		})
		first, second := alert(), bare
		first.ID, second.ID = 1, 2
		same(t, "returned", all, []incident.FollowUp{first, second}, err)
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkPerson, Number: 1, Person: "UBOB"}})
		entries, _, err := s.Timeline(t.Context(), 1, 1)
		told.ID, told.Number = 2, 1
		same(t, "timeline", entries, []incident.Entry{told}, err)

		full := incident.FollowUp{
			ID: 2, Number: 1, Title: "Ask why twice", Owner: "UCY", Due: alert().Due, Phase: incident.PhaseResolve,
			State: incident.FollowUpDone, Ticketed: true, Round: 3,
			Cites:    []incident.Cite{{Message: "1.5", Thread: "1.0", Quote: "ask \"why\""}},
			Proposed: "Ask?", ProposedBy: "gpt", By: "UADA", At: at(2), DecidedAt: at(3), DoneAt: at(4),
			Later: alert().Due, HandedAt: at(5), HandedBy: "UBOB",
		}
		if _, err := s.ChangeFollowUps(t.Context(), act("UADA", 2, "view/2"), 1, deciding(full)); err != nil {
			t.Fatal(err)
		}
		all, err = s.FollowUps(t.Context(), 1)
		same(t, "stored", all, []incident.FollowUp{first, full}, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "in the picture", pic.FollowUps, all, err)
		same(t, "version", pic.Incident.Version, inc.Version+2)
	})

	t.Run("keeps nothing when nothing was decided, and lets the same receipt decide again", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		want := s.declare(t, "Till down")
		all, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, "r"), 1, func([]incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
			return []incident.FollowUp{alert()}, nil, nil
		})
		same(t, "returned", len(all), 0, err)
		stored, err := s.Incident(t.Context(), 1)
		same(t, "incident", stored, want, err)
		same(t, "work", len(s.taken()), 0)
		all, err = s.ChangeFollowUps(t.Context(), act("UADA", 1, "r"), 1, deciding(alert()))
		same(t, "after that", len(all), 1, err)
	})

	t.Run("returns what decide refuses as it is", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		no := &incident.Refusal{Reason: "No."}
		_, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, "r"), 1, func([]incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
			return []incident.FollowUp{alert()}, &incident.Outcome{}, no
		})
		if err != error(no) { //nolint:errorlint // the very same
			t.Errorf("got %v", err)
		}
	})

	t.Run("records once for ten deliveries of one receipt at once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		var everyone sync.WaitGroup
		for range 10 {
			everyone.Go(func() {
				all, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, "view/9"), 1, deciding(alert()))
				if err != nil || len(all) != 1 {
					t.Errorf("%d follow-ups, %v", len(all), err)
				}
			})
		}
		everyone.Wait()
	})

	t.Run("takes one receipt for two incidents once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "one")
		s.declare(t, "two")
		var mu sync.Mutex
		returned := 0
		var everyone sync.WaitGroup
		for n := incident.Number(1); n <= 2; n++ {
			everyone.Go(func() {
				all, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, "r"), n, deciding(alert()))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				returned += len(all)
			})
		}
		everyone.Wait()
		same(t, "follow-ups returned", returned, 1)
	})

	t.Run("decides about changes at once one after the other", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		var everyone sync.WaitGroup
		for i := range 10 {
			everyone.Go(func() {
				_, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 1, func(all []incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
					next := alert()
					next.Title = fmt.Sprint(len(all), " before ", i)
					return []incident.FollowUp{next}, &incident.Outcome{}, nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		everyone.Wait()
		all, err := s.FollowUps(t.Context(), 1)
		if err != nil || len(all) != 10 {
			t.Fatalf("%d follow-ups, %v", len(all), err)
		}
		for i, f := range all {
			if want := fmt.Sprint(i, " before "); f.Title[:len(want)] != want {
				t.Errorf("the one at %d has seen %s", i, f.Title)
			}
		}
	})

	t.Run("leaves other incidents' alone", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "one")
		s.declare(t, "two")
		if _, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 1, deciding(alert())); err != nil {
			t.Fatal(err)
		}
		stolen := alert()
		stolen.ID, stolen.Title = 1, "stolen"
		all, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 2, deciding(stolen))
		same(t, "of the other", len(all), 0, err)
		all, err = s.FollowUps(t.Context(), 1)
		same(t, "title", all[0].Title, alert().Title, err)
	})
}
