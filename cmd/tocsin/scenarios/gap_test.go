package scenarios

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestGap_is_filled_when_the_bot_starts_again(t *testing.T) {
	t.Run("after a minute, by the events that Slack held back", func(t *testing.T) {
		gap(t, hub.Options{}, hub.Deliver)
	})
	t.Run("after a day, from the channel: Slack has given the events up", func(t *testing.T) {
		gap(t, hub.Options{RetryDelays: []time.Duration{}, AckTimeout: time.Second}, hub.Drop)
	})
}

func gap(t *testing.T, o hub.Options, events hub.Fate) {
	w := workspace(t, slacksim.Options{Hub: o})
	ada, bob := w.ada, w.bob
	before := w.serve()
	room := w.declares(ada, "checkout is down")
	ada.Modal().Dismisses()
	bob.Joins(room)
	cause := bob.Says(room, "deploy 4711?")
	asked := ada.Replies(cause, "who deployed it?")
	taunt := bob.Replies(cause, "told you so")
	wrong := bob.Says(room, "it was 471")
	noise := bob.Says(room, "where is the coffee?")
	ada.Reacts(wrong, "pushpin")
	answer := ada.Replies(bob.Says(room, "does the bank know?"), "asking")
	w.quiet()

	before.stop()
	ada.Says(room, "rolling back <now> & here")
	ada.Reacts(bob.Replies(cause, "rolled back"), "pushpin")
	ada.Reacts(bob.Replies(noise, "in the kitchen"), "eyes")
	bob.RepliesToAll(cause, "payments work again")
	bob.Edits(wrong, "it was 4711")
	ada.Unreacts(wrong, "pushpin")
	ada.Edits(asked, "who deployed 4711?")
	bob.Reacts(asked, "pushpin")
	bob.Deletes(taunt)
	ada.Edits(answer, "they know since 3:10") // nothing else happens in this thread
	bob.Reacts(answer, "pushpin")
	w.app.Hub.Intercept(func(e hub.Envelope) hub.Fate {
		if e.Type == "events_api" {
			return events
		}
		return hub.Deliver
	})
	w.serve()
	w.AwaitCalls("conversations.replies", 2)
	w.quiet()

	want := []string{
		"Bob Kahn: deploy 4711?",
		"Ada Lovelace: who deployed 4711? (reply) :pushpin:",
		"Bob Kahn: told you so (reply) (deleted)",
		"Bob Kahn: it was 4711",
		"Bob Kahn: where is the coffee?",
		"Bob Kahn: does the bank know?",
		"Ada Lovelace: they know since 3:10 (reply) :pushpin:",
		"Ada Lovelace: rolling back &lt;now&gt; &amp; here",
		"Bob Kahn: rolled back (reply) :pushpin:",
		"Bob Kahn: in the kitchen (reply) :eyes:",
		"Bob Kahn: payments work again (reply)",
	}
	if diff := cmp.Diff(want, w.query(sqlSaid)); diff != "" {
		t.Errorf("what is stored is not what was said (- said, + stored):\n%s", diff)
	}
	timeline := ada.Types(room, "/incident timeline")
	timeline.Shows("rolled back")
	timeline.Shows("who deployed 4711?")
}

// sqlSaid is the conversation as it is stored.
const sqlSaid = `
select name || ': ' || text
       || case when thread <> '' then ' (reply)' else '' end
       || case when deleted_at is not null then ' (deleted)' else '' end
       || coalesce((select string_agg(' :' || r.name || ':', '' order by r.name)
                      from reaction r
                     where r.channel = message.channel and r.message = message.id and r.present), '')
  from message
  join person on person.id = author
 order by message.id`
