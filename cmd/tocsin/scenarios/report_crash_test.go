package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// alike are the pictures and replies that are brought to Slack as the ones before and after them are. Being killed at
// those as well takes three minutes, and has found nothing.
var alike = []string{"picture/clock", "picture/resolve", "thread/key", "thread/maturity", "thread/followups", "thread/incidents", "thread/recurring"}

// The bot is killed at every call and every commit that posting the report takes. Whatever the point, the report
// is there once, with its pictures and its whole thread.
func TestReport_is_posted_once_wherever_the_bot_is_killed(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T, point *crashPoint) *crash {
		c := &crash{world: leadsWorld(t), point: point, started: map[string]int{}}
		c.leads()
		c.begins(func() {})
		c.reported()
		c.finishes()
		return c
	}
	calm := begin(t, nil)
	want := toldOf(calm.world)
	points := slices.DeleteFunc(calm.points(), func(p crashPoint) bool {
		aside := p.Commit && !strings.Contains(p.Label, "notice_surface") // such as what is looked at by the clock
		again := slices.ContainsFunc(alike, func(s string) bool { return strings.Contains(p.Label, s) })
		return aside || again || testing.Short() && (p.Nth > 1 || p.After)
	})
	if len(points) < 20 && !testing.Short() {
		t.Fatalf("only %d points: %v", len(points), points)
	}
	atOnce(points, func(point crashPoint) {
		t.Run(point.String(), func(t *testing.T) {
			if diff := cmp.Diff(want, toldOf(begin(t, &point).world), untimed); diff != "" {
				t.Errorf("it is not as without a crash (- without, + with):\n%s", diff)
			}
		})
	})
}

func TestReport_is_posted_once_whatever_fails(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, trouble func(*world)) outcome {
		w := leadsWorld(t)
		w.leads()
		w.serve(func(o *serve.Options) { o.Config.Slack.Timeout = answerWithin })
		trouble(w)
		w.reported()
		w.quiet()
		return toldOf(w)
	}
	type trouble struct{ call, what string }
	var troubles []trouble
	for _, call := range []string{
		"conversations.list", "files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info",
		"chat.postMessage message", "chat.postMessage thread",
	} {
		for what := range faults {
			// Slack's own moods are the same for every call; an answer that is lost is what doubles things.
			if what == "works, and the answer is lost" || call == "chat.postMessage message" && !testing.Short() {
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
			if diff := cmp.Diff(want, got, untimed); diff != "" {
				t.Errorf("it is not as without the trouble (- without, + with):\n%s", diff)
			}
		})
	})
}
