package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// exec runs statements that no method has.
func (s *Store) exec(t tester, sql string, args ...any) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// did returns the activities between two minutes of the story, such as "INC-1 UADA 3" and "INC-1 UCY 4 watching".
func (s *Store) did(t *testing.T, from, until int) (did []string) {
	t.Helper()
	err := s.Activities(t.Context(), at(from), at(until), func(a load.Activity) error {
		line := fmt.Sprintf("%s %s %v", a.Incident, a.Person, a.At.Sub(t0).Minutes())
		if a.Watching {
			line += " watching"
		}
		did = append(did, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return did
}

func TestActivities(t *testing.T) {
	t.Parallel()

	t.Run("are what people did, sorted by person, time and incident", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.declare(t, "Mail late")
		s.hears(t, incident.Heard{
			Messages: []incident.Message{
				{Channel: "C2", ID: "1.0", Author: "UBOB", At: at(1)},
				{Channel: "C1", ID: "1.0", Author: "UBOB", At: at(1)},
				{Channel: "C1", ID: "2.0", Author: "UCY", At: at(2), DeletedAt: at(3)},
			},
			Reactions: []incident.HeardReaction{{Channel: "C1", Reaction: incident.Reaction{Message: "1.0", By: "UDOT", Name: "eyes"}, At: at(4), Present: false}},
			Presences: []incident.HeardPresence{
				{Channel: "C1", Presence: incident.Presence{Person: "UEVE", At: at(5), Joined: true}},
				{Channel: "C1", Presence: incident.Presence{Person: "UEVE", At: at(6)}},
			},
		})
		s.exec(t, `
			insert into role_holding (incident, role, person, from_at) values (1, 'commander', 'UFAY', $1);`, at(7))
		s.exec(t, `insert into told (incident, person, at) values (1, 'UGIL', $1)`, at(8))
		s.exec(t, `insert into timeline_entry (incident, kind, at, by) values (1, 'note', $1, 'UHAL')`, at(9))
		s.exec(t, `insert into follow_up (incident, title, phase, state, proposed, by, at, decided_at)
			values (1, 'Mend', 'prevent', 'open', '', 'UIDA', $1, null), (1, 'Tell', 'prevent', 'dismissed', 'Tell', 'UJO', $1, $2),
			       (1, 'Ask', 'prevent', 'proposed', 'Ask', '', $1, null)`, at(10), at(11))
		s.exec(t, `insert into postmortem_draft (incident, version, markdown, made_by, made_at, edited_by)
			values (1, 1, '', 'the timeline', $1, ''), (1, 2, '', 'the timeline', $2, 'UKIM')`, at(12), at(13))
		same(t, "did", s.did(t, 1, 100), []string{
			"INC-1 UBOB 1", "INC-2 UBOB 1", "INC-1 UCY 2", "INC-1 UDOT 4", "INC-1 UEVE 5 watching", "INC-1 UFAY 7",
			"INC-1 UGIL 8 watching", "INC-1 UHAL 9", "INC-1 UIDA 10", "INC-1 UJO 11", "INC-1 UKIM 13",
		})
		same(t, "did from the fifth minute until before the eighth", s.did(t, 5, 8), []string{"INC-1 UEVE 5 watching", "INC-1 UFAY 7"})
	})

	t.Run("are not those of programs, and not of drills", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.declare(t, "Practice")
		s.exec(t, `update incident set drill = true where number = 2`)
		if err := s.KeepWorkspace(t.Context(), Workspace{TeamID: "T1", BotUser: "UTOCSIN"}); err != nil {
			t.Fatal(err)
		}
		if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "UPAGER", Bot: true}, {ID: "UADA"}}); err != nil {
			t.Fatal(err)
		}
		s.hears(t, incident.Heard{Messages: []incident.Message{
			{Channel: "C1", ID: "1.0", Author: "UADA", At: at(1)},
			{Channel: "C2", ID: "1.0", Author: "UADA", At: at(1)},
			{Channel: "C1", ID: "2.0", Author: "UPAGER", At: at(1)},
			{Channel: "C1", ID: "3.0", Author: "UADA", Bot: true, At: at(2)},
			{Channel: "C1", ID: "4.0", Author: "UTOCSIN", At: at(2)},
			{Channel: "C1", ID: "5.0", DeletedAt: at(2), At: at(2)},
		}})
		same(t, "did", s.did(t, 1, 100), []string{"INC-1 UADA 1"})
	})

	t.Run("end with the first error of whoever reads them", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "one")
		s.declare(t, "two")
		times, enough := 0, errors.New("enough")
		err := s.Activities(t.Context(), at(0), at(1), func(load.Activity) error { times++; return enough })
		if !errors.Is(err, enough) || times != 1 {
			t.Errorf("called %d times, %v", times, err)
		}
	})
}

// week46 is the week of the story after t0's.
var week46 = load.Period{
	Name: "2026-W46", From: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC),
}

