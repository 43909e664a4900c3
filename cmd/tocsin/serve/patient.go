package serve

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// patient leaves Slack alone for as long as it has asked to be. The wish concerns a method, and so every
// incident that calls it: asking on behalf of the next one only prolongs it. A call that comes too early
// gets Slack's answer again, with what is left of the time, and never leaves this process.
type patient struct {
	transport http.RoundTripper

	mu    sync.Mutex
	until map[string]time.Time // by what was limited
}

// RoundTrip makes a call, or does not.
func (p *patient) RoundTrip(r *http.Request) (*http.Response, error) {
	what := limited(r)
	if left := p.left(what); left > 0 {
		if r.Body != nil {
			_ = r.Body.Close() // as a transport must, whatever comes of it
		}
		return tooEarly(r, left), nil
	}
	answer, err := p.transport.RoundTrip(r)
	if err == nil && answer.StatusCode == http.StatusTooManyRequests {
		if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
			p.mu.Lock()
			p.until[what] = time.Now().Add(time.Duration(seconds) * time.Second)
			p.mu.Unlock()
		}
	}
	return answer, err
}

func (p *patient) left(what string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := time.Until(p.until[what])
	if left <= 0 {
		delete(p.until, what)
	}
	return left
}

// limited is what Slack counts a call as: its method; for posting, the channel as well.
func limited(r *http.Request) string {
	what := r.URL.Path
	if !strings.HasSuffix(what, "/chat.postMessage") || r.GetBody == nil {
		return what
	}
	body, err := r.GetBody()
	if err != nil {
		return what
	}
	defer body.Close()
	form, err := io.ReadAll(body)
	if err != nil {
		return what
	}
	values, err := url.ParseQuery(string(form))
	if err != nil {
		return what
	}
	return what + " " + values.Get("channel")
}

func tooEarly(r *http.Request, left time.Duration) *http.Response {
	return &http.Response{
		Status: "429 Too Many Requests", StatusCode: http.StatusTooManyRequests,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Retry-After": {strconv.Itoa(int((left + time.Second - 1) / time.Second))}},
		Body:    http.NoBody,
		Request: r,
	}
}
