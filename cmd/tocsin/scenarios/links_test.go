package scenarios

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// marked are the bookmarks of a channel once nothing is left to be drawn: what each is called, and where it leads.
func (w *world) marked(room *slacksim.Room, want ...string) {
	w.t.Helper()
	w.quiet()
	var got []string
	for _, b := range room.Bookmarks() {
		got = append(got, b.Title+" "+b.Link)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("the bookmarks of #%s are not as they should be (- want, + got):\n%s", room.Name(), diff)
	}
}

// talksAt gives every incident a video call.
func talksAt(template string) func(*serve.Options) {
	return func(o *serve.Options) { o.Config.Incidents.CallURL = template }
}

const (
	board  = "https://grafana.example/d/checkout?from=now-1h&to=now"
	ticket = "https://tickets.example/812"
)

func TestLinks_are_bookmarked_listed_renamed_and_removed(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident link").Shows("Nobody has added a link yet")
	w.ada.Types(room, "/incident link "+board+" board of the *checkout* & more")
	room.Shows("Link added by @Ada Lovelace").Shows("board of the *checkout* & more")
	w.grace.Types(w.Channel("general"), "/incident INC-1 link "+ticket)
	w.marked(room, "board of the *checkout* & more "+board, "tickets.example/812 "+ticket)

	w.ada.Types(room, "/incident link "+ticket).Shows("That link stands here already.")
	w.ada.Types(room, "/incident link "+ticket+" our ticket")
	w.marked(room, "board of the *checkout* & more "+board, "our ticket "+ticket)
	for _, typed := range []string{"the dashboard", "javascript:alert(1)", "https://me:secret@tickets.example"} {
		if said := w.ada.Types(room, "/incident link "+typed); !strings.Contains(said.Text(), "https://") && !strings.Contains(said.Text(), "password") {
			t.Errorf("%q is answered with %q", typed, said.Text())
		}
	}

	list := w.grace.Types(room, "/incident link").Shows("board of the *checkout* & more").Shows("our ticket")
	w.grace.Clicks(list, "Remove") // the first
	list.NoLongerShows("board of the")
	room.Shows("Link removed by @Grace Hopper")
	w.marked(room, "our ticket "+ticket)
	w.ada.Types(room, "/incident timeline").Shows("link removed").Shows("tickets.example/812")
}

func TestLinks_are_added_and_removed_from_the_panel(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident")
	w.ada.Clicks(w.ada.Modal(), "Links")
	form := w.ada.Fills(w.ada.Modal(), "Which address?", "grafana.example")
	if outcome := form.Submits(); !strings.Contains(outcome.Errors["Which address?"], "beginning with https://") {
		t.Errorf("half an address is answered with %+v", outcome)
	}
	w.ada.Fills(form, "Which address?", board, "What is it?", "the board").Submits()
	w.marked(room, "the board "+board)
	w.ada.Clicks(w.ada.Modal(), "Links")
	form = w.ada.Modal().Shows("the board")
	w.ada.Clicks(form, "Remove")
	form.NoLongerShows("the board")
	w.marked(room)
}

func TestBookmarks_lead_to_the_call_and_the_postmortem(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(talksAt("https://meet.example/{incident}"))
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	room.Card().Shows("Join the call")
	w.incidents.Shows("INC-1 checkout is down").Shows("Join the call")
	w.marked(room, "📞 Video call https://meet.example/INC-1")
	w.ada.Types(room, "/incident link").Shows("Video call")

	w.ada.Types(room, "/incident resolve")
	room.Shows("Resolved by")
	w.ada.Types(room, "/incident close")
	w.closesAnyway(w.ada)
	room.AwaitCanvas("INC-1: checkout is down")
	w.marked(room, "📞 Video call https://meet.example/INC-1", "📄 Postmortem "+room.CanvasLink())
	room.Card().NoLongerShows("Join the call")
}

func TestCall_of_a_private_incident_is_known_to_those_in_it_alone(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(talksAt("https://meet.example/{incident}"))
	room := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	room.Card().Shows("Join the call")
	w.marked(room, "📞 Video call https://meet.example/INC-1")
	for _, other := range w.Rooms() {
		if other.ID() != room.ID() {
			other.NeverShows("meet.example")
		}
	}
	w.grace.Types(w.Channel("general"), "/incident link INC-1").Shows("There is no INC-1 that you may see.")
}

func TestBookmarks_are_not_doubled_by_lost_answers_and_two_bots(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	for _, f := range []slacksim.Fault{{LoseAnswer: true, Times: 2}, {Status: 500, Times: 1}, {Status: 429, RetryAfter: time.Second, Times: 1}} {
		w.Fault("bookmarks.add", f)
	}
	w.serve(talksAt("https://meet.example/{incident}"))
	w.start(talksAt("https://meet.example/{incident}"))
	w.app.Connected(2)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident link "+board+" the board")
	w.ada.Types(room, "/incident link "+ticket+" the ticket")
	w.marked(room, "📞 Video call https://meet.example/INC-1", "the board "+board, "the ticket "+ticket)
	w.Fault("bookmarks.remove", slacksim.Fault{LoseAnswer: true, Times: 1})
	list := w.ada.Types(room, "/incident link").Shows("the board")
	w.ada.Clicks(list, "Remove")
	w.marked(room, "📞 Video call https://meet.example/INC-1", "the ticket "+ticket)
	room.Card().NoLongerShows("Slack would not let me")
}

