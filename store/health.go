package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const sqlClock = `select clock_timestamp()`

// Clock is the instant by the database's clock.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	var there time.Time
	if err := s.pool.QueryRow(ctx, sqlClock).Scan(&there); err != nil {
		return time.Time{}, fmt.Errorf("ask the database for the time: %w", err)
	}
	return there.UTC(), nil
}

const sqlLastHeard = `
select (select max(received_at) from inbox),
       (select max(shown_at) from surface where key = 'card' or key like 'post/%')`

// LastHeard is when the chat last told us of something, and when we last posted in an incident's channel, of which it
// should have told us too; each is zero for never.
func (s *Store) LastHeard(ctx context.Context) (heard, posted time.Time, err error) {
	if err := s.pool.QueryRow(ctx, sqlLastHeard).Scan(scanInstant(&heard), scanInstant(&posted)); err != nil {
		return heard, posted, fmt.Errorf("read when the chat was last heard: %w", err)
	}
	return heard, posted, nil
}

const sqlWaiting = `
select count(*), max(retry_at)
  from (select retry_at from surface where state = 'waiting' and retry_at > @now
        union all
        select retry_at from notice_surface where state = 'waiting' and retry_at > @now) as waiting`

// Waiting is how much the chat has asked us to show later, and the latest instant it asked for.
func (s *Store) Waiting(ctx context.Context) (n int, until time.Time, err error) {
	row := s.pool.QueryRow(ctx, sqlWaiting, pgx.NamedArgs{"now": time.Now()})
	if err := row.Scan(&n, scanInstant(&until)); err != nil {
		return 0, until, fmt.Errorf("read what waits for the chat: %w", err)
	}
	return n, until, nil
}
