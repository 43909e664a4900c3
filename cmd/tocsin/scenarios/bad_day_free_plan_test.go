package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// A workspace that pays nothing has no user groups and no canvases of apps. People are told what it lacks, and the incident
// is run from the first word to the postmortem all the same.
func TestBadDay_a_workspace_that_pays_nothing_runs_an_incident_to_its_postmortem(t *testing.T) {
	w := workspace(t, slacksim.Options{FreePlan: true, TeamTierWithoutCanvases: true})
	w.serve()
	room := w.declares(w.ada, "checkout is down", "Which user groups?", "@sre")
	room.Shows("I could not bring in @sre: this workspace's plan has no user groups.").Shows("Invite the people one by one.")
	card := room.Card()
	w.ada.Clicks(card, "Take command")
	card.Shows("@Ada Lovelace")
	w.ada.Types(room, "/incident update nobody can pay")
	w.ada.Says(room, "the certificate ran out")
	w.app.Saw()
	w.ada.Types(room, "/incident resolve it is renewed")
	card.Shows("resolved")
	w.ada.Types(room, "/incident close all is well")
	room.Shows("Draft summary")
	room.Shows("INC-1-postmortem.md")
	card.Shows("Open the draft")
	if strings.Contains(card.Text(), "⚠️") {
		t.Errorf("the card complains of what nobody can mend:\n%s", card.Text())
	}
	w.ada.Types(room, "/incident postmortem").Shows("Open it")
	w.quiet()
	w.once(room, "could not bring in")
}
