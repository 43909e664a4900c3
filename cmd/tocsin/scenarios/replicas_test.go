package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestReplicas_two_bots_show_everything_once_even_when_one_is_killed(t *testing.T) {
	w := workspace(t, slacksim.Options{Hub: impatient})
	doomed := w.process(nil)
	w.start()
	w.app.Connected(2)

	const each, killAfter = 7, 8
	finished := make(chan string, 3*each)
	people := []*slacksim.Person{w.ada, w.grace, w.bob}
	var working sync.WaitGroup
	for _, who := range people {
		working.Go(func() {
			for n := range each {
				runsAnIncident(w, who, fmt.Sprintf("shop %d of %s is down", n, strings.Fields(who.Name)[0]))
				finished <- who.Name
			}
		})
	}
	for range killAfter {
		<-finished
	}
	doomed.kill()
	working.Wait()
	w.quiet()

	w.shownInAll(each * len(people))
	for n := range each * len(people) {
		titles := w.query(fmt.Sprintf("select title from incident where number = %d", n+1))
		if len(titles) != 1 {
			t.Fatalf("there is no INC-%d: the numbers have a gap", n+1)
		}
		room, card, announced := w.shownOnce(n+1, titles[0])
		who := people[slices.IndexFunc(people, func(p *slacksim.Person) bool {
			return strings.Contains(titles[0], strings.Fields(p.Name)[0])
		})]
		card.Shows("Incident commander: @" + who.Name)
		card.Shows("Impact: Nobody can pay.")
		w.once(room, "@"+who.Name+" is Incident commander")
		w.once(room, "Users see: Nobody can pay.")
		if echoes := announced.Thread(); len(echoes) != 1 {
			t.Errorf("INC-%d has %d updates under its announcement, want 1", n+1, len(echoes))
		}
		if !room.Has(who) {
			t.Errorf("%s is not in #%s", who.Name, room.Name())
		}
	}
}

// runsAnIncident declares, takes command and posts an update, and does again what Slack says has failed.
func runsAnIncident(w *world, who *slacksim.Person, title string) {
	general := w.Channel("general")
	for !who.HasModal() {
		who.Types(general, "/incident "+title)
	}
	form := who.Modal()
	for form.Submits().Kind == slacksim.Failed && len(form.Fields()) > 0 {
	}
	form.Shows("is open")
	name, _, _ := strings.Cut(form.Text(), " is open")
	form.Dismisses()

	room := w.ChannelNamed(strings.ToLower(name) + "-")
	card := room.Card()
	if who.Clicks(card, "Take command").Kind == slacksim.Failed {
		for unanswered(who.Types(room, "/incident lead")) {
		}
	}
	card.Shows("@" + who.Name)
	for !who.HasModal() {
		who.Clicks(card, "Update")
	}
	update := who.Fills(who.Modal(), "What do users see?", "Nobody can pay.")
	for update.Submits().Kind == slacksim.Failed {
	}
}

// unanswered tells whether Slack itself says that the app does not answer.
func unanswered(answer *slacksim.Message) bool {
	return answer != nil && strings.Contains(answer.Text(), "the app did not respond")
}
