package bot

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// outcome is what a failed call means for what we do next.
type outcome int

const (
	done     outcome = iota // it worked
	unsure                  // it may have worked: look before repeating
	wait                    // it was refused for now
	hopeless                // it will be refused until a person does something
)

// judge reads an error of slack-go. The code is Slack's word for it; after is how long to wait.
func judge(err error) (what outcome, code string, after time.Duration) {
	if err == nil {
		return done, "", 0
	}
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return wait, "ratelimited", max(limited.RetryAfter, time.Second)
	}
	var asked *comeBackLater
	if errors.As(err, &asked) {
		return wait, errorCode(err), asked.after
	}
	var status slack.StatusCodeError
	if errors.As(err, &status) {
		if status.Code == http.StatusTooManyRequests { // without Retry-After, slack-go has no type for it
			return wait, "ratelimited", 10 * time.Second
		}
		return unsure, status.Status, 0
	}
	code = errorCode(err)
	switch code {
	case "": // the network, or a deadline
		return unsure, "no answer", 0
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return wait, code, 10 * time.Second
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return unsure, code, 0 // Slack says of the first two that they may have half succeeded
	default:
		return hopeless, code, 0
	}
}

// errorCode is Slack's own code of an error, or "" when Slack did not answer with one.
func errorCode(err error) string {
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) {
		return answer.Err
	}
	return ""
}

// politely makes a call again whenever Slack asks to come back later, for as long as ctx lives. It is for
// reading much in the background: starting over would never come to an end.
func politely(ctx context.Context, call func() error) error {
	for {
		err := call()
		what, _, after := judge(err)
		if what != wait {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(after):
		}
	}
}

// comeBackLater is an error with the time that Slack asks us to stay away, or that it is known to need.
type comeBackLater struct {
	error
	after time.Duration
}

func (e *comeBackLater) Unwrap() error { return e.error }

// RetryAfter is how long to wait before trying again.
func (e *comeBackLater) RetryAfter() time.Duration { return e.after }

// patient marks an error of a job with how long Slack asks us to wait; other errors stay as they are.
func patient(err error) error {
	if what, _, after := judge(err); what == wait {
		return &comeBackLater{error: err, after: after}
	}
	return err
}
