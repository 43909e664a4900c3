package pglocal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// superuser is the role that owns everything in a private server, and the database that initdb makes for it.
	superuser = "postgres"
	// shutdownPatience is how long a fast shutdown may take before the server is told to drop everything.
	shutdownPatience = 20 * time.Second
	// lockPatience is how long a start waits for a predecessor on the same data that is still shutting down.
	lockPatience = 10 * time.Second
)

// settings are the server's flags: what every private server needs, what the options imply, then what they name.
func settings(opts Options) []string {
	all := map[string]string{
		"listen_addresses":  "", // the socket alone
		"log_destination":   "stderr",
		"logging_collector": "off",
		"timezone":          "UTC",
		"jit":               "off", // compiling costs more than our short queries do
		"wal_level":         "minimal",
		"max_wal_senders":   "0", // wal_level minimal demands it
	}
	if !opts.Durable {
		all["fsync"] = "off"
		all["synchronous_commit"] = "off"
		all["full_page_writes"] = "off"
		all["max_wal_size"] = "256MB" // memory may hold the data
	}
	for name, value := range opts.Settings {
		all[name] = value
	}
	var flags []string
	for name, value := range all {
		flags = append(flags, "-c", name+"="+value)
	}
	return flags
}

// process is one run of Postgres.
type process struct {
	cmd   *exec.Cmd
	log   *serverLog
	ended chan struct{} // closed once Postgres has ended
}

// launch starts Postgres on the server's data and waits until it accepts connections.
func (s *Server) launch(ctx context.Context) (*process, error) {
	patience := time.Now().Add(lockPatience)
	for {
		started, err := s.run(ctx)
		if err != nil {
			return nil, err
		}
		select {
		case <-started.log.ready:
			return started, nil
		case <-ctx.Done():
			started.stop()
			return nil, fmt.Errorf("start Postgres: %w", context.Cause(ctx))
		case <-started.ended:
		}
		if !started.log.contains(`lock file "postmaster.pid" already exists`) {
			return nil, fmt.Errorf("start Postgres: it ended at once: %s", started.log.tail())
		}
		if time.Now().After(patience) {
			return nil, fmt.Errorf("start Postgres: another process runs it on the data in %s", s.data)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// run starts the process and tells the keeper of it.
func (s *Server) run(ctx context.Context) (*process, error) {
	flags := append([]string{"-D", s.data, "-k", s.folder.path}, s.flags...)
	p := &process{
		// The server outlives the call that started it.
		cmd:   s.account.command(context.WithoutCancel(ctx), s.folder.path, s.binaries.postgres, flags...),
		log:   &serverLog{ready: make(chan struct{})},
		ended: make(chan struct{}),
	}
	p.cmd.Stderr = p.log
	p.cmd.WaitDelay = time.Second // a dying backend may hold stderr a little longer
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	s.keeper.watch(p.cmd.Process.Pid)
	go func() {
		_ = p.cmd.Wait() // the log says more than the exit status
		s.keeper.watch(0)
		close(p.ended)
	}()
	return p, nil
}

// stop shuts the server down, breaking its connections, and returns when it has ended.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGINT) // "fast" shutdown: disconnects clients, loses nothing
	select {
	case <-p.ended:
	case <-time.After(shutdownPatience):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // "immediate"
		<-p.ended
	}
}

// alive reports whether the process still runs.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// serverLog reads what Postgres writes to stderr: it notices when the server is ready and keeps the last lines.
type serverLog struct {
	ready chan struct{} // closed when connections are accepted

	mu      sync.Mutex
	partial []byte
	lines   []string
	isReady bool
}

// keptLines is how much of the log an error can show.
const keptLines = 30

// Write implements io.Writer for the server's stderr.
func (l *serverLog) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.partial = append(l.partial, text...)
	for {
		line, rest, complete := bytes.Cut(l.partial, []byte("\n"))
		if !complete {
			return len(text), nil
		}
		l.partial = rest
		if len(l.lines) == keptLines {
			l.lines = slices.Delete(l.lines, 0, 1)
		}
		l.lines = append(l.lines, string(line))
		if !l.isReady && bytes.Contains(line, []byte("database system is ready to accept connections")) {
			l.isReady = true
			close(l.ready)
		}
	}
}

// contains reports whether one of the last lines holds the text.
func (l *serverLog) contains(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.lines, func(line string) bool { return strings.Contains(line, text) })
}

// tail is the end of the log, for an error.
func (l *serverLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) == 0 {
		return "it wrote nothing"
	}
	return strings.Join(l.lines, "\n")
}

// output runs a command to its end and returns an error that holds the last lines of what it printed.
func output(cmd *exec.Cmd, act string) error {
	printed, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(string(printed)), "\n")
	said := strings.Join(lines[max(0, len(lines)-keptLines):], "\n")
	if said == "" || errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s: %w", act, err)
	}
	return fmt.Errorf("%s: %w: %s", act, err, said)
}
