package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// selectFollowUp reads what [scanFollowUp] scans.
const selectFollowUp = `
select id, incident, title, owner, due, phase, state, ticketed, round, nullif(cites, '[]'), proposed, proposed_by,
       by, at, decided_at, done_at, later, handed_at, handed_by
  from follow_up`

func scanFollowUp(row pgx.CollectableRow) (f incident.FollowUp, err error) {
	err = row.Scan(&f.ID, &f.Number, &f.Title, &f.Owner, scanDay(&f.Due), &f.Phase, &f.State, &f.Ticketed,
		&f.Round, &f.Cites, &f.Proposed, &f.ProposedBy,
		&f.By, scanInstant(&f.At), scanInstant(&f.DecidedAt), scanInstant(&f.DoneAt), scanDay(&f.Later),
		scanInstant(&f.HandedAt), &f.HandedBy)
	return f, err
}

const sqlFollowUps = selectFollowUp + ` where incident = @incident order by id`

// queueReadFollowUps reads all follow-ups of an incident in the order they were recorded.
func queueReadFollowUps(batch *pgx.Batch, n incident.Number, all *[]incident.FollowUp) {
	batch.Queue(sqlFollowUps, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, scanFollowUp)
		return err
	})
}

// FollowUps returns all follow-ups of an incident in the order they were recorded, the proposed and
// dismissed ones too, or [incident.ErrNotFound].
func (s *Store) FollowUps(ctx context.Context, n incident.Number) ([]incident.FollowUp, error) {
	return listOf(ctx, s, "follow-ups", n, queueReadFollowUps)
}

// ChangeFollowUps locks the incident, lets decide change its follow-ups, and keeps those it returns
// (new ones have no ID) together with the outcome and a sync; see [Store.decided]. It returns all as
// they stand afterwards, or [incident.ErrNotFound]; decide's errors come back as they are.
func (s *Store) ChangeFollowUps(ctx context.Context, act incident.Act, n incident.Number, decide func(all []incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error)) ([]incident.FollowUp, error) {
	var before, after []incident.FollowUp
	kept, err := s.decided(ctx, "change follow-ups of", act, n,
		func(reads *pgx.Batch) { queueReadFollowUps(reads, n, &before) },
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			changed, out, err := decide(slices.Clone(before))
			if err != nil || out == nil {
				return nil, err
			}
			queueFollowUps(writes, n, changed)
			queueReadFollowUps(writes, n, &after)
			queueRemindedOf(writes, changed, out)
			return out, nil
		})
	return asTheyStand(before, after, kept, err)
}

const sqlUnknownOwners = `
select distinct owner
  from unnest(@owners::text[]) as owner
 where owner <> '' and not exists (select from person where person.id = owner and person.name <> '')
 order by owner`

// queueRemindedOf adds to out what follow-ups that were changed ask for beside the sync: messages that remind of
// them are drawn again, and owners whom nobody knows yet are learned about, for their morning is when they live.
func queueRemindedOf(batch *pgx.Batch, changed []incident.FollowUp, out *incident.Outcome) {
	ids := column(changed, func(f incident.FollowUp) int64 { return f.ID })
	batch.Queue(sqlTouchReminded, pgx.NamedArgs{"followups": ids}).Query(func(rows pgx.Rows) error {
		touched, err := pgx.CollectRows(rows, pgx.RowTo[incident.NoticeID])
		out.Work = append(out.Work, eachNotice(touched)...)
		return err
	})
	owners := column(changed, func(f incident.FollowUp) string { return string(f.Owner) })
	batch.Queue(sqlUnknownOwners, pgx.NamedArgs{"owners": owners}).Query(func(rows pgx.Rows) error {
		unknown, err := pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
		for _, owner := range unknown {
			out.Work = append(out.Work, incident.Work{Kind: incident.WorkPerson, Person: owner})
		}
		return err
	})
}

