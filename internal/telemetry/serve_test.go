package telemetry_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	well := telemetry.Check{Name: "database", Run: func(context.Context) error { return nil }}
	ill := telemetry.Check{Name: "socket", Run: func(context.Context) error {
		return errors.New("dial wss://x/link/?ticket=abc: refused")
	}}

	t.Run("is alive whatever is not ready", func(t *testing.T) {
		t.Parallel()
		status, body := get(t, telemetry.Handler(telemetry.NewMetrics("v1"), ill), "/healthz")
		if status != http.StatusOK || body != "alive\n" {
			t.Errorf("%d %q", status, body)
		}
	})

	t.Run("is ready when every check holds", func(t *testing.T) {
		t.Parallel()
		status, body := get(t, telemetry.Handler(telemetry.NewMetrics("v1"), well), "/readyz")
		if status != http.StatusOK || body != "ready\n" {
			t.Errorf("%d %q", status, body)
		}
	})

	t.Run("names what is not ready, without secrets", func(t *testing.T) {
		t.Parallel()
		status, body := get(t, telemetry.Handler(telemetry.NewMetrics("v1"), well, ill), "/readyz")
		if want := "not ready\nsocket: dial wss://x/link/?ticket=[redacted]: refused\n"; status != http.StatusServiceUnavailable || body != want {
			t.Errorf("%d %q", status, body)
		}
	})

	t.Run("has every metric that was observed", func(t *testing.T) {
		t.Parallel()
		m := telemetry.NewMetrics("v1.2")
		m.ObserveSocket("kept", "events_api", 7, 3*time.Millisecond)
		m.ObserveSocket("acked", "events_api", 7, 0)
		m.ObserveSurface("shown")
		m.ObserveInbox(4, 2)
		m.ObserveSlackCall("chat.postMessage", "ok", time.Second)
		m.ObserveSync("done", time.Second)
		m.ObserveStuck(3)
		m.ObservePanic("block_actions")
		m.ObserveJob("sync", "done", time.Second)
		_, body := get(t, telemetry.Handler(m), "/metrics")
		for _, line := range []string{
			`tocsin_build_info{version="v1.2"} 1`,
			`tocsin_socket_total{type="events_api",what="acked"} 7`,
			`tocsin_socket_seconds_bucket{type="events_api",what="kept",le="0.005"} 1`,
			`tocsin_surfaces_total{outcome="shown"} 1`,
			`tocsin_inbox_depth 4`,
			`tocsin_inbox_parked 2`,
			`tocsin_slack_calls_total{method="chat.postMessage",outcome="ok"} 1`,
			`tocsin_slack_call_seconds_count{method="chat.postMessage"} 1`,
			`tocsin_sync_seconds_count{outcome="done"} 1`,
			`tocsin_surfaces_stuck 3`,
			`tocsin_handler_panics_total{where="block_actions"} 1`,
			`tocsin_jobs_total{kind="sync",outcome="done"} 1`,
			`tocsin_job_seconds_count{kind="sync"} 1`,
		} {
			if !strings.Contains(body, "\n"+line+"\n") {
				t.Errorf("%s is missing", line)
			}
		}
	})
}

func TestServe(t *testing.T) {
	t.Parallel()

	t.Run("finishes the request under way when it is told to stop", func(t *testing.T) {
		t.Parallel()
		ctx, stop := context.WithCancel(t.Context())
		listener, err := telemetry.Listen(ctx, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		asked := make(chan struct{})
		slow := telemetry.Check{Name: "slow", Run: func(check context.Context) error {
			close(asked)
			<-ctx.Done()
			return check.Err()
		}}
		served := make(chan error, 1)
		go func() { served <- telemetry.Serve(ctx, listener, telemetry.Handler(telemetry.NewMetrics("v1"), slow)) }()
		go func() { <-asked; stop() }()

		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if body, _ := io.ReadAll(response.Body); string(body) != "ready\n" {
			t.Errorf("answered %q", body)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})

	t.Run("says which address is taken", func(t *testing.T) {
		t.Parallel()
		taken, err := telemetry.Listen(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close()
		_, err = telemetry.Listen(t.Context(), taken.Addr().String())
		if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
			t.Errorf("said %v", err)
		}
	})
}

func get(t *testing.T, handler http.Handler, path string) (int, string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return recorder.Code, recorder.Body.String()
}
