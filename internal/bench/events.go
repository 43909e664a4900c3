package main

import (
	"fmt"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/incident"
)

// sentence is what people say in these channels: about as long as what people say in incidents.
func sentence(n int) string {
	return fmt.Sprintf("%d: checkout answers with 502 for a third of the requests since the deploy, the database looks fine and so does the queue", n)
}

// messageEvent is the body of an event as Slack sends it for a message: 1.5 kB, most of which says
// twice what we read once.
func messageEvent(channel incident.ChannelID, n int) []byte {
	text := sentence(n)
	return fmt.Appendf(nil, `{"token":"z26uFbvR1xHJEdHE1OQiO6t8","team_id":"T019PJRLUMP","context_team_id":"T019PJRLUMP",`+
		`"context_enterprise_id":null,"api_app_id":"A019PJRLUMQ","event":{"user":%q,"type":"message",`+
		`"client_msg_id":"b5cd7bb4-4f24-4b1c-9c0e-%012d","ts":"%s","team":"T019PJRLUMP","text":%q,`+
		`"blocks":[{"type":"rich_text","block_id":"hG9Vk","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":%q}]}]}],`+
		`"channel":%q,"event_ts":"%s","channel_type":"channel"},"type":"event_callback","event_id":"%s","event_time":1700000000,`+
		`"authorizations":[{"enterprise_id":null,"team_id":"T019PJRLUMP","user_id":"U019DQ7F9DX","is_bot":true,"is_enterprise_install":false}],`+
		`"is_ext_shared_channel":false,"event_context":"4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMDE5UEpSTFVNUCIsImFpZCI6IkEwMTlQSlJMVU1RIn0"}`,
		author(n), n, messageTS(n), text, text, channel, messageTS(n), eventID(n))
}

// author is who says it: one of twenty.
func author(n int) string { return fmt.Sprintf("U%010d", n%20) }

func everybody() []incident.Person {
	people := make([]incident.Person, 20)
	for n := range people {
		people[n] = incident.Person{ID: incident.PersonID(author(n)), Name: "Somebody"}
	}
	return people
}

func messageTS(n int) string { return fmt.Sprintf("%d.%06d", 1_700_000_000+n/1000, n%1000) }

func eventID(n int) string { return fmt.Sprintf("Ev%010d", n) }

// envelopes are the events from number first up to, and without, last.
func envelopes(channel incident.ChannelID, first, last int) []socket.Envelope {
	var all []socket.Envelope
	for n := first; n < last; n++ {
		all = append(all, socket.Envelope{Type: "events_api", EventID: eventID(n), Payload: messageEvent(channel, n)})
	}
	return all
}
