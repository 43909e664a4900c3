package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Lock families set our advisory locks apart from those that anything else takes in this database, and
// incidents from notices and people's homes.
const (
	lockFamily       = 0x70C51 // reads as "tocsi"
	noticeLockFamily = lockFamily + 1
	homeLockFamily   = lockFamily + 2
)

const sqlExclusive = `select pg_advisory_lock(@family::int, @id::int)`

const sqlEndExclusive = `select pg_advisory_unlock(@family::int, @id::int)`

// unlockWithin is how long giving a lock back may take before its connection is closed instead, which
// gives it back too.
const unlockWithin = 5 * time.Second

// Exclusively runs do when no other process, and no other call in this one, is at it for the same
// incident; it waits its turn for as long as ctx lets it. It holds a connection meanwhile, from a pool
// of its own so that do always finds one, and no transaction. Should that connection break, the
// exclusion ends early: Exclusively then returns an error even if do did not, and what do does must
// stand being done twice.
func (s *Store) Exclusively(ctx context.Context, n incident.Number, do func(ctx context.Context) error) error {
	return s.exclusively(ctx, lockFamily, int64(n), n.String(), do)
}

func (s *Store) exclusively(ctx context.Context, family int, id int64, name string, do func(ctx context.Context) error) (err error) {
	conn, err := s.locks.Acquire(ctx)
	if err != nil {
		return wrap("lock "+name, err)
	}
	args := pgx.NamedArgs{"family": family, "id": id}
	if _, err := conn.Exec(ctx, sqlExclusive, args); err != nil {
		conn.Release() // closed, if the lock may yet arrive on it
		return wrap("lock "+name, err)
	}
	defer func() {
		unlockCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockWithin)
		defer cancel()
		if _, unlockErr := conn.Exec(unlockCtx, sqlEndExclusive, args); unlockErr != nil {
			_ = conn.Hijack().Close(unlockCtx) // ends the session, and the lock with it
			err = errors.Join(err, wrap("unlock "+name, unlockErr))
			return
		}
		conn.Release()
	}()
	return do(ctx)
}

// IfUnchanged runs do in a transaction, and commits, if the incident still has that version. It holds
// the incident's lock meanwhile: whoever changes the incident does so either wholly before, and
// IfUnchanged returns false, or after the commit, and sees what do has done.
func (s *Store) IfUnchanged(ctx context.Context, n incident.Number, version int64, do func(tx pgx.Tx) error) (bool, error) {
	unchanged := false
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var now int64
		if err := tx.QueryRow(ctx, sqlLock, pgx.NamedArgs{"incident": n}).Scan(&now); err != nil {
			return err
		}
		unchanged = now == version
		if !unchanged {
			return nil
		}
		return do(tx)
	})
	if err != nil {
		return false, about(fmt.Sprintf("finish version %d of", version), n, err)
	}
	return unchanged, nil
}
