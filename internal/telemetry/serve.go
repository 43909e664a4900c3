package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"
)

// checkTimeout bounds one readiness check. Kubernetes gives a probe 1 s by default, but a database
// that answers in 2 s is slow, not gone.
const checkTimeout = 2 * time.Second

// drainTimeout is how long requests under way may still take when the program stops.
const drainTimeout = 5 * time.Second

// Check is one thing that must hold before work can be done.
type Check struct {
	Name string // as people call it, such as "database"
	Run  func(ctx context.Context) error
}

// Handler serves /healthz (the process is alive), /readyz (every check holds, otherwise 503 and the
// list of those that do not) and /metrics.
func Handler(metrics *Metrics, checks ...Check) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if failed := failures(r.Context(), checks); len(failed) > 0 {
			say(w, http.StatusServiceUnavailable, "not ready\n"+strings.Join(failed, "\n"))
			return
		}
		say(w, http.StatusOK, "ready")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{Registry: metrics.registry}))
	return mux
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}

// failures runs all checks at once and lists those that fail, in their own order.
func failures(ctx context.Context, checks []Check) []string {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	failed := make([]string, len(checks))
	var group errgroup.Group
	for i, check := range checks {
		group.Go(func() error {
			if err := check.Run(ctx); err != nil {
				failed[i] = check.Name + ": " + Redact(err.Error())
			}
			return nil
		})
	}
	_ = group.Wait()
	return slices.DeleteFunc(failed, func(s string) bool { return s == "" })
}

// Listen takes the address at once, so that a port in use ends the start and not some later minute.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for health and metrics: %w", err)
	}
	return listener, nil
}

// Serve answers on the listener until ctx ends, lets requests under way finish, and returns nil. It
// closes the listener.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve health and metrics: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		_ = server.Close() // whoever still hangs on is cut off
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve health and metrics: %w", err)
	}
	return nil
}
