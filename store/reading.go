package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlReading = `
select state, messages, part, parts, problem,
       exists (select from drafting as later where later.incident = @incident and later.round > @round)
  from drafting
 where incident = @incident and round = @round`

const sqlKeepReading = `
update drafting
   set state = @state, messages = @messages, part = @part, parts = @parts, problem = @problem
 where incident = @incident and round = @round`

// KeepReading keeps how far a model has come with a round, and has the chat show it. What has ended is
// not begun again, and progress never goes back: of two workers at the same round, the one that is
// behind changes nothing. Of a round that is not the newest any more it keeps only the end, since nobody
// takes its reading up again. It returns [incident.ErrNotFound] when there is no such round.
func (s *Store) KeepReading(ctx context.Context, n incident.Number, round int, r incident.Reading) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var was incident.Reading
		var stale bool
		reads := lockFirst(n)
		reads.Queue(sqlReading, pgx.NamedArgs{"incident": n, "round": round}).QueryRow(func(row pgx.Row) error {
			return row.Scan(&was.State, &was.Messages, &was.Part, &was.Parts, &was.Problem, &stale)
		})
		if err := runAll(ctx, tx, reads); err != nil {
			return err
		}
		if was == r || !follows(was, r) || stale && !r.Over() {
			return errUnchanged
		}
		writes := &pgx.Batch{}
		queueReading(writes, n, round, r)
		writes.Queue(sqlTouch, pgx.NamedArgs{"incident": n})
		if err := runAll(ctx, tx, writes); err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, []incident.Work{{Kind: incident.WorkSync, Number: n}})
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return about("keep the reading of", n, err)
}

func queueReading(batch *pgx.Batch, n incident.Number, round int, r incident.Reading) {
	batch.Queue(sqlKeepReading, pgx.NamedArgs{
		"incident": n, "round": round, "state": r.State, "messages": r.Messages, "part": r.Part, "parts": r.Parts,
		"problem": clean(r.Problem),
	})
}

// follows reports whether a reading may stand where another one stood: what one worker has finished
// outdoes another one's failure, an end outdoes what was under way, and more parts outdo fewer.
func follows(was, next incident.Reading) bool {
	switch was.State {
	case incident.ReadingDone:
		return next.State == incident.ReadingDone
	case incident.ReadingFailed:
		return next.State == incident.ReadingDone || next.State == incident.ReadingFailed
	case incident.ReadingNow:
		return next.Over() || next.State == incident.ReadingNow && next.Part >= was.Part
	case incident.ReadingNone, incident.ReadingWaiting:
	}
	return true
}
