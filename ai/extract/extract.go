// Package extract writes the summary, the key moments and the follow-ups of a channel without any
// model: it looks for the messages that tell most and quotes them, word for word.
//
// It reads the channel twice. The first reading learns what the channel is about: which words are rare
// here, which come with the signs of an incident, what is said again and again. The second weighs
// every message: how exact it is, what kind of thing it says (cues.txt has the phrases, in English), who
// said it, what people did with it (📌, reactions, answers), where it stands (after a long silence,
// beside a change of status), and how near it is to what the channel is about. In other languages all
// but the phrases still counts. Of the best, those are taken that do not say again what is said already.
//
// Nothing here holds a channel in memory: candidates are bounded, whatever its length.
package extract

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// Limits of what is written.
const (
	MaxClaims    = 25  // lines of a summary
	MaxMoments   = 40  // key moments
	MaxFollowUps = 6   // proposals: more than a handful nobody reads
	MaxLine      = 280 // characters of one line; what is longer is cut between words
)

// Extract is what a channel says of its incident, in its own words.
type Extract struct {
	Claims    []incident.Claim    // the summary, by section and then time
	Moments   []incident.Claim    // key moments, by time
	FollowUps []incident.FollowUp // proposals that nobody has recorded yet, by time
	Messages  int                 // how many were read
}

// Summarise reads the whole channel. It returns the error of the messages or of the context.
func Summarise(ctx context.Context, m *material.Material) (Extract, error) {
	return Since(ctx, m, time.Time{})
}

// Since reads what was said after an instant; zero reads all.
func Since(ctx context.Context, m *material.Material, since time.Time) (Extract, error) {
	s, err := look(ctx, m, since)
	if err != nil || s.messages == 0 {
		return Extract{}, err
	}
	r := newReader(m, s)
	if err := each(ctx, m, since, r.read); err != nil {
		return Extract{}, err
	}
	r.end()
	return Extract{
		Claims:    r.summary(),
		Moments:   r.moments(),
		FollowUps: r.proposals(),
		Messages:  s.messages,
	}, nil
}

// each hands over every message that was said after an instant.
func each(ctx context.Context, m *material.Material, since time.Time, do func(material.Said)) error {
	for said, err := range m.Said() {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if said.At.After(since) {
			do(said)
		}
	}
	return nil
}
