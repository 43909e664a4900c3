package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestCorrect_times_and_impact_of_a_closed_incident(t *testing.T) {
	w := open(t)
	ada, grace := w.ada, w.grace
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	ada.Types(room, "/incident resolve")
	ada.Types(room, "/incident close it is done")
	room.Card().Shows("Closed")
	began := w.Now().Add(-5 * time.Hour).Truncate(time.Minute).UTC()

	grace.Types(room, "/incident correct")
	form := grace.Modal()
	refused := grace.Fills(form, "When did the impact start?", began, "When was it resolved?", began.Add(-time.Hour), "How do you know?", "the graph").Submits()
	if refused.Kind != slacksim.Refused || !strings.Contains(refused.Errors["When was it resolved?"], "before the impact started") {
		t.Errorf("resolved before it began: %+v", refused)
	}
	grace.Fills(form,
		"When was it declared?", began.Add(10*time.Minute), "When did somebody or something notice?", began.Add(5*time.Minute),
		"When were users well again?", began.Add(80*time.Minute), "When was it resolved?", began.Add(2*time.Hour+10*time.Minute),
		"What was the impact?", "A third of the payments failed.", "How do you know?", "the graph of errors")
	if first, second := form.SubmitsTwice(); first.Errors != nil || second.Errors != nil {
		t.Errorf("the form sent twice: %+v, then %+v", first, second)
	}
	room.Card().Shows("resolved after 2 h")
	room.Card().Shows("users were hurt for 1 h 20 min")
	room.Shows("Resolution corrected by @Grace Hopper").Shows("the graph of errors")
	room.Shows("A third of the payments failed.")
	w.quiet()

	told := w.query("select what || ' ' || now from timeline_entry where kind = 'correction' order by id")
	if len(told) != 6 || told[0] != "impact_started "+began.Format(time.RFC3339) {
		t.Errorf("the corrections are %q", told)
	}
	took := w.query("select (time_to_resolve = interval '2 hours') || ' ' || (time_to_mitigate = interval '70 minutes') from reporting.incidents")
	if took[0] != "true true" {
		t.Errorf("the reports count otherwise: %s", took)
	}
}

func TestCorrect_reminds_nobody_anew(t *testing.T) {
	w := open(t)
	ada := w.ada
	room := w.declares(ada, "checkout is down")
	ada.Types(room, "/incident lead")
	ada.Types(room, "/incident resolve")
	room.Card().Shows("resolved")
	ada.Types(room, "/incident correct")
	long := w.Now().Add(-100 * time.Hour)
	ada.Fills(ada.Modal(), "When was it declared?", long, "When were users well again?", long.Add(time.Hour),
		"When was it resolved?", long.Add(2*time.Hour), "How do you know?", "it was noticed late").Submits()
	room.Shows("Resolution corrected")
	w.quiet()
	same := w.query("select (resolved_said_at > resolved_at + interval '90 hours')::text from incident")
	if same[0] != "true" {
		t.Error("a corrected end counts as if it had been said then")
	}
	if n := w.query("select count(*)::text from nudge"); n[0] != "0" {
		t.Errorf("%s nudges were said", n[0])
	}
}
