package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// ledBy declares an incident at a minute of the story that people led one after the other.
func (s *Store) ledBy(t *testing.T, number, minute int, leads ...incident.PersonID) {
	t.Helper()
	s.exec(t, `insert into incident (number, title, severity, type, status, declared_by, declared_at, closed_at, drill, private, channel_id)
		values ($1::bigint, 'Till down', case when $1 % 2 = 0 then 'SEV4' else 'SEV1' end, 'service', 'closed', 'UADA', $2, $2, $1 = 9, $1 = 8, 'C' || $1::bigint)`, number, at(minute))
	for i, lead := range leads {
		s.exec(t, `insert into role_holding (incident, role, person, from_at, until_at) values ($1, 'commander', $2, $3, $3)`, number, lead, at(minute+i))
	}
	s.exec(t, `insert into role_holding (incident, role, person, from_at) values ($1, 'scribe', 'UZOE', $2)`, number, at(minute))
}

const aDay = 24 * 60

// theDay is the day of the story.
var theDay = load.Period{Name: "the day", From: t0, Until: t0.Add(24 * time.Hour)}

func TestReportInput(t *testing.T) {
	t.Parallel()
	input := func(t *testing.T, s *Store) load.Input {
		t.Helper()
		in, err := s.ReportInput(t.Context(), ReportQuery{
			Period: theDay, Before: at(-4 * aDay), Ninety: at(-89 * aDay), Year: at(-300 * aDay), Milder: []incident.SeverityName{"SEV3", "SEV4"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return in
	}

	t.Run("says who led, and who for the first time", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.ledBy(t, 1, -100*aDay, "UADA") // before the 90 days
		s.ledBy(t, 2, -10*aDay, "UBOB", "UADA")
		s.ledBy(t, 8, 1, "UBOB", "UCY") // in the day: Cy for the first time, though not first
		s.ledBy(t, 4, 2, "UDOT")
		s.ledBy(t, 5, 3)
		s.ledBy(t, 9, -9*aDay, "UDOT", "UEVE") // a drill
		in := input(t, s)
		want := load.Ninety{Incidents: 4, Lower: 3, Led: map[incident.PersonID]int{"UBOB": 2, "UDOT": 1}, TookPart: []incident.PersonID{}, FirstTime: 2}
		same(t, "90 days", in.Ninety, want)
	})

	t.Run("holds the incidents of the day and of the time before, without drills", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.ledBy(t, 1, -100*aDay)
		s.ledBy(t, 2, -2*aDay)
		s.ledBy(t, 3, -50*aDay)
		s.ledBy(t, 4, aDay) // after it
		s.ledBy(t, 5, -60*aDay)
		s.ledBy(t, 6, -70*aDay)
		s.ledBy(t, 9, 1)
		s.exec(t, `update incident set resolved_at = $1 where number = 3`, at(5))
		s.exec(t, `update incident set mitigated_at = $1 where number = 5`, at(aDay)) // after it
		s.exec(t, `update incident set lead_assigned_at = $1 where number = 6`, at(0))
		s.exec(t, `insert into follow_up (incident, title, phase, state, by, at) values (3, 'Mend', 'prevent', 'open', 'UADA', $1), (3, 'Mend', 'prevent', 'done', 'UADA', $1), (3, 'No', 'prevent', 'dismissed', 'UADA', $1)`, at(5))
		var numbers []incident.Number
		followUps := 0
		for _, f := range input(t, s).Incidents {
			numbers = append(numbers, f.Number)
			followUps += f.FollowUps
		}
		same(t, "numbers", numbers, []incident.Number{2, 3, 6})
		same(t, "follow-ups", followUps, 2)
	})

	t.Run("cuts time to the period", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.ledBy(t, 1, -100*aDay)
		across := load.Segment{
			Person: "UADA", Incident: 1, From: at(-20), Until: at(10), Kind: load.Night, Local: at(40), Responding: true, PulledIn: true,
		}
		whole := across
		whole.From, whole.Until, whole.Local = at(10), at(30), at(70)
		week := load.WeekOf(t0, time.UTC)
		if err := s.KeepWeek(t.Context(), week, "", t0, emitting(across, whole), func() []load.Member { return []load.Member{{Person: "UADA", Team: "Mail"}} }); err != nil {
			t.Fatal(err)
		}
		in := input(t, s)
		cut := across // what lies before the day is left out, and with it the interruption
		cut.From, cut.Local, cut.PulledIn = at(0), at(60), false
		same(t, "segments", in.Segments, []load.Segment{cut, whole})
		same(t, "before", in.Before, load.Hours{Night: 20 * time.Minute})
		same(t, "took part", in.Ninety.TookPart, []incident.PersonID{"UADA"})
		if diff := cmp.Diff([]load.Member(nil), in.Members); len(in.Members) > 0 {
			t.Errorf("members of what is no week: %s", diff)
		}
	})

	t.Run("knows the follow-ups of the day, and what is still open", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.ledBy(t, 1, -100*aDay)
		s.ledBy(t, 9, -100*aDay) // a drill
		add := func(owner, state, proposed string, of, opened, decided, done int) {
			s.exec(t, `insert into follow_up (incident, title, phase, state, owner, proposed, by, at, decided_at, done_at) values ($1, 'Mend', 'prevent', $2, $3, $4, 'UADA', $5, $6, $7)`,
				of, state, owner, proposed, at(opened), instant(minuteOr(decided)), instant(minuteOr(done)))
		}
		add("open for long", "open", "", 1, -50*aDay, 0, 0)
		add("done long ago", "done", "", 1, -50*aDay, 0, -40*aDay)
		add("done today", "done", "", 1, -50*aDay, 0, 5)
		add("done since", "done", "", 1, -50*aDay, 0, 3*aDay)
		add("accepted today", "open", "Mend", 1, -50*aDay, 7, 0)
		add("recorded since", "open", "", 1, 2*aDay, 0, 0)
		add("only proposed", "proposed", "Mend", 1, 5, 0, 0)
		add("dismissed", "dismissed", "Mend", 1, 5, 6, 0)
		add("practised", "open", "", 9, 5, 0, 0)
		var owners []incident.PersonID
		for _, f := range input(t, s).FollowUps {
			owners = append(owners, f.Owner)
			if f.Owner == "accepted today" {
				same(t, "opened", f.Opened, at(7))
			}
		}
		same(t, "follow-ups", owners, []incident.PersonID{"open for long", "done today", "done since", "accepted today"})
	})

	t.Run("counts what people kept of drafts", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.ledBy(t, 1, 5)
		s.ledBy(t, 2, 6)
		s.ledBy(t, 3, -aDay) // closed before
		s.ledBy(t, 9, 7)     // a drill
		for _, number := range []int{1, 3, 9} {
			s.exec(t, `insert into postmortem_draft (incident, version, markdown, made_by, made_at, words, kept, model) values ($1, 1, '', '', $2, 10, 10, false), ($1, 2, '', '', $2, 20, 15, true)`, number, at(8))
			s.exec(t, `insert into follow_up (incident, title, phase, state, proposed, by, at, decided_at) values
				($1, 'Mend', 'prevent', 'open', 'Mend', 'UADA', $2, $2), ($1, 'Mend it', 'prevent', 'done', 'Mend', 'UADA', $2, $2),
				($1, 'No', 'prevent', 'dismissed', 'No', 'UADA', $2, $2), ($1, 'Maybe', 'prevent', 'proposed', 'Maybe', '', $2, null), ($1, 'Own', 'prevent', 'open', '', 'UADA', $2, null)`, number, at(8))
		}
		s.exec(t, `insert into postmortem_draft (incident, version, markdown, made_by, made_at, words, kept) values (2, 1, '', '', $1, 5, 0)`, at(8))
		s.exec(t, `insert into ai_run (incident, purpose, prompt, model, tokens_in, tokens_out, cost, took, outcome, kept, dropped, at)
			select 1, 'map', 'map@1', '', 0, 0, 100, interval '1 s', 'ok', 0, 0, t from unnest($1::timestamptz[]) as t`, []time.Time{at(-1), at(1), at(2), at(aDay)})
		same(t, "drafts", input(t, s).Drafts, load.Drafts{
			Postmortems: 2, Words: 25, Kept: 15, Models: 1, Proposed: 3, Accepted: 2, AcceptedAsIs: 1, Cost: 200,
		})
	})

	t.Run("of nothing is nothing", func(t *testing.T) {
		t.Parallel()
		in := input(t, open(t))
		if len(in.Segments)+len(in.Incidents)+len(in.FollowUps)+len(in.Weeks)+len(in.Resolve)+len(in.Members)+len(in.Teams) > 0 || in.Before.Total() > 0 {
			t.Errorf("%+v", in)
		}
	})
}

// minuteOr is a minute of the story, and no time at all for 0.
func minuteOr(minute int) time.Time {
	if minute == 0 {
		return time.Time{}
	}
	return at(minute)
}
