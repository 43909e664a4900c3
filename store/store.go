// Package store keeps incidents in Postgres.
//
// Transactions begin and end here and nowhere else, and nothing outside the database happens inside
// one. A method that changes an incident first locks its row, so that changes to one incident happen
// one after another and a job that reads the version under the same lock (see [Store.IfUnchanged])
// knows whether it has missed something. Work that a change asks for is enqueued in the transaction
// of the change: it exists if and only if the change does.
//
// Every statement is a constant whose name begins with sql, above the function that uses it.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tocsin-bot/tocsin/incident"
)

// Enqueuer inserts work into the queue as part of a transaction.
type Enqueuer interface {
	EnqueueTx(ctx context.Context, tx pgx.Tx, work []incident.Work) error
}

// Options are what [Open] needs.
type Options struct {
	// URL is the database's address, such as postgres://tocsin@localhost/tocsin.
	URL string
	// MaxConns bounds the connections that queries use, and again those that locks are held on
	// ([Store.Exclusively]). They are opened as needed. Zero takes 20.
	MaxConns int32
	// Enqueue may be left out and given later to [Store.SetEnqueuer]; without one, changes that ask for
	// work fail.
	Enqueue Enqueuer
	// Tracer watches every query; may be nil.
	Tracer pgx.QueryTracer
}

// Store is one database. It is safe for concurrent use.
type Store struct {
	pool    *pgxpool.Pool
	locks   *pgxpool.Pool // whoever holds one of these may need one of the others, never the other way round
	enqueue Enqueuer
}

var _ incident.Store = (*Store)(nil)

// Open connects to a migrated database. It fails when that cannot be reached.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.URL == "" {
		return nil, errors.New("store.Open: URL is missing")
	}
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	config.MaxConns = 20
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	config.ConnConfig.RuntimeParams["application_name"] = "tocsin"
	config.ConnConfig.Tracer = o.Tracer
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to database: %w", err)
	}
	locks, err := pgxpool.NewWithConfig(ctx, config.Copy())
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to database: %w", err)
	}
	s := &Store{pool: pool, locks: locks, enqueue: o.Enqueue}
	if err := s.Ping(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// SetEnqueuer gives the store its queue. Call it before the first change: it is not safe beside one.
func (s *Store) SetEnqueuer(e Enqueuer) { s.enqueue = e }

// Close waits for running queries and closes every connection.
func (s *Store) Close() {
	s.locks.Close()
	s.pool.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	return nil
}

// attempts is how often a transaction is tried that Postgres broke off in favour of another one.
const attempts = 5

// inTx runs do in a transaction and commits unless it fails. Transactions that lock many rows can
// meet in a deadlock, which Postgres ends by failing one of them; that one is run again.
func (s *Store) inTx(ctx context.Context, do func(tx pgx.Tx) error) error {
	var err error
	for range attempts {
		err = pgx.BeginFunc(ctx, s.pool, do)
		if !brokenOff(err) {
			break
		}
	}
	return err
}

func brokenOff(err error) bool {
	const serializationFailure, deadlockDetected = "40001", "40P01"
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == serializationFailure || pg.Code == deadlockDetected)
}

// enqueueTx hands work to the queue inside the transaction that asks for it.
func (s *Store) enqueueTx(ctx context.Context, tx pgx.Tx, work []incident.Work) error {
	if len(work) == 0 {
		return nil
	}
	if s.enqueue == nil {
		return errors.New("enqueue work: the store was given no Enqueuer")
	}
	return s.enqueue.EnqueueTx(ctx, tx, work)
}

// Constraints whose breach means something to a caller.
const (
	receiptKey        = "receipt_pkey"
	incidentReference = "_incident_fkey" // end of the name, on every table that references incident
)

// violated returns the name of the constraint that err is about, or "".
func violated(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

// about says what was being done to which incident when err happened, and turns the database's ways
// of saying that there is no such incident into the domain's.
func about(act string, n incident.Number, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows), strings.HasSuffix(violated(err), incidentReference):
		return fmt.Errorf("%s %s: %w", act, n, incident.ErrNotFound)
	default:
		return fmt.Errorf("%s %s: %w", act, n, err)
	}
}

// wrap says what was being done when err happened.
func wrap(act string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", act, err)
}

// runAll executes every statement of a batch, in one round trip.
func runAll(ctx context.Context, tx interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}, batch *pgx.Batch,
) error {
	return tx.SendBatch(ctx, batch).Close()
}
