package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPage_a_trainer_starts_a_drill_and_makes_trouble_in_it(t *testing.T) {
	open := screens(t)
	w := workspace(t, slacksim.Options{})
	w.serve()
	general := w.Channel("general", w.ada)
	hers := open(w, w.ada, general)
	hers.Presses("#side", "🎛Trainer")
	hers.Presses("#bar", "Start a drill")
	hers.Shows("DRILL INC-1 begins")
	room := w.ChannelNamed("drill-1")
	room.AwaitTopic("DRILL")
	w.quiet()

	hers.Follows("#side", "drill-1")
	hers.Presses("#bar", "500")
	hers.Until(`document.querySelector('#bar .wire').textContent.includes('trouble: 500')`)
	hers.Types("/incident lead me")
	room.Shows("is Incident commander")
	hers.Until(`!!document.querySelector('#bar .wire tr.wrong')`)
	room.Card().Shows("@Ada Lovelace")
	if n := saying(room, "is Incident commander"); n != 1 {
		t.Errorf("after Slack's mistakes the channel was told %d times", n)
	}

	opened := len(w.Calls("apps.connections.open"))
	hers.Presses("#bar", "Cut the socket")
	w.AwaitCalls("apps.connections.open", opened+1)
	w.app.Connected(1)
	hers.Types("/incident update nobody can pay")
	room.Shows("nobody can pay")
	hers.Presses("#bar", "Kick the bot")
	hers.Until(`document.querySelector('#bar .wire').textContent.includes('member_left_channel')`)
	if room.Has(w.app.Person()) {
		t.Error("the bot is still in the channel")
	}
}
