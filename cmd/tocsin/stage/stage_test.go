package stage_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

var night = time.Date(2026, time.January, 15, 2, 47, 0, 0, time.UTC)

func TestOpen(t *testing.T) {
	t.Parallel()

	t.Run("has the bot answer people at the time of the play", func(t *testing.T) {
		t.Parallel()
		s := open(t, stage.Options{})
		err := s.Play(t.Context(), func() {
			ada := s.Slack.Person("Ada Lovelace")
			ada.Types(s.Slack.Channel("general"), "/incident checkout is down")
			ada.Modal().Submits()
			s.Slack.ChannelNamed("inc-1").Shows("2:47 AM by @Ada Lovelace")
			s.Slack.Channel(stage.Announcements).Shows("checkout is down")
		})
		if err != nil {
			t.Fatal(err)
		}
	})

	t.Run("starts a Postgres of its own, says so, and ends it", func(t *testing.T) {
		t.Parallel()
		var steps []string
		s, err := stage.Open(t.Context(), stage.Options{Clock: stage.NewClock(night), Progress: func(step string) { steps = append(steps, step) }})
		if err != nil {
			t.Fatal(err)
		}
		address := s.Bot.Store.Ping
		s.Close()
		if err := address(context.WithoutCancel(t.Context())); err == nil {
			t.Error("the database still answers")
		}
		if told := strings.Join(steps, "; "); !strings.HasPrefix(told, "a private Postgres; ") || !strings.HasSuffix(told, "; the bot") {
			t.Errorf("it told: %s", told)
		}
	})

	t.Run("leaves nothing on somebody's server", func(t *testing.T) {
		t.Parallel()
		address := pgtest.New(t, nil)
		s, err := stage.Open(t.Context(), stage.Options{Name: "trace", Clock: stage.NewClock(night), DatabaseURL: address})
		if err != nil {
			t.Fatal(err)
		}
		if n := databases(t, address, "tocsin_trace_%"); n != 1 {
			t.Errorf("%d databases were made, not one", n)
		}
		s.Close()
		if n := databases(t, address, "tocsin_trace_%"); n != 0 {
			t.Errorf("%d databases are left", n)
		}
	})

	t.Run("complains about a server that does not answer", func(t *testing.T) {
		t.Parallel()
		_, err := stage.Open(t.Context(), stage.Options{Clock: stage.NewClock(night), DatabaseURL: "postgres://nobody@127.0.0.1:1/none"})
		if hint := hintOf(t, err); !strings.Contains(hint, "unset it") {
			t.Errorf("hint: %s", hint)
		}
	})

	t.Run("refuses to keep what is on somebody's server", func(t *testing.T) {
		t.Parallel()
		_, err := stage.Open(t.Context(), stage.Options{Clock: stage.NewClock(night), DatabaseURL: "postgres://localhost", Keep: t.TempDir()})
		if complain.Status(err) != complain.StatusUsage {
			t.Errorf("error: %v", err)
		}
	})

	t.Run("gives up with its context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := stage.Open(ctx, stage.Options{Clock: stage.NewClock(night), Progress: func(string) { cancel() }})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error: %v", err)
		}
	})
}

func TestStage_Play(t *testing.T) {
	t.Parallel()

	t.Run("says why it is stuck, and what to do", func(t *testing.T) {
		t.Parallel()
		s := open(t, stage.Options{})
		err := s.Play(t.Context(), func() { s.Stuck("waited for %s", "a miracle") })
		if err == nil || !strings.Contains(err.Error(), "a miracle") {
			t.Errorf("error: %v", err)
		}
		if !strings.Contains(hintOf(t, err), "report") {
			t.Errorf("hint: %s", hintOf(t, err))
		}
	})

	t.Run("ends with its context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		s, err := stage.Open(ctx, stage.Options{Clock: stage.NewClock(night), DatabaseURL: pgtest.New(t, nil)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		err = s.Play(ctx, func() {
			cancel()
			s.Slack.Channel("general").Shows("a miracle")
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error: %v", err)
		}
		if err := s.Wait(ctx); err != nil {
			t.Errorf("Wait: %v", err)
		}
	})

	t.Run("notices that the bot ended", func(t *testing.T) {
		t.Parallel()
		s := open(t, stage.Options{})
		s.App.Revoke("token_revoked")
		s.App.Hub.Cut()
		err := s.Play(t.Context(), func() { s.Slack.Channel("general").Shows("a miracle") })
		if err == nil || !strings.Contains(err.Error(), "the bot ended") {
			t.Errorf("error: %v", err)
		}
		if err := s.Wait(t.Context()); err == nil {
			t.Error("Wait has nothing to say of it")
		}
	})
}

func TestClock(t *testing.T) {
	t.Parallel()
	c := stage.NewClock(night)
	for range 3 {
		if !c.Now().Equal(night) {
			t.Error("it moves by itself")
		}
	}
	c.Run()
	before := c.Now()
	for !c.Now().After(before) { // returns when it runs
	}
	c.Set(night.Add(time.Hour))
	if !c.Now().Equal(night.Add(time.Hour)) {
		t.Error("it does not stand where it was set")
	}
}

// open opens a stage on the tests' server, and closes it with the test.
func open(t *testing.T, o stage.Options) *stage.Stage {
	t.Helper()
	o.Name, o.Clock, o.DatabaseURL, o.Unlimited = "test", stage.NewClock(night), pgtest.New(t, nil), true
	s, err := stage.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// databases counts those on a server whose names are like a pattern.
func databases(t *testing.T, address, like string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE datname LIKE $1", like).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// hintOf is the way out that an error names.
func hintOf(t *testing.T, err error) string {
	t.Helper()
	var c *complain.Complaint
	if !errors.As(err, &c) {
		t.Fatalf("no complaint: %v", err)
	}
	return c.Hint
}
