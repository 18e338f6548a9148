// Package monitor is what an operator watches: counts and times for Prometheus at /metrics, and whether the process lives
// (/healthz) and serves (/readyz).
//
// Start at [New]. It is the only package that knows Prometheus. Others tell it what happens through small interfaces of their
// own, which a [Monitor] fulfils, or are asked when somebody looks ([Monitor.Gauges]). No label holds anything of a server, a
// member or a question: those would be without number, and are nobody's business.
package monitor

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// A Monitor counts what happens. Its methods may be called by many goroutines, and do not block.
type Monitor struct {
	registry  *prometheus.Registry
	questions *prometheus.CounterVec
	steps     *prometheus.HistogramVec
	events    *prometheus.CounterVec
	losses    *prometheus.CounterVec
	calls     *prometheus.HistogramVec
	waits     *prometheus.CounterVec
	limits    *prometheus.CounterVec
	store     *prometheus.CounterVec

	readiness readiness
}

// Times of steps and calls: from a word found in memory to an interaction that is lost.
var seconds = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// New makes a Monitor that has counted nothing.
func New() *Monitor {
	m := &Monitor{
		registry:  prometheus.NewRegistry(),
		questions: counter("sitrep_questions_total", "Questions by the door they came through and what became of them.", "door", "outcome"),
		steps:     histogram("sitrep_step_seconds", "How long each step of a request took.", "step"),
		events:    counter("sitrep_gateway_events_total", "Events Discord sent, by kind: READY is a new session, RESUMED one that goes on.", "event"),
		losses:    counter("sitrep_gateway_losses_total", "Connections to Discord that ended, by shard.", "shard"),
		calls:     histogram("sitrep_rest_seconds", "How long calls to Discord took, by kind of call and HTTP status; 0 where there was no answer.", "call", "status"),
		waits:     counter("sitrep_rest_wait_seconds_total", "Time calls have waited for Discord's limits before they were made, by kind of call.", "call"),
		limits:    counter("sitrep_rest_limited_total", "Calls Discord refused with 429, by kind of call and whose limit it was: user, shared or global.", "call", "scope"),
		store:     counter("sitrep_store_errors_total", "Calls of the database that failed, by what they were for.", "call"),
	}
	m.registry.MustRegister(m.questions, m.steps, m.events, m.losses, m.calls, m.waits, m.limits, m.store,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds}, labels)
}

// Asked counts a question.
func (m *Monitor) Asked(door, outcome string) { m.questions.WithLabelValues(door, outcome).Inc() }

// Took notes how long a step of a request took.
func (m *Monitor) Took(step string, d time.Duration) {
	m.steps.WithLabelValues(step).Observe(d.Seconds())
}

// Heard counts an event of the gateway.
func (m *Monitor) Heard(event string) { m.events.WithLabelValues(event).Inc() }

// Lost counts a connection to the gateway that ended.
func (m *Monitor) Lost(shard int) { m.losses.WithLabelValues(strconv.Itoa(shard)).Inc() }

// Called notes how long a call to Discord took, and its HTTP status; 0 if Discord did not answer.
func (m *Monitor) Called(call string, status int, took time.Duration) {
	m.calls.WithLabelValues(call, strconv.Itoa(status)).Observe(took.Seconds())
}

// Waited adds what a call has waited for Discord's limits.
func (m *Monitor) Waited(call string, d time.Duration) {
	m.waits.WithLabelValues(call).Add(d.Seconds())
}

// Limited counts a call that Discord refused with 429. scope is what Discord says: user, shared or global.
func (m *Monitor) Limited(call, scope string) { m.limits.WithLabelValues(call, scope).Inc() }

// StoreFailed counts a call of the database that failed.
func (m *Monitor) StoreFailed(call string, _ error) { m.store.WithLabelValues(call).Inc() }

// A Gauge is a figure that is read when somebody looks.
type Gauge struct {
	Name, Help string
	Read       func() float64
	Total      bool // it only grows: a count
}

// Gauges has figures read whenever somebody looks. A name may be used once; a second is an error.
func (m *Monitor) Gauges(all ...Gauge) error {
	var failed []error
	for _, g := range all {
		var c prometheus.Collector = prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: g.Name, Help: g.Help}, g.Read)
		if g.Total {
			c = prometheus.NewCounterFunc(prometheus.CounterOpts{Name: g.Name, Help: g.Help}, g.Read)
		}
		failed = append(failed, m.registry.Register(c))
	}
	return errors.Join(failed...)
}

// GaugesBy has a figure for each value of a label read whenever somebody looks.
func (m *Monitor) GaugesBy(name, help, label string, read func() map[string]float64) error {
	return m.registry.Register(&gaugesBy{prometheus.NewDesc(name, help, []string{label}, nil), read})
}

// gaugesBy collects the figures of [Monitor.GaugesBy].
type gaugesBy struct {
	desc *prometheus.Desc
	read func() map[string]float64
}

// Describe implements prometheus.Collector.
func (g *gaugesBy) Describe(out chan<- *prometheus.Desc) { out <- g.desc }

// Collect implements prometheus.Collector.
func (g *gaugesBy) Collect(out chan<- prometheus.Metric) {
	for value, figure := range g.read() {
		out <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, figure, value)
	}
}
