package demo

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// told is a story of beats, each after a pause without news, and how far it is.
type told struct {
	p     *player
	beats atomic.Int64
	ended atomic.Bool
	stop  chan struct{}
	began time.Time
}

// tell begins a story of so many beats: a second of nothing, something happens, four seconds to read it.
func tell(beats int, fast bool, before func(p *player)) *told {
	s := &told{stop: make(chan struct{}), began: time.Now()}
	s.p = newPlayer(s.stop, fast)
	before(s.p)
	go func() {
		defer s.ended.Store(true)
		for i := range beats {
			if !s.p.pause(time.Second) {
				return
			}
			s.beats.Add(1)
			s.p.happens(fmt.Sprintf("beat %d", i+1))
			if !s.p.pause(4 * time.Second) {
				return
			}
		}
	}()
	return s
}

// after lets so many seconds pass and tells how many beats were played.
func (s *told) after(d time.Duration) int {
	time.Sleep(d)
	synctest.Wait()
	return int(s.beats.Load())
}

// The seconds of these tests are those of a clock that runs as soon as everybody waits.
func TestPlayer(t *testing.T) {
	t.Parallel()
	as := func(t *testing.T, name string, test func(t *testing.T)) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, test)
		})
	}
	beats := func(t *testing.T, got, want int, when string) {
		t.Helper()
		if got != want {
			t.Errorf("%s, %d beats were played, want %d", when, got, want)
		}
	}
	asTold := func(*player) {}
	as(t, "plays at the speed that is asked for, also in the middle of a pause", func(t *testing.T) {
		s := tell(20, false, asTold)
		beats(t, s.after(10500*time.Millisecond), 2, "after ten seconds")
		s.p.Speed(4) // half a second of a pause of one is over
		beats(t, s.after(100*time.Millisecond), 2, "soon after")
		beats(t, s.after(100*time.Millisecond), 3, "when the rest of the pause is over, four times as fast")
		beats(t, s.after(5*time.Second), 7, "five seconds later, four times as fast")
		s.p.Speed(1)
		beats(t, s.after(10*time.Second), 9, "at the first speed again")
		close(s.stop)
	})
	as(t, "is held while it is paused, and goes on", func(t *testing.T) {
		s := tell(20, false, asTold)
		beats(t, s.after(2*time.Second), 1, "at first")
		s.p.Pause()
		beats(t, s.after(time.Hour), 1, "paused")
		if now := s.p.Playing(); now.On || now.Now != "beat 1" {
			t.Errorf("it is %+v", now)
		}
		s.p.Play()
		beats(t, s.after(900*time.Millisecond), 1, "before the next beat")
		beats(t, s.after(200*time.Millisecond), 2, "once it plays")
		close(s.stop)
	})
	as(t, "plays one beat at a step", func(t *testing.T) {
		s := tell(20, false, asTold)
		beats(t, s.after(2*time.Second), 1, "at first")
		s.p.Step() // which pauses
		beats(t, s.after(time.Hour), 2, "after a step")
		s.p.Step()
		beats(t, s.after(time.Hour), 3, "after another")
		s.p.Speed(2)
		beats(t, s.after(time.Hour), 3, "a speed is no step")
		s.p.Step()
		s.p.Pause() // thought better of it
		beats(t, s.after(time.Hour), 3, "a step taken back")
		s.p.Play()
		beats(t, s.after(time.Hour), 20, "played to the end")
	})
	as(t, "begins when it is played", func(t *testing.T) {
		s := tell(3, false, (*player).Pause)
		beats(t, s.after(time.Hour), 0, "paused from the beginning")
		s.p.Play()
		beats(t, s.after(time.Hour), 3, "played")
	})
	as(t, "ends at once, paused or not", func(t *testing.T) {
		for _, before := range []func(*player){asTold, (*player).Pause} {
			s := tell(20, false, before)
			time.Sleep(2 * time.Second)
			stopped := time.Now()
			close(s.stop)
			synctest.Wait()
			if !s.ended.Load() || time.Since(stopped) > 0 {
				t.Errorf("it goes on, %+v", s.p.Playing())
			}
		}
	})
	as(t, "makes no pauses when it is fast, but those that are asked for", func(t *testing.T) {
		s := tell(20, true, asTold)
		synctest.Wait()
		beats(t, s.after(0), 20, "at once")
		s = tell(20, true, (*player).Pause)
		beats(t, s.after(time.Hour), 0, "paused")
		s.p.Step()
		beats(t, s.after(time.Hour), 1, "after a step")
		close(s.stop)
	})
	as(t, "blinks at its speed and is never held there", func(t *testing.T) {
		p := newPlayer(nil, false)
		p.Pause()
		p.Speed(2)
		began := time.Now()
		if !p.blink(time.Second) || time.Since(began) != time.Second/2 {
			t.Errorf("a blink takes %v", time.Since(began))
		}
		stop := make(chan struct{})
		close(stop)
		if newPlayer(stop, false).blink(time.Hour) {
			t.Error("a blink outlasts the end")
		}
	})
}
