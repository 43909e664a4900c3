package jobs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

// victimOf names, in the environment, the database that this test binary is to work for until it is
// killed, instead of testing.
const victimOf = "TOCSIN_TEST_VICTIM_OF"

func TestMain(m *testing.M) {
	if url := os.Getenv(victimOf); url != "" {
		workForever(url)
	}
	os.Exit(m.Run())
}

// workForever begins a piece of work, says so, and never ends it.
func workForever(url string) {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		panic(err)
	}
	o := (&world{url: url, pool: pool}).options()
	o.Person = func(context.Context, incident.PersonID) error {
		fmt.Println("working")
		select {}
	}
	j, err := New(o)
	if err != nil {
		panic(err)
	}
	if err := j.Start(ctx); err != nil {
		panic(err)
	}
	select {}
}

// ghost leaves a job behind as a process does that died before this test began. It is put back after
// whoever lives has looked twice; what they have not put back by then, they leave alone.
func (w *world) ghost() {
	w.t.Helper()
	_, err := w.pool.Exec(w.t.Context(), `
		insert into river_job (kind, args, state, max_attempts, queue, attempt, attempted_at, attempted_by)
		values ('sweep', '{}', 'running', 5, 'background', 1, now(), '{someone-dead}')`)
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ghostIsPutBack() {
	w.t.Helper()
	w.becomes(1, `kind = 'sweep' and state = 'completed'`)
}

// holding is work that says when it begins and ends when it is told to.
type holding struct {
	began passes
	end   chan struct{}
}

func (h holding) person(ctx context.Context, _ incident.PersonID) error {
	h.began.pass()
	select {
	case <-h.end:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *world) holds() (holding, Options) {
	h := holding{began: newPasses(), end: make(chan struct{})}
	o := w.options()
	o.Person = h.person
	return h, o
}

var ada = incident.Work{Kind: incident.WorkPerson, Person: "UADA"}

func TestAlive(t *testing.T) {
	t.Parallel()

	t.Run("the work of a killed process is put back", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		w.asks(w.idle(w.options()), ada)
		victim := exec.CommandContext(t.Context(), os.Args[0])
		victim.Env = append(os.Environ(), victimOf+"="+w.url)
		victim.Stderr = os.Stderr
		said, err := victim.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := victim.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(said).ReadString('\n'); strings.TrimSpace(line) != "working" {
			t.Fatalf("victim said %q, %v", line, err)
		}
		did := newPasses()
		o := w.options()
		o.Person = func(context.Context, incident.PersonID) error {
			did.pass()
			return nil
		}
		w.start(o)
		w.ghost()
		w.ghostIsPutBack()
		if len(did) > 0 {
			t.Fatal("put back while its process lived")
		}
		if err := victim.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		killed := time.Now()
		did.wait(t)
		t.Logf("done by another process %s after the kill", time.Since(killed).Round(time.Millisecond))
		w.becomes(2, `state = 'completed'`)
		_ = victim.Wait()
	})

	t.Run("the work of a process that is stopping is left to it", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		held, o := w.holds()
		o.StopWithin = time.Hour
		stopping := w.start(o)
		w.asks(stopping, ada)
		held.began.wait(t)
		stopped := make(chan error)
		go func() { stopped <- stopping.Stop(context.Background()) }()
		w.start(o)
		w.ghost()
		w.ghostIsPutBack()
		close(held.end)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		w.becomes(1, `kind = 'person' and state = 'completed' and attempt = 1`)
		if len(held.began) > 0 {
			t.Error("done twice")
		}
	})

	t.Run("work that does not end in time is left to another process", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		held, o := w.holds()
		o.StopWithin = time.Millisecond
		stopping := w.start(o)
		w.asks(stopping, ada)
		held.began.wait(t)
		if err := stopping.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		close(held.end)
		w.start(o)
		held.began.wait(t)
		w.becomes(1, `state = 'completed'`)
	})

	t.Run("the living outlast a restart of Postgres", func(t *testing.T) {
		t.Parallel()
		server := pgtest.NewServer(t, schema)
		w := newWorld(t, server.URL())
		held, o := w.holds()
		a := w.start(o)
		w.asks(a, ada)
		held.began.wait(t)
		w.start(o) // somebody who could take a for dead
		server.Pause()
		if err := server.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pool.Reset()
		w.ghost()
		w.ghostIsPutBack()
		if n := w.count(`kind = 'person' and attempt = 1 and state = 'running'`); n != 1 {
			t.Error("put back while its process lived")
		}
		close(held.end)
		w.becomes(2, `state = 'completed'`)
		w.changes(a, 1)
		w.becomes(3, `state = 'completed'`)
	})
}

func TestStop(t *testing.T) {
	t.Parallel()

	t.Run("before any start closes what New has opened", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		j, err := New(w.options())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := j.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})

	t.Run("says so when it could not wait to the end", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		held, o := w.holds()
		o.StopWithin = time.Hour
		j, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.asks(j, ada)
		held.began.wait(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := j.Stop(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(held.end)
		if err := j.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
