package extract

import (
	"math"
	"strings"
)

// Long channels are full of lines that were said before with another figure in them: “restarted worker-7,
// and search recovers”, “restarted worker-9, and the mailer recovers”. Two measures find them. A line's
// kind is its stems without figures and the names that have one: it is the same for lines that say the same
// of another figure or another machine. And a line is fresh as far as its stems do not follow on each other elsewhere:
// lines that are put together from the same pieces are of different kinds, and none of them is fresh.

const (
	// freshTimes is how often two stems may follow on each other and still be as good as new.
	freshTimes = 2
	// ofKind is how many lines of a kind there may be before it is a repeated one: only the first and the
	// last of it tell something then, how it began and how it ended.
	ofKind = 3
	// What a line gains that is fresher than is usual here, and what it loses that is not fresh, for every
	// power of ten that the channel is longer than fewMessages. In a short one nothing is worn.
	forFresh    = 1.0
	forWorn     = -2.0
	fewMessages = 100
	// sketched is how many counters there are for pairs of stems, a power of two. A channel of 100,000
	// messages fills half of them; pairs that share one are counted together.
	sketched = 1 << 20
	// golden spreads what was hashed. Knuth, The Art of Computer Programming, 6.4.
	golden = 0x9E3779B97F4A7C15
)

// wear is what a unit gains for being new, or loses because the like of it is said again and again.
func (r *reader) wear(c *candidate) float64 {
	long := max(0, math.Log10(float64(r.messages)/fewMessages))
	return long * (forFresh*(c.fresh-r.pairs.usual()) + forWorn*(1-c.fresh))
}

// between tells whether a unit, the next one read, is of a repeated kind and neither the first nor the last of it.
func (r *reader) between(u *unit) bool {
	kind := u.kind()
	r.ofKind[kind]++
	n, all := r.ofKind[kind], r.kinds[kind]
	return kind != 0 && all > ofKind && 1 < n && n < all
}

// figureless are the stems that are no figures, and no names with one, such as worker-7: its “worker” stays.
func figureless(stems []string) []string {
	plain := make([]string, 0, len(stems))
	for _, stem := range stems {
		if !figured(stem) {
			plain = append(plain, stem)
		}
	}
	return plain
}

// figured tells whether a stem is a figure, or a name with one.
func figured(stem string) bool { return strings.ContainsAny(stem, "0123456789") }

// pairs counts which stems follow on each other.
type pairs struct {
	counts     []uint16
	all, novel int // how many were heard, and of those the ones that were as good as new
}

func newPairs() pairs { return pairs{counts: make([]uint16, sketched)} }

// each hands over the counter of every stem and the one before it; of the first, of its standing first.
func (p *pairs) each(stems []string, do func(counter *uint16)) {
	before := hashed("")
	for _, stem := range stems {
		now := hashed(stem)
		mixed := (before*31 + now) * golden
		do(&p.counts[mixed>>32&(sketched-1)])
		before = now
	}
}

// hear counts those of one line.
func (p *pairs) hear(stems []string) {
	p.each(stems, func(counter *uint16) {
		if *counter < math.MaxUint16 {
			*counter++
		}
		p.all++
		if *counter <= freshTimes {
			p.novel++
		}
	})
}

// fresh is how much of a line is said nowhere else, from 0 to 1.
func (p *pairs) fresh(stems []string) float64 {
	if len(stems) == 0 {
		return 1
	}
	sum := 0.0
	p.each(stems, func(counter *uint16) { sum += min(1, freshTimes/float64(max(1, *counter))) })
	return sum / float64(len(stems))
}

// usual is how fresh lines are on average, from 0 to 1.
func (p *pairs) usual() float64 { return float64(p.novel) / float64(max(1, p.all)) }

// kind is the same for units that say the same but for figures, in whichever order; 0 for one that has
// nothing else. Words that deny are no stems: what it is about, and whether it is good news, tells “works”
// from “does not work”.
func (u *unit) kind() uint64 {
	if len(u.plain) == 0 {
		return 0
	}
	section, _ := u.section()
	kind := hashed(string(section))
	if u.heard[recovered] > u.heard[failing] {
		kind += golden
	}
	for _, stem := range u.plain {
		kind += hashed(stem) * golden
	}
	return kind
}

// hashed is FNV-1a, Fowler, Noll and Vo: not by a seed, so that a channel gives the same lines every time.
func hashed(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
