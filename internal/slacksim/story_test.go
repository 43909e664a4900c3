package slacksim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestWorkspace_IsWhereAnIncidentIsDeclaredAndRun(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada Lovelace", slacksim.PersonOptions{TZ: "Europe/London"})
	general := w.Channel("general", ada)
	b.answers(func(e envelope) any {
		switch e.Type {
		case "slash_commands":
			b.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
			return nil
		case "interactive":
			if e.Payload["type"] == "view_submission" {
				return args{"response_action": "update", "view": modal(args{"submit": nil, "blocks": []args{section("*INC-1* is open")}})}
			}
		}
		return nil
	})

	if answer := ada.Types(general, "/incident checkout is <down> @Ada Lovelace"); answer != nil {
		t.Errorf("the command shows %q", answer.Text())
	}
	form := ada.Modal("Declare")
	if out := form.Submits(); out.Kind != slacksim.Refused || out.Errors["Title"] == "" {
		t.Errorf("an empty form is %+v", out)
	}
	if out := ada.Fills(form, "Title", "Checkout is down", "Severity", "SEV1").Submits(); out.Kind != slacksim.Updated {
		t.Errorf("the form is %+v", out)
	}
	form.Shows("INC-1 is open")

	id := b.channel("inc-1-checkout-down")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	b.must("conversations.setTopic", args{"channel": id, "topic": "SEV1"})
	ts := b.must("chat.postMessage", args{"channel": id, "text": "INC-1", "blocks": []args{section("*SEV1* Checkout is down"), buttons("Resolve")}}).str("ts")
	b.must("pins.add", args{"channel": id, "timestamp": ts})

	room := w.ChannelNamed("inc-1")
	room.AwaitMember(ada)
	card := room.Card()
	if diff := cmp.Diff([]string{"Resolve"}, card.Buttons()); diff != "" {
		t.Error(diff)
	}
	if out := ada.Clicks(card, "Resolve"); out.Kind != slacksim.Acked {
		t.Errorf("the click is %+v", out)
	}
	click := b.requests("interactive")[1].Payload
	if got := click.str("container", "message_ts"); got != ts {
		t.Errorf("the click names message %s, want %s", got, ts)
	}
	b.must("chat.update", args{"channel": id, "ts": ts, "text": "Resolved"})
	card.Shows("Resolved")

	said := ada.Says(room, "thanks @siren & all, see https://status.example")
	if want := "thanks <@" + b.app.BotUserID + "> &amp; all, see <https://status.example>"; said.Raw() != want {
		t.Errorf("the text is %q, want %q", said.Raw(), want)
	}
	ada.Reacts(said, "pushpin")
	kinds := map[string]int{}
	for _, e := range b.got("") {
		kind := e.str("type")
		if s := e.str("subtype"); s != "" {
			kind += " " + s
		}
		kinds[kind]++
	}
	want := map[string]int{
		"message channel_join": 2, "member_joined_channel": 2, "message channel_topic": 1, "message": 2,
		"pin_added": 1, "message pinned_item": 1, "message message_changed": 1, "app_mention": 1, "reaction_added": 1,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	if command := b.requests("slash_commands")[0].Payload.str("text"); command != "checkout is &lt;down&gt; <@"+ada.ID+"|ada.lovelace>" {
		t.Errorf("the command's text is %q", command)
	}
}
