// Package ai writes what a machine can write about an incident: the summary, the follow-ups and the
// postmortem when it ends, and what a late-comer must know while it goes on.
//
// There are two ways. [Writer.Extract], [Writer.CatchUp] and [Writer.SuggestUpdate] quote what people wrote,
// need nothing but what is stored, and answer at once. [Writer.Read] and [Writer.ReadCatchUp] let a language
// model read the channel:
//
//	messages ─ plan ─▶ parts of some thousand tokens ─ map, at the same time ─▶ claims, each with quotes
//	         ─ check ─▶ claims that their quotes prove ─ reduce, ten lists into one ─▶ the claims that matter
//	         ─ postmortem ─▶ what can be learned from them
//
// A model is never believed. It sees messages as m1, m2 and people as U1, U2, with all that is secret taken
// out; what it says of them is checked word by word against what it was shown, and what does not hold is
// counted and dropped. It sees no link, so it can invent none. What people typed is data in its prompt, and
// it has no tools, so the worst that words in a channel can bring about is a claim that is dropped.
//
// Nothing here holds a channel in memory. A first pass over it plans which message is read in which part,
// and keeps no words; later ones read as far as the parts that are needed next. After that there are only
// claims.
package ai

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/incident"
)

// Options are what a [Writer] is made from. Redactor must be set, and Ledger where there is a Client.
type Options struct {
	Client   *llm.Client // nil: no model is asked, ever
	Caps     llm.Caps    // of what a model may cost one incident
	Ledger   Ledger
	Redactor *redact.Redactor
	Template *postmortem.Template // nil takes the one we bring
	// Parallel is how many questions are put to the model at once; zero takes 4.
	Parallel int
	// ChunkTokens is how large a part of a channel is at most that is read in one go; parts are cut at a
	// silence, at three quarters of it or later. Zero takes 8,000.
	ChunkTokens int
	Now         func() time.Time // nil takes time.Now
	Log         *slog.Logger     // nil for nowhere
}

// Ledger is where calls of a model are written down, with their answers: an answer that is paid for is
// never asked for again.
type Ledger interface {
	// Spent is what models have cost an incident so far.
	Spent(ctx context.Context, n incident.Number) (incident.Spent, error)
	// Answer is what was kept with a call of this hash.
	Answer(ctx context.Context, n incident.Number, hash string) (answer []byte, found bool, err error)
	// KeepCall keeps a call and, if there is one, its answer.
	KeepCall(ctx context.Context, call incident.ModelCall, hash string, answer []byte) error
}

// Writer writes the drafts of incidents. It keeps nothing of them, and is safe for concurrent use.
type Writer struct {
	Options
	tracer trace.Tracer
}

// New returns a Writer. It names the option that is missing.
func New(o Options) (*Writer, error) {
	switch {
	case o.Redactor == nil:
		return nil, errors.New("ai: Options.Redactor is missing")
	case o.Client != nil && o.Ledger == nil:
		return nil, errors.New("ai: Options.Ledger is missing: what a model costs has to be written down")
	case o.Parallel < 0 || o.ChunkTokens < 0:
		return nil, errors.New("ai: Options.Parallel and Options.ChunkTokens cannot be negative")
	}
	if o.Template == nil {
		o.Template = postmortem.Default()
	}
	if o.Parallel == 0 {
		o.Parallel = 4
	}
	if o.ChunkTokens == 0 {
		o.ChunkTokens = 8000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Writer{Options: o, tracer: otel.Tracer("github.com/tocsin-bot/tocsin/ai")}, nil
}
