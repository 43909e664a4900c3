package ai

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/ai/prompt"
	"github.com/tocsin-bot/tocsin/incident"
)

const (
	partClaims    = 12 // claims of one part, and of a group of parts
	partFollowUps = 6
	maxClaims     = extract.MaxClaims // lines of a summary
	// giveUp is after how many failures with no success between them the model is not asked any more.
	giveUp = 3
)

// Read writes all drafts with the model: it reads the channel in parts, at the same time, and what it claims
// is kept only with the messages that prove it. progress, which may be nil, is told after every part, by one
// goroutine at a time. What a call has answered once is not paid for again when Read is called anew.
//
// Parts that the model could not read, or that the budget had no room for, are quoted from instead, and
// Made.Note says so. When nothing comes of it, Read returns a *llm.Problem whose sentence is for people;
// other errors are those of the messages, the ledger or ctx.
func (w *Writer) Read(ctx context.Context, m *material.Material, round int, progress func(incident.Reading)) (incident.Drafts, error) {
	r, err := w.begin(ctx, m, round)
	if err != nil {
		return incident.Drafts{}, err
	}
	plan, err := planFor(ctx, r.m, time.Time{}, w.ChunkTokens, w.Client.Tokens, r.who)
	if err != nil {
		return incident.Drafts{}, err
	}
	var found postmortem.Parts
	var quoted extract.Extract // the key moments are the channel's own words, with a model or without
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		quoted, err = extract.Summarise(within, r.m)
		return err
	})
	group.Go(func() (err error) {
		found, err = r.find(within, plan, progress)
		return err
	})
	if err := group.Wait(); err != nil {
		return incident.Drafts{}, err
	}
	found.Moments = quoted.Moments
	return w.drafts(ctx, r.m, found)
}

// find is all that the model finds out, with quotations for what it has not read.
func (r *reading) find(ctx context.Context, plan *plan, progress func(incident.Reading)) (postmortem.Parts, error) {
	parts, err := r.readParts(ctx, plan, progress)
	if err != nil {
		return postmortem.Parts{}, err
	}
	kept, note, err := r.summary(ctx, plan, parts)
	if err != nil {
		return postmortem.Parts{}, err
	}
	lessons, err := r.lessons(ctx, kept)
	if err != nil {
		return postmortem.Parts{}, err
	}
	summary := r.claims(kept)
	proposals := parts.followUps
	if unread := parts.unread(); len(unread) > 0 {
		rest, err := extract.Summarise(ctx, plan.only(r.m, unread))
		if err != nil {
			return postmortem.Parts{}, err
		}
		summary = append(summary, spread(rest.Claims, maxClaims-len(summary))...)
		proposals = append(proposals, rest.FollowUps...)
	}
	inOrder(summary)
	return postmortem.Parts{
		Summary: summary, Contributing: lessons.contributing, WentWell: lessons.wentWell, WentBadly: lessons.wentBadly,
		FollowUps: unknown(r.proposals(proposals), r.m.FollowUps), Made: r.made(plan.messages, note),
	}, nil
}

// readPart is what came of one part.
type readPart struct {
	read   bool
	claims []found
}

// readParts are all parts of a channel after reading.
type readParts struct {
	all       []readPart
	followUps []incident.FollowUp // in the order of the channel
	problem   *llm.Problem        // the last; nil when there was none
}

func (p readParts) unread() []int {
	var unread []int
	for i, part := range p.all {
		if !part.read {
			unread = append(unread, i)
		}
	}
	return unread
}

