package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// The row is locked by a statement of its own. Each statement sees what was committed when it began,
// so the ones after this one see what the transaction we waited for has left. Less than "for update",
// because hearing messages, which only reference the row, need not wait.
const sqlLock = `select version from incident where number = @incident for no key update`

const sqlReceiptKnown = `select exists (select from receipt where key = @receipt)`

// A version of its own makes a sync that is already under way notice that there is more to draw.
const sqlTouch = `update incident set version = version + 1 where number = @incident`

// decided keeps what a person has decided about an incident, in one transaction that holds the
// incident's lock: read queues the reading of what decide needs, decide queues what is to be kept
// beside its outcome. The incident gets a new version, and a sync is enqueued.
//
// It keeps nothing at all, the receipt neither, if decide returns a nil outcome or an error: a receipt
// stands for an effect, and a delivery without one may be decided again. If act.Receipt is known,
// decide is not asked. Both may be called again when the transaction has to be repeated.
//
// It reports whether anything was kept, and returns [incident.ErrNotFound] when there is no such
// incident; decide's errors come back as they are. doing is for the other ones, such as "change".
func (s *Store) decided(
	ctx context.Context, doing string, act incident.Act, n incident.Number,
	read func(reads *pgx.Batch), decide func(writes *pgx.Batch) (*incident.Outcome, error),
) (kept bool, err error) {
	var refused error
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		refused = nil
		var known bool
		reads := lockFirst(n)
		reads.Queue(sqlReceiptKnown, pgx.NamedArgs{"receipt": act.Receipt}).QueryRow(func(row pgx.Row) error {
			return row.Scan(&known)
		})
		read(reads)
		if err := runAll(ctx, tx, reads); err != nil {
			return err
		}
		if known {
			return errUnchanged
		}
		writes := &pgx.Batch{}
		out, err := decide(writes)
		if err != nil {
			refused = err
			return err
		}
		if out == nil {
			return errUnchanged
		}
		work, err := s.cameOfTx(ctx, tx, act, n, writes, out)
		if err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, work)
	})
	switch {
	case refused != nil:
		return false, refused
	case violated(err) == receiptKey, errors.Is(err, errUnchanged): // the same receipt, just used on another incident
		return false, nil
	default:
		return err == nil, about(doing, n, err)
	}
}

// cameOfTx keeps what came of a decision, together with what else is to be written, and returns the work that is to be
// enqueued.
func (s *Store) cameOfTx(ctx context.Context, tx pgx.Tx, act incident.Act, n incident.Number, writes *pgx.Batch, out *incident.Outcome) ([]incident.Work, error) {
	writes.Queue(sqlTouch, pgx.NamedArgs{"incident": n})
	queueOutcome(writes, n, act, out)
	if err := runAll(ctx, tx, writes); err != nil {
		return nil, err
	}
	for _, notice := range out.Notices {
		if _, _, err := s.makeNoticeTx(ctx, tx, notice); err != nil {
			return nil, err
		}
	}
	return workOf(n, out), nil
}

// errUnchanged ends a transaction that has nothing to keep.
var errUnchanged = errors.New("nothing has changed")

// lockFirst is a batch that begins with locking the incident; it fails with pgx.ErrNoRows when there
// is none.
func lockFirst(n incident.Number) *pgx.Batch {
	batch := &pgx.Batch{}
	batch.Queue(sqlLock, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) error {
		var version int64
		return row.Scan(&version)
	})
	return batch
}
