package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// proposes has a model find follow-ups in an incident that is closed and drafted.
func (r *replica) proposes(t *testing.T, titles ...string) {
	t.Helper()
	made := incident.Made{By: "a model", Model: true, At: time.Now(), Messages: 2}
	drafts := incident.Drafts{Made: made, Summary: incident.Summary{Made: made}}
	for i, title := range titles {
		drafts.FollowUps = append(drafts.FollowUps, incident.FollowUp{
			Number: 1, Title: title, Phase: incident.PhasePrevent, State: incident.FollowUpProposed, ProposedBy: made.By,
			Cites: []incident.Cite{{Message: incident.MessageID("170000000" + string(rune('0'+i)) + ".000100"), Quote: title}},
		})
	}
	if err := r.Store.KeepDrafts(t.Context(), 1, 1, drafts, incident.Reading{State: incident.ReadingDone}); err != nil {
		t.Fatal(err)
	}
}

func TestFollowUps_are_accepted_edited_and_dismissed_where_they_are_proposed(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	bot.proposes(t, "alert earlier", "write a runbook", "train everybody")
	found := room.Shows("alert earlier")
	found.Shows("train everybody")

	w.ada.Clicks(found, "Accept")
	found.Shows("accepted by @Ada Lovelace")
	w.grace.Clicks(found, "Edit")
	w.grace.Fills(w.grace.Modal(), "What will be done?", "write THE runbook", "Who does it?", w.bob, "By when?", "2030-01-23").Submits()
	found.Shows("accepted by @Grace Hopper · owner @Bob Kahn · due 23 Jan 2030")
	w.bob.Clicks(found, "Dismiss")
	found.Shows("dismissed by @Bob Kahn")
	if strings.Contains(found.Text(), "[Accept]") {
		t.Errorf("something is still to be decided:\n%s", found.Text())
	}
}

func TestFollowUps_tell_who_was_late(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.closed()
	bot.proposes(t, "alert earlier", "write a runbook")
	found := room.Shows("alert earlier")
	release := w.Fault("chat.update", slacksim.Fault{Status: 500})
	w.ada.Clicks(found, "Accept")
	w.grace.Clicks(found, "Accept")
	w.grace.Sees("@Ada Lovelace was quicker and has accepted this follow-up")
	w.bob.Clicks(found, "Dismiss")
	w.bob.Sees("This follow-up was accepted meanwhile")
	w.ada.Clicks(found, "Accept all")
	w.grace.Clicks(found, "Accept all")
	w.grace.Sees("All of these are decided already")
	release()
	found.Shows("write a runbook · accepted by @Ada Lovelace")
}

func TestFollowUps_are_recorded_in_an_open_incident(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident followup alert when <the disk> is full & @here")
	w.ada.Fills(w.ada.Modal(), "What for?", "Resolve").Submits()
	room.Shows("recorded a follow-up").Shows("alert when <the disk> is full & @here")

	list := w.ada.Types(room, "/incident followup")
	w.ada.Clicks(list, "Done")
	room.Shows("says that a follow-up is done")
	w.ada.Sees("done · no owner yet")
}
