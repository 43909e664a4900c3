package incident

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sketch is what anybody may know of an open incident. Private ones have none, and drills have none.
type Sketch struct {
	Number     Number
	Title      string
	Status     Status
	Channel    ChannelID // empty until the chat has made it
	DeclaredBy PersonID
	DeclaredAt time.Time
}

// Resembling finds the open incident that a title most resembles, the newest of several; nil when there is none, or the
// title says too little. It never finds a private one, or a drill. least is how much alike they are, such as [Alike].
func (s *Service) Resembling(ctx context.Context, title string, least float64) (*Sketch, error) {
	if len(telling(title)) == 0 {
		return nil, nil
	}
	open, err := s.store.Sketches(ctx)
	if err != nil {
		return nil, err
	}
	return Resembling(title, open, least), nil
}

// How much of the shorter title is found in the longer one, from 0 to 1.
const (
	Alike  = 0.5  // enough to show it beside what somebody is typing
	TheOne = 0.75 // enough to ask before another is declared
)

// Resembling is the incident whose title is most like this one, by the words that say something: "checkout is down" and
// "Checkout errors" are about the same thing, "search is down" is not. It is nil when none is like it.
func Resembling(title string, open []Sketch, least float64) *Sketch {
	wanted := telling(title)
	if len(wanted) == 0 {
		return nil
	}
	var best *Sketch
	var most float64
	for i := range open {
		score := likeness(wanted, telling(open[i].Title))
		if score < least || best != nil && (score < most || score == most && !open[i].DeclaredAt.After(best.DeclaredAt)) {
			continue
		}
		best, most = &open[i], score
	}
	return best
}

// dull words are in the titles of incidents about anything.
var dull = func() map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(`a again all an and any are at be broken by can cannot cant customer customers degraded does doesn down
		error errors every everything everybody fail failed failing fails failure for from gone has have high in incident is issue issues
		it its latency many most my nearly no nobody not of off on or our out outage prod production problem problems service several
		since slow slowly some something somewhere still stuck team than that the their there they this timeout timeouts to too
		unavailable up user users very was we were when with works wrong your
		ausfall der die das ist nicht geht kaputt langsam und ein eine keine fehler`) {
		all[word] = true
	}
	return all
}()

// telling are the words of a title that say what it is about, in lower case, each once.
func telling(title string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		if utf8.RuneCountInString(word) > 1 && !dull[word] && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// likeness is how much of the title with fewer words is found in the other one.
func likeness(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	sum := 0.0
	for _, word := range a {
		best := 0.0
		for _, other := range b {
			best = max(best, sameWord(word, other))
		}
		sum += best
	}
	return sum / float64(len(a))
}

// sameWord is 1 for the same word, a little less for its beginning (somebody is typing), and the share of letter pairs in
// common for what may be a slip; 0 for another word.
func sameWord(a, b string) float64 {
	const beginning, slip = 4, 0.6
	switch {
	case a == b:
		return 1
	case min(len(a), len(b)) < beginning:
		return 0
	case strings.HasPrefix(a, b), strings.HasPrefix(b, a):
		return 0.9
	}
	if share := pairsInCommon([]rune(a), []rune(b)); share >= slip {
		return share
	}
	return 0
}

// pairsInCommon is Dice's coefficient over pairs of letters.
func pairsInCommon(a, b []rune) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	common := 0
	used := make([]bool, len(b)-1)
	for i := range len(a) - 1 {
		for j := range len(b) - 1 {
			if !used[j] && a[i] == b[j] && a[i+1] == b[j+1] {
				used[j] = true
				common++
				break
			}
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b)-2)
}
