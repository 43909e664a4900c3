package scenarios

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// readings counts how many whole channels are read from the database at once.
type readings struct {
	mu        sync.Mutex
	now, most int
}

type isReading struct{}

// TraceQueryStart implements [pgx.QueryTracer].
func (r *readings) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if !strings.Contains(q.SQL, "where channel = (select channel_id from incident") {
		return ctx
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now++
	r.most = max(r.most, r.now)
	return context.WithValue(ctx, isReading{}, true)
}

// TraceQueryEnd implements [pgx.QueryTracer].
func (r *readings) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if ctx.Value(isReading{}) != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.now--
	}
}

// When an incident is announced, everybody comes and asks. Reading the channel for each of them would take
// all connections, and what people say would not be acked in time.
func TestDrafts_forty_people_who_ask_at_once_leave_room_for_what_is_said(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	var read readings
	bot := w.serve(func(o *serveOptions) { o.Tracer = &read })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	room.AwaitMember(w.ada)
	w.quiet()
	w.query(fmt.Sprintf(`
		insert into message (channel, id, incident, author, text, at)
		select '%s', (1700000000 + n) || '.000100', 1, 'U' || n %% 20, 'worker-' || n || ' was restarted', now() - n * interval '1 second'
		  from generate_series(1, 2000) n
		returning id`, room.ID()))
	var all sync.WaitGroup
	for n := range 40 {
		all.Go(func() {
			told, err := bot.Drafts.CatchUp(t.Context(), 1, incident.PersonID(fmt.Sprint("U", n)))
			if _, crowded := errors.AsType[*incident.Refusal](err); crowded { // on a machine this slow it may be
				return
			}
			if err != nil || len(told.Changed) == 0 && told.Since.IsZero() {
				t.Errorf("U%d is told %v, %v", n, told, err)
			}
		})
	}
	w.ada.Says(room, "hello")
	w.app.Saw()
	all.Wait()
	if read.most > 2 {
		t.Errorf("%d readings at once", read.most)
	}
}
