package reports

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Of a week that was measured for good, the hours go where they belong when somebody says later what an incident was.
func TestReport_follows_what_an_incident_turned_out_to_be(t *testing.T) {
	tuesday := at("2026-11-10 10:00") // of 2026-W46
	later := at("2026-12-22 09:00")
	o := openOffice(t)
	for n, title := range []string{"the whole", "the part", "nothing"} {
		start := tuesday.Add(time.Duration(n) * time.Hour)
		o.happens(start, map[incident.PersonID][]time.Time{"UADA": {start}, "UBEN": {start.Add(time.Minute)}})
		o.changes("update incident set title = '" + title + "', status = 'monitoring', resolved_at = null, closed_at = null where title = 'Checkout is slow'")
	}
	lines := func(r load.Report) map[string]time.Duration {
		all := map[string]time.Duration{}
		for _, l := range r.Lines {
			all[l.Title] = l.Hours
		}
		return all
	}
	wants := func(what string, want map[string]time.Duration) {
		t.Helper()
		r := o.report("2026-W46", later)
		got := lines(r)
		total := time.Duration(0)
		for title, took := range want {
			total += took
			if got[title] != took {
				t.Errorf("%s: %q took %s, want %s", what, title, got[title], took)
			}
		}
		if len(got) != len(want) || r.Hours.Total() != total {
			t.Errorf("%s: %v, and %s in all", what, got, r.Hours.Total())
		}
		later = later.Add(time.Hour) // long after it was measured
	}
	decide := func(n incident.Number, change func(*incident.Incident)) {
		t.Helper()
		act := incident.Act{By: "UADA", At: later}
		_, err := o.Store.Change(t.Context(), act, n, func(inc *incident.Incident) (*incident.Outcome, error) {
			change(inc)
			return &incident.Outcome{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	const both = 20 * time.Minute // ten of each of the two

	wants("at first", map[string]time.Duration{"the whole": both, "the part": both, "nothing": both})

	_, err := o.Store.Merge(t.Context(), incident.Act{By: "UADA", At: later}, 2, 1, func(part, _ *incident.Incident) (*incident.Outcome, *incident.Outcome, error) {
		part.Status, part.MergedInto = incident.Merged, 1
		return &incident.Outcome{}, &incident.Outcome{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wants("merged", map[string]time.Duration{"the whole": 2 * both, "nothing": both})

	decide(3, func(inc *incident.Incident) { inc.Status = incident.Declined })
	wants("declined", map[string]time.Duration{"the whole": 2 * both})

	decide(2, func(inc *incident.Incident) { inc.Status, inc.MergedInto = incident.Investigating, 0 })
	decide(3, func(inc *incident.Incident) { inc.Status = incident.Investigating })
	wants("reopened", map[string]time.Duration{"the whole": both, "the part": both, "nothing": both})

	o.hears(1, map[incident.PersonID][]time.Time{"UADA": {tuesday.Add(7 * time.Hour)}})
	decide(1, func(inc *incident.Incident) { inc.Severity = "SEV3" })
	wants("it is a change like any other, and the week is as it was", map[string]time.Duration{"the whole": both, "the part": both, "nothing": both})
}
