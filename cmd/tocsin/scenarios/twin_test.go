package scenarios

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// sameInstant lets those who look for resembling incidents go on when both have looked.
type sameInstant struct {
	looked sync.WaitGroup
	both   chan struct{}
}

func newSameInstant() *sameInstant {
	s := &sameInstant{both: make(chan struct{})}
	s.looked.Add(2)
	go func() {
		s.looked.Wait()
		close(s.both)
	}()
	return s
}

type looks struct{}

func (s *sameInstant) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "not private and not drill") && !strings.Contains(q.SQL, "other") {
		return context.WithValue(ctx, looks{}, true)
	}
	return ctx
}

func (s *sameInstant) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if ctx.Value(looks{}) != nil {
		s.looked.Done()
		<-s.both
	}
}

func TestTwin_of_two_who_declare_the_same_in_one_instant_the_second_channel_is_told(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Tracer = newSameInstant() })
	general := w.Channel("general")
	var forms []*slacksim.Modal
	for _, who := range []*slacksim.Person{w.ada, w.grace} {
		who.Types(general, "/incident")
		forms = append(forms, who.Fills(who.Modal(), "What is broken?", "checkout is down"))
	}
	var sent sync.WaitGroup
	for _, form := range forms {
		sent.Go(func() { form.Submits() })
	}
	sent.Wait()
	first, second := w.ChannelNamed("inc-1"), w.ChannelNamed("inc-2")
	second.Shows("INC-1 was declared").Shows("checkout is down").Shows("#" + first.Name())
	w.quiet()
	w.once(second, "INC-1 was declared")
	first.NeverShows("INC-2 was declared")

	declarer, other := w.ada, w.grace
	if second.Has(w.grace) {
		declarer, other = w.grace, w.ada
	}
	declarer.Modal().Dismisses()
	declarer.Clicks(second.Shows("INC-1 was declared"), "Merge")
	declarer.Fills(declarer.Modal(), "Why?", "the same").Submits() // which one is chosen already
	second.Card().Shows("part of INC-1")
	first.AwaitMember(declarer)
	first.AwaitMember(other)
	first.Shows("INC-2 is part of this one")
}
