package scenarios

import (
	"strings"
	"testing"
)

// Three hundred incidents are open, and a menu of Slack's holds a hundred. The others can be named.
func TestBadDay_of_three_hundred_open_incidents_each_can_be_reached(t *testing.T) {
	w := open(t)
	general := w.Channel("general", w.ada)
	w.query(`with counted as (update incident_counter set last = 300)
		insert into incident (number, title, severity, type, status, declared_by, declared_at, version)
		select n, 'till ' || n || ' is down', 'SEV2', 'service', 'investigating', '` + w.ada.ID + `', now() - (301 - n) * interval '1 minute', 1
		  from generate_series(1, 300) as n returning number::text`)

	w.ada.Types(general, "/incident note the vendor called")
	picker := w.ada.Sees("Which one is it about?")
	picker.Shows("And 200 more: name it, /incident note INC-42")
	w.ada.Chooses(picker, "Which one?", "INC-300 till 300 is down")
	w.quiet()
	w.ada.Types(general, "/incident note INC-7 the vendor called too")
	w.ada.Types(general, "/incident INC-7 lead me")
	w.quiet()
	noted := w.query("select incident || ' ' || text from timeline_entry where kind = 'note' order by id")
	if got := strings.Join(noted, ", "); got != "300 the vendor called, 7 the vendor called too" {
		t.Errorf("noted is %s", got)
	}
	if leads := w.query("select incident::text from role_holding where role = 'commander'"); len(leads) != 1 || leads[0] != "7" {
		t.Errorf("she leads %v", leads)
	}

	// One more is declared, and it is the newest wherever one is chosen.
	w.bob.Types(general, "/incident the printer burns")
	w.bob.Modal().Submits()
	room := w.ChannelNamed("inc-301")
	room.AwaitMember(w.bob)
	room.Card()
	w.bob.Types(room, "/incident merge INC-7")
	w.quiet()
	if merged := w.query("select merged_into::text from incident where number = 301"); merged[0] != "7" {
		t.Errorf("it is part of %s", merged[0])
	}
}
