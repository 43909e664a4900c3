package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestDeclare(t *testing.T) {
	t.Parallel()

	t.Run("keeps every field, the entry and the work", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		given := &incident.Incident{
			Title: "Till down", Description: "500s", Impact: "nobody can pay", Severity: "SEV1", Type: "security",
			Status: incident.Monitoring, Private: true, DeclaredBy: "UADA", DeclaredAt: at(0),
			LeadAssignedAt: at(1), MitigatedAt: at(2), ResolvedAt: at(3), ResolvedSaidAt: at(3), ClosedAt: at(4), LastUpdateAt: at(5),
			NextUpdateDueAt: at(6), ArchiveAt: at(7),
			Roles: map[incident.RoleName][]incident.PersonID{"commander": {"UADA"}, "scribe": {"UBOB"}},
		}
		out := declared("Till down")
		out.Work = []incident.Work{{Kind: incident.WorkArchive, After: time.Hour}}
		got, err := s.Declare(t.Context(), act("UADA", 0, "view/1"), "V7", given, out)
		if err != nil {
			t.Fatal(err)
		}
		want := *given
		want.Number, want.Version = 1, 1
		same(t, "returned", got, want)
		stored, err := s.Incident(t.Context(), 1)
		same(t, "stored", stored, want, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "form", pic.Form, "V7", err)
		entries, older, err := s.Timeline(t.Context(), 1, 0)
		same(t, "older", older, 0, err)
		same(t, "timeline", entries, []incident.Entry{{
			ID: 1, Number: 1, Kind: incident.KindDeclared, At: t0, By: "UADA", Text: "Till down", Now: "SEV2",
		}})
		same(t, "work", s.taken(), []incident.Work{
			{Kind: incident.WorkSync, Number: 1},
			{Kind: incident.WorkArchive, Number: 1, After: time.Hour},
		})
	})

	t.Run("numbers without gaps, even after one that was undone", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "first")
		q := s.enqueue.(*queue)
		q.err = errors.New("queue is gone")
		if _, err := s.Declare(t.Context(), act("UADA", 0, "r"), "", newIncident("undone"), declared("undone")); !errors.Is(err, q.err) {
			t.Fatalf("got %v", err)
		}
		q.err = nil
		second, err := s.Declare(t.Context(), act("UADA", 0, "r"), "", newIncident("second"), declared("second"))
		same(t, "number", second.Number, 2, err)
	})

	t.Run("declares once for ten deliveries of one receipt at once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				inc, err := s.Declare(t.Context(), act("UADA", 0, "view/9"), "", newIncident("once"), declared("once"))
				if err != nil || inc.Number != 1 || inc.Title != "once" {
					t.Errorf("got %s %q, %v", inc.Number, inc.Title, err)
				}
			})
		}
		all.Wait()
		if _, err := s.Incident(t.Context(), 2); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("there is a second one: %v", err)
		}
		s.declare(t, "next")
		next, err := s.Incident(t.Context(), 2)
		same(t, "title of the next", next.Title, "next", err)
	})

	t.Run("numbers many at once from 1, each once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		const many = 20
		var mu sync.Mutex
		numbers := map[incident.Number]bool{}
		var all sync.WaitGroup
		for i := range many {
			all.Go(func() {
				inc, err := s.Declare(t.Context(), act("UADA", 0, fmt.Sprint("r", i)), "", newIncident("x"), declared("x"))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				numbers[inc.Number] = true
			})
		}
		all.Wait()
		for n := incident.Number(1); n <= many; n++ {
			if !numbers[n] {
				t.Errorf("%s is missing", n)
			}
		}
	})
}

