package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// However Slack holds posts up, the channel reads in the order in which things happened.
func TestOrder_of_posts_is_kept(t *testing.T) {
	t.Run("when Slack slows us down", func(t *testing.T) {
		keepsOrder(t, func(w *world) {
			w.SetRateLimit("chat.postMessage", 120, 1)
			w.SetRateLimit("chat.update", 60, 1)
			w.SetRateLimit("conversations.setTopic", 60, 1)
		})
	})
	t.Run("when Slack wants to be left alone once", func(t *testing.T) {
		keepsOrder(t, func(w *world) {
			w.Fault("chat.postMessage", slacksim.Fault{Status: 429, RetryAfter: time.Second, Times: 1})
		})
	})
	t.Run("when a post goes unanswered", func(t *testing.T) {
		keepsOrder(t, func(w *world) {
			w.Fault("chat.postMessage", slacksim.Fault{Status: 500, Times: 1})
		})
	})
}

func keepsOrder(t *testing.T, trouble func(*world)) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.quiet()
	trouble(w)

	var want []string
	for n := range 4 {
		w.ada.Types(room, fmt.Sprintf("/incident note %d", n))
		want = append(want, fmt.Sprint(n))
	}
	w.ada.Types(room, "/incident severity SEV3")
	w.ada.Types(room, "/incident status monitoring")
	w.quiet()

	var told []string
	for _, text := range room.Texts() {
		if _, note, ok := strings.Cut(text, "Note by @Ada Lovelace\n"); ok {
			told = append(told, note)
		}
	}
	if !slices.Equal(told, want) {
		t.Errorf("the channel tells %q, want %q", told, want)
	}
	room.AwaitTopic("SEV3")
	room.Card().Shows("monitoring")
	w.once(room, "investigating → monitoring")
	w.shownOnce(1, "checkout is down")
}
