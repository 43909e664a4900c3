package history

import (
	"math"
	"math/rand/v2"
	"time"
)

// chance is where all that is accidental comes from.
type chance struct{ *rand.Rand }

// happens with a probability.
func (c chance) happens(p float64) bool { return c.Float64() < p }

// between is a whole number from low to high, both included.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// about is a duration with this median that is now and then several times as long, as most of what people do takes:
// the greater the spread, the more often.
func (c chance) about(median time.Duration, spread float64) time.Duration {
	return time.Duration(float64(median) * math.Exp(c.NormFloat64()*spread)).Round(time.Microsecond)
}

// count is how often something happens that happens so often on average, each time independently.
func (c chance) count(average float64) int {
	n, left := 0, average
	for {
		left -= c.ExpFloat64()
		if left < 0 {
			return n
		}
		n++
	}
}

// weighed picks an index by its weight; -1 when none weighs anything.
func (c chance) weighed(n int, weight func(int) float64) int {
	all := 0.0
	for i := range n {
		all += weight(i)
	}
	if all <= 0 {
		return -1
	}
	left, last := c.Float64()*all, -1
	for i := range n {
		w := weight(i)
		if w <= 0 {
			continue
		}
		if left -= w; left < 0 {
			return i
		}
		last = i
	}
	return last
}

// one picks any of a list.
func one[T any](c chance, list []T) T { return list[c.IntN(len(list))] }

// letters are what ids are made of, after the letter that says what they identify.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// id is one as Slack makes them.
func (c chance) id(kind string) string {
	id := []byte(kind + "0H")
	for range 8 {
		id = append(id, letters[c.IntN(len(letters))])
	}
	return string(id)
}
