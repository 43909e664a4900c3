package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// Somebody has neither a real name nor an e-mail address, as happens to those whom a directory brings in half. They are called
// by what Slack calls them, and can do what anybody can.
func TestBadDay_a_person_without_a_name_or_an_address_runs_an_incident(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	who := w.Person("xk42", slacksim.PersonOptions{Username: "xk42", Nameless: true})
	bot := w.serve(func(o *serve.Options) {
		o.Config.Teams = []config.Team{{Name: "Payments", Members: []string{who.ID, "nobody@example.com"}}}
	})
	room := w.declares(who, "checkout is down")
	room.AwaitMember(who)
	card := room.Card()
	who.Clicks(card, "Take command")
	card.Shows("@xk42")
	who.Says(room, "I'll renew the certificate by Friday")
	w.app.Saw()
	who.Types(room, "/incident task call the bank @xk42 20m")
	room.Shows("call the bank").Shows("@xk42")
	who.Types(room, "/incident close all is well")
	if draft := room.AwaitCanvas("## People"); !strings.Contains(draft, "xk42") {
		t.Errorf("the postmortem does not say who led:\n%s", draft)
	}
	w.quiet()
	week, err := bot.Reports.Period("this week", w.Now())
	if err != nil {
		t.Fatal(err)
	}
	made, err := bot.Reports.Report(t.Context(), week, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if made.Hours.Total() <= 0 || made.Responded != 1 {
		t.Errorf("%d people gave %s", made.Responded, made.Hours.Total())
	}
	if named := w.query("select name from person where id = '" + who.ID + "'"); len(named) != 1 || named[0] != "xk42" {
		t.Errorf("they are called %q", named)
	}
}
