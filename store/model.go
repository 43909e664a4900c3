package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlSpent = `
select count(*), coalesce(sum(tokens_in + tokens_out), 0), coalesce(sum(cost), 0)::bigint
  from ai_run
 where incident = @incident`

// Spent returns what language models have cost an incident so far.
func (s *Store) Spent(ctx context.Context, n incident.Number) (incident.Spent, error) {
	var spent incident.Spent
	err := s.pool.QueryRow(ctx, sqlSpent, pgx.NamedArgs{"incident": n}).Scan(&spent.Calls, &spent.Tokens, &spent.Cost)
	return spent, about("read what models cost", n, err)
}

const sqlAnswer = `select answer from ai_answer where incident = @incident and hash = @hash`

// Answer returns what a model answered when it was asked this before, and whether it was.
func (s *Store) Answer(ctx context.Context, n incident.Number, hash string) ([]byte, bool, error) {
	var answer []byte
	err := s.pool.QueryRow(ctx, sqlAnswer, pgx.NamedArgs{"incident": n, "hash": hash}).Scan(&answer)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return answer, err == nil, about("read a model's answer about", n, err)
}

const sqlKeepCall = `
insert into ai_run (
    incident, round, purpose, prompt, model, tokens_in, tokens_out, cost, took, outcome, kept, dropped, at)
values (@incident, @round, @purpose, @prompt, @model, @tokens_in, @tokens_out, @cost, @took, @outcome, @kept, @dropped, @at)`

const sqlKeepAnswer = `
insert into ai_answer (incident, hash, answer, at)
values (@incident, @hash, @answer, @at)
on conflict on constraint ai_answer_pkey do update
   set answer = excluded.answer, at = excluded.at`

// KeepCall records a call of a language model, and its answer for [Store.Answer] to find by the hash of
// what was asked; an empty hash or a nil answer keeps none. It returns [incident.ErrNotFound] when there
// is no such incident.
func (s *Store) KeepCall(ctx context.Context, call incident.ModelCall, hash string, answer []byte) error {
	batch := &pgx.Batch{} // which is one transaction
	batch.Queue(sqlKeepCall, pgx.NamedArgs{
		"incident": call.Number, "round": call.Round, "purpose": call.Purpose, "prompt": call.Prompt,
		"model": clean(call.Model), "tokens_in": call.TokensIn, "tokens_out": call.TokensOut, "cost": call.Cost,
		"took": call.Took, "outcome": call.Outcome, "kept": call.Kept, "dropped": call.Dropped, "at": instant(call.At),
	})
	if hash != "" && answer != nil {
		batch.Queue(sqlKeepAnswer, pgx.NamedArgs{"incident": call.Number, "hash": hash, "answer": answer, "at": instant(call.At)})
	}
	return about(fmt.Sprintf("keep the call of a model for %q about", call.Purpose), call.Number, runAll(ctx, s.pool, batch))
}

const sqlSweepAnswers = `delete from ai_answer where at < @before`

// SweepAnswers forgets what models answered before that instant. Questions that are asked again after it
// are paid for again.
func (s *Store) SweepAnswers(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, sqlSweepAnswers, pgx.NamedArgs{"before": before})
	return wrap("sweep answers of models", err)
}
