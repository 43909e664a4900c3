package incident

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func always(time.Time) bool { return true }
func never(time.Time) bool  { return false }

func TestNudges(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		become  func(*Incident)
		seen    func(*NudgeSeen)
		cadence time.Duration
		rules   func(*NudgeRules)
		after   time.Duration // since the declaration
		want    []NudgeKind
	}{
		"in triage for less than half an hour":          {after: 29 * time.Minute, become: inTriage},
		"in triage for half an hour, by night":          {after: 30 * time.Minute, become: inTriage, seen: func(s *NudgeSeen) { s.Day = never }, want: []NudgeKind{NudgeTriage}},
		"in triage, and somebody still looks":           {after: 40 * time.Minute, become: inTriage, seen: snoozed(NudgeTriage, time.Hour)},
		"in triage, and that is switched off":           {after: 9 * time.Hour, become: inTriage, rules: func(r *NudgeRules) { r.TriageWaiting = 0 }},
		"nobody leads, and it is too early":             {after: 3*time.Minute - time.Second},
		"nobody leads after 3 min":                      {after: 3 * time.Minute, want: []NudgeKind{NudgeLead}},
		"nobody leads, and that is switched off":        {after: 30 * time.Minute, rules: func(r *NudgeRules) { r.LeadAfter = 0 }},
		"nobody leads, and somebody snoozed that":       {after: 10 * time.Minute, seen: snoozed(NudgeLead, 15*time.Minute)},
		"nobody leads, and the snooze has passed":       {after: 15 * time.Minute, seen: snoozed(NudgeLead, 15*time.Minute), want: []NudgeKind{NudgeLead}},
		"somebody leads":                                {after: 30 * time.Minute, become: ledBy("bob")},
		"nobody leads a minute after it was reopened":   {after: 30 * time.Minute, seen: func(s *NudgeSeen) { s.VacantSince = night.Add(29 * time.Minute) }},
		"without cadence, the last one left by night":   {after: 30 * time.Minute, seen: func(s *NudgeSeen) { s.VacantSince, s.Day = night.Add(time.Minute), never }},
		"without cadence, nobody led it ever by night":  {after: 30 * time.Minute, seen: func(s *NudgeSeen) { s.Day = never }, want: []NudgeKind{NudgeLead}},
		"with a cadence, the last one left by night":    {after: 30 * time.Minute, cadence: time.Hour, seen: func(s *NudgeSeen) { s.VacantSince, s.Day = night.Add(time.Minute), never }, want: []NudgeKind{NudgeLead}},
		"nobody leads what is resolved":                 {after: 30 * time.Minute, become: func(inc *Incident) { inc.Status, inc.NextUpdateDueAt = Resolved, time.Time{} }},
		"an update is due now":                          {after: time.Hour, become: ledBy("bob"), cadence: time.Hour},
		"an update was due a minute ago":                {after: 61 * time.Minute, become: ledBy("bob"), cadence: time.Hour, want: []NudgeKind{NudgeUpdate}},
		"an update was due, and that is off":            {after: 61 * time.Minute, become: ledBy("bob"), cadence: time.Hour, rules: func(r *NudgeRules) { r.UpdateAfter = 0 }},
		"no update is due":                              {after: 90 * time.Minute, become: mildly, cadence: time.Hour},
		"nobody wrote for twice the cadence":            {after: 2 * time.Hour, become: mildly, cadence: time.Hour, want: []NudgeKind{NudgeQuiet}},
		"nobody wrote for less than the longest of two": {after: 50 * time.Minute, become: mildly, cadence: 15 * time.Minute},
		"nobody wrote for an hour":                      {after: time.Hour, become: mildly, cadence: 15 * time.Minute, want: []NudgeKind{NudgeQuiet}},
		"somebody wrote meanwhile":                      {after: time.Hour, become: mildly, cadence: 15 * time.Minute, seen: func(s *NudgeSeen) { s.LastWroteAt = night.Add(time.Minute) }},
		"without cadence, nobody wrote by day":          {after: time.Hour, become: mildly, want: []NudgeKind{NudgeQuiet}},
		"without cadence, nobody wrote by night":        {after: time.Hour, become: mildly, seen: func(s *NudgeSeen) { s.Day = never }},
		"with a cadence, nobody wrote by night":         {after: time.Hour, become: mildly, cadence: time.Minute, seen: func(s *NudgeSeen) { s.Day = never }, want: []NudgeKind{NudgeQuiet}},
		"quiet is off":                                  {after: 9 * time.Hour, become: mildly, rules: func(r *NudgeRules) { r.QuietAfter = 0 }},
		"resolved for a day":                            {after: 25 * time.Hour, become: endedAfter(time.Hour), want: []NudgeKind{NudgeClose}},
		"resolved for less than a day":                  {after: 24 * time.Hour, become: endedAfter(time.Hour)},
		"resolved for a day, and it is night":           {after: 25 * time.Hour, become: endedAfter(time.Hour), seen: func(s *NudgeSeen) { s.Day = never }},
		"resolved for days, and that is off":            {after: 99 * time.Hour, become: endedAfter(time.Hour), rules: func(r *NudgeRules) { r.CloseAfter = 0 }},
		"practice is reminded of as well":               {after: 4 * time.Minute, become: func(inc *Incident) { inc.Drill = true }, want: []NudgeKind{NudgeLead}},
		"closed": {after: 99 * time.Hour, become: func(inc *Incident) {
			inc.Status, inc.ClosedAt, inc.NextUpdateDueAt = Closed, night, time.Time{}
		}},
		"left alone entirely": {after: 3 * time.Hour, cadence: time.Hour, want: []NudgeKind{NudgeLead, NudgeUpdate, NudgeQuiet}},
	} {
		inc := declared(t)
		seen, rules := NudgeSeen{VacantSince: night, LastWroteAt: night, Day: always}, DefaultNudgeRules()
		if tc.become != nil {
			tc.become(inc)
		}
		if tc.seen != nil {
			tc.seen(&seen)
		}
		if tc.rules != nil {
			tc.rules(&rules)
		}
		var got []NudgeKind
		for _, n := range Nudges(*inc, seen, rules, tc.cadence, night.Add(tc.after)) {
			got = append(got, n.Kind)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func snoozed(kind NudgeKind, until time.Duration) func(*NudgeSeen) {
	return func(s *NudgeSeen) { s.Snoozed = map[NudgeKind]Snooze{kind: {Until: night.Add(until)}} }
}

func ledBy(who PersonID) func(*Incident) {
	return func(inc *Incident) { inc.Roles[Commander] = []PersonID{who} }
}

func inTriage(inc *Incident) { inc.Status, inc.NextUpdateDueAt = Triage, time.Time{} }

// mildly is an incident that is led and promises no update.
func mildly(inc *Incident) {
	ledBy("bob")(inc)
	inc.NextUpdateDueAt = time.Time{}
}

func endedAfter(d time.Duration) func(*Incident) {
	return func(inc *Incident) {
		inc.Status, inc.ResolvedAt, inc.NextUpdateDueAt = Resolved, night.Add(d), time.Time{}
	}
}

// causeNow is the cause of the only nudge of an incident.
func causeNow(t *testing.T, inc *Incident, seen NudgeSeen, now time.Time) Nudge {
	t.Helper()
	all := Nudges(*inc, seen, DefaultNudgeRules(), 0, now)
	if len(all) != 1 {
		t.Fatalf("%d nudges: %+v", len(all), all)
	}
	return all[0]
}

func TestNudges_have_one_cause_until_something_changes(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	seen := NudgeSeen{VacantSince: night, LastWroteAt: night, Day: always}
	first := causeNow(t, inc, seen, night.Add(4*time.Minute))
	later := causeNow(t, inc, seen, night.Add(40*time.Minute))
	if first.Cause != later.Cause {
		t.Errorf("%q became %q by itself", first.Cause, later.Cause)
	}
	snoozed(NudgeLead, 19*time.Minute)(&seen)
	again := causeNow(t, inc, seen, night.Add(20*time.Minute))
	if again.Cause == first.Cause {
		t.Error("after a snooze it would not come again")
	}
	if once := causeNow(t, inc, seen, night.Add(50*time.Minute)); once.Cause != again.Cause {
		t.Error("after a snooze it would come more than once")
	}
	seen.VacantSince = night.Add(10 * time.Minute)
	if other := causeNow(t, inc, seen, night.Add(20*time.Minute)); other.Cause == again.Cause {
		t.Error("what fell vacant anew is the same cause")
	}
}

func TestNudge_Over(t *testing.T) {
	t.Parallel()
	seen := NudgeSeen{VacantSince: night, LastWroteAt: night, Day: always}
	lead := causeNow(t, declared(t), seen, night.Add(4*time.Minute))
	mild := declared(t)
	mildly(mild)
	quiet := causeNow(t, mild, seen, night.Add(time.Hour))
	ended := declared(t)
	endedAfter(0)(ended)
	toClose := causeNow(t, ended, seen, night.Add(25*time.Hour))
	overdue := declared(t)
	ledBy("bob")(overdue)
	seen.LastWroteAt = night.Add(time.Hour)
	maybe := declared(t)
	inTriage(maybe)
	triage := causeNow(t, maybe, seen, night.Add(30*time.Minute))
	update := causeNow(t, overdue, seen, night.Add(61*time.Minute))
	for name, tc := range map[string]struct {
		n     Nudge
		inc   *Incident
		wrote time.Duration
		want  bool
	}{
		"nobody has accepted it":   {n: triage, inc: maybe},
		"it is accepted":           {n: triage, inc: mild, want: true},
		"nobody leads yet":         {n: lead, inc: declared(t)},
		"somebody leads":           {n: lead, inc: mild, want: true},
		"nobody needs to lead":     {n: lead, inc: ended, want: true},
		"the update is owed still": {n: update, inc: overdue},
		"no update is owed":        {n: update, inc: mild, want: true},
		"nobody has written":       {n: quiet, inc: mild},
		"somebody has written":     {n: quiet, inc: mild, wrote: time.Minute, want: true},
		"it is resolved":           {n: quiet, inc: ended, want: true},
		"it is not closed":         {n: toClose, inc: ended},
		"it is back":               {n: toClose, inc: mild, want: true},
	} {
		if got := tc.n.Over(*tc.inc, night.Add(tc.wrote)); got != tc.want {
			t.Errorf("%s: over %v", name, got)
		}
	}
}

func TestNudge_snooze(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	seen := NudgeSeen{VacantSince: night, LastWroteAt: night, Day: always}
	lead := causeNow(t, inc, seen, night.Add(4*time.Minute))
	until, err := lead.snooze(by("bob", 5*time.Minute), *inc, time.Time{}, DefaultNudgeRules())
	if err != nil || !until.Equal(night.Add(20*time.Minute)) {
		t.Errorf("until %v, %v", until, err)
	}
	if again, err := lead.snooze(by("ada", 6*time.Minute), *inc, until, DefaultNudgeRules()); err != nil || !again.Equal(until) {
		t.Errorf("a second click moved it to %v, %v", again, err)
	}
	ledBy("ada")(inc)
	var refusal *Refusal
	if _, err := lead.snooze(by("bob", 7*time.Minute), *inc, until, DefaultNudgeRules()); !errors.As(err, &refusal) {
		t.Errorf("what is settled can be snoozed: %v", err)
	}
	inc.Status = Closed
	if _, err := lead.snooze(by("bob", 8*time.Minute), *inc, until, DefaultNudgeRules()); !errors.As(err, &refusal) {
		t.Errorf("a closed incident's can be snoozed: %v", err)
	}
}
