package scenarios

import (
	"bytes"
	"log/slog"
	"sync"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
)

type serveOptions = serve.Options

// lines is a log that can be read while it is written.
type lines struct {
	mu  sync.Mutex
	log bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.String()
}

func (l *lines) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
