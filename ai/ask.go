package ai

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/prompt"
	"github.com/tocsin-bot/tocsin/incident"
)

// reading is one pass of a model over an incident.
type reading struct {
	*Writer
	m      *material.Material
	round  int // of the drafting; 0 for none
	budget *llm.Budget
	who    *people

	mu      sync.Mutex
	by      string        // the model, as its endpoint names it
	cost    incident.Cost // of all answers used, those paid for earlier too
	dropped int           // claims left out for want of evidence
}

// begin starts a reading within what is left of the incident's budget.
func (w *Writer) begin(ctx context.Context, m *material.Material, round int) (*reading, error) {
	if w.Client == nil {
		return nil, &llm.Problem{Outcome: incident.CallFailed, Sentence: "No model is configured.", Hint: "Set ai.base_url and ai.model."}
	}
	spent, err := w.Ledger.Spent(ctx, m.Record.Incident.Number)
	if err != nil {
		return nil, err
	}
	m = w.masked(m)
	return &reading{Writer: w, m: m, round: round, budget: llm.NewBudget(w.Caps, spent), who: newPeople(m), by: w.Client.Model()}, nil
}

// masked is the material with credentials hidden in what is shown, whoever put it together.
func (w *Writer) masked(m *material.Material) *material.Material {
	if m.Mask != nil {
		return m
	}
	safe := *m
	safe.Mask = w.Redactor.Mask
	return &safe
}

// question is what is asked in one call.
type question struct {
	purpose string
	prompt  prompt.Prompt
	system  string
	user    string
	schema  llm.Schema
	limit   int // tokens of the answer
}

// hash names the question by all that its answer depends on.
func (q question) hash(by string) string {
	h := sha256.New()
	for _, s := range []string{q.prompt.String(), by, q.schema.Name, string(q.schema.JSON), q.system, q.user} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// paid is an answer as the ledger keeps it: with what it has cost, for the drafts that use it again.
type paid struct {
	Model  string          `json:"model"`
	Cost   incident.Cost   `json:"cost"`
	Answer json.RawMessage `json:"answer"`
}

// ask puts a question, or takes its answer from the ledger; judge is called with the answer in into, and
// says how many of its claims are kept and how many dropped. The call is written down whatever came of it.
// Errors: *llm.Problem, llm.ErrOverBudget, the context's, or the ledger's.
func (r *reading) ask(ctx context.Context, q question, into any, judge func() (kept, dropped int)) (err error) {
	number := r.m.Record.Incident.Number
	ctx, span := r.tracer.Start(ctx, "ai."+q.purpose, trace.WithAttributes(
		attribute.Int64("incident", int64(number)), attribute.String("prompt", q.prompt.String())))
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, reason(err))
		}
		span.End()
	}()
	hash := q.hash(r.Client.Model())
	known, err := r.answered(ctx, number, hash, into)
	if err != nil {
		return err
	}
	if known != nil {
		kept, dropped := judge()
		span.SetAttributes(attribute.Bool("cached", true), attribute.Int("kept", kept), attribute.Int("dropped", dropped))
		r.used(known.Model, known.Cost)
		return nil
	}
	call, err := r.Client.Ask(ctx, r.budget, llm.Request{
		Purpose: q.purpose, Prompt: q.prompt.String(), System: q.system, User: q.user, Schema: q.schema, MaxTokens: q.limit,
	}, into)
	call.Number, call.Round = number, r.round
	var answer []byte
	if err == nil {
		call.Kept, call.Dropped = judge()
		r.used(call.Model, call.Cost)
		if answer, err = keepable(call, into); err != nil {
			return err
		}
	}
	span.SetAttributes(attribute.String("outcome", string(call.Outcome)), attribute.Int("tokens_in", call.TokensIn),
		attribute.Int("tokens_out", call.TokensOut), attribute.Int("kept", call.Kept), attribute.Int("dropped", call.Dropped))
	if errors.Is(err, llm.ErrOverBudget) && call.TokensIn+call.TokensOut == 0 {
		return err // nobody was called
	}
	return errors.Join(err, r.keep(ctx, call, hash, answer))
}

// answered looks for an answer that is paid for. One that cannot be read is none.
func (r *reading) answered(ctx context.Context, n incident.Number, hash string, into any) (*paid, error) {
	kept, found, err := r.Ledger.Answer(ctx, n, hash)
	if err != nil || !found {
		return nil, err
	}
	var p paid
	if json.Unmarshal(kept, &p) != nil || json.Unmarshal(p.Answer, into) != nil {
		return nil, nil
	}
	return &p, nil
}

func keepable(call incident.ModelCall, answer any) ([]byte, error) {
	raw, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return json.Marshal(paid{Model: call.Model, Cost: call.Cost, Answer: raw})
}

// keep writes a call down, even when we are being stopped: it is paid for.
func (r *reading) keep(ctx context.Context, call incident.ModelCall, hash string, answer []byte) error {
	const patience = 10 * time.Second
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	return r.Ledger.KeepCall(ctx, call, hash, answer)
}

func (r *reading) used(by string, cost incident.Cost) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if by != "" {
		r.by = by
	}
	r.cost += cost
}

func (r *reading) drop(claims int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped += claims
}

// reason is why a call came to nothing, without a word of what was said.
func reason(err error) string {
	if problem, ok := errors.AsType[*llm.Problem](err); ok {
		return string(problem.Outcome)
	}
	if errors.Is(err, llm.ErrOverBudget) {
		return "over budget"
	}
	return "error"
}

// made says how what came of the reading came about.
func (r *reading) made(messages int, note string) incident.Made {
	r.mu.Lock()
	defer r.mu.Unlock()
	return incident.Made{By: r.by, Model: true, At: r.asOf(r.m), Messages: messages, Dropped: r.dropped, Cost: r.cost, Note: note}
}
