package store

import (
	"errors"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func nudge(kind incident.NudgeKind, cause string, minutes int) incident.Nudge {
	return incident.Nudge{Number: 1, Kind: kind, Cause: cause, At: at(minutes)}
}

func TestKeepNudges(t *testing.T) {
	t.Parallel()

	t.Run("says each cause once, and has the incident drawn", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		for range 2 {
			err := s.KeepNudges(t.Context(), []incident.Nudge{nudge(incident.NudgeLead, "vacant", 3), nudge(incident.NudgeUpdate, "due", 3)}, nil)
			if err != nil {
				t.Fatal(err)
			}
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
		pic, err := s.Picture(t.Context(), 1)
		same(t, "version", pic.Incident.Version, inc.Version+1, err)
		first, second := nudge(incident.NudgeLead, "vacant", 3), nudge(incident.NudgeUpdate, "due", 3)
		first.ID, second.ID = 1, 2
		same(t, "to be drawn", pic.Nudges, []incident.SaidNudge{{Nudge: first}, {Nudge: second}})
	})

	t.Run("has incidents drawn again that got none", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepNudges(t.Context(), nil, []incident.Number{1}); err != nil {
			t.Fatal(err)
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
	})

	t.Run("forgets what is settled, and its surface", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepNudges(t.Context(), []incident.Nudge{nudge(incident.NudgeLead, "a", 3), nudge(incident.NudgeLead, "b", 9)}, nil); err != nil {
			t.Fatal(err)
		}
		rows := []incident.Surface{{Key: "nudge/1", State: incident.Shown}, {Key: "nudge/2", State: incident.Shown}, {Key: "card", State: incident.Shown}}
		if err := s.Keep(t.Context(), 1, rows); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.NudgesSettled(t.Context(), 1, []incident.NudgeID{1}); err != nil {
				t.Fatal(err)
			}
		}
		pic, err := s.Picture(t.Context(), 1)
		same(t, "nudges", len(pic.Nudges), 1, err)
		_, first := pic.Surfaces["nudge/1"]
		_, second := pic.Surfaces["nudge/2"]
		_, card := pic.Surfaces["card"]
		same(t, "surfaces", []bool{first, second, card}, []bool{false, true, true})
		open, err := s.OpenForNudging(t.Context())
		same(t, "the newest of its kind", open[0].Said, []SaidNudge{{Nudge: pic.Nudges[0].Nudge}}, err)
	})
}

func TestOpenForNudging(t *testing.T) {
	t.Parallel()

	t.Run("has the incidents whole, and leaves out what is closed", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		first, second := s.declare(t, "Till down"), s.declare(t, "Door jammed")
		known, err := s.OpenForNudging(t.Context())
		same(t, "open", []incident.Incident{known[0].Incident, known[1].Incident}, []incident.Incident{first, second}, err)
		s.exec(t, `update incident set status = 'closed'`)
		all, err := s.OpenForNudging(t.Context())
		same(t, "open", len(all), 0, err)
	})

	t.Run("knows who wrote last: people, not bots", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		wrote := func(minutes int, bot bool) {
			t.Helper()
			id := incident.MessageID(at(minutes).Format("150405") + ".000000")
			m := incident.Message{Channel: "C1", ID: id, Author: "UBOB", Bot: bot, Text: "hm", At: at(minutes)}
			if err := s.Hear(t.Context(), incident.Heard{Messages: []incident.Message{m}}); err != nil {
				t.Fatal(err)
			}
		}
		lastWrote := func(minutes int) {
			t.Helper()
			all, err := s.OpenForNudging(t.Context())
			same(t, "last wrote", all[0].Seen.LastWroteAt, at(minutes), err)
		}
		lastWrote(0)
		wrote(5, false)
		wrote(7, true)
		lastWrote(5)
		if _, err := s.Change(t.Context(), act("UADA", 8, ""), 1, note("UADA", 8, "hm")); err != nil {
			t.Fatal(err)
		}
		lastWrote(8)
	})

	t.Run("knows since when nobody leads, and whose working hours count", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "UADA", Name: "Ada", Zone: "Europe/London"}, {ID: "UBOB", Name: "Bob", Zone: "Asia/Kolkata"}}); err != nil {
			t.Fatal(err)
		}
		s.exec(t, `insert into team values ('Payments', 0, true); insert into team_member (person, team) values ('UBOB', 'Payments')`)
		asks := func(vacant int, who, zone, team string) {
			t.Helper()
			all, err := s.OpenForNudging(t.Context())
			same(t, "vacant since", all[0].Seen.VacantSince, at(vacant), err)
			same(t, "whose hours", []string{string(all[0].Who), all[0].Zone, all[0].Team}, []string{who, zone, team})
		}
		asks(0, "UADA", "Europe/London", "")
		for minute, status := range []incident.Status{incident.Investigating, incident.Closed, incident.Investigating} {
			if _, err := s.Change(t.Context(), act("UADA", minute, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
				return inc.ChangeStatus(act("UADA", minute, ""), status, "", incident.Rules{})
			}); err != nil {
				t.Fatal(err)
			}
		}
		asks(2, "UADA", "Europe/London", "")
		if _, err := s.Change(t.Context(), act("UBOB", 3, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
			return inc.TakeRole(act("UBOB", 3, ""), incident.Role{Name: incident.Commander}, "")
		}); err != nil {
			t.Fatal(err)
		}
		asks(2, "UBOB", "Asia/Kolkata", "Payments")
	})
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	until := func(want time.Time) func(incident.Incident, incident.Nudge, time.Time) (time.Time, error) {
		return func(incident.Incident, incident.Nudge, time.Time) (time.Time, error) { return want, nil }
	}

	t.Run("is kept with who wanted it, and once for each delivery", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepNudges(t.Context(), []incident.Nudge{nudge(incident.NudgeLead, "vacant", 3)}, nil); err != nil {
			t.Fatal(err)
		}
		s.taken()
		for _, minutes := range []int{20, 40} { // the second is the same delivery
			if err := s.Snooze(t.Context(), act("UBOB", 5, "click/1"), 1, 1, until(at(minutes))); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
		want := incident.Snooze{Until: at(20), By: "UBOB"}
		pic, err := s.Picture(t.Context(), 1)
		same(t, "in the picture", pic.Nudges[0].Snooze, want, err)
		open, err := s.OpenForNudging(t.Context())
		got := open[0].Seen.Snoozed[incident.NudgeLead]
		same(t, "for the rules", got.Until.Equal(want.Until) && got.By == want.By, true, err)
	})

	t.Run("keeps nothing when it stays as it was, and asks for it with what was said", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		said := nudge(incident.NudgeQuiet, "quiet", 3)
		if err := s.KeepNudges(t.Context(), []incident.Nudge{said}, nil); err != nil {
			t.Fatal(err)
		}
		s.taken()
		said.ID = 1
		err := s.Snooze(t.Context(), act("UBOB", 5, "click/1"), 1, 1, func(inc incident.Incident, got incident.Nudge, before time.Time) (time.Time, error) {
			same(t, "said", got, said)
			same(t, "incident", inc.Number, 1)
			return before, nil
		})
		same(t, "work", len(s.taken()), 0, err)
	})

	t.Run("finds no nudge of another incident", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "one")
		s.declare(t, "two")
		if err := s.KeepNudges(t.Context(), []incident.Nudge{nudge(incident.NudgeLead, "vacant", 3)}, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.Snooze(t.Context(), act("UBOB", 5, "r"), 2, 1, until(at(9))); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
