package pglocal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/internal/pglocal"
)

// ownerEnv makes the test binary an owner to be killed: it starts a server, prints its URL and waits.
const ownerEnv = "PGLOCAL_TEST_OWNER"

func TestMain(m *testing.M) {
	if os.Getenv(ownerEnv) == "" {
		os.Exit(m.Run())
	}
	server, err := pglocal.Start(context.Background(), pglocal.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.URL())
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0) // without Stop
}

func TestStart(t *testing.T) {
	t.Parallel()

	t.Run("serves pgx and psql at the same address", func(t *testing.T) {
		t.Parallel()
		server := start(t, pglocal.Options{})
		if got := query[int](t, connect(t, server.URL()), "SELECT 6 * 7"); got != 42 {
			t.Errorf("pgx got %d, want 42", got)
		}
		said, err := exec.CommandContext(t.Context(), "psql", "--no-psqlrc", "-Atc", "SELECT 6 * 7", server.URL()).CombinedOutput()
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("psql is not on the PATH here; it is not needed to run Postgres")
		}
		if err != nil || string(said) != "42\n" {
			t.Errorf("psql said %q, %v; want 42", said, err)
		}
	})

	t.Run("listens on no port, and on a socket that is closed to others", func(t *testing.T) {
		t.Parallel()
		conn := connect(t, start(t, pglocal.Options{}).URL())
		if got := query[string](t, conn, "SHOW listen_addresses"); got != "" {
			t.Errorf("it listens on %q", got)
		}
		data := query[string](t, conn, "SHOW data_directory")
		info, err := os.Stat(filepath.Dir(data))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o700 {
			t.Errorf("its folder is open to others: %v", info.Mode())
		}
	})

	t.Run("applies the settings asked for", func(t *testing.T) {
		t.Parallel()
		server := start(t, pglocal.Options{Settings: map[string]string{"max_connections": "37"}})
		if got := query[string](t, connect(t, server.URL()), "SHOW max_connections"); got != "37" {
			t.Errorf("max_connections = %s, want 37", got)
		}
	})

	t.Run("waits for the disk only if asked to", func(t *testing.T) {
		t.Parallel()
		for durable, want := range map[bool]string{false: "off", true: "on"} {
			server := start(t, pglocal.Options{Durable: durable})
			if got := query[string](t, connect(t, server.URL()), "SHOW fsync"); got != want {
				t.Errorf("durable %v: fsync = %s, want %s", durable, got, want)
			}
		}
	})

	t.Run("shows what Postgres said when it does not start", func(t *testing.T) {
		t.Parallel()
		_, err := pglocal.Start(t.Context(), pglocal.Options{Settings: map[string]string{"work_mem": "much"}})
		if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "work_mem": "much"`) {
			t.Errorf("error = %v, want the line of Postgres's log", err)
		}
	})

	t.Run("gives up with its context and leaves nothing", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		dir := filepath.Join(openFolder(t), "data")
		_, err := pglocal.Start(ctx, pglocal.Options{Dir: dir, Progress: func(string) { cancel() }})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want context.Canceled", err)
		}
		left, err := filepath.Glob(dir + "*")
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestStart_Dir(t *testing.T) {
	t.Parallel()

	t.Run("keeps the data", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(openFolder(t), "kept", "data")
		first := start(t, pglocal.Options{Dir: dir})
		execute(t, connect(t, first.URL()), "CREATE TABLE note AS SELECT 'still here' AS text")
		first.Stop()
		second := start(t, pglocal.Options{Dir: dir})
		if got := query[string](t, connect(t, second.URL()), "SELECT text FROM note"); got != "still here" {
			t.Errorf("got %q", got)
		}
	})

	t.Run("refuses a folder that holds something else", func(t *testing.T) {
		t.Parallel()
		dir := openFolder(t)
		if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("ten years"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := pglocal.Start(t.Context(), pglocal.Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), "name another folder") {
			t.Errorf("error = %v", err)
		}
	})

	t.Run("says which version made data that none here can open", func(t *testing.T) {
		t.Parallel()
		dir := openFolder(t)
		if err := os.WriteFile(filepath.Join(dir, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := pglocal.Start(t.Context(), pglocal.Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), "made by Postgres 9") {
			t.Errorf("error = %v", err)
		}
	})
}

func TestServer_Pause(t *testing.T) {
	t.Parallel()
	server := start(t, pglocal.Options{})
	conn := connect(t, server.URL())
	execute(t, conn, "CREATE TABLE note AS SELECT 'still here' AS text")

	server.Pause()

	if err := conn.Ping(t.Context()); err == nil {
		t.Error("an open connection outlived the server")
	}
	if conn, err := pgx.Connect(t.Context(), server.URL()); err == nil {
		_ = conn.Close(t.Context())
		t.Error("a new connection was accepted while the server was paused")
	}
	for range 2 { // the second does nothing
		if err := server.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := query[string](t, connect(t, server.URL()), "SELECT text FROM note"); got != "still here" {
		t.Errorf("got %q after Resume", got)
	}
}

func TestServer_Stop(t *testing.T) {
	t.Parallel()
	server := start(t, pglocal.Options{})
	conn := connect(t, server.URL())
	folder := filepath.Dir(query[string](t, conn, "SHOW data_directory"))

	server.Stop()
	server.Stop()

	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v, want it gone", err)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection outlived the server")
	}
	if err := server.Resume(t.Context()); err == nil {
		t.Error("a stopped server was resumed")
	}
}

func TestOwner(t *testing.T) {
	t.Parallel()
	ends := map[string]func(owner *exec.Cmd, stdin io.Closer) error{
		"killed":       func(owner *exec.Cmd, _ io.Closer) error { return owner.Process.Kill() },
		"without Stop": func(_ *exec.Cmd, stdin io.Closer) error { return stdin.Close() },
	}
	for name, end := range ends {
		t.Run(name+" leaves neither process nor folder", func(t *testing.T) {
			t.Parallel()
			owner := exec.CommandContext(t.Context(), os.Args[0])
			owner.Env = append(os.Environ(), ownerEnv+"=1")
			owner.Stderr = os.Stderr
			stdin, err := owner.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := owner.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := owner.Start(); err != nil {
				t.Fatal(err)
			}
			url, err := bufio.NewReader(stdout).ReadString('\n')
			if err != nil {
				t.Fatalf("the owner did not start a server: %v", err)
			}
			conn := connect(t, strings.TrimSpace(url))
			folder := filepath.Dir(query[string](t, conn, "SHOW data_directory"))

			if err := end(owner, stdin); err != nil {
				t.Fatal(err)
			}
			_ = owner.Wait()

			// Nobody notifies this connection: it can only end with the server.
			if _, err := conn.WaitForNotification(t.Context()); err == nil {
				t.Error("a notification from nowhere")
			}
			gone(t, folder)
		})
	}
}

// gone returns when a folder does not exist any more. It looks again and again: those who could tell us have ended.
func gone(t *testing.T, folder string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
			return
		}
		if t.Context().Err() != nil {
			t.Fatalf("%s is still there", folder)
		}
	}
}

// start starts a server that ends with the test.
func start(t *testing.T, opts pglocal.Options) *pglocal.Server {
	t.Helper()
	server, err := pglocal.Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server
}

// openFolder makes a folder that also the user whom Postgres runs as for root may enter; t.TempDir alone is closed.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// connect opens a connection that ends with the test.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// query returns the one value that a statement yields.
func query[T any](t *testing.T, conn *pgx.Conn, statement string) T {
	t.Helper()
	var value T
	if err := conn.QueryRow(t.Context(), statement).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// execute runs a statement.
func execute(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
