package scenarios

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestBroadcast_channel_that_is_missing_is_named_on_the_card_until_it_is_there(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Config.Slack.BroadcastChannel = "#outages" })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	card := room.Card()
	card.Shows("Slack would not let me tell the broadcast channel: I cannot see that channel.")
	card.Shows("check its name in the configuration")
	w.quiet()

	outages := w.Channel("outages", w.ada)
	w.ada.Types(room, "/incident update Nobody can pay.")
	announced := outages.Shows("checkout is down")
	announced.InThread("Nobody can pay.")
	card.NoLongerShows("Slack would not let me")
	w.quiet()
	w.once(outages, "INC-1 checkout is down")
	w.once(outages, "Users see: Nobody can pay.")
	w.once(room, "Users see: Nobody can pay.")
}

func TestPermission_that_is_missing_is_named_on_the_card_and_costs_nothing_else(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.app.Withdraw("pins:write")
	w.serve()
	room := w.declares(w.ada, "checkout is down")
	card := room.Shows("INC-1 checkout is down")
	card.Shows("Slack would not let me pin the card: the app lacks a permission. An admin can run tocsin doctor, which names it.")
	w.incidents.Shows("checkout is down")
	room.AwaitTopic("checkout is down")
	w.quiet()
	w.once(room, "INC-1 checkout is down")
}

func TestPermission_to_open_channels_that_is_missing_is_told_in_the_form(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.app.Withdraw("channels:manage")
	w.serve()
	w.ada.Types(w.Channel("general"), "/incident checkout is down")
	form := w.ada.Modal()
	form.Submits()
	form.Shows("INC-1 is declared and kept")
	form.Shows("Slack would not let me open the channel: the app lacks a permission.")
	form.Shows("nothing has to be declared again")
	w.shownInAll(0)
}

func TestBroadcast_channel_is_found_although_Slack_fails_when_the_bot_starts(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.Fault("conversations.list", slacksim.Fault{Status: 500, Times: 1})
	w.Fault("conversations.list", slacksim.Fault{Status: 429, RetryAfter: time.Second, Times: 1})
	w.loses("chat.postMessage announcement") // which is looked for, and that takes the channel's id
	w.serve()
	w.declares(w.ada, "checkout is down")
	w.quiet()
	w.shownOnce(1, "checkout is down")
}