// emitting hands over these segments.
func emitting(all ...load.Segment) func(func(load.Segment) error) error {
	return func(emit func(load.Segment) error) error {
		for _, s := range all {
			if err := emit(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// segment is ten minutes of working time in week 46, beginning at a minute of Tuesday.
func segment(person incident.PersonID, minute int) load.Segment {
	from := week46.From.Add(24*time.Hour + time.Duration(minute)*time.Minute)
	return load.Segment{
		Person: person, Incident: 1, From: from, Until: from.Add(10 * time.Minute), Kind: load.Working,
		Local: from.Add(time.Hour), Responding: true, PulledIn: minute == 0,
	}
}

func (s *Store) segments(t *testing.T) []load.Segment {
	t.Helper()
	in, err := s.ReportInput(t.Context(), ReportQuery{Period: week46})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(in.Segments, func(a, b load.Segment) int {
		if c := strings.Compare(string(a.Person), string(b.Person)); c != 0 {
			return c
		}
		return a.From.Compare(b.From)
	})
	return in.Segments
}

func TestKeepWeek(t *testing.T) {
	t.Parallel()

	keep := func(t *testing.T, s *Store, settings string, all ...load.Segment) error {
		t.Helper()
		members := []load.Member{{Person: "UADA", Team: "Payments", Working: 40 * time.Hour}}
		return s.KeepWeek(t.Context(), week46, settings, t0, emitting(all...), func() []load.Member { return members })
	}

	t.Run("keeps what was measured in place of what was measured before", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		for _, all := range [][]load.Segment{{segment("UADA", 0), segment("UBOB", 0)}, {segment("UADA", 0), segment("UADA", 10)}} {
			if err := keep(t, s, "a1", all...); err != nil {
				t.Fatal(err)
			}
			same(t, "segments", s.segments(t), all)
		}
		weeks, err := s.MeasuredWeeks(t.Context(), week46.From, week46.Until)
		same(t, "weeks", weeks, []MeasuredWeek{{Week: week46, Settings: "a1", MeasuredAt: t0}}, err)
		weeks, err = s.MeasuredWeeks(t.Context(), week46.Until, week46.Until.AddDate(1, 0, 0))
		same(t, "weeks after it", weeks, []MeasuredWeek{}, err)
	})

	t.Run("keeps who did it, as the week was", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if err := keep(t, s, "a1", segment("UBOB", 0)); err != nil {
			t.Fatal(err)
		}
		s.exec(t, `insert into person (id, name) values ('UADA', 'Ada')`)
		s.exec(t, `insert into team (name, position, engineering) values ('Payments', 1, true), ('Mail', 2, true)`)
		s.exec(t, `insert into team_member (person, team, on_call) values ('UADA', 'Payments', true), ('UBOB', 'Payments', true)`)
		want := []load.Member{{Person: "UADA", Name: "Ada", Team: "Payments", OnCall: true, Working: 40 * time.Hour}}
		in, err := s.ReportInput(t.Context(), ReportQuery{Period: week46})
		same(t, "members", in.Members, want, err)
		s.exec(t, `update team_member set team = 'Mail'`)
		want[0].OnCall = false // of another team than then
		in, err = s.ReportInput(t.Context(), ReportQuery{Period: week46})
		same(t, "members", in.Members, want, err)
	})

	t.Run("changes nothing when the measuring fails", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if err := keep(t, s, "a1", segment("UADA", 0)); err != nil {
			t.Fatal(err)
		}
		broken := errors.New("broken")
		err := s.KeepWeek(t.Context(), week46, "a2", t0, func(emit func(load.Segment) error) error {
			return errors.Join(emit(segment("UBOB", 0)), broken)
		}, nil)
		if !errors.Is(err, broken) {
			t.Errorf("error: %v", err)
		}
		same(t, "segments", s.segments(t), []load.Segment{segment("UADA", 0)})
		weeks, err := s.MeasuredWeeks(t.Context(), week46.From, week46.Until)
		same(t, "weeks", weeks, []MeasuredWeek{{Week: week46, Settings: "a1", MeasuredAt: t0}}, err)
	})

	t.Run("stops whoever measures when the database refuses", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		all := make([]load.Segment, 0, 50_000)
		for i := range cap(all) {
			all = append(all, segment("UADA", 10*i))
		}
		all[0].Kind = "tea time"
		if err := keep(t, s, "a1", all...); err == nil {
			t.Error("kept time of no kind")
		}
	})

	t.Run("is done by several at once, and one of them stays", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if err := keep(t, s, fmt.Sprint(i), segment("UADA", 0), segment("UADA", 10+i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if kept := s.segments(t); len(kept) != 2 {
			t.Errorf("kept %v", kept)
		}
	})

	t.Run("names weeks as the calendar does", func(t *testing.T) {
		t.Parallel()
		for name, want := range map[string]string{"2026-W46": "2026-11-09", "2026-W53": "2026-12-28", "2027-W01": "2027-01-04", "2020-W01": "2019-12-30"} {
			monday, err := mondayOf(load.Period{Name: name})
			same(t, name, monday.Format(time.DateOnly), want, err)
			same(t, want, weekOf(monday, time.Time{}, time.Time{}).Name, name)
		}
		for _, name := range []string{"2027-W53", "2026-W00", "2026-11", ""} {
			if _, err := mondayOf(load.Period{Name: name}); err == nil {
				t.Errorf("%q is a week", name)
			}
		}
	})
}
