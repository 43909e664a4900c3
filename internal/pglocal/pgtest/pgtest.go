// Package pgtest gives every test a Postgres database of its own, migrated and empty, in about 15 ms.
//
// The first test of a test binary starts a private server (package pglocal) and migrates one database, the template;
// each test gets a clone of it, which is dropped when the test ends. The server ends with the test binary, without a
// TestMain: its keeper notices that the process is gone. If TEST_DATABASE_URL is set, the server there is used
// instead, by a role that may create databases; what a killed run leaves there, the next run drops.
//
// A machine without Postgres fails the tests with a sentence that says what to install. They are never skipped: a
// suite that passes has run against Postgres.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin/internal/pglocal"
)

// Migrate brings the empty database at the URL to the schema that the tests want, and closes its connections.
type Migrate = func(ctx context.Context, url string) error

// patience bounds every step against the server. It is generous: a loaded machine is slow, not broken.
const patience = 2 * time.Minute

// New returns the URL of a fresh database with the schema that migrate makes, or an empty one if migrate is nil.
// migrate runs once per test binary, however many tests name it; name a function, not a closure over different things.
// The database is dropped after the test, and after those of its cleanups that were registered later.
func New(t testing.TB, migrate Migrate) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("%v, or set TEST_DATABASE_URL to the address of a server", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	template, err := server.template(ctx, migrate)
	if err != nil {
		t.Fatalf("template database: %v", err)
	}
	name := server.name()
	if err := server.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+server.strategy); err != nil {
		t.Fatalf("database of this test: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database of this test: %v", err)
		}
	})
	return withDatabase(server.url, name)
}

// NewServer returns a server of the test's own, with the schema that migrate makes, for tests that take Postgres away
// (Pause, Resume). It takes half a second; TEST_DATABASE_URL does not concern it.
func NewServer(t testing.TB, migrate Migrate) *pglocal.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	own, err := pglocal.Start(ctx, pglocal.Options{Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	if migrate != nil {
		if err := migrate(ctx, own.URL()); err != nil {
			t.Fatalf("migrate: %v", err)
		}
	}
	return own
}

// settings suit many small databases that live for a second.
var settings = map[string]string{
	"max_connections": "400",
	"autovacuum":      "off", // it would connect to a template just when that is cloned
}

// server is where the test databases are made.
type server struct {
	url string
	run string // names what this test binary makes
	// strategy has the files of a template copied as they are, which takes a fifth of the time of writing them to the
	// log page by page. Before Postgres 15 there is nothing else.
	strategy string
	admin    *pgxpool.Pool
	made     atomic.Int64 // databases named so far

	mu        sync.Mutex
	templates map[uintptr]func() (string, error) // by migrate function
}

// shared returns the server of this test binary, starting it at the first call.
var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		private, err := pglocal.Start(ctx, pglocal.Options{Settings: settings})
		if err != nil {
			return nil, err
		}
		address = private.URL() // nobody calls Stop: the server ends with this process
	}
	admin, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("server for the tests: %w", err)
	}
	s := &server{url: address, admin: admin, templates: map[uintptr]func() (string, error){}}
	if err := s.register(ctx); err != nil {
		return nil, fmt.Errorf("server for the tests: %w", err)
	}
	return s, nil
})

// databasePrefix begins the name of every database made here; the run's name and a number follow.
const databasePrefix = "tocsin_test_"

// register drops what dead runs left and takes a name for this one: the lock on that name says that the run lives.
func (s *server) register(ctx context.Context) error {
	conn, err := s.admin.Acquire(ctx) // never released: the lock is the session's
	if err != nil {
		return err
	}
	const leftBehind = `SELECT datname FROM pg_database WHERE datname ~ ('^' || $1 || '[a-z0-9]+_[0-9]+$')`
	rows, _ := conn.Query(ctx, leftBehind, databasePrefix) // the error comes with the rows
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	const dead = `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))`
	for _, name := range names {
		run, _, _ := strings.Cut(strings.TrimPrefix(name, databasePrefix), "_")
		var free bool
		if err := conn.QueryRow(ctx, dead, run).Scan(&free); err != nil {
			return err
		}
		if free {
			// Another run may be dropping it at this moment, which is as good.
			_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		}
	}
	if err := conn.QueryRow(ctx, `SELECT CASE WHEN current_setting('server_version_num')::int >= 150000 THEN ' STRATEGY file_copy' ELSE '' END`).Scan(&s.strategy); err != nil {
		return err
	}
	s.run = strings.ToLower(rand.Text()[:12])
	_, err = conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, s.run)
	return err
}

// template returns the database that is migrated by a function, making it at the first call.
func (s *server) template(ctx context.Context, migrate Migrate) (string, error) {
	if migrate == nil {
		return "template0", nil
	}
	s.mu.Lock()
	key := reflect.ValueOf(migrate).Pointer()
	once, known := s.templates[key]
	if !known {
		once = sync.OnceValues(func() (string, error) {
			// Other tests wait for this one's template: it must not fail because this test ends.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			name := s.name()
			if err := s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
				return "", err
			}
			return name, migrate(ctx, withDatabase(s.url, name))
		})
		s.templates[key] = once
	}
	s.mu.Unlock()
	return once()
}

// name returns a new database name.
func (s *server) name() string {
	return fmt.Sprintf("%s%s_%d", databasePrefix, s.run, s.made.Add(1))
}

// exec runs a statement that is about whole databases.
func (s *server) exec(ctx context.Context, statement string) error {
	_, err := s.admin.Exec(ctx, statement)
	return err
}

// withDatabase names another database in a server's address, which is a URL or a list like "host=… dbname=…".
func withDatabase(address, name string) string {
	if parsed, err := url.Parse(address); err == nil && parsed.Scheme != "" {
		parsed.Path = "/" + name
		return parsed.String()
	}
	return address + " dbname=" + name
}