// readParts has the model read every part, several at once. It returns a *llm.Problem when it has read
// none.
func (r *reading) readParts(ctx context.Context, plan *plan, progress func(incident.Reading)) (readParts, error) {
	if plan.parts() == 0 {
		return readParts{}, &llm.Problem{Outcome: incident.CallFailed, Sentence: "There is nothing in the channel that a model could read."}
	}
	told := &telling{progress: progress, now: incident.Reading{State: incident.ReadingNow, Messages: plan.messages, Parts: plan.parts()}}
	told.tell(0)
	parts := readParts{all: make([]readPart, plan.parts())}
	followUps := make([][]incident.FollowUp, plan.parts())
	var failed failures
	ask := func(ctx context.Context, p *part) error {
		claims, proposed, err := r.readPart(ctx, p)
		if failed.note(ctx, err) {
			return err
		}
		if err == nil {
			parts.all[p.n], followUps[p.n] = readPart{read: true, claims: claims}, proposed
			told.tell(1)
		}
		return nil
	}
	// A part for which the reservations of others left no room may fit once they are settled.
	const passes = 3
	for left := parts.unread(); len(left) > 0; {
		if err := r.each(ctx, plan, left, &failed, ask); err != nil {
			return readParts{}, err
		}
		before := len(left)
		left = parts.unread()
		if len(left) == before || !failed.overBudget() || failed.pass() >= passes {
			break
		}
	}
	parts.problem = failed.problem
	if len(parts.unread()) == plan.parts() {
		return readParts{}, parts.why()
	}
	parts.followUps = slices.Concat(followUps...)
	return parts, nil
}

// why says why no part was read.
func (p readParts) why() error {
	if p.problem != nil {
		return p.problem
	}
	return &llm.Problem{Outcome: incident.CallFailed, Sentence: "The budget for the model is used up: it has read nothing."}
}

// each asks about parts, several at once, until there are enough failures.
func (r *reading) each(ctx context.Context, plan *plan, wanted []int, failed *failures, ask func(context.Context, *part) error) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(r.Parallel)
	err := plan.fill(within, r.m, r.Redactor, r.who, wanted, func(p *part) error {
		if failed.enough() {
			return errEnough
		}
		group.Go(func() error { return ask(within, p) })
		return within.Err()
	})
	if failure := group.Wait(); failure != nil {
		return failure
	}
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return nil
}

// errEnough ends a reading that leads nowhere.
var errEnough = errors.New("enough")

// readPart asks about one part and keeps what is proved.
func (r *reading) readPart(ctx context.Context, p *part) (claims []found, proposed []incident.FollowUp, err error) {
	var answer mapAnswer
	err = r.ask(ctx, question{
		purpose: "map", prompt: prompt.Map, schema: mapSchema, limit: 4000, user: p.question(r.m.Record.Incident),
		system: prompt.Map.With("claims", fmt.Sprint(partClaims), "followups", fmt.Sprint(partFollowUps)),
	}, &answer, func() (kept, dropped int) {
		claims = r.prove(p, answer.Claims)
		proposed = r.propose(p, answer.FollowUps)
		asked := min(len(answer.Claims), partClaims) + min(len(answer.FollowUps), partFollowUps)
		kept = len(claims) + len(proposed)
		r.drop(asked - kept)
		return kept, asked - kept
	})
	return claims, proposed, err
}

// prove keeps those claims about a part that its messages prove.
func (r *reading) prove(p *part, claims []claimAnswer) []found {
	var kept []found
	for _, c := range claims[:min(len(claims), partClaims)] {
		if f, err := p.prove(c.Section, c.Text, c.Cites); err == nil {
			kept = append(kept, f)
		}
	}
	return kept
}

// failures decide when a model is not asked any more. Safe for concurrent use.
type failures struct {
	mu      sync.Mutex
	inARow  int
	over    bool
	passes  int
	problem *llm.Problem
}

// note takes down how a call ended; stop means that its error ends the whole reading.
func (f *failures) note(ctx context.Context, err error) (stop bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	problem, isProblem := errors.AsType[*llm.Problem](err)
	switch {
	case err == nil:
		f.inARow = 0
	case ctx.Err() != nil:
		return true
	case errors.Is(err, llm.ErrOverBudget):
		f.over = true
	case isProblem:
		f.inARow++
		f.problem = problem
	default:
		return true
	}
	return false
}

func (f *failures) enough() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.over || f.inARow >= giveUp
}

func (f *failures) overBudget() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.over && f.inARow < giveUp
}

// pass begins another try at what the budget had no room for, and says how many there were.
func (f *failures) pass() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over = false
	f.passes++
	return f.passes
}

// telling tells how far a reading has come, one step at a time.
type telling struct {
	progress func(incident.Reading)

	mu  sync.Mutex
	now incident.Reading
}

func (t *telling) tell(parts int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Part += parts
	if t.progress != nil {
		t.progress(t.now)
	}
}
