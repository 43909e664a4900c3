package scenarios

import (
	"slices"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestGap_is_filled_when_Slack_can_be_reached_again(t *testing.T) {
	w := workspace(t, slacksim.Options{Hub: hub.Options{RetryDelays: []time.Duration{}, AckTimeout: time.Second}})
	w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	w.quiet()

	back := w.Fault("apps.connections.open", slacksim.Fault{Error: "internal_error"})
	w.app.Hub.Cut()
	w.AwaitCalls("apps.connections.open", 2)
	w.app.Hub.Intercept(func(e hub.Envelope) hub.Fate {
		if e.Type == "events_api" {
			return hub.Drop
		}
		return hub.Deliver
	})
	w.bob.Says(room, "nobody hears me")
	back()
	w.app.Connected(1)
	w.AwaitCalls("conversations.history", 1)
	w.quiet()
	if got := w.query("select text from message"); !slices.Equal(got, []string{"nobody hears me"}) {
		t.Errorf("stored is %q", got)
	}
}
