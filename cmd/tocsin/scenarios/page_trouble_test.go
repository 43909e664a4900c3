package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPage_says_what_is_wrong_under_its_field_and_that_a_bot_is_down(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	window := screens(t)(w, w.ada, w.Channel("general"))

	window.Types("/incident")
	window.Fills("What is broken?", "   ")
	window.Fills("How bad is it?", "SEV1")
	window.Fills("What is happening?", "Cards are declined.")
	window.Presses("#modal", "Declare")
	window.ShowsIn("#modal fieldset.wrong [role=alert]", "An incident needs a title.")
	window.ShowsIn("#modal fieldset:has([role=alert]) legend", "What is broken?")
	if wrong := window.Asks(`document.querySelectorAll('#modal [role=alert]').length`); wrong != 1.0 {
		t.Errorf("%v fields are wrong", wrong)
	}
	if typed := window.Asks(`document.querySelector('#modal textarea').value`); typed != "Cards are declined." {
		t.Errorf("what was typed is now %q", typed)
	}
	window.Fills("What is broken?", "checkout is down")
	window.Presses("#modal", "Declare")
	window.ShowsIn("#modal", "INC-1 is open")
	window.Follows("#modal", "#inc-1")
	window.Presses("#modal", "Close")
	window.ShowsIn("#messages", "SEV1")
	window.ShowsIn("#messages", "Cards are declined.")
	w.quiet()

	bot.stop()
	window.Types("/incident list")
	window.ShowsIn("#messages .whisper", "/incident failed because the app did not respond.")
	window.Presses("#messages", "Update")
	window.ShowsIn("#notice", "failed because the app did not respond.")
	w.serve()
	window.Types("/incident list")
	window.ShowsIn("#messages .whisper", "1 incident open")
}
