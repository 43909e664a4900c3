package extract

import (
	"context"
	"hash/maphash"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

const (
	// vocabulary is how many different stems are counted. A channel of 100,000 messages has fewer;
	// one that is pasted logs has more, and they count as never heard before.
	vocabulary = 1 << 16
	// sample is how many bytes of the channel tell its language.
	sample = 8 << 10
	// fromTitle is how much more the incident's title says about the topic than any message.
	fromTitle = 5.0
)

// survey is what the first reading learns of a channel.
type survey struct {
	language words.Language
	messages int
	holds    map[string]int     // in how many messages a stem is
	topic    map[string]float64 // how much a stem is what the channel is about
	length   float64            // of topic as a vector of rarities
	shapes   map[uint64]int     // how often the same thing is said
	kinds    map[uint64]int     // how often, but for figures
	pairs    pairs
	answers  map[incident.MessageID]int     // in a message's thread
	liked    map[incident.MessageID]float64 // by reactions that are no laughter
	pinned   map[incident.MessageID]bool
}

// look reads the channel for the first time.
func look(ctx context.Context, m *material.Material, since time.Time) (*survey, error) {
	s := &survey{
		holds: map[string]int{}, topic: map[string]float64{}, shapes: map[uint64]int{},
		kinds: map[uint64]int{}, pairs: newPairs(),
		answers: map[incident.MessageID]int{}, liked: map[incident.MessageID]float64{}, pinned: map[incident.MessageID]bool{},
	}
	var err error
	if s.language, err = languageOf(ctx, m, since); err != nil {
		return nil, err
	}
	s.reactions(m)
	err = each(ctx, m, since, s.hear)
	for _, stem := range distinct(s.language.Stems(m.Plain(m.Record.Incident.Title + "\n" + m.Record.Incident.ImpactText()))) {
		s.topic[stem] += fromTitle
	}
	s.measure()
	return s, err
}

// languageOf is the language of the channel's beginning. All of a channel is read in one language: stems of
// two cannot be compared.
func languageOf(ctx context.Context, m *material.Material, since time.Time) (words.Language, error) {
	var b strings.Builder
	for said, err := range m.Said() {
		if err := firstOf(err, ctx.Err()); err != nil {
			return words.English, err
		}
		if !said.At.After(since) {
			continue
		}
		b.WriteString(said.Plain[:min(len(said.Plain), sample)])
		if b.WriteByte('\n'); b.Len() > sample {
			break
		}
	}
	return words.LanguageOf(b.String()), nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// laughter are reactions that say nothing of a message's weight.
var laughter = map[string]bool{
	"joy": true, "rofl": true, "laughing": true, "sweat_smile": true, "smile": true, "grin": true, "rolling_on_the_floor_laughing": true,
}

// pin is the reaction with which people put a message into the timeline.
const pin = "pushpin"

func (s *survey) reactions(m *material.Material) {
	for _, r := range m.Record.Reactions {
		switch {
		case r.Name == pin:
			s.pinned[r.Message] = true
		case !laughter[r.Name]:
			s.liked[r.Message]++
		}
	}
	for _, e := range m.Record.Timeline {
		if e.Kind == incident.KindMessage {
			s.pinned[e.Message] = true
		}
	}
}

// hear takes in one message.
func (s *survey) hear(said material.Said) {
	s.messages++
	if said.Thread != "" && said.Thread != said.ID {
		s.answers[said.Thread]++
	}
	s.shapes[shape(said)]++
	about := 0.0
	for _, u := range unitsOf(said, s.language) {
		about = max(about, u.bare())
		s.kinds[u.kind()]++
		s.pairs.hear(u.plain)
		for _, stem := range u.stems {
			if _, counted := s.holds[stem]; counted || len(s.holds) < vocabulary {
				s.holds[stem]++
			}
			if weight := max(0, about-1); weight > 0 && (s.topic[stem] > 0 || len(s.topic) < vocabulary) {
				s.topic[stem] += weight
			}
		}
	}
}

// measure settles the length of the topic as a vector.
func (s *survey) measure() {
	sum := 0.0
	for stem, weight := range s.topic {
		if s.holds[stem] == 0 { // only the title has it
			delete(s.topic, stem)
			continue
		}
		w := math.Log1p(weight) * s.rarity(stem)
		s.topic[stem] = w
		sum += w * w
	}
	s.length = math.Sqrt(sum)
}

// rarity is high for a stem that few messages have; never below zero.
func (s *survey) rarity(stem string) float64 {
	return math.Log((1 + float64(s.messages)) / (0.5 + float64(max(1, s.holds[stem]))))
}

// nearness is how near stems are to what the channel is about, from 0 to 1.
func (s *survey) nearness(stems []string) float64 {
	if s.length == 0 || len(stems) == 0 {
		return 0
	}
	dot, sum := 0.0, 0.0
	for _, stem := range stems {
		r := s.rarity(stem)
		dot += r * s.topic[stem]
		sum += r * r
	}
	if sum == 0 {
		return 0
	}
	return dot / (s.length * math.Sqrt(sum))
}

// news is how seldom the stems are said here, from 0 to about 1.
func (s *survey) news(stems []string) float64 {
	if len(stems) == 0 {
		return 0
	}
	sum := 0.0
	for _, stem := range stems {
		sum += s.rarity(stem)
	}
	return sum / float64(len(stems)) / math.Log(2+float64(s.messages))
}

var seed = maphash.MakeSeed()

// shape is the same for messages that say the same thing: case, spaces and marks do not count, and of bots
// neither do figures and addresses.
func shape(said material.Said) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	if said.Bot {
		_, _ = h.WriteString(string(said.Author))
	}
	for _, field := range strings.Fields(said.Plain) {
		if said.Bot && strings.Contains(field, "://") {
			continue
		}
		for _, r := range field {
			if unicode.IsLetter(r) || unicode.IsDigit(r) && !said.Bot || unicode.Is(unicode.So, r) {
				_, _ = h.WriteString(string(unicode.ToLower(r)))
			}
		}
	}
	return h.Sum64()
}

// distinct are the stems without those that come again.
func distinct(stems []string) []string {
	seen := make(map[string]bool, len(stems))
	kept := stems[:0]
	for _, stem := range stems {
		if !seen[stem] {
			seen[stem] = true
			kept = append(kept, stem)
		}
	}
	return kept
}
