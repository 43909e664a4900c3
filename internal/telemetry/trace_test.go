package telemetry_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel"

	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

func TestStartTracing_sends_spans_to_the_collector_that_the_environment_names(t *testing.T) {
	var received atomic.Value
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		received.Store(r.URL.Path + " " + string(body))
	}))
	t.Cleanup(collector.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=night")
	before := otel.GetTracerProvider()
	t.Cleanup(func() { otel.SetTracerProvider(before) })

	stop, err := telemetry.StartTracing(t.Context(), "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	_, span := otel.Tracer("test").Start(t.Context(), "ask the model")
	span.End()
	if err := stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	got, _ := received.Load().(string)
	for _, want := range []string{"/v1/traces ", "ask the model", "tocsin", "v1.2.3", "night"} {
		if !strings.Contains(got, want) {
			t.Errorf("the collector has not heard of %q: %q", want, got)
		}
	}
}

func TestStartTracing_does_nothing_where_nobody_listens(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	before := otel.GetTracerProvider()
	stop, err := telemetry.StartTracing(t.Context(), "v1.2.3")
	if err != nil || stop(context.Background()) != nil {
		t.Fatal(err)
	}
	if otel.GetTracerProvider() != before {
		t.Error("spans are made for nobody")
	}
}
