package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlDraftingRound = selectDrafting + ` and drafting.round = @round`

const sqlKeepSummary = `
insert into summary (incident, round, claims, made_by, model, made_at, messages, dropped, cost, note)
values (@incident, @round, @claims, @made_by, @model, @made_at, @messages, @dropped, @cost, @note)
on conflict on constraint summary_pkey do update
   set claims = excluded.claims, made_by = excluded.made_by, model = excluded.model, made_at = excluded.made_at,
       messages = excluded.messages, dropped = excluded.dropped, cost = excluded.cost, note = excluded.note`

// KeepDrafts keeps what one pass over a channel has written for a round, with how far a model has come
// with that, and has the chat show it; all or nothing.
//
//   - The summary replaces the round's earlier one.
//   - In a closing round, the follow-ups found replace those the round had proposed before, but for those
//     that somebody has decided; what is known already is left out.
//   - The postmortem is merged with what people wrote, see [incident.Redrafted].
//   - If the reading is waiting, work for a model is enqueued.
//
// Of a round that is not the newest any more no postmortem is kept, and no more than that it has ended of
// its reading. The summary and the follow-ups are, as long as it is the newest for a close: the channel
// goes on showing them. Of what was written without a model after a model had written it, nothing is kept
// but the reading. KeepDrafts returns [incident.ErrNotFound] when there is no such round.
//
// If the postmortem rests on a message that was taken back while it was being written, it is drafted anew.
func (s *Store) KeepDrafts(ctx context.Context, n incident.Number, round int, d incident.Drafts, r incident.Reading) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var this, newest, closing *incident.Drafting
		var followUps []incident.FollowUp
		var postmortem *incident.Draft
		reads := lockFirst(n)
		reads.Queue(sqlDraftingRound, pgx.NamedArgs{"incident": n, "round": round}).QueryRow(func(row pgx.Row) (err error) {
			this, err = scanDrafting(row)
			return err
		})
		queueReadDrafting(reads, n, &newest)
		queueReadClosing(reads, n, &closing)
		queueReadFollowUps(reads, n, &followUps)
		queueReadPostmortem(reads, n, &postmortem)
		if err := runAll(ctx, tx, reads); err != nil {
			return err
		}
		if this == nil {
			return incident.ErrNotFound
		}

		writes := &pgx.Batch{}
		stale := round != newest.Round
		outdone := stale && (closing == nil || round != closing.Round) ||
			!d.Made.Model && this.Summary != nil && this.Summary.Made.Model
		if !outdone {
			queueSummary(writes, n, round, d)
			if this.Closing {
				queueProposals(writes, n, round, d, followUps)
			}
			if !stale {
				queueRedrafted(writes, n, postmortem, d)
			}
			queueDropQuotes(writes, n, nil, nil) // of messages deleted while the drafts were being written
		}
		goesOn := r != this.Reading && follows(this.Reading, r) && (!stale || r.Over())
		if goesOn {
			queueReading(writes, n, round, r)
		}
		if writes.Len() == 0 {
			return errUnchanged
		}
		writes.Queue(sqlTouch, pgx.NamedArgs{"incident": n})
		var redrafted []incident.Number
		if !outdone && !stale {
			queueRedraft(writes, n, nil, &redrafted)
		}
		if err := runAll(ctx, tx, writes); err != nil {
			return err
		}
		work := []incident.Work{{Kind: incident.WorkSync, Number: n}}
		switch {
		case redrafted != nil:
			work = append(work, incident.Work{Kind: incident.WorkDraft, Number: n})
		case r.State == incident.ReadingWaiting && goesOn && !outdone:
			work = append(work, incident.Work{Kind: incident.WorkRead, Number: n})
		}
		return s.enqueueTx(ctx, tx, work)
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return about("keep drafts of", n, err)
}

func queueSummary(batch *pgx.Batch, n incident.Number, round int, d incident.Drafts) {
	args := madeArgs(cmp.Or(d.Summary.Made, d.Made))
	args["incident"], args["round"], args["claims"] = n, round, claimsJSON(d.Summary.Claims)
	batch.Queue(sqlKeepSummary, args)
}

// claimsJSON is what Postgres can keep of claims.
func claimsJSON(claims []incident.Claim) []byte {
	data, _ := json.Marshal(column(claims, func(c incident.Claim) incident.Claim { // never null
		c.Text, c.Cites = clean(c.Text), cleanCites(c.Cites)
		return c
	}))
	return data
}

// queueRedrafted keeps the next version of the postmortem, unless it would read as the newest does: the
// same work may be done twice.
func queueRedrafted(batch *pgx.Batch, n incident.Number, newest *incident.Draft, d incident.Drafts) {
	if d.Postmortem == "" {
		return
	}
	next := incident.Redrafted(newest, n, clean(d.Postmortem), d.Made)
	if newest != nil && next.Markdown == newest.Markdown && next.Machine == newest.Machine && next.Made.Model == newest.Made.Model {
		return
	}
	queuePostmortem(batch, n, newest, next)
}
