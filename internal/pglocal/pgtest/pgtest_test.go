package pgtest_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

// migrations counts how often migrate ran.
var migrations atomic.Int64

// migrate makes a schema of one table.
func migrate(ctx context.Context, url string) error {
	migrations.Add(1)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE TABLE visit (who text NOT NULL)")
	return firstOf(err, conn.Close(ctx))
}

func TestNew(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		t.Run(fmt.Sprintf("gives test %d a database of its own", i), func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			conn, err := pgx.Connect(ctx, pgtest.New(t, migrate))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close(context.Background()) }()
			var visits int
			if _, err := conn.Exec(ctx, "INSERT INTO visit VALUES ('ada')"); err != nil {
				t.Fatal(err)
			}
			if err := conn.QueryRow(ctx, "SELECT count(*) FROM visit").Scan(&visits); err != nil || visits != 1 {
				t.Errorf("%d visits, %v; want only this test's", visits, err)
			}
			if ran := migrations.Load(); ran != 1 {
				t.Errorf("migrated %d times, want once", ran)
			}
		})
	}
}

func TestNew_nil(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), pgtest.New(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var tables int
	const count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
	if err := conn.QueryRow(t.Context(), count).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables, %v; want an empty database", tables, err)
	}
}

func TestNew_drops(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("while the test runs", func(t *testing.T) {
		url = pgtest.New(t, nil)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
	})
	if conn, err := pgx.Connect(t.Context(), url); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the database is still there after its test")
	}
}

func TestNewServer(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "CREATE TABLE visit (who text NOT NULL)")
		return firstOf(err, conn.Close(ctx))
	})
	server.Pause()
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), "INSERT INTO visit VALUES ('ada')"); err != nil {
		t.Error(err)
	}
}

// firstOf is the first error there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
