package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics are the figures of one process, for Prometheus. Every method is safe for concurrent use and
// cheap enough for the hot path. The packages that observe declare the few methods they need.
type Metrics struct {
	registry *prometheus.Registry

	received *prometheus.CounterVec
	acked    *prometheus.CounterVec
	ackTime  *prometheus.HistogramVec

	inboxDepth  prometheus.Gauge
	inboxParked prometheus.Gauge

	slackCalls *prometheus.CounterVec
	slackTime  *prometheus.HistogramVec

	syncTime *prometheus.HistogramVec
	stuck    prometheus.Gauge

	panics  *prometheus.CounterVec
	jobs    *prometheus.CounterVec
	jobTime *prometheus.HistogramVec
}

// NewMetrics returns metrics in a registry of their own. version is the program's, for build_info.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),

		received: counter("envelopes_received_total", "Envelopes read off the socket, repeated ones included.", "type"),
		acked:    counter("envelopes_acked_total", "Envelopes acknowledged to Slack.", "type"),
		// Slack waits 3 s; the aim is 10 ms.
		ackTime: histogram("ack_seconds", "From an envelope's arrival to its ack.",
			[]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 3}, "type"),

		inboxDepth:  gauge("inbox_depth", "Deliveries kept and not handled yet."),
		inboxParked: gauge("inbox_parked", "Deliveries that could not be handled; tocsin doctor names them."),

		slackCalls: counter("slack_calls_total", "Calls to Slack's Web API; outcome is ok or Slack's error code.", "method", "outcome"),
		slackTime: histogram("slack_call_seconds", "How long Slack took to answer.",
			[]float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}, "method"),

		syncTime: histogram("sync_seconds", "How long it took to make the chat look like the rows of one incident.",
			[]float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60}, "outcome"),
		stuck: gauge("surfaces_stuck", "Things Slack should show and cannot until somebody helps; tocsin doctor names them."),

		panics: counter("handler_panics_total", "Panics recovered in handlers. Each is a bug.", "where"),
		jobs:   counter("jobs_total", "Jobs worked.", "kind", "outcome"),
		jobTime: histogram("job_seconds", "How long jobs took.",
			[]float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 300}, "kind"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1; the label says which version runs.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.received, m.acked, m.ackTime, m.inboxDepth, m.inboxParked, m.slackCalls, m.slackTime,
		m.syncTime, m.stuck, m.panics, m.jobs, m.jobTime, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// ObserveEnvelope counts an envelope that arrived. kind is Slack's type, such as "events_api".
func (m *Metrics) ObserveEnvelope(kind string) { m.received.WithLabelValues(kind).Inc() }

// ObserveAck counts an ack that went out, so long after its envelope arrived.
func (m *Metrics) ObserveAck(kind string, took time.Duration) {
	m.acked.WithLabelValues(kind).Inc()
	m.ackTime.WithLabelValues(kind).Observe(took.Seconds())
}

// ObserveInbox says how many deliveries wait, and how many are parked.
func (m *Metrics) ObserveInbox(depth, parked int) {
	m.inboxDepth.Set(float64(depth))
	m.inboxParked.Set(float64(parked))
}

// ObserveSlackCall counts a call to Slack. outcome is "ok", Slack's error code, or a word such as
// "timeout"; it must not hold anything unbounded.
func (m *Metrics) ObserveSlackCall(method, outcome string, took time.Duration) {
	m.slackCalls.WithLabelValues(method, outcome).Inc()
	m.slackTime.WithLabelValues(method).Observe(took.Seconds())
}

// ObserveSync counts one sync of an incident. outcome is a word such as "done", "again" or "failed".
func (m *Metrics) ObserveSync(outcome string, took time.Duration) {
	m.syncTime.WithLabelValues(outcome).Observe(took.Seconds())
}

// ObserveStuck says how many surfaces are stuck.
func (m *Metrics) ObserveStuck(surfaces int) { m.stuck.Set(float64(surfaces)) }

// ObservePanic counts a panic that was recovered. where names the handler, such as "view_submission".
func (m *Metrics) ObservePanic(where string) { m.panics.WithLabelValues(where).Inc() }

// ObserveJob counts a job that was worked. outcome is a word such as "done", "snoozed" or "failed".
func (m *Metrics) ObserveJob(kind, outcome string, took time.Duration) {
	m.jobs.WithLabelValues(kind, outcome).Inc()
	m.jobTime.WithLabelValues(kind).Observe(took.Seconds())
}

const namespace = "tocsin"

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
}
