package store

import (
	"context"
	"strings"
	"time"
)

const sqlNewestReport = `select coalesce(max(key collate "C"), '') from notice where kind = 'report'`

// NewestReport names the newest week on which a report was made, such as "2026-W46"; empty for none.
func (s *Store) NewestReport(ctx context.Context) (week string, err error) {
	err = s.pool.QueryRow(ctx, sqlNewestReport).Scan(&week)
	return strings.TrimPrefix(week, "report/"), wrap("look for the newest report", err)
}

const sqlFirstDeclared = `select min(declared_at) from incident where counts`

// FirstDeclared is when the first incident was declared, drills left out; zero before there is one.
func (s *Store) FirstDeclared(ctx context.Context) (at time.Time, err error) {
	err = s.pool.QueryRow(ctx, sqlFirstDeclared).Scan(scanInstant(&at))
	return at, wrap("look for the first incident", err)
}
