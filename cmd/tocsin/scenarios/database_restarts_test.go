package scenarios

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// Postgres is restarted while Slack carries out a call, so that what came of it cannot be kept, and the
// lock that makes the incident's drawing exclusive is lost.
func TestPostgres_restarted_in_the_middle_of_a_declaration(t *testing.T) {
	t.Parallel()
	postgres := pgtest.NewServer(t, migrate)
	w := workspaceOn(t, slacksim.Options{}, postgres.URL())
	w.ada.Invites(w.app.Person(), w.incidents)
	w.serve()
	var at atomic.Value
	at.Store("")
	restarted := make(chan error)
	w.OnCall(func(call slacksim.Call) {
		if call.Phase == slacksim.After && at.CompareAndSwap(labelOf(call), "") {
			postgres.Pause()
			restarted <- postgres.Resume(t.Context())
		}
	})
	points := []string{
		"conversations.create", "conversations.invite", "chat.postMessage card", "chat.postMessage announcement",
		"pins.add", "conversations.setTopic", "views.update",
	}
	for n, point := range points {
		at.Store(point)
		w.ada.Types(w.Channel("general"), "/incident shop is down")
		form := w.ada.Modal()
		form.Submits()
		if err := <-restarted; err != nil {
			t.Fatal(err)
		}
		form.Shows(fmt.Sprintf("INC-%d is open", n+1)).Dismisses()
		w.quiet()
		w.shownOnce(n+1, "shop is down")
	}
	w.shownInAll(len(points))
}
