package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
)

// alike are the pictures and replies that are brought to Slack as the ones before and after them are. Being killed at
// those as well takes three minutes, and has found nothing.
var alike = []string{"picture/clock", "picture/resolve", "thread/key", "thread/maturity", "thread/followups", "thread/incidents", "thread/recurring"}

// The bot is killed at every call and every commit that posting the report takes. Whatever the point, the report
// is there once, with its pictures and its whole thread.
func TestReport_is_posted_once_wherever_the_bot_is_killed(t *testing.T) {
	playedOnce(t)
	t.Parallel()
	begin := func(t *testing.T, point *crashPoint) *crash {
		c := &crash{world: leadsWorld(t), point: point}
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
		return aside || again
	})
	if len(points) < 15 {
		t.Fatalf("only %d points: %v", len(points), points)
	}
	atEvery(t, points, 3, func(t *testing.T, point *crashPoint) *crash {
		c := begin(t, point)
		if diff := cmp.Diff(want, toldOf(c.world), untimed); diff != "" {
			t.Errorf("it is not as without a crash (- without, + with):\n%s", diff)
		}
		return c
	})
}

// What doubles things is an answer that is lost: that befalls each call at once. The message meets all else too.
func TestReport_is_posted_once_whatever_fails(t *testing.T) {
	playedOnce(t)
	t.Parallel()
	play := func(t *testing.T, within time.Duration, trouble func(*world)) outcome {
		w := leadsWorld(t)
		w.leads()
		w.serve(func(o *serve.Options) { o.Config.Slack.Timeout = within })
		trouble(w)
		w.reported()
		w.quiet()
		return toldOf(w)
	}
	const message = "chat.postMessage message"
	want := play(t, patience, func(*world) {})
	atOnce(faults, func(f fault) {
		t.Run(f.what, func(t *testing.T) {
			calls := []string{message}
			if f.what == answerLost.what {
				calls = []string{
					"conversations.list", "files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info",
					message, "chat.postMessage thread",
				}
			}
			var untouched func() []string
			got := play(t, f.timeout(), func(w *world) { untouched = f.befalls(w, calls...) })
			if diff := cmp.Diff(want, got, untimed); diff != "" {
				t.Errorf("it is not as without the trouble (- without, + with):\n%s", diff)
			}
			if left := untouched(); len(left) > 0 {
				t.Errorf("these calls were never made: %q", left)
			}
		})
	})
}
