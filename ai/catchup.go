package ai

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/prompt"
	"github.com/tocsin-bot/tocsin/incident"
)

// What somebody can take in who has a minute.
const (
	maxTried = 6
	maxOpen  = 5
	maxNews  = 8
	// catchUpParts is how many parts a model reads for a catch-up, the newest ones: people wait for it.
	catchUpParts = 4
)

// CatchUp tells a reader at once what they have missed, in the channel's own words: what was tried and what
// is open over the whole incident, the rest since they were last there; zero for never.
func (w *Writer) CatchUp(ctx context.Context, m *material.Material, since time.Time) (incident.CatchUp, error) {
	m = w.masked(m)
	all, err := extract.Summarise(ctx, m)
	if err != nil {
		return incident.CatchUp{}, err
	}
	news := all
	if !since.IsZero() {
		if news, err = extract.Since(ctx, m, since); err != nil {
			return incident.CatchUp{}, err
		}
	}
	told := caughtUp(m, since, all.Claims, news.Claims)
	told.Made = incident.Made{By: incident.MadeByTimeline, At: w.asOf(m), Messages: all.Messages}
	return told, nil
}

// ReadCatchUp is CatchUp with what was said since then read by the model. It returns a *model.Problem when
// nothing comes of that.
func (w *Writer) ReadCatchUp(ctx context.Context, m *material.Material, since time.Time) (incident.CatchUp, error) {
	r, err := w.begin(ctx, m, 0)
	if err != nil {
		return incident.CatchUp{}, err
	}
	plan, err := planFor(ctx, r.m, since, w.ChunkTokens, w.Client.Tokens, r.who)
	if err != nil {
		return incident.CatchUp{}, err
	}
	news, problem, err := r.readNews(ctx, plan)
	if err != nil {
		return incident.CatchUp{}, err
	}
	if len(news) == 0 {
		if problem != nil {
			return incident.CatchUp{}, problem
		}
		return incident.CatchUp{}, r.nothingProved()
	}
	before, err := extract.Summarise(ctx, r.m)
	if err != nil {
		return incident.CatchUp{}, err
	}
	claims := r.claims(news)
	all := append(slices.Clone(claims), slices.DeleteFunc(before.Claims, func(c incident.Claim) bool { return c.At.After(since) })...)
	told := caughtUp(r.m, since, all, claims)
	note := ""
	if skipped := plan.parts() - catchUpParts; skipped > 0 {
		note = fmt.Sprintf("Only the newest %d of %d parts were read.", catchUpParts, plan.parts())
	}
	told.Made = r.made(plan.messages, note)
	return told, nil
}

// readNews has the model read the newest parts.
func (r *reading) readNews(ctx context.Context, plan *plan) (news []found, problem, err error) {
	var wanted []int
	for n := max(0, plan.parts()-catchUpParts); n < plan.parts(); n++ {
		wanted = append(wanted, n)
	}
	lists := make([][]found, plan.parts())
	var failed failures
	err = r.each(ctx, plan, wanted, &failed, func(ctx context.Context, p *part) error {
		claims, err := r.readSince(ctx, p)
		if failed.note(ctx, err) {
			return err
		}
		lists[p.n] = claims
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	switch {
	case failed.problem != nil:
		problem = failed.problem
	case failed.over:
		problem = readParts{}.why()
	}
	return evenly(lists, maxClaims), problem, nil
}

// readSince asks what a late-comer must know of one part.
func (r *reading) readSince(ctx context.Context, p *part) (claims []found, err error) {
	var answer catchUpAnswer
	err = r.ask(ctx, question{
		purpose: "catchup", prompt: prompt.CatchUp, schema: catchUpSchema, limit: 3000, user: p.question(r.m.Record.Incident),
		system: prompt.CatchUp.With("claims", fmt.Sprint(partClaims)),
	}, &answer, func() (int, int) {
		claims = r.prove(p, answer.Claims)
		dropped := min(len(answer.Claims), partClaims) - len(claims)
		r.drop(dropped)
		return len(claims), dropped
	})
	return claims, err
}

// caughtUp sorts what is known for a reader: all is of the whole incident, news of what they missed.
func caughtUp(m *material.Material, since time.Time, all, news []incident.Claim) incident.CatchUp {
	told := incident.CatchUp{Incident: m.Record.Incident, Since: since}
	for _, c := range all {
		switch c.Section {
		case incident.SectionAction, incident.SectionDecision:
			told.Tried = append(told.Tried, c)
		case incident.SectionQuestion:
			told.Open = append(told.Open, c)
		case incident.SectionImpact, incident.SectionCause, incident.SectionStatus:
		}
	}
	told.Tried, told.Open = newest(told.Tried, maxTried), newest(told.Open, maxOpen)
	for _, c := range news {
		if !among(c, told.Tried) && !among(c, told.Open) && c.Section != incident.SectionQuestion && len(told.Claims) < maxNews {
			told.Claims = append(told.Claims, c)
		}
	}
	slices.SortStableFunc(told.Claims, func(a, b incident.Claim) int { return a.At.Compare(b.At) }) // a guess before what refuted it
	for _, e := range m.Record.Timeline {
		if e.Kind != incident.KindMessage && e.At.After(since) {
			told.Changed = append(told.Changed, m.Recorded(e))
		}
	}
	return told
}

// among reports whether a claim is among others.
func among(c incident.Claim, others []incident.Claim) bool {
	return slices.ContainsFunc(others, func(o incident.Claim) bool { return o.Text == c.Text && o.At.Equal(c.At) })
}

// newest are the last n claims, in the order of time.
func newest(claims []incident.Claim, n int) []incident.Claim {
	slices.SortStableFunc(claims, func(a, b incident.Claim) int { return a.At.Compare(b.At) })
	return claims[max(0, len(claims)-n):]
}
