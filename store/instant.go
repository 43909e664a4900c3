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

// day carries a day, midnight UTC, between Go, where zero stands for none, and Postgres, where null does.
type day time.Time

// ScanDate reads a date.
func (d *day) ScanDate(v pgtype.Date) error {
	*d = day{}
	if v.Valid {
		*d = day(v.Time.UTC())
	}
	return nil
}

// DateValue writes a date.
func (d day) DateValue() (pgtype.Date, error) {
	t := time.Time(d)
	return pgtype.Date{Time: t, Valid: !t.IsZero()}, nil
}

// scanDay is where a date that may be null is read to.
func scanDay(t *time.Time) *day { return (*day)(t) }
