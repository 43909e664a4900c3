package socket

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// RetryError is an error of Options.Open after which Slack wants to be left alone for a while.
type RetryError struct {
	After time.Duration // as in Slack's Retry-After
	Err   error
}

func (e *RetryError) Error() string { return fmt.Sprintf("%v (retry after %s)", e.Err, e.After) }

func (e *RetryError) Unwrap() error { return e.Err }

// AuthError ends Run: Slack refuses the app-level token, and no retry will change that.
type AuthError struct {
	Code string // Slack's error code
}

func (e *AuthError) Error() string {
	return fmt.Sprintf("Slack refuses the app-level token: %s", e.Code)
}

// Hint says what to do about it.
func (e *AuthError) Hint() string { return hints[e.Code] }

// hints names the codes of apps.connections.open that end Run, with the way out of each.
var hints = map[string]string{
	"invalid_auth":           "check that the app-level token is complete and starts with xapp-; a new one is made under Basic Information, App-Level Tokens.",
	"not_authed":             "no app-level token was sent; set it, it starts with xapp-.",
	"account_inactive":       "the token belongs to an app that was uninstalled or a workspace that is gone; install the app again.",
	"token_revoked":          "make a new app-level token under Basic Information, App-Level Tokens.",
	"not_allowed_token_type": "this is another kind of token; Socket Mode needs the app-level one, which starts with xapp-.",
}

// permanent returns an *AuthError if err, or an error it wraps, is one of Slack's codes that no retry mends.
func permanent(err error) error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if _, ok := hints[e.Error()]; ok {
			return &AuthError{Code: e.Error()}
		}
	}
	return nil
}

// withoutURL strips the URL, and with it the ticket, from an error of the HTTP client.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
