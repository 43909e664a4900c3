package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// loses makes the first call of this label work without an answer.
func (w *world) loses(label string) {
	w.Fault(slacksim.Every, slacksim.Fault{LoseAnswer: true, Times: 1, Match: func(c slacksim.Call) bool {
		return strings.HasPrefix(labelOf(c), label)
	}})
}

func TestSurface_that_could_not_be_looked_for_is_not_shown_twice(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.ada.Invites(w.app.Person(), w.incidents)
	w.loses("chat.postMessage announcement")
	mended := w.Fault("conversations.history", slacksim.Fault{Error: "missing_scope", Match: func(c slacksim.Call) bool {
		return c.Args["channel"] == w.incidents.ID()
	}})
	w.serve()
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV2")
	w.ada.Modal().Dismisses()
	w.quiet()
	room.Card().Shows("tell the broadcast channel")
	w.ada.Types(room, "/incident severity SEV1 nobody can pay")
	w.quiet()
	w.once(w.incidents, "INC-1 checkout is down")
	mended()
	w.ada.Types(room, "/incident severity SEV3 some can pay")
	w.quiet()
	_, _, announced := w.shownOnce(1, "checkout is down")
	announced.Shows("SEV3")
	room.Card().NoLongerShows("tell the broadcast channel")
}

func TestCard_that_was_deleted_comes_back_once_even_if_the_answer_is_lost(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()
	card := room.Card()
	w.Fault("chat.update", slacksim.Fault{Error: "message_not_found", Match: func(c slacksim.Call) bool { return c.Args["ts"] == card.TS() }})
	w.loses("chat.postMessage card")
	w.ada.Types(room, "/incident lead")
	w.quiet()
	if cards := strings.Count(strings.Join(room.Texts(), "\n"), "INC-1 checkout is down"); cards != 2 {
		t.Errorf("there are %d cards, of which one counts as deleted", cards)
	}
}

func TestInvites_bring_in_whoever_is_not_there_yet(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.bob.Joins(room)
	w.quiet()
	mended := w.Fault("conversations.invite", slacksim.Fault{Status: 429, RetryAfter: time.Second})
	for role, who := range map[incident.RoleName]*slacksim.Person{incident.Commander: w.bob, "scribe": w.grace} {
		act := incident.Act{By: incident.PersonID(who.ID), At: w.Now()}
		if _, err := bot.Service.TakeRole(t.Context(), act, 1, role, ""); err != nil {
			t.Fatal(err)
		}
	}
	mended()
	room.AwaitMember(w.grace)
}

func TestClose_on_a_card_of_before_the_reopening_closes_nothing(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Clicks(room.Card(), "Resolve")
	w.quiet()
	w.Fault("chat.update", slacksim.Fault{Error: "is_inactive"})
	w.bob.Joins(room)
	w.bob.Types(room, "/incident reopen it is back")
	w.quiet()
	w.ada.Clicks(room.Card(), "Close")
	w.ada.Sees("was reopened meanwhile")
	if got := w.query("select status from incident"); len(got) != 1 || got[0] != "investigating" {
		t.Errorf("it is %q", got)
	}
}
