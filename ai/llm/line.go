package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

const (
	// mostTries is how often one request is sent. With the waits between, that is about half a minute.
	mostTries = 6
	// mostBytes is how long an answer may be, unpacked. The longest answers of today's models are a tenth of it.
	mostBytes = 8 << 20
)

// line sends one request of go-openai's until it is answered, or it makes no sense to go on: go-openai tries only
// once, and its errors do not tell when to come back. What may have cost something is not sent again here, for it
// takes another reservation.
type line struct {
	client *Client
	tries  int
	told   bool // whether the endpoint said when to come back
	open   bool // whether it was asked and did not answer whole
}

// comeBack is the error of an endpoint that said when to come back.
type comeBack struct{ error }

func (e *comeBack) Unwrap() error { return e.error }

// Do makes a line the HTTP client of go-openai.
func (l *line) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	for try := 1; ; try++ {
		if err := l.client.pause.wait(ctx); err != nil {
			return nil, err
		}
		res, err := l.once(req)
		wait, again := l.again(ctx, res, err, try)
		if !again {
			return res, err
		}
		l.note(ctx, res, try, wait)
		if sleep(ctx, wait) != nil {
			return res, err // what the endpoint said is worth more than that the time is up
		}
	}
}

// once sends the request and reads the answer whole, so that an answer is never half there later on.
func (l *line) once(req *http.Request) (*http.Response, error) {
	ctx, stop := context.WithTimeoutCause(req.Context(), l.client.opts.Timeout, errTimeout)
	defer stop()
	var asked atomic.Bool
	sent := req.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) { asked.Store(info.Err == nil) },
	}))
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, fmt.Errorf("read the question again: %w", err)
		}
		sent.Body = body
	}
	res, err := l.client.http.Do(sent)
	switch {
	case err != nil && ctx.Err() != nil && !asked.Load():
		return nil, fmt.Errorf("%w: %w", errNotAsked, context.Cause(ctx))
	case err != nil && ctx.Err() != nil:
		l.open = true
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostBytes+1))
	switch {
	case err != nil && ctx.Err() != nil:
		l.open = true
		return nil, context.Cause(ctx)
	case err != nil && res.StatusCode < http.StatusMultipleChoices:
		l.open = true
		return nil, errCut
	case res.StatusCode >= http.StatusMultipleChoices && res.StatusCode < http.StatusBadRequest:
		return nil, &Problem{
			Outcome: incident.CallFailed, Hint: "Write in ai.base_url where it leads; the key is not sent after it.",
			Sentence: fmt.Sprintf("The address sends us on to %q.", res.Header.Get("Location")),
		}
	case len(body) > mostBytes:
		return nil, &Problem{
			Outcome: incident.CallInvalid, Hint: hintURL,
			Sentence: fmt.Sprintf("The endpoint answered with more than %d MB.", mostBytes>>20),
		}
	}
	if res.StatusCode < http.StatusMultipleChoices {
		if err := legible(res, body); err != nil {
			l.open = errors.Is(err, errCut)
			return nil, err
		}
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// legible looks at the body of an answer that says all is well. An error in there becomes the answer's status:
// some brokers of models answer like that.
func legible(res *http.Response, body []byte) error {
	var answer struct {
		Choices json.RawMessage `json:"choices"`
		Error   struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	begins := bytes.TrimSpace(body)
	switch err := json.Unmarshal(body, &answer); {
	case err == nil && answer.Choices == nil && bytes.Contains(body, []byte(`"error"`)):
		res.StatusCode = http.StatusBadGateway
		if answer.Error.Code >= http.StatusBadRequest {
			res.StatusCode = answer.Error.Code
		}
		return nil
	case json.Valid(body):
		return nil
	case bytes.HasPrefix(begins, []byte("{")):
		return errCut
	case bytes.HasPrefix(begins, []byte("<")):
		return &Problem{Outcome: incident.CallFailed, Sentence: "The address is a page for people, not an API.", Hint: hintURL}
	default:
		return &Problem{Outcome: incident.CallFailed, Sentence: "What the endpoint answered is not a chat completion.", Hint: hintURL}
	}
}

// again decides whether to send the request once more, and after how long.
func (l *line) again(ctx context.Context, res *http.Response, err error, try int) (time.Duration, bool) {
	wait := backoff(try)
	switch {
	case ctx.Err() != nil || try >= l.tries:
		return 0, false
	case err != nil:
		return wait, interrupted(err) && fits(ctx, wait)
	case !passing(res):
		return 0, false
	}
	if asked, ok := retryAfter(res.Header, time.Now()); ok {
		l.told = true
		if !fits(ctx, asked) {
			return 0, false
		}
		// All calls of the client wait: they would only be told the same.
		l.client.pause.until(time.Now().Add(asked))
		return asked + jitter(), true
	}
	return wait, fits(ctx, wait)
}

// passing reports whether an answer may be another one in a moment.
func passing(res *http.Response) bool {
	switch res.StatusCode {
	case http.StatusTooManyRequests:
		return !usedUp(res)
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, 529: // Anthropic's "overloaded"
		return true
	}
	return false
}

// usedUp reports whether it is the quota and not the rate: no waiting helps against that.
func usedUp(res *http.Response) bool {
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	return err == nil && bytes.Contains(body, []byte("insufficient_quota"))
}

// interrupted reports whether a request failed on the way, so that it may work the next time.
func interrupted(err error) bool {
	var known *Problem
	if errors.Is(err, errCut) || errors.Is(err, errTimeout) || errors.As(err, &known) || untrusted(err) {
		return false
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

func (l *line) note(ctx context.Context, res *http.Response, try int, wait time.Duration) {
	status := 0
	if res != nil {
		status = res.StatusCode
	}
	l.client.opts.Log.LogAttrs(ctx, slog.LevelWarn, "model asked again",
		slog.Int("status", status), slog.Int("try", try), slog.Duration("wait", wait))
}
