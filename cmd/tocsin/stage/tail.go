package stage

import (
	"strings"
	"sync"
)

// tail keeps the last lines written to it.
type tail struct {
	mu    sync.Mutex
	lines []string
}

// tailLines is how many lines an error shows.
const tailLines = 8

// Write takes whole lines, as a log handler writes them.
func (t *tail) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, strings.Split(strings.TrimRight(string(text), "\n"), "\n")...)
	t.lines = t.lines[max(0, len(t.lines)-tailLines):]
	return len(text), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.lines, "\n")
}
