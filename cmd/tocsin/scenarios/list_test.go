package scenarios

import (
	"strings"
	"testing"
)

func TestList_shows_what_is_open_and_nothing_private(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.grace.Joins(shop)
	w.grace.Types(shop, "/incident lead me")
	shop.Shows("is Incident commander")
	w.ada.Types(w.Channel("general"), "/incident")
	w.ada.Fills(w.ada.Modal(), "What is broken?", "somebody reads our mail", "Who may know?", []string{"Private"}).Submits()
	vault := w.ChannelNamed("inc-2")
	w.quiet()
	w.ada.Modal().Dismisses()

	outside := w.ada.Types(w.Channel("general"), "/incident list")
	outside.Shows("1 incident open").Shows("INC-1 checkout is down").Shows("SEV2").Shows("@Grace Hopper").Shows("#" + shop.Name())
	if strings.Contains(outside.Text(), "mail") || strings.Contains(outside.Text(), "INC-2") {
		t.Errorf("the list tells of a private incident:\n%s", outside.Text())
	}
	w.ada.Types(vault, "/incident list").Shows("2 incidents open").Shows("🔒")
	w.bob.Types(w.Channel("general"), "/incident INC-2 status").Shows("There is no INC-2 that you may see")
}

func TestList_of_three_hundred_says_how_many_more_there_are(t *testing.T) {
	w := open(t)
	general := w.Channel("general", w.ada)
	w.query(`with counted as (update incident_counter set last = 300)
		insert into incident (number, title, severity, type, status, declared_by, declared_at, version)
		select n, repeat('決済&', 30), 'SEV2', 'service', 'investigating', 'U0ADA', now() - n * interval '1 minute', 1
		  from generate_series(1, 300) as n returning number::text`)
	list := w.ada.Types(general, "/incident list")
	list.Shows("300 incidents open").Shows("INC-300").Shows("And 285 more")

	w.ada.Types(general, "/incident note the vendor called")
	picker := w.ada.Sees("Which one is it about?")
	picker.Shows("This is not an incident's channel. Which one is it about?").Shows("And 200 more: name it, /incident note INC-42")
}

func TestList_asks_which_incident_a_command_is_about(t *testing.T) {
	w := open(t)
	general := w.Channel("general")
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()

	picker := w.grace.Types(general, "/incident note the vendor called")
	picker.Shows("Which one is it about?").Shows("/incident note the vendor called")
	w.grace.Chooses(picker, "Which one?", "INC-1 checkout is down")
	shop.Shows("the vendor called")

	picker = w.grace.Types(general, "/incident severity")
	w.grace.Chooses(picker, "Which one?", "INC-1 checkout is down")
	w.grace.Fills(w.grace.Modal(), "How bad is it now?", "SEV1").Submits()
	shop.Card().Shows("SEV1")

	w.grace.Types(general, "/incident INC-1 resolve it holds")
	shop.Card().Shows("resolved")
}
