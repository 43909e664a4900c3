package serve

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestPatient_leaves_alone_what_Slack_asked_to_leave_alone(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	t.Cleanup(slow.Close)
	client := &http.Client{Transport: &patient{transport: http.DefaultTransport, until: map[string]time.Time{}}}
	call := func(method, channel string) (retryAfter string) {
		form := url.Values{"channel": {channel}}.Encode()
		r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, slow.URL+"/api/"+method, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusTooManyRequests {
			t.Fatalf("%s is answered with %s", method, answer.Status)
		}
		return answer.Header.Get("Retry-After")
	}
	for i, step := range []struct {
		method, channel string
		reaches         int64 // how many calls have reached Slack by then
	}{
		{"pins.add", "C1", 1},
		{"pins.add", "C2", 1},
		{"chat.update", "C1", 2},
		{"chat.postMessage", "C1", 3},
		{"chat.postMessage", "C2", 4}, // posting is limited by channel
		{"chat.postMessage", "C1", 4},
	} {
		if left := call(step.method, step.channel); left == "" || left == "0" {
			t.Errorf("step %d: told to come back after %q seconds", i, left)
		}
		if got := asked.Load(); got != step.reaches {
			t.Errorf("step %d: %d calls have reached Slack, want %d", i, got, step.reaches)
		}
	}
}
