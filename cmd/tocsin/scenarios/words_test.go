package scenarios

import (
	"strings"
	"testing"
)

func TestWords_that_are_none_get_the_nearest_suggested(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	for typed, want := range map[string]string{
		"/incident resovle":          "Did you mean “resolve”?",
		"/incident tmieline":         "Did you mean “timeline”?",
		"/incident severity SEV11":   "Did you mean “SEV1”?",
		"/incident severity purple":  "SEV1, SEV2, SEV3, SEV4",
		"/incident status monitorin": "Did you mean “monitoring”?",
		"/incident note":             "A note needs words.",
	} {
		answer := w.ada.Types(room, typed)
		if answer == nil || !strings.Contains(answer.Text(), want) {
			t.Errorf("%s is answered with %v", typed, answer)
		}
	}
	if strings.Contains(room.Card().Text(), "SEV1") {
		t.Error("a severity that is none changed the severity")
	}
}

func TestWords_that_begin_a_title_are_a_title(t *testing.T) {
	w := open(t)
	w.ada.Types(w.Channel("general"), "/incident closed doors at the warehouse")
	w.ada.Modal().Shows("closed doors at the warehouse")
}

func TestCommands_that_need_an_incident_say_so_elsewhere(t *testing.T) {
	w := open(t)
	for _, word := range []string{"note x", "timeline", "lead me", "update", "severity SEV1", "status", "resolve", "close", "reopen"} {
		answer := w.ada.Types(w.Channel("general"), "/incident "+word)
		if answer == nil || !strings.Contains(answer.Text(), "not an incident's channel") {
			t.Errorf("/incident %s is answered with %v", word, answer)
		}
	}
	if help := w.ada.Types(w.Channel("general"), "/incident help"); help == nil || !strings.Contains(help.Text(), "/incident") {
		t.Errorf("help says %v", help)
	}
}

func TestHelp_is_about_this_moment(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	if help := w.bob.Types(room, "/incident help"); !strings.Contains(help.Text(), "Take command") {
		t.Errorf("nobody leads, and help says:\n%s", help.Text())
	}
	w.ada.Types(room, "/incident lead me")
	room.Card().Shows("@Ada Lovelace")
	if help := w.bob.Types(room, "/incident help"); !strings.Contains(help.Text(), "press Update") {
		t.Errorf("no update was given yet, and help says:\n%s", help.Text())
	}
}

func TestClosed_incident_refuses_changes_until_it_is_reopened(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	card := room.Card()
	w.ada.Types(room, "/incident close false alarm")
	card.Shows("Closed")
	for _, typed := range []string{"/incident severity SEV1", "/incident update all is well", "/incident lead me", "/incident update"} {
		answer := w.ada.Types(room, typed)
		if answer == nil || !strings.Contains(answer.Text(), "reopen") {
			t.Errorf("%s is answered with %v", typed, answer)
		}
	}
	w.ada.Clicks(card, "Reopen")
	card.Shows("investigating")
	w.ada.Types(room, "/incident lead me")
	card.Shows("@Ada Lovelace")
}

func TestPrivate_incident_shows_nowhere_else(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "laptop stolen", "What kind of incident?", "security")
	if !room.Private() {
		t.Fatal("its channel is public")
	}
	room.Card().Shows("laptop stolen")
	w.ada.Types(room, "/incident update it is locked now")
	room.Shows("it is locked now")
	w.ada.Types(room, "/incident close all is well")
	room.AwaitCanvas("laptop stolen")
	for _, m := range w.incidents.Messages() {
		if strings.Contains(m.Text(), "laptop") || strings.Contains(m.Text(), "INC-1") {
			t.Errorf("it is announced: %s", m.Text())
		}
	}
	if room.Has(w.bob) {
		t.Error("somebody is in it who was not asked")
	}
	for _, c := range w.Calls("conversations.create") {
		if c.Args["is_private"] != "true" {
			t.Errorf("a public channel was made for it: %v", c.Args)
		}
	}
}

func TestPrivate_incident_whose_channel_cannot_be_made_is_never_public(t *testing.T) {
	w := open(t)
	w.app.Withdraw("groups:write")
	w.ada.Types(w.Channel("general"), "/incident")
	w.ada.Fills(w.ada.Modal(), "What is broken?", "laptop stolen", "What kind of incident?", "security").Submits()
	w.ada.Modal().Shows("has no channel")
	if rooms := incidentRooms(w); len(rooms) != 0 {
		t.Errorf("a channel was made: %s", rooms[0].Name())
	}
	for _, m := range w.incidents.Messages() {
		t.Errorf("it is announced: %s", m.Text())
	}
}