func TestChange(t *testing.T) {
	t.Parallel()

	t.Run("keeps what decide made of it", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		want := s.declare(t, "Till down")
		got, err := s.Change(t.Context(), act("UADA", 1, "click/1"), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
			inc.Status, inc.Impact, inc.MitigatedAt = incident.Monitoring, "slow", at(1)
			inc.Roles["commander"] = []incident.PersonID{"UADA"}
			inc.NextUpdateDueAt = time.Time{}
			return &incident.Outcome{
				Entries: []incident.Entry{
					{Kind: incident.KindRole, At: at(1), By: "UADA", Role: "commander", Person: "UADA", Previous: "UBOB"},
					{Kind: incident.KindUpdate, At: at(1), By: "UADA", UsersSee: "slow", WeDo: "roll back", NextUpdateAt: at(31)},
				},
				Work: []incident.Work{{Kind: incident.WorkDraft}},
			}, nil
		})
		want.Status, want.Impact, want.MitigatedAt, want.NextUpdateDueAt = incident.Monitoring, "slow", at(1), time.Time{}
		want.Roles, want.Version = map[incident.RoleName][]incident.PersonID{"commander": {"UADA"}}, 2
		same(t, "returned", got, want, err)
		stored, err := s.Incident(t.Context(), 1)
		same(t, "stored", stored, want, err)
		entries, older, err := s.Timeline(t.Context(), 1, 2)
		same(t, "older", older, 1, err)
		same(t, "newest entries", entries, []incident.Entry{
			{ID: 2, Number: 1, Kind: incident.KindRole, At: at(1), By: "UADA", Role: "commander", Person: "UADA", Previous: "UBOB"},
			{ID: 3, Number: 1, Kind: incident.KindUpdate, At: at(1), By: "UADA", UsersSee: "slow", WeDo: "roll back", NextUpdateAt: at(31)},
		})
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkDraft, Number: 1}})
	})

	t.Run("remembers who held a role from when to when", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		for minute, person := range []incident.PersonID{"UADA", "UBOB", "", "UADA"} {
			_, err := s.Change(t.Context(), act("UADA", minute, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
				if inc.Roles["commander"] = []incident.PersonID{person}; person == "" {
					delete(inc.Roles, "commander")
				}
				return &incident.Outcome{}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		record, err := s.Record(t.Context(), 1)
		same(t, "holdings", record.Holdings, []incident.Holding{
			{Role: "commander", Person: "UADA", From: at(0), Until: at(1)},
			{Role: "commander", Person: "UBOB", From: at(1), Until: at(2)},
			{Role: "commander", Person: "UADA", From: at(3)},
		}, err)
	})

	t.Run("keeps nothing when nothing was decided", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		want := s.declare(t, "Till down")
		got, err := s.Change(t.Context(), act("UADA", 1, "r"), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
			inc.Title, inc.Roles["commander"] = "scribbled on", []incident.PersonID{"UADA"}
			return nil, nil
		})
		same(t, "returned", got, want, err)
		stored, err := s.Incident(t.Context(), 1)
		same(t, "stored", stored, want, err)
		if work := s.taken(); len(work) > 0 {
			t.Errorf("work %v", work)
		}
		changed, err := s.Change(t.Context(), act("UADA", 1, "r"), 1, note("UADA", 1, "now it does"))
		same(t, "version after the same receipt had an effect", changed.Version, 2, err)
	})

	t.Run("returns what decide refuses as it is", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		no := &incident.Refusal{Reason: "No."}
		_, err := s.Change(t.Context(), act("UADA", 1, "r"), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
			inc.Title = "scribbled on"
			return nil, no
		})
		if err != error(no) { //nolint:errorlint // the very same
			t.Errorf("got %v", err)
		}
		stored, err := s.Incident(t.Context(), 1)
		same(t, "title", stored.Title, "Till down", err)
	})

	t.Run("does not ask about a receipt it knows", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		first, err := s.Change(t.Context(), act("UADA", 1, "r"), 1, note("UADA", 1, "once"))
		if err != nil {
			t.Fatal(err)
		}
		s.taken()
		again, err := s.Change(t.Context(), act("UADA", 5, "r"), 1, func(*incident.Incident) (*incident.Outcome, error) {
			t.Error("asked")
			return nil, nil
		})
		same(t, "returned", again, first, err)
		if work := s.taken(); len(work) > 0 {
			t.Errorf("work %v", work)
		}
	})

	t.Run("takes one receipt for two incidents once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "one")
		s.declare(t, "two")
		var all sync.WaitGroup
		for n := incident.Number(1); n <= 2; n++ {
			all.Go(func() {
				if _, err := s.Change(t.Context(), act("UADA", 1, "r"), n, note("UADA", 1, "once")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		one, _ := s.Incident(t.Context(), 1)
		two, _ := s.Incident(t.Context(), 2)
		if one.Version+two.Version != 3 {
			t.Errorf("versions %d and %d", one.Version, two.Version)
		}
	})

	t.Run("decides about changes at once one after the other", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		role := incident.Role{Name: incident.Commander}
		var mu sync.Mutex
		var took []incident.PersonID
		var all sync.WaitGroup
		for i := range 10 {
			person := incident.PersonID(fmt.Sprint("U", i))
			all.Go(func() {
				_, err := s.Change(t.Context(), act(person, 1, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
					return inc.TakeRole(act(person, 1, ""), role, "")
				})
				mu.Lock()
				defer mu.Unlock()
				var taken *incident.TakenError
				switch {
				case err == nil:
					took = append(took, person)
				case !errors.As(err, &taken):
					t.Error(err)
				}
			})
		}
		all.Wait()
		inc, err := s.Incident(t.Context(), 1)
		if len(took) != 1 || inc.Commander() != took[0] || inc.Version != 2 || err != nil {
			t.Errorf("%v took it, %s has it, version %d, %v", took, inc.Commander(), inc.Version, err)
		}
	})

	t.Run("is undone when its work cannot be enqueued", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		want := s.declare(t, "Till down")
		s.SetEnqueuer(nil)
		if _, err := s.Change(t.Context(), act("UADA", 1, ""), 1, note("UADA", 1, "lost")); err == nil || !strings.Contains(err.Error(), "no Enqueuer") {
			t.Fatalf("got %v", err)
		}
		stored, err := s.Incident(t.Context(), 1)
		same(t, "stored", stored, want, err)
	})

	t.Run("knows no incident that is not there", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if _, err := s.Change(t.Context(), act("UADA", 1, ""), 7, note("UADA", 1, "?")); !errors.Is(err, incident.ErrNotFound) || !strings.Contains(err.Error(), "INC-7") {
			t.Errorf("got %v", err)
		}
	})
}

func TestSweepReceipts(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.declare(t, "Till down")
	for minute := 1; minute <= 2; minute++ {
		if _, err := s.Change(t.Context(), act("UADA", minute, fmt.Sprint("r", minute)), 1, note("UADA", minute, "x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SweepReceipts(t.Context(), at(2)); err != nil {
		t.Fatal(err)
	}
	again := func(receipt string) int64 {
		inc, err := s.Change(t.Context(), act("UADA", 9, receipt), 1, note("UADA", 9, "again"))
		if err != nil {
			t.Fatal(err)
		}
		return inc.Version
	}
	same(t, "version after a receipt that is still known", again("r2"), 3)
	same(t, "version after one that is forgotten", again("r1"), 4)
}

// same fails the test if err is not nil or got differs from want.
func same[T any](t *testing.T, what string, got, want T, err ...error) {
	t.Helper()
	for _, e := range err {
		if e != nil {
			t.Fatalf("%s: %v", what, e)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
