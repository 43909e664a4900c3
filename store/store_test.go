package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

// tester is a test, or one run of a property test.
type tester interface {
	Context() context.Context
	Helper()
	Fatal(...any)
}

func migrated(ctx context.Context, url string) error { return Migrate(ctx, url, nil) }

// open returns a store on a database of the test's own; its queue keeps what it is given.
func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{URL: pgtest.New(t, migrated), Enqueue: &queue{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// queue keeps the work of transactions in the order it was enqueued, whether they commit or not.
type queue struct {
	mu   sync.Mutex
	work []incident.Work
	err  error // returned instead of keeping the work
}

func (q *queue) EnqueueTx(_ context.Context, tx pgx.Tx, work []incident.Work) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if tx == nil {
		return errors.New("no transaction")
	}
	if q.err != nil {
		return q.err
	}
	q.work = append(q.work, work...)
	return nil
}

// taken returns what was enqueued and forgets it.
func (s *Store) taken() []incident.Work {
	q := s.enqueue.(*queue)
	q.mu.Lock()
	defer q.mu.Unlock()
	work := q.work
	q.work = nil
	return work
}

// t0 is when the tests' story begins. Microseconds are what Postgres keeps.
var t0 = time.Date(2026, 11, 20, 2, 47, 0, 123456000, time.UTC)

// at is a time in the story, in minutes.
func at(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }

func act(by incident.PersonID, minutes int, receipt string) incident.Act {
	return incident.Act{By: by, At: at(minutes), Receipt: receipt}
}

func newIncident(title string) *incident.Incident {
	return &incident.Incident{
		Title: title, Description: "500s at the till", Severity: "SEV2", Type: "service",
		Status: incident.Investigating, DeclaredBy: "UADA", DeclaredAt: t0,
		NextUpdateDueAt: at(30), Roles: map[incident.RoleName][]incident.PersonID{},
	}
}

func declared(title string) *incident.Outcome {
	return &incident.Outcome{Entries: []incident.Entry{{
		Kind: incident.KindDeclared, At: t0, By: "UADA", Text: title, Now: "SEV2",
	}}}
}

// declare declares an incident and gives it a channel named after its number, such as C1.
func (s *Store) declare(t tester, title string) incident.Incident {
	t.Helper()
	inc, err := s.Declare(t.Context(), act("UADA", 0, ""), "V1", newIncident(title), declared(title))
	if err != nil {
		t.Fatal(err)
	}
	inc.Channel = incident.ChannelID("C" + inc.Number.String()[len("INC-"):])
	inc.ChannelName = "inc-" + string(inc.Channel)
	made := incident.Surface{Key: "channel", State: incident.Shown, Channel: inc.Channel, ShownAt: t0}
	if err := s.ChannelMade(t.Context(), inc.Number, made, inc.ChannelName); err != nil {
		t.Fatal(err)
	}
	s.taken()
	return inc
}

func note(by incident.PersonID, minutes int, text string) func(*incident.Incident) (*incident.Outcome, error) {
	return func(*incident.Incident) (*incident.Outcome, error) {
		return &incident.Outcome{Entries: []incident.Entry{{Kind: incident.KindNote, At: at(minutes), By: by, Text: text}}}, nil
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()

	t.Run("three processes at once leave one whole schema", func(t *testing.T) {
		t.Parallel()
		url := pgtest.New(t, nil)
		var steps []string
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				err := Migrate(t.Context(), url, func(step string) {
					mu.Lock()
					defer mu.Unlock()
					steps = append(steps, step)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if once := slices.Compact(slices.Sorted(slices.Values(steps))); len(steps) < 5 || len(once) != len(steps) {
			t.Errorf("steps done: %q", steps)
		}
	})

	t.Run("status names what is pending and changes nothing", func(t *testing.T) {
		t.Parallel()
		url := pgtest.New(t, nil)
		s, err := Open(t.Context(), Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		before, err := s.MigrationStatus(t.Context())
		if err != nil || len(before) < 5 || before[0] != "00001_incident.sql" {
			t.Fatalf("pending in an empty database: %q, %v", before, err)
		}
		var tables int
		if err := s.pool.QueryRow(t.Context(), `select count(*) from pg_tables where schemaname = 'public'`).Scan(&tables); err != nil || tables != 0 {
			t.Errorf("%d tables after asking, %v", tables, err)
		}
		if err := Migrate(t.Context(), url, nil); err != nil {
			t.Fatal(err)
		}
		if after, err := s.MigrationStatus(t.Context()); err != nil || len(after) != 0 {
			t.Errorf("pending after migrating: %q, %v", after, err)
		}
	})
	t.Run("takes drafts over from before people could edit them, and can be undone", func(t *testing.T) {
		t.Parallel()
		s, err := Open(t.Context(), Options{URL: pgtest.New(t, nil)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		db := stdlib.OpenDBFromPool(s.pool)
		t.Cleanup(func() { _ = db.Close() })
		ours, err := ourMigrations(db)
		if err != nil {
			t.Fatal(err)
		}
		to := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		to(ours.UpTo(t.Context(), 4))
		to(s.pool.Exec(t.Context(), `
			insert into incident (number, title, severity, type, status, declared_by, declared_at)
			values (1, 'Till down', 'SEV2', 'service', 'closed', 'UADA', now());
			insert into postmortem_draft (incident, version, markdown, made_by, made_at) values (1, 1, '# INC-1', 'the timeline', now())`))
		to(ours.Up(t.Context()))
		draft, err := s.Postmortem(t.Context(), 1)
		same(t, "what the machine wrote", draft.Machine, "# INC-1", err)
		to(s.pool.Exec(t.Context(), `insert into timeline_entry (incident, kind, at, by) values (1, 'followup', now(), 'UADA')`))
		to(ours.DownTo(t.Context(), 4))
		to(ours.Up(t.Context()))
	})
}
