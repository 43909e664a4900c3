package stage

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Terminal tells whether w is a terminal, and how many columns it has; 80 where nobody knows.
func Terminal(w io.Writer) (columns int, is bool) {
	const unknown = 80
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return unknown, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns <= 0 {
		return unknown, true
	}
	return columns, true
}

// Steps prints what is being done, a line for each step with how long it took. On a terminal the step
// under way is shown too.
type Steps struct {
	w       io.Writer
	live    bool
	current string
	began   time.Time
}

// NewSteps prints to w.
func NewSteps(w io.Writer) *Steps {
	_, live := Terminal(w)
	return &Steps{w: w, live: live}
}

// Begin ends the step before and begins another.
func (s *Steps) Begin(step string) {
	s.End()
	s.current, s.began = step, time.Now()
	if s.live {
		_, _ = fmt.Fprintf(s.w, "  … %s", step)
	}
}

// End ends the last step.
func (s *Steps) End() { s.close("✓") }

// Fail ends the last step as one that did not work.
func (s *Steps) Fail() { s.close("✗") }

func (s *Steps) close(mark string) {
	if s.current == "" {
		return
	}
	if s.live {
		_, _ = fmt.Fprint(s.w, "\r\x1b[K")
	}
	_, _ = fmt.Fprintf(s.w, "  %s %s (%.1f s)\n", mark, s.current, time.Since(s.began).Seconds())
	s.current = ""
}
