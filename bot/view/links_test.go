package view_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// withCall are rules with a video call.
func withCall() incident.Rules {
	rules := words()
	rules.CallURL = "https://meet.shop.example/{incident}"
	return rules
}

func someLinks() []incident.Link {
	return []incident.Link{
		{ID: 1, Number: 42, Address: "https://grafana.shop.example/d/checkout?from=now-1h&to=now", Title: "Dashboard of the checkout", By: "U0BEN", At: at(3)},
		{ID: 2, Number: 42, Address: "https://evil.example/", Title: hostile, By: "U0CAM", At: at(4)},
	}
}

func linkMessages() map[string]view.Message {
	var many []incident.Link
	for range 3 {
		many = append(many, someLinks()...)
		many = append(many, many...)
	}
	added := entry(incident.KindLink, 4)
	added.Text, added.What = "Dashboard of the checkout", someLinks()[0].Address
	hurt := added
	hurt.Text = hostile
	gone := added
	gone.Now = incident.LinkRemoved
	return map[string]view.Message{
		"links":                          view.LinkList(told(), someLinks(), withCall()),
		"links_none":                     view.LinkList(led(), nil, words()),
		"links_many":                     view.LinkList(led(), many, words()),
		"post_link":                      view.Post(added, led(), words()),
		"post_link_hostile":              view.Post(hurt, led(), words()),
		"post_link_removed":              view.Post(gone, led(), words()),
		"card_with_call":                 view.Card(led(), withCall(), view.Around{}),
		"card_closed_with_call":          view.Card(done(), withCall(), view.Around{}),
		"announcement_with_call":         view.Announcement(told(), withCall()),
		"announcement_private_with_call": view.Announcement(secret(), withCall()),
		"card_bookmark_refused": view.Card(led(), words(), view.Around{Stuck: []incident.Surface{
			{Key: "bookmark/link/1", State: incident.Stuck, Problem: "missing_scope"},
		}}),
		"card_bookmarks_full": view.Card(led(), words(), view.Around{Stuck: []incident.Surface{
			{Key: "bookmark/call", State: incident.Stuck, Problem: "too_many_bookmarks"},
		}}),
	}
}

func linkViews() map[string]slack.ModalViewRequest {
	return map[string]slack.ModalViewRequest{
		"link_form":       view.LinkForm(told(), someLinks(), withCall()),
		"link_form_empty": view.LinkForm(led(), nil, words()),
	}
}

func TestLinks_hold_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc := anyIncident(t)
		l := incident.Link{ID: 1, Address: "https://x.example", Title: anything(t, "title"), By: incident.PersonID("U0ADA"), At: night}
		list := view.LinkList(inc, []incident.Link{l}, withCall())
		checkMessage(about{t, "list"}, list)
		checkTypedIsLiteral(about{t, "list"}, list.Text, list.Blocks)
		form := view.LinkForm(inc, []incident.Link{l}, withCall())
		checkView(about{t, "form"}, form)
		e := entry(incident.KindLink, 1)
		e.What, e.Text = anything(t, "address"), anything(t, "title")
		post := view.Post(e, inc, words())
		checkMessage(about{t, "post"}, post)
		checkTypedIsLiteral(about{t, "post"}, strings.ReplaceAll(post.Text, "\x00", ""), post.Blocks)
	})
}
