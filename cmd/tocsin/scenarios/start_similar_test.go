package scenarios

import (
	"strings"
	"testing"
)

func TestStart_whoever_types_a_title_that_is_open_already_is_shown_it_and_joins(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "Checkout errors")
	w.grace.Types(w.Channel("general"), "/incident")
	form := w.grace.Modal()
	w.grace.Fills(form, "What is happening?", "cards are declined", "How bad is it?", "SEV1", "Which user groups?", "@sre")
	w.grace.Chooses(form, "What is broken?", "search is slow")
	w.quiet()
	if strings.Contains(form.Text(), "join it instead") {
		t.Errorf("another thing is taken for it:\n%s", form.Text())
	}
	w.grace.Chooses(form, "What is broken?", "checkout is d")
	form.Shows("INC-1 Checkout errors")
	form.Shows("join it instead?")
	for field, want := range map[string]string{
		"What is broken?": "checkout is d", "What is happening?": "cards are declined", "How bad is it?": "SEV1", "Which user groups?": "@sre",
	} {
		if got := form.Answer(field); got != want {
			t.Errorf("%q holds %q after the hint, want %q", field, got, want)
		}
	}
	w.grace.Chooses(form, "What is broken?", "login is d")
	w.quiet()
	if strings.Contains(form.Text(), "join it instead") {
		t.Error("the hint stays though the title is another")
	}
	w.grace.Chooses(form, "What is broken?", "checkout down")
	form.Shows("join it instead?")
	w.grace.Clicks(form, "Join INC-1")
	form.Shows("You are asked into INC-1")
	room.AwaitMember(w.grace)
	room.Shows("@Grace Hopper joins.")
	w.quiet()
	w.shownInAll(1)
}

func TestStart_of_two_who_declare_the_same_the_second_is_told_and_may_go_on(t *testing.T) {
	w := open(t)
	general := w.Channel("general")
	w.grace.Types(general, "/incident")
	second := w.grace.Modal()
	w.grace.Fills(second, "What is broken?", "checkout is down", "What is happening?", "nobody can pay")
	w.declares(w.ada, "Checkout errors")

	second.Submits()
	second.Shows("INC-1 Checkout errors")
	second.Shows("@Ada Lovelace declared it")
	if got := second.Answer("What is happening?"); got != "nobody can pay" {
		t.Errorf("what was typed is gone: %q", got)
	}
	w.quiet()
	w.shownInAll(1)
	second.Submits() // declare anyway
	second.Shows("INC-2 is open")
	w.ChannelNamed("inc-2").Card().Shows("nobody can pay")
}

func TestStart_a_private_incident_is_never_suggested(t *testing.T) {
	w := open(t)
	w.declares(w.ada, "intruder in the build server", "Who may know?", []string{"Private"})
	w.grace.Types(w.Channel("general"), "/incident intruder in the build server")
	form := w.grace.Modal()
	w.grace.Chooses(form, "What is broken?", "intruder in the build servers")
	w.quiet()
	if strings.Contains(form.Text(), "INC-1") || strings.Contains(form.Text(), "join") {
		t.Fatalf("it is given away:\n%s", form.Text())
	}
	form.Submits()
	form.Shows("INC-2 is open")
}
