// Package complain is how the command line says that something went wrong: what it was, and the way
// out of it.
//
//	error: slack.bot_token is not set
//	hint: copy it from "Install App" and set TOCSIN_SLACK_BOT_TOKEN
package complain

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// Exit statuses of the program.
const (
	StatusFailed = 1 // it was understood, and did not work
	StatusUsage  = 2 // it was not understood
)

// Complaint is an error with a way out.
type Complaint struct {
	Reason string // what went wrong; may have several lines
	Hint   string // what to do about it; empty when there is nothing to say
	Status int    // exit status; zero for StatusFailed
	Err    error  // what caused it; may be nil
}

func (c *Complaint) Error() string { return c.Reason }

func (c *Complaint) Unwrap() error { return c.Err }

// New is a complaint about something that did not work.
func New(reason, hint string) error { return &Complaint{Reason: reason, Hint: hint} }

// Usage is a complaint about how the program was called.
func Usage(reason, hint string) error {
	return &Complaint{Reason: reason, Hint: hint, Status: StatusUsage}
}

// About gives an error a way out. It returns nil for nil.
func About(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &Complaint{Reason: err.Error(), Hint: hint, Err: err}
}

// Status is the exit status for an error; zero for nil.
func Status(err error) int {
	var c *Complaint
	switch {
	case err == nil:
		return 0
	case errors.As(err, &c) && c.Status != 0:
		return c.Status
	default:
		return StatusFailed
	}
}

// Write tells a person what went wrong. Tokens and passwords inside the error stay hidden.
func Write(w io.Writer, err error) {
	reason, hint := err.Error(), ""
	var complaint *Complaint
	var refusal *incident.Refusal
	switch {
	case errors.As(err, &complaint):
		hint = complaint.Hint
	case errors.As(err, &refusal):
		reason, hint = refusal.Reason, refusal.Hint
	}
	line(w, "error", reason)
	if hint != "" {
		line(w, "hint", hint)
	}
}

// line indents what follows the first line, so that a reason and a hint stay apart.
func line(w io.Writer, label, text string) {
	text = telemetry.Redact(strings.TrimSpace(text))
	_, _ = fmt.Fprintf(w, "%s: %s\n", label, strings.ReplaceAll(text, "\n", "\n  "))
}
