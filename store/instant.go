package store

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// instant carries a time between Go, where zero stands for "not yet", and Postgres, where null does.
// What is read is UTC.
type instant time.Time

// ScanTimestamptz reads a timestamptz.
func (i *instant) ScanTimestamptz(v pgtype.Timestamptz) error {
	*i = instant{}
	if v.Valid {
		*i = instant(v.Time.UTC())
	}
	return nil
}

// TimestamptzValue writes a timestamptz.
func (i instant) TimestamptzValue() (pgtype.Timestamptz, error) {
	t := time.Time(i)
	return pgtype.Timestamptz{Time: t, Valid: !t.IsZero()}, nil
}

// scanInstant is where a timestamptz that may be null is read to.
func scanInstant(t *time.Time) *instant { return (*instant)(t) }
