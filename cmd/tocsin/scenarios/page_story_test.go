package scenarios

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The whole of an incident, by two people who have nothing but the page.
func TestPage_an_incident_is_run_by_two_people_in_two_windows(t *testing.T) {
	w := open(t)
	shows := screens(t)
	hers, his := shows(w, w.ada, w.Channel("general")), shows(w, w.bob, w.incidents)

	hers.Types("/incident")
	hers.Fills("What is broken?", "checkout is down")
	hers.Fills("How bad is it?", "SEV1")
	hers.Presses("#modal", "Declare")
	hers.ShowsIn("#modal", "INC-1 is open")
	hers.Follows("#modal", "#inc-1")
	hers.Presses("#modal", "Close")

	his.ShowsIn("#messages", "checkout is down")
	his.Follows("#messages", "#inc-1")
	his.Presses("#say", "Join channel")
	hers.ShowsIn("#messages", "Bob Kahn")
	his.Presses("#messages", "Take command")
	hers.ShowsIn("#messages", "@Bob Kahn")
	hers.inStep(his)

	hers.Types("deploy 4711 broke the card form")
	his.PressesOn("#messages", "deploy 4711", "Reply in thread")
	his.Replies("rolling it back now")
	hers.PressesOn("#messages", "deploy 4711", "1 reply")
	hers.PressesOn("#thread", "rolling it back", "React")
	hers.Presses("#thread [role=menu]", "pushpin")
	his.Until(`document.querySelector('#thread article:last-child .chip')?.textContent.trim() === '📌 1'`)
	his.Types("/incident timeline")
	his.ShowsIn("#messages .whisper", "rolling it back now")

	his.Presses("#messages", "Update")
	his.Fills("What do users see?", "Nobody can pay.")
	his.Presses("#modal", "Post update")
	hers.ShowsIn("#messages", "Nobody can pay.")
	hers.inStep(his)

	hers.Presses("#messages", "Resolve")
	hers.Presses("dialog", "Resolve")
	his.ShowsIn("#messages", "resolved")
	his.Presses("#messages", "Close")
	his.Presses("dialog", "Close")
	his.Fills("What kind of cause", "deploy")
	his.Presses("#modal", "Close")
	hers.ShowsIn("#messages", "Closed")
	hers.Presses("#messages", "Open the draft")
	hers.Does(chromedp.WaitVisible(chromedp.CSS("body.canvas")))
	for _, told := range []string{"checkout is down", "Nobody can pay.", "rolling it back now", "Bob Kahn"} {
		hers.ShowsIn("article", told)
	}
	hers.Goes(w.URL() + "/?as=" + w.ada.ID + "&in=" + w.ChannelNamed("inc-1").ID())
	hers.inStep(his)
}
