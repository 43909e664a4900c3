package main

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// statement is one trip to the database: a statement, or a batch of them.
type statement struct {
	sql  string
	at   time.Time
	took time.Duration
}

func (s statement) end() time.Time { return s.at.Add(s.took) }

// statements notes what the bot's store asks the database, but for the inbox and the reading of channels, which work
// beside what people wait for. It is a tracer of pgx.
type statements struct {
	mu   sync.Mutex
	list []statement
}

var (
	_ pgx.QueryTracer = (*statements)(nil)
	_ pgx.BatchTracer = (*statements)(nil)
)

// since returns the statements that began after an instant, in the order in which they ended.
func (s *statements) since(begin time.Time) []statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []statement
	for _, one := range s.list {
		if one.at.After(begin) {
			list = append(list, one)
		}
	}
	return list
}

func (s *statements) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = nil
}

type beganKey struct{}

// began carries a statement from its beginning to its end.
func began(ctx context.Context, sql string) context.Context {
	if beside() {
		return ctx
	}
	return context.WithValue(ctx, beganKey{}, statement{sql: sql, at: time.Now()})
}

func (s *statements) ended(ctx context.Context) {
	one, ok := ctx.Value(beganKey{}).(statement)
	if !ok {
		return
	}
	one.took = time.Since(one.at)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, one)
}

// TraceQueryStart implements [pgx.QueryTracer].
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return began(ctx, q.SQL)
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (s *statements) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	s.ended(ctx)
}

// TraceBatchStart implements [pgx.BatchTracer].
func (s *statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchStartData) context.Context {
	var all []string
	for _, q := range b.Batch.QueuedQueries {
		all = append(all, q.SQL)
	}
	return began(ctx, strings.Join(all, "; "))
}

// TraceBatchQuery implements [pgx.BatchTracer].
func (s *statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements [pgx.BatchTracer].
func (s *statements) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) {
	s.ended(ctx)
}

// beside reports whether the inbox asks, or who reads a channel whose incident was declared before: their statements
// are those of others, so only who calls tells them apart.
func beside() bool {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		for _, who := range []string{"bot.(*Inbox).", "bot.(*backfill).", "bot.(*Bot).Backfill"} {
			if strings.Contains(frame.Function, who) {
				return true
			}
		}
		if !more {
			return false
		}
	}
}
