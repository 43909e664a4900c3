package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestDrill_plays_its_script_and_ends_with_what_was_missed(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	one, other := w.serve(), w.start()
	told := w.ada.Types(w.Channel("general"), "/incident drill fast payments fail")
	if !strings.Contains(told.Text(), "DRILL INC-1 begins") {
		t.Errorf("Ada is told %q", told.Text())
	}
	room := w.ChannelNamed("drill-1-payments-fail")
	room.Card().Shows("DRILL INC-1 payments fail")
	room.AwaitTopic("DRILL")
	w.incidents.Shows("DRILL INC-1 payments fail")
	w.quiet()

	later := func(d time.Duration) {
		w.Advance(d)
		for _, r := range []*replica{one, other} {
			if err := r.Remind(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.quiet()
	}
	later(30 * time.Second)
	room.Shows("Support: forty tickets").Shows("DRILL")
	w.ada.Types(room, "/incident lead me")
	w.ada.Types(room, "/incident update nobody can pay")
	later(10 * time.Second)
	if n := saying(room, "Support: forty tickets"); n != 1 {
		t.Errorf("the exercise said the same %d times", n)
	}
	later(5 * time.Minute)
	room.Shows("Would you go back to bed?")

	w.ada.Types(room, "/incident resolve")
	room.Shows("Resolved by")
	later(time.Second)
	debrief := room.Shows("Debrief")
	debrief.Shows("Somebody took command after less than a minute").Shows("Nobody said when the cause was known").Shows("Nobody was named to communicate")
	w.ada.Types(room, "/incident close it is done")
	w.quiet()
	later(time.Minute)
	if n := saying(room, "Debrief"); n != 1 {
		t.Errorf("the drill was talked over %d times", n)
	}
	if counted := w.query(`select count(*)::text from reporting.incidents where number = 1`); counted[0] != "0" {
		t.Error("a drill is counted")
	}
}
