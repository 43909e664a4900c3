package chart

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestClock_uses_its_darkest_colour_for_the_most_there_is(t *testing.T) {
	t.Parallel()
	for minutes := 1; minutes < 5000; minutes += 7 {
		most := load.Span(minutes) * time.Minute
		steps := stepsUpTo(most)
		if len(steps) == 0 || len(steps) > len(heat) || steps[len(steps)-1] < most {
			t.Fatalf("%s: the steps are %v", most, steps)
		}
		if shade(most, steps) != heat[len(heat)-1] {
			t.Errorf("%s: the most is not the darkest", most)
		}
	}
}
