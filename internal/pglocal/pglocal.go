// Package pglocal runs a private Postgres from the binaries of this machine, for the demo, for replays and for tests.
//
// A server listens on a Unix socket in a folder that only its owner may enter, and nowhere else: no port to clash
// with, no password, and two servers never meet. Throw-away data live in memory where there is room and are not
// synced to disk. Postgres refuses to run as root, so a server started by root runs as `postgres`, else as `nobody`.
//
// Nothing is left behind, however the owner ends: a small shell process, the keeper, waits on a pipe from it. When
// that closes, by Stop or because the owner was killed, the keeper ends Postgres and removes the folder. Folders
// whose keeper was killed too are swept by the next Start; a Postgres whose folder is gone ends by itself.
// docs/decisions/0002-private-postgres.md says why it is done so.
package pglocal

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
)

// Options say what kind of server Start makes. The zero value is a throw-away server on what is installed.
type Options struct {
	// Dir keeps the data over restarts; it is made if it does not exist. Empty: the data are thrown away at Stop,
	// and live under /dev/shm when that has room (and Durable is false), else in the folder for temporary files.
	Dir string
	// Durable makes a commit wait for the disk. Otherwise a power cut, though not a crash of Postgres or of its
	// owner, may cost the newest commits or the whole database.
	Durable bool
	// Install lets Start install Postgres with apt-get (as root) or Homebrew when there is none.
	Install bool
	// Settings are further server settings, such as {"max_connections": "300"}.
	Settings map[string]string
	// Progress is told, in a few words, what Start is doing where that may take a while. It may be nil.
	Progress func(string)
}

// Server is a running Postgres that belongs to this process. Its methods may be called from any goroutine.
type Server struct {
	account  *account
	binaries binaries
	folder   *folder // holds the socket, and the data too if they are thrown away
	data     string
	flags    []string
	keeper   *keeper

	mu      sync.Mutex
	running *process // nil while paused, and after Stop
	stopped bool
}

// Start makes and starts a server, and returns when it accepts connections: after about half a second for a new one.
// The context bounds the start alone; the server runs until Stop, or until this process ends.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if opts.Progress == nil {
		opts.Progress = func(string) {}
	}
	found, err := locate(ctx, opts)
	if err != nil {
		return nil, err
	}
	account, err := unprivileged() // after locate: an installation makes the user postgres
	if err != nil {
		return nil, err
	}
	sweep()
	room, err := newFolder(account, opts.Durable)
	if err != nil {
		return nil, err
	}
	srv := &Server{account: account, binaries: found, folder: room, flags: settings(opts)}
	if srv.keeper, err = newKeeper(ctx, account, room.path); err != nil {
		room.release()
		_ = os.RemoveAll(room.path)
		return nil, err
	}
	if err := srv.start(ctx, opts); err != nil {
		srv.Stop()
		return nil, err
	}
	return srv, nil
}

// start brings a new server from an empty folder to its first connection.
func (s *Server) start(ctx context.Context, opts Options) error {
	s.data = filepath.Join(s.folder.path, "data")
	if opts.Dir != "" {
		dir, err := filepath.Abs(opts.Dir)
		if err != nil {
			return fmt.Errorf("folder for Postgres's data: %w", err)
		}
		s.data = dir
	}
	if err := s.initialise(ctx, opts.Progress); err != nil {
		return err
	}
	return s.Resume(ctx)
}

// URL is the address of the server's database, for pgx as well as for psql.
func (s *Server) URL() string {
	address := url.URL{
		Scheme:   "postgres",
		User:     url.User(superuser),
		Path:     "/" + superuser, // initdb makes a database of that name
		RawQuery: url.Values{"host": {s.folder.path}}.Encode(),
	}
	return address.String()
}

// Pause ends Postgres and keeps its data: open connections break and new ones are refused until
// Resume. It is how a test takes the database away.
func (s *Server) Pause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
}

// Resume starts Postgres again, at the same URL, and returns when it accepts connections. It does nothing
// while Postgres runs, and brings it back if it crashed.
func (s *Server) Resume(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return fmt.Errorf("resume Postgres: it was stopped for good")
	}
	if s.running != nil && s.running.alive() {
		return nil
	}
	running, err := s.launch(ctx)
	if err != nil {
		return err
	}
	s.running = running
	return nil
}

// Stop ends Postgres and removes everything that was not asked to be kept. Further calls do nothing.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stopped = true
	s.end()
	s.keeper.dismiss()
	s.folder.release()
}

// end stops what runs. The caller holds mu.
func (s *Server) end() {
	if s.running == nil {
		return
	}
	s.running.stop()
	s.running = nil
}
