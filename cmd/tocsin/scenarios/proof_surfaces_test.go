package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// missing makes the first call of this label work without an answer.
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

func TestSurface_that_is_mended_leaves_the_card(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.Fault("conversations.setTopic", slacksim.Fault{Error: "restricted_action", Times: 1})
	w.serve()
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV2")
	w.ada.Modal().Dismisses()
	w.quiet()
	room.Card().Shows("set the topic")
	w.ada.Types(room, "/incident severity SEV1 nobody can pay")
	room.AwaitTopic("SEV1")
	w.quiet()
	room.Card().NoLongerShows("set the topic")
}

func TestCard_that_was_deleted_comes_back_once_even_if_the_answer_is_lost(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()
	w.ada.Deletes(room.Card())
	w.quiet()
	w.loses("chat.postMessage card")
	w.ada.Types(room, "/incident lead")
	w.quiet()
	w.shownOnce(1, "checkout is down")
}

func TestPosts_keep_their_order_when_one_has_to_wait(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()
	w.Fault(slacksim.Every, slacksim.Fault{Status: 500, Times: 1, Match: func(c slacksim.Call) bool {
		return strings.HasPrefix(labelOf(c), "chat.postMessage post")
	}})
	w.ada.Types(room, "/incident note the first")
	w.ada.Types(room, "/incident note the second")
	w.ada.Types(room, "/incident note the third")
	w.quiet()
	first, second, third := w.once(room, "the first"), w.once(room, "the second"), w.once(room, "the third")
	if !(first.TS() < second.TS() && second.TS() < third.TS()) {
		t.Errorf("the notes are shown in another order:\n%s", strings.Join(room.Texts(), "\n"))
	}
}
