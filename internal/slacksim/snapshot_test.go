package slacksim_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// run plays a small incident; two posts come in either order.
func run(t *testing.T, swapped bool) slacksim.Snapshot {
	t.Helper()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada Lovelace")
	w.Group("oncall", ada)
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	now := time.Now().Add(time.Duration(len(id)) * time.Second).Format("150405")
	card := func() string {
		return b.must("chat.postMessage", args{
			"channel": id, "text": "INC-1", "metadata": args{"event_type": "surface", "event_payload": args{"key": "card"}},
			"blocks": []args{section("<@" + ada.ID + "> declared <!date^1700000" + now[3:] + "^{time}|x>"), buttons("Go")},
		}).str("ts")
	}
	note := func() { b.must("chat.postMessage", args{"channel": id, "text": "a note"}) }
	var ts string
	if swapped {
		note()
		ts = card()
	} else {
		ts = card()
		note()
	}
	link := b.must("chat.getPermalink", args{"channel": id, "message_ts": ts}).str("permalink")
	b.must("bookmarks.add", args{"channel_id": id, "title": "Card", "type": "link", "link": link})
	b.must("pins.add", args{"channel": id, "timestamp": ts})
	room := w.ChannelNamed("inc-1")
	ada.Reacts(ada.Replies(room.Message(ts), "on it"), "eyes")
	ada.Types(room, "/incident")
	all := b.requests("slash_commands")
	b.must("views.open", args{"trigger_id": all[0].Payload.str("trigger_id"), "view": modal(nil)})
	return w.Snapshot()
}

func TestSnapshot_IsTheSameForTwoRunsThatShowTheSame(t *testing.T) {
	t.Parallel()
	first, second := run(t, false), run(t, false)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
	swapped := run(t, true)
	if cmp.Equal(first, swapped) {
		t.Error("the order of messages makes no difference")
	}
	if diff := cmp.Diff(first.Sorted(), swapped.Sorted()); diff != "" {
		t.Error(diff)
	}
}

func TestSnapshot_ShowsWhatPeopleSee(t *testing.T) {
	t.Parallel()
	s := run(t, false)
	var inc slacksim.ChannelPicture
	for _, c := range s.Channels {
		if c.Name == "inc-1" {
			inc = c
		}
	}
	if diff := cmp.Diff([]string{"‹Siren: INC-1›"}, inc.Pinned); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]slacksim.Bookmark{{Title: "Card", Link: "https://acme.slack.example/archives/‹#inc-1›/‹Siren: INC-1›"}}, inc.Bookmarks); diff != "" {
		t.Error(diff)
	}
	card := inc.Messages[2]
	if card.Text != "@Ada Lovelace declared ‹time›\n[Go]" || card.Replies[0].Reactions["eyes"][0] != "Ada Lovelace" {
		t.Errorf("the card is %+v", card)
	}
	if len(s.Modals) != 1 || s.Modals[0].Person != "Ada Lovelace" || s.Modals[0].Title != "Declare" {
		t.Errorf("the modals are %+v", s.Modals)
	}
}

func TestSubscribe_StreamsWhatHappens(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	stream, stop := w.Subscribe()
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	b.must("conversations.invite", args{"channel": id, "users": ada.ID})
	ada.Says(w.ChannelNamed("inc-1"), "hello")
	ada.Types(w.ChannelNamed("inc-1"), "/incident")
	var got []string
	for h := range stream {
		got = append(got, string(h.Kind)+" "+h.Who)
		if h.Kind == slacksim.Commanded {
			stop()
			break
		}
	}
	want := []string{
		"channel created Siren", "posted siren", "joined siren", "posted Ada", "joined Ada", "posted Ada", "typed a command Ada",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for range stream { // the stream ends
	}
}
