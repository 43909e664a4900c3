package scenarios

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCommander_who_goes_silent_or_leaves_the_channel_is_noticed(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve(func(o *serve.Options) { o.Config.Nudges.CommanderSilent = 30 * time.Minute })
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV1")
	w.grace.Joins(room)
	w.ada.Types(room, "/incident lead me")
	room.Shows("is Incident commander")
	w.later(bot, 29*time.Minute)
	w.grace.Says(room, "the queue is full")
	w.quiet()
	w.later(bot, 2*time.Minute)
	nudge := room.Shows("Nothing was heard of @Ada Lovelace")
	w.ada.Says(room, "I am here")
	w.quiet()
	w.later(bot, time.Second)
	nudge.Shows("✔ @Ada Lovelace is in command.")

	w.ada.Leaves(room)
	w.quiet()
	w.later(bot, 2*time.Minute)
	again := room.Shows("Nothing was heard of @Ada Lovelace")
	w.grace.Clicks(again, "Take over")
	again.Shows("✔ @Grace Hopper is in command.")
}
