package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/incident"
)

// unfinished are the states in which a piece of work makes another one like it needless. River's own
// default counts completed ones too, and an incident would be drawn once and never again.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateScheduled, rivertype.JobStateRetryable,
}

func once(queue string) river.InsertOpts {
	return river.InsertOpts{Queue: queue, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// EnqueueTx inserts work as part of a transaction. Work that is already waiting is not inserted again.
//
// Work that is running has perhaps already looked at what the transaction changes, so:
//   - a sync must be asked for by a transaction that holds the incident's lock and gives it a new
//     version; the running one then sees it before it ends (see sync.go); so it is with a notice;
//   - of a backfill, a draft or a reading, one more is inserted, to run after it;
//   - of the rest, the running one is as good.
func (j *Jobs) EnqueueTx(ctx context.Context, tx pgx.Tx, work []incident.Work) error {
	params := make([]river.InsertManyParams, 0, len(work))
	for _, w := range inOrder(work) {
		args, err := argsOf(w)
		if err != nil {
			return err
		}
		p := river.InsertManyParams{Args: args}
		if w.After > 0 {
			p.InsertOpts = &river.InsertOpts{ScheduledAt: time.Now().Add(w.After)}
		}
		params = append(params, p)
	}
	if len(params) == 0 {
		return nil
	}
	inserted, err := j.client.InsertManyTx(ctx, tx, params)
	if err != nil {
		return fmt.Errorf("enqueue %d jobs: %w", len(params), err)
	}
	return j.followTx(ctx, tx, params, inserted)
}

// followTx inserts successors of work that turned out to be running.
func (j *Jobs) followTx(ctx context.Context, tx pgx.Tx, params []river.InsertManyParams, inserted []*rivertype.JobInsertResult) error {
	var next []river.InsertManyParams
	for i, result := range inserted {
		first, ok := params[i].Args.(follower)
		if ok && result.UniqueSkippedAsDuplicate && result.Job.State == rivertype.JobStateRunning {
			next = append(next, river.InsertManyParams{Args: first.next()})
		}
	}
	if len(next) == 0 {
		return nil
	}
	if _, err := j.client.InsertManyTx(ctx, tx, next); err != nil {
		return fmt.Errorf("enqueue %d jobs to follow running ones: %w", len(next), err)
	}
	return nil
}

// inOrder leaves out what is asked for twice, because one statement can insert a unique job once only,
// and sorts the rest, so that two transactions that insert the same jobs wait for each other in order.
func inOrder(work []incident.Work) []incident.Work {
	key := func(w incident.Work) incident.Work {
		return incident.Work{Kind: w.Kind, Number: w.Number, Person: w.Person, Notice: w.Notice}
	}
	sorted := slices.Clone(work)
	slices.SortStableFunc(sorted, func(a, b incident.Work) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Notice, b.Notice),
			cmp.Compare(a.After, b.After)) // of two, the sooner one stays
	})
	return slices.CompactFunc(sorted, func(a, b incident.Work) bool { return key(a) == key(b) })
}

func argsOf(w incident.Work) (river.JobArgs, error) {
	switch w.Kind {
	case incident.WorkSync:
		return syncArgs{Number: w.Number}, nil
	case incident.WorkBackfill:
		return backfillArgs{Number: w.Number}, nil
	case incident.WorkDraft:
		return draftArgs{Number: w.Number}, nil
	case incident.WorkRead:
		return readArgs{Number: w.Number}, nil
	case incident.WorkCatchUp:
		return catchUpArgs{Number: w.Number, Person: w.Person}, nil
	case incident.WorkOffer:
		return offerArgs{Number: w.Number, Person: w.Person}, nil
	case incident.WorkArchive:
		return archiveArgs{Number: w.Number}, nil
	case incident.WorkPerson:
		return personArgs{Person: w.Person}, nil
	case incident.WorkHome:
		return homeArgs{Person: w.Person}, nil
	case incident.WorkNotice:
		return noticeArgs{Notice: w.Notice}, nil
	default:
		return nil, fmt.Errorf("enqueue: unknown kind of work %q", w.Kind)
	}
}

// exactly lets work that is inserted for later begin at its instant. River would have the leader look
// for such work every 5 s, and none for 20 s after a leader is killed; work that counts as available
// is fetched by anybody, but never before its instant.
func exactly(_ context.Context, p *rivertype.JobInsertParams) error {
	if p.State == rivertype.JobStateScheduled {
		p.State = rivertype.JobStateAvailable
	}
	return nil
}
