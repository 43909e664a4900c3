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

	socket     *prometheus.CounterVec
	socketTime *prometheus.HistogramVec

	inboxDepth  prometheus.Gauge
	inboxParked prometheus.Gauge

	slackCalls *prometheus.CounterVec
	slackTime  *prometheus.HistogramVec

	syncTime *prometheus.HistogramVec
	surfaces *prometheus.CounterVec
	stuck    prometheus.Gauge

	panics  *prometheus.CounterVec
	jobs    *prometheus.CounterVec
	jobTime *prometheus.HistogramVec
}

// NewMetrics returns metrics in a registry of their own. version is the program's, for build_info.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),

		socket: counter("socket_total", "What happened on the sockets to Slack: acked, kept, handled, connected, ack_lost and their like, by envelope type or reason.", "what", "type"),
		// Slack waits 3 s for an ack; the aim is 10 ms.
		socketTime: histogram("socket_seconds", "How long it took: kept is the commit of a batch of events, acked is from an envelope's arrival to its ack.",
			[]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 3}, "what", "type"),

		inboxDepth:  gauge("inbox_depth", "Deliveries kept and not handled yet."),
		inboxParked: gauge("inbox_parked", "Deliveries that could not be handled; tocsin doctor names them."),

		slackCalls: counter("slack_calls_total", "Calls to Slack's Web API; outcome is ok or Slack's error code.", "method", "outcome"),
		slackTime: histogram("slack_call_seconds", "How long Slack took to answer.",
			[]float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}, "method"),

		syncTime: histogram("sync_seconds", "How long it took to make the chat look like the rows of one incident.",
			[]float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60}, "outcome"),
		surfaces: counter("surfaces_total", "Things drawn in Slack.", "outcome"),
		stuck:    gauge("surfaces_stuck", "Things Slack should show and cannot until somebody helps; tocsin doctor names them."),

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
		m.socket, m.socketTime, m.inboxDepth, m.inboxParked, m.slackCalls, m.slackTime,
		m.syncTime, m.surfaces, m.stuck, m.panics, m.jobs, m.jobTime, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// ObserveSocket counts what happened on a socket: what is the receiver's word for it, such as "acked",
// kind an envelope's type or a disconnect's reason, took zero when it took no time worth telling.
func (m *Metrics) ObserveSocket(what, kind string, count int, took time.Duration) {
	m.socket.WithLabelValues(what, kind).Add(float64(count))
	if took > 0 {
		m.socketTime.WithLabelValues(what, kind).Observe(took.Seconds())
	}
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

// ObserveSurface counts a surface that was drawn, or could not be.
func (m *Metrics) ObserveSurface(outcome string) { m.surfaces.WithLabelValues(outcome).Inc() }

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
