package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPanel_leads_through_an_incident_click_by_click(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident")
	panel := w.ada.Modal("INC-1")
	panel.Shows("checkout is down").Shows("Someone press Take command").Shows("⬜ Take command")

	w.ada.Clicks(panel, "Take command")
	panel.Shows("✅ Take command").Shows("Commander, press Update")
	room.Shows("@Ada Lovelace is Incident commander")

	w.ada.Clicks(panel, "Update")
	form := w.ada.Modal("Update · INC-1")
	w.ada.Fills(form, "What do users see?", "Nobody can pay.").Submits()
	form.AwaitClosed()
	w.ada.Modal("INC-1")
	panel.Shows("✅ Say what users see")
	room.Shows("Nobody can pay.")

	w.ada.Clicks(panel, "I communicate")
	panel.Shows("✅ Name who communicates")
	w.ada.Clicks(panel, "Note")
	w.ada.Fills(w.ada.Modal("Note · INC-1"), "What happened, was found or decided?", "the deploy at 02:30 is suspicious").Submits()
	panel.Shows("✅ Keep what matters")
	room.Shows("the deploy at 02:30 is suspicious")

	w.ada.Clicks(panel, "Cause found")
	form = w.ada.Modal("Status · INC-1")
	if chosen := form.Answer("Where do we stand?"); chosen != "identified" {
		t.Errorf("the form has %q chosen", chosen)
	}
	form.Submits()
	panel.Shows("⬜ Make users well again")
	w.ada.Clicks(panel, "Users are well")
	w.ada.Modal("Status · INC-1").Submits()
	panel.Shows("⬜ Watch that it holds")
	w.ada.Clicks(slacksim.Beside(panel, "Watch that it holds"), "Resolve")
	panel.Shows("⬜ Write down what is left to do")
	room.Shows("Resolved by @Ada Lovelace")
}

func TestPanel_answers_over_itself_and_stays(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Types(room, "/incident note payments fail since 02:30")
	room.Shows("payments fail since 02:30")
	w.ada.Types(room, "/incident")
	panel := w.ada.Modal("INC-1")
	for button, answer := range map[string]string{"Timeline": "payments fail since 02:30", "Catch me up": "checkout is down", "Follow-ups": "There is none yet"} {
		w.ada.Clicks(panel, button)
		over := w.ada.Modal(button)
		over.Shows(answer)
		over.Cancels()
		w.ada.Modal("INC-1")
	}

	w.ada.Clicks(panel, "Follow-ups")
	list := w.ada.Modal("Follow-ups")
	w.ada.Clicks(list, "Add one")
	w.ada.Fills(w.ada.Modal("Follow-up · INC-1"), "What will be done?", "Alert when a key is missing").Submits()
	list.Shows("Alert when a key is missing")
	w.ada.Clicks(slacksim.Beside(list, "Alert when a key is missing"), "Done")
	list.Shows("☑️ · Alert when a key is missing")
}

func TestPanel_says_in_a_dialog_that_somebody_was_quicker(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.grace.Joins(room)
	w.ada.Types(room, "/incident")
	panel := w.ada.Modal("INC-1")
	w.grace.Types(room, "/incident lead me")
	room.Shows("@Grace Hopper is Incident commander")
	w.ada.Clicks(panel, "Take command")
	w.ada.Modal("That did not work").Shows("@Grace Hopper was quicker")
	panel.Shows("Incident commander: @Grace Hopper")
}

func TestPanel_is_opened_by_number_and_by_the_cards_button(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.grace.Types(w.Channel("general"), "/incident INC-1")
	w.grace.Modal("INC-1").Shows("checkout is down")
	w.ada.Clicks(room.Card(), "Checklist")
	w.ada.Modal("INC-1").Shows("⬜ Take command")
	w.bob.Types(w.Channel("general"), "/incident")
	w.bob.Modal("Declare an incident")
}

func TestPanel_of_a_private_incident_is_for_those_in_it(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "somebody got in", "Who may know?", []string{"private"})
	if told := w.grace.Types(w.Channel("general"), "/incident INC-1").Text(); !strings.Contains(told, "There is no INC-1 that you may see") {
		t.Errorf("Grace is told %q", told)
	}
	w.ada.Invites(w.grace, room)
	w.quiet()
	w.grace.Types(room, "/incident")
	panel := w.grace.Modal("INC-1")
	panel.Shows("somebody got in")
	w.ada.Kicks(w.grace, room)
	w.quiet()
	w.grace.Clicks(panel, "Take command")
	w.grace.Modal("That did not work").Shows("You cannot see that incident any more")
	if w.grace.Modal().Cancels(); strings.Contains(room.Card().Text(), "Grace") {
		t.Error("whoever was thrown out of a private incident has taken command of it")
	}
}