func TestBookmarks_that_Slack_refuses_lose_nothing_and_are_told_once(t *testing.T) {
	for name, c := range map[string]struct {
		fault string
		says  string
	}{
		"without the permission": {"missing_scope", "Slack would not let me bookmark a link: the app lacks a permission."},
		"when they are full":     {"too_many_bookmarks", "Slack would not let me bookmark a link: the channel has as many as it can hold."},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			mended := w.Fault("bookmarks.add", slacksim.Fault{Error: c.fault})
			w.serve(talksAt("https://meet.example/{incident}"))
			room := w.declares(w.ada, "checkout is down")
			w.ada.Modal().Dismisses()
			w.ada.Types(room, "/incident link "+board+" the board")
			w.ada.Types(room, "/incident link "+ticket+" the ticket")
			room.Shows("the ticket")
			card := room.Card().Shows(c.says).Shows("/incident link lists all links")
			w.quiet()
			if n := strings.Count(card.Text(), "Slack would not let me"); n != 1 {
				t.Errorf("it is told %d times:\n%s", n, card.Text())
			}
			if n := len(w.Calls("bookmarks.add")); n > 4 {
				t.Errorf("Slack was asked %d times", n)
			}
			w.ada.Types(room, "/incident link").Shows("the board").Shows("the ticket").Shows("Video call")
			mended()
			w.query("update surface set retry_at = null returning key") // it is tried again every minute
			w.ada.Types(room, "/incident link "+board+" our board")
			w.marked(room, "📞 Video call https://meet.example/INC-1", "our board "+board, "the ticket "+ticket)
			card.NoLongerShows("Slack would not let me")
		})
	}
}

func TestBookmark_that_somebody_removed_by_hand_is_no_trouble(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident link "+ticket+" the ticket")
	w.marked(room, "the ticket "+ticket)
	w.Fault("bookmarks.edit", slacksim.Fault{Error: "not_found", Times: 1})
	w.Fault("bookmarks.remove", slacksim.Fault{Error: "not_found", Times: 1})
	w.ada.Types(room, "/incident link "+ticket+" our ticket")
	w.quiet()
	list := w.ada.Types(room, "/incident link").Shows("our ticket")
	w.ada.Clicks(list, "Remove")
	room.Shows("Link removed")
	w.quiet()
	room.Card().NoLongerShows("Slack would not let me")
}

func TestLinks_stand_in_the_head_of_the_next_channel_as_well(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(archivesAtOnce, talksAt("https://meet.example/{incident}"))
	old := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(old, "/incident link "+ticket+" the ticket")
	w.ada.Types(old, "/incident link "+board+" the board")
	list := w.ada.Types(old, "/incident link").Shows("the ticket")
	w.ada.Clicks(list, "Remove")
	w.marked(old, "📞 Video call https://meet.example/INC-1", "the board "+board)
	w.ada.Types(old, "/incident close it works")
	old.AwaitArchived()
	w.quiet()
	w.ada.Types(w.Channel("general"), "/incident reopen INC-1 it is back").Shows("goes on in a new channel")
	room := w.lastly(old.Name() + "-2")
	w.quiet()
	var titles []string
	for _, b := range room.Bookmarks() {
		titles = append(titles, b.Title)
	}
	slices.Sort(titles)
	if !slices.Equal(slices.Compact(slices.Clone(titles)), titles) || !slices.Contains(titles, "the board") || !slices.Contains(titles, "📞 Video call") || slices.Contains(titles, "the ticket") {
		t.Errorf("the bookmarks are %q", titles)
	}
}

func TestGuests_read_links_and_add_none(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	room := w.declares(w.ada, "checkout is down")
	w.ada.Invites(guest, room)
	w.ada.Types(room, "/incident link "+ticket+" the ticket")
	room.Shows("the ticket")
	list := guest.Types(room, "/incident link").Shows("the ticket")
	guest.Types(room, "/incident link https://evil.example").Shows("You are a guest here")
	guest.Clicks(list, "Remove")
	guest.Sees("You are a guest here")
	w.marked(room, "the ticket "+ticket)
}

func TestExport_holds_tasks_and_links_and_how_many_are_subscribed(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident link "+board+" the board")
	w.ada.Types(room, "/incident task roll back 41")
	w.bob.Types(w.Channel("general"), "/incident subscribe INC-1").Shows("You are subscribed")
	room.Shows("roll back 41")
	w.quiet()
	var exported bytes.Buffer
	if err := bot.Drafts.WriteJSON(t.Context(), 1, &exported); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"address": "` + board + `"`, `"title": "roll back 41"`, `"subscribers": 1`} {
		if !strings.Contains(exported.String(), want) {
			t.Errorf("it does not hold %s:\n%s", want, exported.String())
		}
	}
	if strings.Contains(exported.String(), w.bob.ID) {
		t.Error("it says who is subscribed")
	}
	exported.Reset()
	if err := bot.Drafts.WriteMarkdown(t.Context(), 1, &exported); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(exported.String(), "added a link: [the board]("+board+")") {
		t.Errorf("the postmortem does not lead there:\n%s", exported.String())
	}
}
