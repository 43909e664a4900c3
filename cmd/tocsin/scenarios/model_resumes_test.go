package scenarios

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// longNight says so much that it is read in several parts.
func (w *world) longNight(room *slacksim.Room) {
	for n := range 120 {
		w.bob.Says(room, fmt.Sprintf("checked worker-%d: its queue is %d long, %s", n, 7*n, strings.Repeat("as it has been since the deploy of last night, ", 6)))
	}
	w.bob.Says(room, "Did: restarted worker-77 at 03:20")
	w.quiet()
}

func smallParts(o *serve.Options) { o.Config.AI.ChunkTokens, o.Config.AI.Parallel = 2_000, 1 }

func TestModel_goes_on_after_a_restart_and_nothing_is_paid_twice(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	stopped, waiting := make(chan struct{}), make(chan struct{})
	var asked atomic.Int64
	sim := model(t, func(r openaisim.Request) openaisim.Reply {
		if asked.Add(1) == 3 { // the bot is stopped while this one is under way
			close(waiting)
			<-stopped
			return openaisim.Fail(500, "server_error", "too late")
		}
		return reader.Answer(r)
	})
	first := w.serve(asks(sim), smallParts)
	room, card := w.nightShift()
	w.longNight(room)
	w.closes(card)
	<-waiting
	room.Shows("Draft summary of INC-1").Shows("of")
	go func() { close(stopped) }()
	first.stop()
	w.serve(asks(sim), smallParts)
	summary := room.Shows("Draft summary of INC-1")
	summary.Shows("gpt-4o-mini")
	summary.Shows("restarted worker-77")

	seen := map[string]int{}
	for _, r := range sim.Requests() {
		seen[r.User()]++
	}
	twice := 0
	for _, n := range seen {
		if n > 1 {
			twice++
		}
	}
	if twice > 1 { // the one under way when it was stopped may be asked again
		t.Errorf("%d questions were asked more than once", twice)
	}
}

func TestModel_is_asked_by_one_of_two_replicas(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, reader.Answer)
	w.serve(asks(sim), smallParts)
	w.start(asks(sim), smallParts)
	w.app.Connected(2)
	room, card := w.nightShift()
	w.longNight(room)
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("gpt-4o-mini")
	seen := map[string]int{}
	for _, r := range sim.Requests() {
		if seen[r.User()]++; seen[r.User()] == 2 {
			t.Errorf("asked twice: %.200s", r.User())
		}
	}
}

func TestModel_beyond_its_budget_the_rest_is_written_without_it_and_says_so(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, reader.Answer)
	w.serve(asks(sim), smallParts, func(o *serve.Options) { o.Config.AI.MaxCalls = 2 })
	room, card := w.nightShift()
	w.longNight(room)
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("without the model")
	if n := len(sim.Requests()); n > 2 {
		t.Errorf("the model was asked %d times", n)
	}
}

func TestModel_with_a_budget_of_zero_is_never_asked(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, reader.Answer)
	w.serve(asks(sim), func(o *serve.Options) { o.Config.AI.MaxCost = 0; o.Config.AI.MaxCalls = 0 })
	room, card := w.nightShift()
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("used up")
	if n := len(sim.Requests()); n != 0 {
		t.Errorf("the model was asked %d times", n)
	}
}
