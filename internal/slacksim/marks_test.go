package slacksim_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPins(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	ts := b.must("chat.postMessage", args{"channel": id, "text": "card"}).str("ts")
	pin := args{"channel": id, "timestamp": ts}
	for i, c := range []struct{ method, want string }{
		{"pins.remove", "no_pin"}, {"pins.add", ""}, {"pins.add", "already_pinned"}, {"pins.remove", ""}, {"pins.add", ""},
	} {
		if got := b.call(c.method, pin).failed(); got != c.want {
			t.Errorf("%d. %s: %q, want %q", i+1, c.method, got, c.want)
		}
	}
	if got := b.call("pins.add", args{"channel": id, "timestamp": "1700000000.000000"}).failed(); got != "message_not_found" {
		t.Errorf("of nothing: %q", got)
	}
	if got := b.call("pins.add", args{"channel": b.w.Channel("general").ID(), "timestamp": ts}).failed(); got != "not_in_channel" {
		t.Errorf("in a channel the bot is not in: %q", got)
	}
	items := b.must("pins.list", args{"channel": id}).at("items").([]any)
	if len(items) != 1 || reply(items[0].(map[string]any)).str("message", "ts") != ts {
		t.Errorf("listed: %v", items)
	}
	room := b.w.Channel("inc-1")
	if card := room.Card(); card.TS() != ts || !card.Pinned() {
		t.Errorf("the card is %s", card.TS())
	}
	room.Shows("pinned a message to this channel")
}

func TestReactions(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	ts := b.must("chat.postMessage", args{"channel": id, "text": "x"}).str("ts")
	react := func(method, name string) string {
		return b.call(method, args{"channel": id, "timestamp": ts, "name": name}).failed()
	}
	for i, c := range []struct{ method, name, want string }{
		{"reactions.add", "pushpin", ""},
		{"reactions.add", "pushpin", "already_reacted"},
		{"reactions.add", ":pushpin:", "invalid_name"},
		{"reactions.add", "", "invalid_name"},
		{"reactions.add", "+1", ""},
		{"reactions.remove", "eyes", "no_reaction"},
		{"reactions.remove", "+1", ""},
	} {
		if got := react(c.method, c.name); got != c.want {
			t.Errorf("%d. %s %s: %q, want %q", i+1, c.method, c.name, got, c.want)
		}
	}
	if diff := cmp.Diff(map[string][]string{"pushpin": {"Siren"}}, b.w.Channel("inc-1").Message(ts).Reactions()); diff != "" {
		t.Error(diff)
	}
	for i := range 22 {
		if got := react("reactions.add", fmt.Sprintf("e%d", i)); got != "" {
			t.Fatal(got)
		}
	}
	if got := react("reactions.add", "one_more"); got != "too_many_reactions" {
		t.Errorf("the 24th of one person: %q", got)
	}
}

func TestBookmarks(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	id := b.channel("inc-1")
	add := func(title, kind, link string) string {
		return b.call("bookmarks.add", args{"channel_id": id, "title": title, "type": kind, "link": link}).failed()
	}
	for name, c := range map[string]struct{ got, want string }{
		"of another type":  {add("x", "folder", "https://x.example"), "invalid_bookmark_type"},
		"without a link":   {add("x", "link", ""), "invalid_link"},
		"with a bad link":  {add("x", "link", "javascript:alert(1)"), "invalid_link"},
		"without a title":  {add("", "link", "https://x.example"), "invalid_arguments"},
		"as it should be":  {add("Call", "link", "https://call.example"), ""},
		"of an unknown id": {b.call("bookmarks.edit", args{"channel_id": id, "bookmark_id": "Bk0"}).failed(), "not_found"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	if diff := cmp.Diff([]slacksim.Bookmark{{Title: "Call", Link: "https://call.example"}}, b.w.Channel("inc-1").Bookmarks()); diff != "" {
		t.Error(diff)
	}
	for i := range 99 {
		if got := add(fmt.Sprint(i), "link", "https://x.example"); got != "" {
			t.Fatal(got)
		}
	}
	if got := add("101", "link", "https://x.example"); got != "too_many_bookmarks" {
		t.Errorf("the 101st: %q", got)
	}
}

func TestBookmarks_stand_in_the_head_of_the_page(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	b.must("bookmarks.add", args{"channel_id": id, "title": "<b>Call</b>", "type": "link", "link": "https://call.example/?a=1&b=2"})
	ada := b.w.Person("Ada")
	room := b.w.Channel("inc-1")
	ada.Joins(room)
	has(t, browse(t, b.w, ada).opens(room), `aria-label="Bookmarks"`,
		`<a href="https://call.example/?a=1&amp;b=2" title="https://call.example/?a=1&amp;b=2">&lt;b&gt;Call&lt;/b&gt;</a>`)
}
