package jobs

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// artist draws incidents as a test tells it to.
type artist struct {
	*world
	drew passes                                                        // one for each drawing begun
	next func(drawing int, s incident.Synced) (incident.Synced, error) // what comes of each drawing, counted from 1
	did  int
}

func (w *world) artist(next func(drawing int, s incident.Synced) (incident.Synced, error)) (*artist, *Jobs) {
	a := &artist{world: w, drew: newPasses(), next: next}
	o := w.options()
	o.Sync = a.sync
	return a, w.start(o)
}

// sync is only ever called by one job at a time in these tests.
func (a *artist) sync(ctx context.Context, n incident.Number) (incident.Synced, error) {
	version, err := a.version(ctx, n)
	if err != nil {
		return incident.Synced{}, err
	}
	a.did++
	a.drew.pass()
	return a.next(a.did, incident.Synced{Version: version})
}

func plainly(_ int, s incident.Synced) (incident.Synced, error) { return s, nil }

func TestSync(t *testing.T) {
	t.Parallel()

	t.Run("follows a change, again and again", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(plainly)
		for change := range 5 {
			w.changes(j, 1)
			a.drew.wait(t)
			w.becomes(change+1, `state = 'completed'`)
		}
	})

	t.Run("draws once more for all the changes that come while it draws", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		goOn := make(chan struct{})
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			if drawing == 1 {
				<-goOn
			}
			return s, nil
		})
		w.changes(j, 1)
		a.drew.wait(t)
		for range 10 {
			w.changes(j, 1)
		}
		close(goOn)
		a.drew.wait(t)
		w.becomes(0, open)
		if a.did != 2 || w.count("true") != 1 {
			t.Errorf("%d drawings by %d jobs", a.did, w.count("true"))
		}
	})

	t.Run("comes back for what has to wait, and draws what is new meanwhile", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			if drawing == 1 {
				s.Again = time.Hour
			}
			return s, nil
		})
		w.changes(j, 1)
		a.drew.wait(t)
		w.becomes(1, `state = 'available' and scheduled_at > now() + interval '50 minutes'`)
		w.changes(j, 1)
		a.drew.wait(t)
		w.becomes(2, `state = 'completed'`)
	})

	t.Run("comes back as soon as asked, even if it was to rest longer before", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			switch drawing {
			case 1:
				s.Again = time.Hour
			case 2:
				s.Again = 20 * time.Millisecond
			}
			return s, nil
		})
		w.changes(j, 1)
		a.drew.wait(t)
		w.becomes(1, `state = 'completed'`)
		w.changes(j, 1)
		a.drew.wait(t)
		a.drew.wait(t) // the rest
		w.becomes(0, open)
		if a.did != 3 {
			t.Errorf("%d drawings", a.did)
		}
	})

	t.Run("rests as often as it has to", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			if drawing < 5 {
				s.Again = 10 * time.Millisecond
			}
			return s, nil
		})
		w.changes(j, 1)
		for range 5 {
			a.drew.wait(t)
		}
		w.becomes(0, open)
		if a.did != 5 || w.count("true") != 2 {
			t.Errorf("%d drawings by %d jobs", a.did, w.count("true"))
		}
	})

	t.Run("that fails in part does not hold up the next change", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			if drawing == 1 {
				return s, errors.Join(errors.New("pin: no answer"), askedToRest(time.Hour))
			}
			return s, nil
		})
		w.changes(j, 1)
		a.drew.wait(t)
		w.becomes(1, `state = 'available' and scheduled_at > now() + interval '50 minutes'`)
		w.changes(j, 1)
		a.drew.wait(t)
		w.becomes(2, `state = 'completed'`)
	})

	t.Run("that cannot read the incident is tried again", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		a, j := w.artist(func(drawing int, s incident.Synced) (incident.Synced, error) {
			if drawing == 1 {
				return incident.Synced{}, errors.Join(errors.New("no database"), askedToRest(time.Millisecond))
			}
			return s, nil
		})
		w.changes(j, 1)
		a.drew.wait(t)
		a.drew.wait(t)
		w.becomes(1, `state = 'completed'`)
	})

	t.Run("comes back although the one that comes back is at it", func(t *testing.T) {
		t.Parallel()
		w := fresh(t)
		goOn, drew := make(chan struct{}), newPasses()
		o := w.options()
		draw := o.Sync
		order := make(chan int, 9)
		for i := range 9 {
			order <- i + 1
		}
		o.Sync = func(ctx context.Context, n incident.Number) (incident.Synced, error) {
			s, err := draw(ctx, n)
			drawing := <-order
			drew.pass()
			switch drawing {
			case 1: // leaves something for later
				s.Again = 10 * time.Millisecond
			case 2: // the later one: has read the incident, and takes its time
				<-goOn
			case 3: // a change: leaves something, while the later one runs
				s.Again = 10 * time.Millisecond
			}
			return s, err
		}
		j := w.start(o)
		w.changes(j, 1)
		drew.wait(t)
		drew.wait(t)
		w.changes(j, 1)
		drew.wait(t)
		drew.wait(t) // the change's own job has come back: it did not rely on the later one
		close(goOn)
		w.becomes(0, open)
	})
}
