package store

import (
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func call(minute int) incident.ModelCall {
	return incident.ModelCall{
		Number: 1, Round: 2, Purpose: "map", Prompt: "map@1", Model: "gpt", TokensIn: 700, TokensOut: 30, Cost: 1500,
		Took: 2345 * time.Millisecond, Outcome: incident.CallOK, Kept: 9, Dropped: 3, At: at(minute),
	}
}

func TestKeepCall(t *testing.T) {
	t.Parallel()

	t.Run("keeps every field", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepCall(t.Context(), call(1), "", nil); err != nil {
			t.Fatal(err)
		}
		var got incident.ModelCall
		const stored = `select incident, round, purpose, prompt, model, tokens_in, tokens_out, cost, took, outcome, kept, dropped, at from ai_run`
		err := s.pool.QueryRow(t.Context(), stored).Scan(&got.Number, &got.Round, &got.Purpose, &got.Prompt, &got.Model,
			&got.TokensIn, &got.TokensOut, &got.Cost, &got.Took, &got.Outcome, &got.Kept, &got.Dropped, scanInstant(&got.At))
		same(t, "stored", got, call(1), err)
	})

	t.Run("counts toward what the incident has cost, whatever came of it", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.declare(t, "Another")
		none, err := s.Spent(t.Context(), 1)
		same(t, "at first", none, incident.Spent{}, err)
		var all sync.WaitGroup
		for _, outcome := range []incident.CallOutcome{
			incident.CallOK, incident.CallInvalid, incident.CallRefused, incident.CallCut, incident.CallLimited, incident.CallFailed,
		} {
			all.Go(func() {
				c := call(1)
				c.Outcome = outcome
				if err := s.KeepCall(t.Context(), c, "", nil); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		spent, err := s.Spent(t.Context(), 1)
		same(t, "spent", spent, incident.Spent{Calls: 6, Tokens: 6 * 730, Cost: 6 * 1500}, err)
		other, err := s.Spent(t.Context(), 2)
		same(t, "by the other", other, incident.Spent{}, err)
	})

	t.Run("remembers the answer of each question, until it is swept", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.declare(t, "Another")
		answer := func(n incident.Number, hash, want string) {
			t.Helper()
			got, known, err := s.Answer(t.Context(), n, hash)
			same(t, "answer", string(got), want, err)
			same(t, "known", known, want != "")
		}
		keep := func(minute int, hash, answer string) {
			t.Helper()
			if err := s.KeepCall(t.Context(), call(minute), hash, []byte(answer)); err != nil {
				t.Fatal(err)
			}
		}
		answer(1, "h1", "")
		keep(1, "h1", "{\"a\":\"\x00\xff\"}")
		answer(1, "h1", "{\"a\":\"\x00\xff\"}")
		answer(1, "h2", "")
		answer(2, "h1", "")
		keep(2, "h1", "{}")
		answer(1, "h1", "{}")
		keep(5, "h5", "[]")
		if err := s.SweepAnswers(t.Context(), at(5)); err != nil {
			t.Fatal(err)
		}
		answer(1, "h1", "")
		answer(1, "h5", "[]")
		spent, err := s.Spent(t.Context(), 1)
		same(t, "calls that still count", spent.Calls, 3, err)
	})
}
