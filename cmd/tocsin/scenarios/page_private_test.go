package scenarios

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Whoever is not in a private incident sees nothing of it: not beside whom it is told to, and not after switching to
// somebody outside while its channel is open.
func TestPage_a_private_incident_shows_nowhere_to_those_outside(t *testing.T) {
	w := open(t)
	shows := screens(t)
	outside, window := shows(w, w.grace, w.incidents), shows(w, w.ada, w.Channel("general"))

	window.Types("/incident somebody is in the vault")
	window.Fills("What kind of incident?", "security")
	window.Presses("#modal", "Declare")
	window.ShowsIn("#modal", "It is private")
	window.Follows("#modal", "inc-1")
	window.Presses("#modal", "Close")
	window.ShowsIn("#messages", "somebody is in the vault")
	window.ShowsIn("#side", "inc-1")
	w.quiet()

	window.Is("Bob Kahn") // with the channel in the address
	for _, place := range []string{"general", "incidents", "Tocsin"} {
		window.Follows("#side", place)
		window.ShowsIn("#side [aria-current]", place)
		window.ShowsIn("title", place)
		window.hides("vault", "inc-1")
	}
	window.ShowsIn("#home", "No incident is open.")
	window.Follows("#side", "general")
	window.Types("/incident list")
	window.ShowsIn("#messages .whisper", "Nothing is open.")
	window.Does(chromedp.SendKeys(chromedp.CSS("#composer"), "#in"))
	window.ShowsIn(".popup", "incidents")
	window.hides("vault", "inc-1")
	outside.hides("vault", "inc-1")

	window.Is("Ada Lovelace")
	window.Follows("#side", "Tocsin")
	window.ShowsIn("#home", "somebody is in the vault")
}
