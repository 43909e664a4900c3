package load

import (
	"fmt"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// trail follows one person from one activity to the next, and remembers no more than the next one may change.
type trail struct {
	settings Settings
	week     Period
	emit     func(Segment) error
	person   incident.PersonID
	clock    *clock

	at        time.Time // of the newest activity; zero before the first
	answering bool      // whether latest is somebody's who may still be at it
	latest    Activity  // the newest response
	first     bool      // whether it interrupted them
	left      time.Time // when they were last done with responding; zero when they never were
	watched   []watch   // after what is settled; in the order of time, apart from one another
}

// watch is time spent reading.
type watch struct {
	from, until time.Time
	incident    incident.Number
}

func (t *trail) add(a Activity) error {
	a.At = a.At.UTC()
	if a.At.Before(t.at) {
		return fmt.Errorf("measure %s: what %s did is out of order: %s comes after %s", t.week.Name, t.person, a.At, t.at)
	}
	t.at = a.At
	if t.answering && a.At.Sub(t.latest.At) >= t.settings.reach() {
		if err := t.leave(); err != nil {
			return err
		}
	}
	if !t.answering {
		if err := t.settle(a.At); err != nil {
			return err
		}
	}
	if a.Watching {
		t.watch(a)
		return nil
	}
	return t.respond(a)
}

// respond turns to an incident. All the time since the response before, if they were still at it, was that one's.
func (t *trail) respond(a Activity) error {
	switch {
	case !t.answering:
		t.answering = true
		t.first = t.left.IsZero() || a.At.Sub(t.left) >= t.settings.Apart
	case a.At.Equal(t.latest.At): // the order of what happened at once must not matter
		a.Incident = max(a.Incident, t.latest.Incident)
	default:
		if err := t.give(t.latest.At, a.At, t.latest.Incident, true, t.first); err != nil {
			return err
		}
		t.first = false
		t.forget(a.At)
	}
	t.latest = a
	return nil
}

// leave ends a chain of responses.
func (t *trail) leave() error {
	t.left = t.latest.At.Add(max(t.settings.CountsFor, 0))
	t.answering = false
	t.forget(t.left)
	return t.give(t.latest.At, t.left, t.latest.Incident, true, t.first)
}

// watch notes time spent reading. It counts if it turns out that they did not respond to anything then.
func (t *trail) watch(a Activity) {
	until := a.At.Add(t.settings.WatchingCountsFor)
	if n := len(t.watched); n > 0 && !t.watched[n-1].until.Before(a.At) {
		last := &t.watched[n-1]
		switch {
		case last.from.Equal(a.At):
			last.incident, last.until = max(last.incident, a.Incident), until
			return
		case last.incident == a.Incident:
			last.until = until
			return
		}
		last.until = a.At
	}
	t.watched = append(t.watched, watch{from: a.At, until: until, incident: a.Incident})
}

// settle gives what was watched before an instant.
func (t *trail) settle(until time.Time) error {
	for _, w := range t.watched {
		if err := t.give(w.from, earlier(w.until, until), w.incident, false, false); err != nil {
			return err
		}
	}
	t.forget(until)
	return nil
}

// forget drops what was watched before an instant.
func (t *trail) forget(until time.Time) {
	kept := t.watched[:0]
	for _, w := range t.watched {
		if w.from = later(w.from, until); w.from.Before(w.until) {
			kept = append(kept, w)
		}
	}
	t.watched = kept
}

// finish gives all that is left. There is none of nobody.
func (t *trail) finish() error {
	if t == nil {
		return nil
	}
	if t.answering {
		if err := t.leave(); err != nil {
			return err
		}
	}
	for _, w := range t.watched {
		if err := t.give(w.from, w.until, w.incident, false, false); err != nil {
			return err
		}
	}
	return nil
}

// give emits a stretch of time as segments, as far as it lies in the week.
func (t *trail) give(from, until time.Time, of incident.Number, responding, pulledIn bool) error {
	if from.Before(t.week.From) {
		from, pulledIn = t.week.From, false
	}
	until = earlier(until, t.week.Until)
	for from.Before(until) {
		s := t.clock.cut(from.UTC(), until.UTC())
		s.Person, s.Incident, s.Responding, s.PulledIn = t.person, of, responding, pulledIn
		if err := t.emit(s); err != nil {
			return err
		}
		from, pulledIn = s.Until, false
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
