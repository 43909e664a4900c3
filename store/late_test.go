package store

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestThoseWhoComeLate(t *testing.T) {
	t.Parallel()

	// comes has people heard coming into the first incident's channel, and returns who is offered to be
	// brought up to date.
	comes := func(t *testing.T, s *Store, all ...incident.Presence) (offered []incident.PersonID) {
		t.Helper()
		var h incident.Heard
		for _, p := range all {
			h.Presences = append(h.Presences, incident.HeardPresence{Channel: "C1", Presence: p})
		}
		if err := s.Hear(t.Context(), h); err != nil {
			t.Fatal(err)
		}
		for _, w := range s.taken() {
			if w.Kind == incident.WorkOffer && w.Number == 1 {
				offered = append(offered, w.Person)
			}
		}
		return offered
	}
	joins := func(person incident.PersonID, minute int) incident.Presence {
		return incident.Presence{Person: person, At: at(minute), Joined: true}
	}

	t.Run("are offered to be brought up to date, once each time", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		same(t, "offered", comes(t, s, joins("UADA", 9), joins("UBOB", 10), joins("UCY", 11)), []incident.PersonID{"UBOB", "UCY"})
		same(t, "heard again", comes(t, s, joins("UBOB", 10)), nil)
		same(t, "gone", comes(t, s, incident.Presence{Person: "UBOB", At: at(12)}), nil)
		same(t, "back again", comes(t, s, joins("UBOB", 30)), []incident.PersonID{"UBOB"})
	})

	t.Run("are not offered anything when they are programs", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.hears(t, incident.Heard{Messages: []incident.Message{{Channel: "C1", ID: "1.0", Author: "UHAL", At: at(1)}}})
		if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "UHAL", Name: "Hal", Bot: true}}); err != nil {
			t.Fatal(err)
		}
		if err := s.KeepWorkspace(t.Context(), Workspace{TeamID: "T1", BotUser: "UBOT"}); err != nil {
			t.Fatal(err)
		}
		same(t, "offered", comes(t, s, joins("UHAL", 20), joins("UBOT", 20), joins("UADA", 20)), []incident.PersonID{"UADA"})
	})

	t.Run("are not offered anything when it is over", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		_, err := s.Change(t.Context(), act("UADA", 15, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
			inc.Status = incident.Resolved
			return &incident.Outcome{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "offered", comes(t, s, joins("UADA", 20)), nil)
	})
}
