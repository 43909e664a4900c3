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
	at          time.Time // when they last came to it; from is later where they responded meanwhile
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
		settled := a.At
		if n := len(t.watched); a.Watching && n > 0 {
			settled = t.watched[max(n-2, 0)].from // they may be watching still
		}
		if err := t.settle(settled); err != nil {
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
	if n := len(t.watched); n > 0 {
		last := &t.watched[n-1]
		if last.at.Equal(a.At) && last.incident >= a.Incident {
			return
		}
		last.until = earlier(last.until, a.At)
		if !last.from.Before(last.until) {
			t.watched = t.watched[:n-1]
		}
	}
	until := a.At.Add(t.settings.WatchingCountsFor)
	if n := len(t.watched); n > 0 {
		last := &t.watched[n-1]
		if last.incident == a.Incident && last.until.Equal(a.At) {
			last.at, last.until = a.At, until
			return
		}
	}
	t.watched = append(t.watched, watch{at: a.At, from: a.At, until: until, incident: a.Incident})
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
