package scenarios

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// longStory is a world whose clock stands at an instant, and is moved by the story.
func longStory(t *testing.T, begins string, change ...func(*serve.Options)) *quarter {
	t.Helper()
	clock := stage.NewClock(hour(begins))
	w := workspaceOn(t, slacksim.Options{Clock: clock.Now}, pgtest.New(t, migrate))
	bot := w.serve(change...)
	db, err := pgx.Connect(t.Context(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	return &quarter{world: w, bot: bot, clock: clock, db: db}
}

// instantOf is when a message was written, by its ts.
func instantOf(t *testing.T, ts string) time.Time {
	t.Helper()
	seconds, _, _ := strings.Cut(ts, ".")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(unix, 0)
}

// hours lets time go by, hour by hour, by night as well.
func (q *quarter) hours(until string) {
	q.t.Helper()
	for end := hour(until); q.clock.Now().Before(end); q.looks() {
		q.clock.Set(q.clock.Now().Add(time.Hour))
	}
}
