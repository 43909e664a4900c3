package bot

import (
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

// mend says what a person can do about a lasting error of Slack's.
func mend(code string) string {
	switch code {
	case "is_archived", "not_in_channel", "channel_not_found":
		return "Unarchive the channel if it is archived, and invite me again: /invite @tocsin."
	case "missing_scope", "not_allowed_token_type":
		return "Ask whoever runs me to run `tocsin doctor`: I lack a permission."
	case "restricted_action", "cannot_create_channel", "user_is_restricted", "ura_max_channels":
		return "The workspace's settings forbid it; ask an owner of the workspace."
	case "invalid_auth", "account_inactive", "token_revoked", "not_authed":
		return "Ask whoever runs me to run `tocsin doctor`: my token no longer works."
	default:
		return "Ask whoever runs me to run `tocsin doctor`."
	}
}

// comeBackLater is an error with the time that Slack asks us to stay away.
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
