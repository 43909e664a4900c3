package llm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// ErrOverBudget means that a call was not made, or not waited for, because it would have gone over a cap.
var ErrOverBudget = errors.New("over the budget for language models")

// Problem is why a model did not answer, for people.
type Problem struct {
	Outcome  incident.CallOutcome
	Sentence string // what is wrong, such as "The model's key was refused."
	Hint     string // what to do about it; may be empty

	cause error
}

// Error gives the sentence.
func (p *Problem) Error() string { return p.Sentence }

// Unwrap gives what is behind it, or nil.
func (p *Problem) Unwrap() error { return p.cause }

// hints that several problems share.
const (
	hintURL   = "Check ai.base_url: mostly it ends in /v1, without /chat/completions."
	hintKey   = "Check ai.api_key, and that it belongs to ai.base_url."
	hintReach = "Check ai.base_url, and that this machine may call it."
)

// Errors of the line.
var (
	errCut      = errors.New("the answer broke off")
	errTimeout  = errors.New("the endpoint took too long") // for one try
	errNotAsked = errors.New("the question never got there")
	errPaused   = errors.New("the endpoint wants to be left alone for longer than there is time")
)

// problem words an error for people. What the endpoint said is left out: it may quote the prompt or the key.
func (c *Client) problem(ctx context.Context, err error) *Problem {
	failed := func(sentence, hint string) *Problem {
		return &Problem{Outcome: incident.CallFailed, Sentence: sentence, Hint: hint, cause: err}
	}
	var known *Problem
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, ErrOverBudget), errors.Is(context.Cause(ctx), ErrOverBudget):
		return &Problem{
			Outcome: incident.CallLimited, Sentence: "The limits set for the model are used up.",
			Hint: "Raise ai.max_calls, ai.max_tokens, ai.max_time or ai.max_cost.", cause: ErrOverBudget,
		}
	case ctx.Err() != nil:
		return &Problem{Outcome: incident.CallFailed, Sentence: "The model was not waited for.", cause: context.Cause(ctx)}
	case errors.Is(err, errPaused):
		return c.refusal(said{status: http.StatusTooManyRequests})
	case errors.Is(err, errNotAsked):
		return failed(fmt.Sprintf("Nobody answers at %s.", c.host), hintReach)
	case errors.Is(err, errTimeout):
		return failed(fmt.Sprintf("The model did not answer within %v.", c.opts.Timeout),
			"Raise ai.timeout, or lower ai.chunk_tokens so that it has less to read.")
	case errors.Is(err, errCut):
		return &Problem{Outcome: incident.CallCut, Sentence: "The model's answer broke off in the middle.", cause: err}
	}
	if said := hear(err); said.status != 0 {
		return c.refusal(said)
	}
	if p := c.unreachable(err); p != nil {
		return p
	}
	return failed("What the endpoint answered is not a chat completion.", hintURL)
}

// refusal words an answer that is an error.
func (c *Client) refusal(said said) *Problem {
	failed := func(sentence, hint string) *Problem {
		return &Problem{Outcome: incident.CallFailed, Sentence: sentence, Hint: hint}
	}
	switch {
	case said.quota():
		return &Problem{
			Outcome: incident.CallLimited, Sentence: "The quota of the model's account is used up.",
			Hint: "Add credit, or raise the account's limit, where the model is rented.",
		}
	case said.status == http.StatusTooManyRequests || said.retryAfter:
		return &Problem{
			Outcome: incident.CallLimited, Sentence: "The endpoint takes no more requests for now.",
			Hint: "Lower ai.parallel, or ask for a higher limit where the model is rented.",
		}
	case said.filtered():
		return &Problem{Outcome: incident.CallRefused, Sentence: "The endpoint's content filter refused the question."}
	case said.status == http.StatusUnauthorized && c.opts.Key == "":
		return failed("The endpoint wants a key.", "Set TOCSIN_AI_API_KEY, or ai.api_key.")
	case said.status == http.StatusUnauthorized:
		return failed("The model's key was refused.", hintKey)
	case said.noModel() && c.opts.Azure:
		return failed(fmt.Sprintf("This Azure resource has no deployment called %q.", c.opts.Model),
			"ai.model is the name of the deployment, not of the model in it.")
	case said.noModel():
		return failed(fmt.Sprintf("The endpoint has no model called %q.", c.opts.Model), "Check ai.model.")
	case said.status == http.StatusForbidden:
		return failed(fmt.Sprintf("The key may not use the model %q.", c.opts.Model), hintKey)
	case said.status == http.StatusNotFound || said.status == http.StatusMethodNotAllowed:
		return failed("Nothing at this address answers chat completions.", hintURL)
	case said.tooLong():
		return failed("The question is longer than the model can read.", "Lower ai.chunk_tokens.")
	case said.status >= http.StatusInternalServerError:
		return failed(fmt.Sprintf("The endpoint has trouble of its own (%d).", said.status), "Try again in a while, or look at the endpoint's own log.")
	default:
		return failed(fmt.Sprintf("The endpoint does not take what it is asked (%d).", said.status), "")
	}
}

// unreachable words the errors of a line that never came about; nil for others.
func (c *Client) unreachable(err error) *Problem {
	failed := func(sentence, hint string) *Problem {
		return &Problem{Outcome: incident.CallFailed, Sentence: sentence, Hint: hint, cause: err}
	}
	var dns *net.DNSError
	var header tls.RecordHeaderError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return failed(fmt.Sprintf("The name %q leads to no machine.", dns.Name), "Check ai.base_url, and that names are resolved here.")
	case untrusted(err):
		return failed(fmt.Sprintf("%s shows a certificate that is not trusted here.", c.host),
			"Add its authority to this machine's, or correct ai.base_url.")
	case errors.As(err, &header) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return failed(fmt.Sprintf("%s does not speak TLS.", c.host), "Begin ai.base_url with http://.")
	case strings.Contains(err.Error(), "malformed HTTP"):
		return failed(fmt.Sprintf("%s does not speak HTTP.", c.host), "Perhaps ai.base_url should begin with https://.")
	case errors.As(err, &op) && op.Op == "dial":
		return failed(fmt.Sprintf("Nobody answers at %s.", c.host), hintReach)
	}
	if interrupted(err) {
		return failed(fmt.Sprintf("The line to %s broke.", c.host), "")
	}
	return nil
}

// untrusted reports whether an error is about a certificate.
func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &hostname)
}
