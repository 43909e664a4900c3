package scenarios

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// answerWithin is how long the bot waits for Slack where that never answers, or late. Shorter than it would be, and
// long enough for a busy machine: what takes longer is tried again, which makes the machine busier.
const answerWithin = 3 * time.Second

// A fault is what can go wrong with a call.
type fault struct {
	what string
	slacksim.Fault
}

var faults = []fault{
	{"is answered with 500", slacksim.Fault{Status: 500}},
	{"is never answered", slacksim.Fault{Hang: true}},
	{"works, and the answer is late", slacksim.Fault{Delay: answerWithin + 300*time.Millisecond}},
	answerLost,
	{"has to come again in a second", slacksim.Fault{Status: 429, RetryAfter: time.Second}},
}

// answerLost is what doubles things.
var answerLost = fault{"works, and the answer is lost", slacksim.Fault{LoseAnswer: true}}

// timeout is how long the bot waits for Slack while this goes wrong.
func (f fault) timeout() time.Duration {
	if f.Hang || f.Delay > 0 {
		return answerWithin
	}
	return patience
}

// befalls has each of the calls go wrong once. The function it returns names those that never came.
func (f fault) befalls(w *world, calls ...string) (untouched func() []string) {
	var mu sync.Mutex
	left := slices.Clone(calls)
	w.Fault(slacksim.Every, slacksim.Fault{
		Delay: f.Delay, Status: f.Status, RetryAfter: f.RetryAfter, Hang: f.Hang, LoseAnswer: f.LoseAnswer,
		Match: func(call slacksim.Call) bool {
			mu.Lock()
			defer mu.Unlock()
			at := slices.IndexFunc(left, func(begin string) bool { return strings.HasPrefix(labelOf(call), begin) })
			if at < 0 {
				return false
			}
			left = slices.Delete(left, at, at+1)
			return true
		},
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return left
	}
}

// Whatever goes wrong with the calls, each of them once, in the end the workspace is as if nothing had.
func TestSlack_failing_in_any_call_doubles_nothing_and_leaves_nothing_out(t *testing.T) {
	playedOnce(t)
	t.Parallel()
	t.Run("while an incident is declared and led", func(t *testing.T) {
		suffers(t, slacksim.Options{}, led,
			"conversations.create", "conversations.invite", "conversations.setTopic", "conversations.setPurpose",
			"chat.postMessage card", "pins.add", "chat.postMessage post", "chat.update",
			"chat.postMessage announcement", "chat.postMessage echo", "views.update")
	})
	t.Run("when it is closed", func(t *testing.T) {
		suffers(t, slacksim.Options{}, closed, "conversations.canvases.create", "canvases.getContent",
			"chat.postMessage summary", "chat.postMessage followups")
	})
	t.Run("when it is closed where there are no canvases", func(t *testing.T) {
		suffers(t, slacksim.Options{TeamTierWithoutCanvases: true}, closed, "files.getUploadURLExternal", "upload", "files.completeUploadExternal")
	})
}

// suffers plays a story with each fault, which meets each of the calls.
func suffers(t *testing.T, o slacksim.Options, story func(*world), calls ...string) {
	play := func(t *testing.T, within time.Duration, trouble func(*world)) outcome {
		w := workspaceOn(t, o, pgtest.New(t, migrate))
		w.ada.Invites(w.app.Person(), w.incidents)
		w.serve(func(o *serve.Options) { o.Config.Slack.Timeout = within })
		trouble(w)
		story(w)
		return outcomeOf(w)
	}
	want := play(t, patience, func(*world) {})
	atOnce(faults, func(f fault) {
		t.Run(f.what, func(t *testing.T) {
			var untouched func() []string
			got := play(t, f.timeout(), func(w *world) { untouched = f.befalls(w, calls...) })
			if diff := cmp.Diff(want, got, untimed, mayMerge); diff != "" {
				t.Errorf("it is not as without the trouble (- without, + with):\n%s", diff)
			}
			if left := untouched(); len(left) > 0 {
				t.Errorf("these calls were never made: %q", left)
			}
		})
	})
}

// Two changes that come while one is drawn are drawn at once.
var mayMerge = cmpopts.IgnoreFields(slacksim.MessagePicture{}, "Edited")

// led is an incident that Ada declares, takes command of and speaks about.
func led(w *world) {
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV1")
	card := room.Card()
	w.ada.Modal().Dismisses()
	w.ada.Clicks(card, "Take command")
	card.Shows("@Ada Lovelace")
	w.ada.Clicks(card, "Update")
	update := w.ada.Fills(w.ada.Modal(), "What do users see?", "Nobody can pay.")
	if outcome := update.Submits(); outcome.Kind != slacksim.Closed {
		w.t.Errorf("the update was not taken: %+v", outcome)
	}
	card.Shows("Nobody can pay.")
	w.quiet()
}

// closed is one that she closes.
func closed(w *world) {
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Clicks(room.Card(), "Resolve")
	w.quiet()
	w.ada.Clicks(room.Card(), "Close")
	w.closesAnyway(w.ada)
	w.quiet()
}
