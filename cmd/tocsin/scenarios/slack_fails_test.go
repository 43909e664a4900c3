package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// answerWithin is how long the bot waits for Slack in these stories. Shorter than it would be, and long
// enough for a busy machine.
const answerWithin = 1500 * time.Millisecond

// faults are what can go wrong with a call.
var faults = map[string]slacksim.Fault{
	"is answered with 500":          {Status: 500},
	"is never answered":             {Hang: true},
	"works, and the answer is late": {Delay: answerWithin + 300*time.Millisecond},
	"works, and the answer is lost": {LoseAnswer: true},
	"has to come again in a second": {Status: 429, RetryAfter: time.Second},
}

// Whatever goes wrong with one of the calls, in the end the workspace is as if nothing had.
func TestSlack_failing_in_any_call_doubles_nothing_and_leaves_nothing_out(t *testing.T) {
	t.Parallel()
	t.Run("while an incident is declared and led", func(t *testing.T) {
		suffers(t, slacksim.Options{}, led,
			"conversations.create", "conversations.invite", "conversations.setTopic", "conversations.setPurpose",
			"chat.postMessage card", "pins.add", "chat.postMessage post", "chat.update",
			"chat.postMessage announcement", "chat.postMessage echo", "views.update")
	})
	t.Run("when it is closed", func(t *testing.T) {
		suffers(t, slacksim.Options{}, closed, "conversations.canvases.create", "canvases.edit", "canvases.getContent",
			"chat.postMessage summary", "chat.postMessage followups")
	})
	t.Run("when it is closed where there are no canvases", func(t *testing.T) {
		suffers(t, slacksim.Options{TeamTierWithoutCanvases: true}, closed, "files.getUploadURLExternal", "upload", "files.completeUploadExternal")
	})
}

// suffers plays a story with each fault in each of the calls.
func suffers(t *testing.T, o slacksim.Options, story func(*world), calls ...string) {
	play := func(t *testing.T, trouble func(*world)) outcome {
		w := workspaceOn(t, o, pgtest.New(t, migrate))
		w.ada.Invites(w.app.Person(), w.incidents)
		w.serve(func(o *serve.Options) { o.Config.Slack.Timeout = answerWithin })
		trouble(w)
		story(w)
		return outcomeOf(w)
	}
	type trouble struct{ call, what string }
	var troubles []trouble
	for _, call := range calls {
		for what := range faults {
			if !testing.Short() || what == "works, and the answer is late" {
				troubles = append(troubles, trouble{call, what})
			}
		}
	}
	want := play(t, func(*world) {})
	atOnce(troubles, func(c trouble) {
		t.Run(c.call+" "+c.what, func(t *testing.T) {
			got := play(t, func(w *world) {
				f := faults[c.what]
				f.Times, f.Match = 1, func(call slacksim.Call) bool { return strings.HasPrefix(labelOf(call), c.call) }
				w.Fault(slacksim.Every, f)
			})
			if diff := cmp.Diff(want, got, untimed, mayMerge); diff != "" {
				t.Errorf("it is not as without the trouble (- without, + with):\n%s", diff)
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
