package slacksim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

func TestEvents_ComeOnlyFromConversationsTheBotIsIn(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	ada.Says(w.Channel("general", ada), "not for the bot, though it names @siren")
	ada.Says(w.PrivateChannel("hidden", ada), "nor this")
	ada.Says(w.PrivateChannel("shared", ada, b.app.Person()), "but this")
	ada.Says(ada.Messages(b.app), "and this")
	var got [][]string
	for _, e := range b.got("") {
		got = append(got, []string{e.str("type"), e.str("channel_type"), e.str("text")})
	}
	if diff := cmp.Diff([][]string{{"message", "group", "but this"}, {"message", "im", "and this"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestEvents_NeedTheirScope(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	b.app.Withdraw("reactions:read")
	b.app.Withdraw("groups:history")
	secret := w.PrivateChannel("secret", ada, b.app.Person())
	ada.Reacts(ada.Says(secret, "unheard"), "eyes")
	ada.Pins(ada.Says(secret, "pinned"))
	var got []string
	for _, e := range b.got("") {
		got = append(got, e.str("type"))
	}
	if diff := cmp.Diff([]string{"pin_added"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestEvents_SayWhatPeopleDid(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	room := w.Channel("inc-1", ada, b.app.Person())
	m := ada.Says(room, "it burns @siren")
	ada.Edits(m, "it burned")
	bob.Joins(room)
	answer := bob.Replies(m, "where?")
	bob.RepliesToAll(m, "here")
	bob.Reacts(answer, "pushpin")
	bob.Unreacts(answer, "pushpin")
	ada.Pins(m)
	ada.Unpins(m)
	ada.Uploads(room, "graph.png", []byte("png"))
	bob.Deletes(answer)
	ada.Renames(room, "inc 1 fire")
	ada.Kicks(bob, room)
	ada.Leaves(room)
	var got []string
	for _, e := range b.got("") {
		line := e.str("type")
		for _, key := range []string{"subtype", "reaction"} {
			if s := e.str(key); s != "" {
				line += " " + s
			}
		}
		if e.str("type") == "message" && e.str("thread_ts") == m.TS() {
			line += " in the thread"
		}
		got = append(got, line)
	}
	want := []string{
		"message", "app_mention", "message message_changed",
		"member_joined_channel", "message channel_join",
		"message in the thread", "message thread_broadcast in the thread",
		"reaction_added pushpin", "reaction_removed pushpin",
		"pin_added", "message pinned_item", "pin_removed",
		"message file_share", "message message_deleted",
		"message channel_name", "channel_rename",
		"member_left_channel", "member_left_channel", "message channel_leave",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEvents_BringTheBotsOwnPostsBack(t *testing.T) {
	t.Parallel()
	_, b := open(t, slacksim.Options{})
	id := b.channel("inc-1")
	b.must("chat.postMessage", args{"channel": id, "text": "mine", "metadata": args{"event_type": "card", "event_payload": args{"k": "v"}}})
	events := b.got("message")
	last := events[len(events)-1]
	if last.str("bot_id") != b.app.BotID || last.str("user") != b.app.BotUserID || last.str("app_id") != b.app.ID ||
		last.at("subtype") != nil || last.at("metadata", "event_payload", "k") != "v" {
		t.Errorf("it came back as %v", last)
	}
}

func TestEvents_AreWrappedAsSlackDoes(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	m := ada.Says(w.Channel("inc-1", ada, b.app.Person()), "x")
	b.got("")
	p := b.requests("events_api")[0].Payload
	auth := reply(p["authorizations"].([]any)[0].(map[string]any))
	if p.str("type") != "event_callback" || p.str("team_id") != w.TeamID() || p.str("api_app_id") != b.app.ID ||
		p.str("event_id")[:2] != "Ev" || auth.str("user_id") != b.app.BotUserID || auth.at("is_bot") != true {
		t.Errorf("the wrapper is %v", p)
	}
	if p.at("event", "event_ts") != m.TS() || p.at("event", "client_msg_id") == nil || p.at("event", "blocks") == nil {
		t.Errorf("the event is %v", p["event"])
	}
}

func TestEvents_WithoutAnAckComeAgain(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{Hub: quick})
	lost := false
	b.app.Hub.Intercept(func(e hub.Envelope) hub.Fate {
		if !lost {
			lost = true
			return hub.LoseAck
		}
		return hub.Deliver
	})
	ada := w.Person("Ada")
	ada.Says(w.Channel("inc-1", ada, b.app.Person()), "twice")
	b.got("")
	all := b.requests("events_api")
	if len(all) != 2 || all[0].Payload.str("event_id") != all[1].Payload.str("event_id") || all[0].ID == all[1].ID || all[1].RetryAttempt != 1 {
		t.Errorf("the event came as %v", all)
	}
}

func TestRedeliver_SendsAnOldEventOnceMore(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	ada.Says(w.Channel("inc-1", ada, b.app.Person()), "again")
	b.got("")
	sent := w.Events()
	w.Redeliver(sent[0].ID)
	b.got("")
	all := b.requests("events_api")
	if len(all) != 2 || all[0].Payload.str("event_id") != all[1].Payload.str("event_id") {
		t.Errorf("the event came as %v", all)
	}
}

func TestNoise_ChangesTheRootWhenAReplyComes(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{Noise: true})
	ada := w.Person("Ada")
	m := ada.Says(w.Channel("inc-1", ada, b.app.Person()), "root")
	ada.Replies(m, "reply")
	events := b.got("message")
	last := events[len(events)-1]
	if last.str("subtype") != "message_changed" || last.str("message", "text") != "root" || last.at("message", "reply_count") != 1.0 ||
		last.at("message", "edited") != nil {
		t.Errorf("the last event is %v", last)
	}
}

func TestEmit_SendsWhatATestMakesUp(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	w.Emit("message.channels", map[string]any{"type": "message", "subtype": "ekg_access_denied", "channel": "C1"})
	if got := b.got("message"); len(got) != 1 || got[0].str("subtype") != "ekg_access_denied" {
		t.Errorf("it came as %v", got)
	}
}
