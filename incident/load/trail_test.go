package load

import (
	"testing"
	"time"
)

// TestTrail_remembers_little_however_much_happens has somebody read and write without a pause for a day.
func TestTrail_remembers_little_however_much_happens(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, time.November, 9, 0, 0, 0, 0, time.UTC)
	for name, respondsEvery := range map[string]int{"reading": 0, "reading and writing": 60} {
		tr := &trail{
			settings: DefaultSettings(), week: WeekOf(begin, time.UTC), emit: func(Segment) error { return nil },
			clock: newClock(Who{Calendar: DefaultCalendar()}, time.UTC),
		}
		most := 0
		for second := range 24 * 60 * 60 {
			a := Activity{Incident: 1, At: begin.Add(time.Duration(second) * time.Second), Watching: true}
			if second%2 == 0 {
				a.Incident = 2
			}
			if respondsEvery > 0 && second%respondsEvery == 0 {
				a.Watching = false
			}
			if err := tr.add(a); err != nil {
				t.Fatal(err)
			}
			most = max(most, len(tr.watched))
		}
		if most > 60 {
			t.Errorf("%s: %d times of watching are remembered", name, most)
		}
	}
}
