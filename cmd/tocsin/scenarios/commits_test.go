package scenarios

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// commitTracer watches the store's statements, tells the label of every commit before it happens, and
// kills its own process right after one of them. A transaction that has written nothing is no commit. What the
// process does to be ready is not looked at: no two starts do it in the same steps.
type commitTracer struct {
	die  *crashPoint
	told io.Writer

	mu      sync.Mutex
	counts  bool                   // from when it is told to
	seen    map[string]int         // since then
	written map[*pgx.Conn][]string // by the transaction that is open
}

// TraceQueryStart implements [pgx.QueryTracer].
func (c *commitTracer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	switch sql := strings.ToLower(strings.TrimSpace(q.SQL)); {
	case strings.HasPrefix(sql, "begin"), strings.HasPrefix(sql, "rollback"):
		c.wrote(conn, nil)
	case sql == "commit":
		return c.reach(ctx, "transaction of "+strings.Join(c.wrote(conn, nil), ", "))
	default:
		if conn.PgConn().TxStatus() == 'I' {
			return c.reach(ctx, strings.Join(append(tables(sql), surfaces(q.Args)...), " "))
		}
		c.wrote(conn, tables(sql))
	}
	return ctx
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (c *commitTracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	if ctx.Value(dieAfter{}) != nil && q.Err == nil {
		die()
	}
}

// TraceBatchStart implements [pgx.BatchTracer].
func (c *commitTracer) TraceBatchStart(ctx context.Context, conn *pgx.Conn, b pgx.TraceBatchStartData) context.Context {
	names := []string{}
	for _, q := range b.Batch.QueuedQueries {
		names = append(names, tables(q.SQL)...)
	}
	if conn.PgConn().TxStatus() == 'I' && len(names) > 0 {
		return c.reach(ctx, "batch of "+strings.Join(names, ", "))
	}
	c.wrote(conn, names)
	return ctx
}

// TraceBatchQuery implements [pgx.BatchTracer].
func (c *commitTracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements [pgx.BatchTracer].
func (c *commitTracer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchEndData) {
	if ctx.Value(dieAfter{}) != nil && b.Err == nil {
		die()
	}
}

// wrote notes what a transaction writes, or with nil forgets it; it returns what was noted before.
func (c *commitTracer) wrote(conn *pgx.Conn, names []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.written == nil {
		c.written = map[*pgx.Conn][]string{}
	}
	before := c.written[conn]
	if names == nil {
		delete(c.written, conn)
		return before
	}
	for _, name := range names {
		if !slices.Contains(c.written[conn], name) {
			c.written[conn] = append(c.written[conn], name)
		}
	}
	return before
}

// counting is what is told once commits count.
const counting = "counting"

func (c *commitTracer) count() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts = true
	fmt.Fprintln(c.told, counting)
}

type dieAfter struct{}

// reach tells of a commit that is about to happen, and marks it if it is the one after which we die.
func (c *commitTracer) reach(ctx context.Context, label string) context.Context {
	if label == "" || label == "transaction of " {
		return ctx
	}
	label = timeless(label)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.counts {
		return ctx
	}
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[label]++
	nth := c.seen[label]
	fmt.Fprintln(c.told, label)
	if c.die != nil && *c.die == (crashPoint{Commit: true, Label: label, Nth: nth}) {
		return context.WithValue(ctx, dieAfter{}, true)
	}
	return ctx
}

// die is kill -9 of ourselves: nothing is cleaned up, and nothing that follows is done.
func die() {
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}

var writes = regexp.MustCompile(`(?i)\b(insert into|update|delete from)\s+([a-z_]+)`)

// tables are those that a statement writes to.
func tables(sql string) []string {
	names := []string{}
	for _, match := range writes.FindAllStringSubmatch(sql, -1) {
		name := strings.ToLower(match[2])
		if name != "set" && name != "skip" && !slices.Contains(names, name) { // do update set; for update skip locked
			names = append(names, name)
		}
	}
	return names
}

// surfaces are the keys and states among the arguments of a statement, such as "card sending".
func surfaces(args []any) []string {
	var all []string
	for _, arg := range args {
		named, _ := arg.(pgx.NamedArgs)
		keys, _ := named["keys"].([]string)
		states, _ := named["states"].([]string)
		for i := range min(len(keys), len(states)) {
			all = append(all, keys[i], states[i])
		}
	}
	return all
}
