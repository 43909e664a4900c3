package ai

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// summary chooses among the claims of all parts, and says what was not read. It returns a *llm.Problem
// when nothing is proved.
func (r *reading) summary(ctx context.Context, plan *plan, parts readParts) (kept []found, note string, err error) {
	var lists [][]found
	for _, part := range parts.all {
		if len(part.claims) > 0 {
			lists = append(lists, part.claims)
		}
	}
	if len(lists) == 0 {
		return nil, "", r.nothingProved()
	}
	unread := len(parts.unread())
	room := max(maxClaims*(plan.parts()-unread)/plan.parts(), 5) // what is quoted of the unread parts needs room, too
	kept, chosen, err := r.reduce(ctx, lists, room)
	if err != nil {
		return nil, "", err
	}
	return kept, r.note(plan.parts(), unread, parts.problem, chosen), nil
}

// nothingProved is why there is no draft although the model has answered.
func (r *reading) nothingProved() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	problem := &llm.Problem{Outcome: incident.CallInvalid, Sentence: "The model found nothing to say about the channel."}
	if r.dropped > 0 {
		problem.Sentence = "Nothing the model claimed could be proved by what was said in the channel."
	}
	return problem
}

// note says in sentences what a reader of the draft should know of how it was made.
func (r *reading) note(parts, unread int, problem *llm.Problem, chosen bool) string {
	var sentences []string
	switch {
	case unread > 0 && problem != nil:
		sentences = append(sentences, fmt.Sprintf("%d of %d parts were read without the model. %s", unread, parts, problem.Sentence))
	case unread > 0:
		sentences = append(sentences, fmt.Sprintf("The budget was used up: %d of %d parts were read without the model.", unread, parts))
	}
	if !chosen {
		sentences = append(sentences, "What matters most was not chosen by the model but evenly over the channel.")
	}
	return strings.Join(sentences, " ")
}

func (r *reading) claims(kept []found) []incident.Claim {
	claims := make([]incident.Claim, 0, len(kept))
	for _, f := range kept {
		claims = append(claims, r.claim(f))
	}
	return claims
}

// spread are at most n claims, taken evenly so that no stretch of the channel is left out.
func spread(claims []incident.Claim, n int) []incident.Claim {
	if n <= 0 {
		return nil
	}
	if len(claims) <= n {
		return claims
	}
	byTime := slices.Clone(claims)
	slices.SortStableFunc(byTime, func(a, b incident.Claim) int { return a.At.Compare(b.At) })
	some := make([]incident.Claim, 0, n)
	for i := range n {
		some = append(some, byTime[i*len(byTime)/n])
	}
	return some
}

// only is the material with nothing but the messages of some parts.
func (p *plan) only(m *material.Material, parts []int) *material.Material {
	some := *m
	some.Messages = iter.Seq2[incident.Message, error](func(yield func(incident.Message, error) bool) {
		for message, err := range m.Stored() {
			in := slices.ContainsFunc(p.pieces(message.ID), func(n int) bool { return slices.Contains(parts, n) })
			if (err != nil || in) && !yield(message, err) {
				return
			}
		}
	})
	return &some
}