const sqlAddFollowUp = `
insert into follow_up (
    incident, title, owner, due, phase, state, ticketed, round, cites, proposed, proposed_by, by, at, decided_at,
    done_at, later, handed_at, handed_by)
values (@incident, @title, @owner, @due, @phase, @state, @ticketed, @round, @cites, @proposed, @proposed_by, @by, @at,
        @decided_at, @done_at, @later, @handed_at, @handed_by)`

const sqlKeepFollowUp = `
update follow_up
   set title = @title, owner = @owner, due = @due, phase = @phase, state = @state, ticketed = @ticketed, round = @round,
       cites = @cites, proposed = @proposed, proposed_by = @proposed_by, by = @by, at = @at, decided_at = @decided_at,
       done_at = @done_at, later = @later, handed_at = @handed_at, handed_by = @handed_by
 where id = @id and incident = @incident`

// queueFollowUps keeps follow-ups: new ones, which have no ID, and known ones as they are now.
func queueFollowUps(batch *pgx.Batch, n incident.Number, all []incident.FollowUp) {
	for _, f := range all {
		args := pgx.NamedArgs{
			"incident": n, "title": clean(f.Title), "owner": f.Owner, "due": day(f.Due), "phase": f.Phase,
			"state": f.State, "ticketed": f.Ticketed, "round": f.Round, "cites": citesJSON(f.Cites),
			"proposed": clean(f.Proposed), "proposed_by": clean(f.ProposedBy), "by": f.By, "at": instant(f.At),
			"decided_at": instant(f.DecidedAt), "done_at": instant(f.DoneAt), "later": day(f.Later),
			"handed_at": instant(f.HandedAt), "handed_by": f.HandedBy,
		}
		if f.ID == 0 {
			batch.Queue(sqlAddFollowUp, args)
			continue
		}
		args["id"] = f.ID
		batch.Queue(sqlKeepFollowUp, args)
	}
}

const sqlDropFollowUps = `delete from follow_up where incident = @incident and id = any(@ids)`

// queueProposals puts what a round of drafting has found in the place of what it had found before and
// nobody has decided. What is known already is left out (see [incident.KnownFollowUp]), and a proposal
// that reads as before stays the row it was: the button that somebody is about to press goes on working.
func queueProposals(batch *pgx.Batch, n incident.Number, round int, d incident.Drafts, all []incident.FollowUp) {
	var undecided, others, found []incident.FollowUp
	for _, f := range all {
		if f.State == incident.FollowUpProposed && f.Round == round {
			undecided = append(undecided, f)
		} else {
			others = append(others, f)
		}
	}
	for _, f := range d.FollowUps {
		bare := incident.FollowUp{Title: f.Title} // one message may ask for two things, but not for the same one twice
		if f.Title == "" || incident.KnownFollowUp(f, others) || incident.KnownFollowUp(bare, found) {
			continue
		}
		f.ID, f.Number, f.State, f.Round = 0, n, incident.FollowUpProposed, round
		f.Proposed, f.ProposedBy, f.At = f.Title, d.Made.By, d.Made.At
		undecided = slices.DeleteFunc(undecided, func(was incident.FollowUp) bool {
			same := incident.KnownFollowUp(bare, []incident.FollowUp{was})
			if same {
				f.ID = was.ID
			}
			return same
		})
		found = append(found, f)
	}
	queueFollowUps(batch, n, found)
	if gone := column(undecided, func(f incident.FollowUp) int64 { return f.ID }); len(gone) > 0 {
		batch.Queue(sqlDropFollowUps, pgx.NamedArgs{"incident": n, "ids": gone})
	}
}

// citesJSON is what Postgres can keep of citations.
func citesJSON(cites []incident.Cite) []byte {
	data, _ := json.Marshal(cleanCites(cites)) // strings always marshal
	return data
}

func cleanCites(cites []incident.Cite) []incident.Cite {
	return column(cites, func(c incident.Cite) incident.Cite { // never null
		return incident.Cite{
			Message: incident.MessageID(clean(string(c.Message))), Thread: incident.MessageID(clean(string(c.Thread))),
			Quote: clean(c.Quote),
		}
	})
}
