package store

import (
	"slices"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// toRemind returns the ids of the follow-ups that may be due.
func (s *Store) toRemind(t *testing.T, now time.Time) (ids []int64) {
	t.Helper()
	due, err := s.FollowUpsToRemind(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range due {
		ids = append(ids, f.ID)
	}
	slices.Sort(ids)
	return ids
}

// records has follow-ups recorded in INC-1, in this order.
func (s *Store) records(t *testing.T, all ...incident.FollowUp) {
	t.Helper()
	if _, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 1, deciding(all...)); err != nil {
		t.Fatal(err)
	}
	s.taken()
}

func owned(by incident.PersonID, due time.Time) incident.FollowUp {
	f := alert()
	f.Owner, f.Due = by, due
	return f
}

func reminderFor(person incident.PersonID) incident.Notice {
	return incident.Notice{Key: "follow_ups/" + string(person) + "/2026-11-20", Kind: incident.NoticeFollowUps, Person: person, At: at(360)}
}

func TestFollowUpsToRemind(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

	t.Run("are those of somebody that are due somewhere, wanted again or handed over", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.exec(t, `insert into person (id, name, bot, gone) values ('UBOT', 'b', true, false), ('UGONE', 'g', false, true)`)
		finished, postponed, wanted, handed := owned("UBOB", today), owned("UBOB", today), owned("UBOB", time.Time{}), owned("UBOB", time.Time{})
		finished.State = incident.FollowUpDone
		postponed.Later, wanted.Later = today.AddDate(0, 0, 3), today
		handed.HandedAt, handed.HandedBy = at(0), "UADA"
		s.records(t, owned("UBOB", today), owned("UBOB", today.AddDate(0, 0, 5)), owned("", today), owned("UBOT", today),
			owned("UGONE", today), finished, postponed, wanted, handed, owned("UBOB", today.AddDate(0, 0, -9)))
		same(t, "due", s.toRemind(t, at(0)), []int64{1, 8, 9, 10})
		same(t, "three days later", s.toRemind(t, at(3*24*60)), []int64{1, 7, 8, 9, 10})
	})

	t.Run("are not there any more once they are said, for the causes the rules name", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		everything := owned("UBOB", today.AddDate(0, 0, -1))
		everything.Later, everything.HandedAt, everything.HandedBy = today, at(0), "UADA"
		s.records(t, everything)
		for _, cause := range everything.Causes(today) {
			same(t, "before "+cause, s.toRemind(t, at(0)), []int64{1})
			n := reminderFor("UBOB")
			n.Key += cause
			if err := s.MakeReminder(t.Context(), n, map[int64][]string{1: {cause}}); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "after all", s.toRemind(t, at(0)), nil)
	})

	t.Run("come with what their owner may know, and where they live", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Stolen laptop")
		s.exec(t, `update incident set private = true;
			insert into person (id, name, zone) values ('UBOB', 'Bob', 'Asia/Kolkata');
			insert into team values ('Payments', 0, true); insert into team_member (person, team) values ('UBOB', 'Payments');
			insert into presence values (1, 'UIN', now(), true), (1, 'ULEFT', now(), true), (1, 'ULEFT', now() + interval '1 s', false);
			insert into role_holding (incident, role, person, from_at, until_at) values (1, 'scribe', 'UROLE', now(), now())`)
		wrote := owned("UWROTE", today)
		wrote.By = "UWROTE"
		s.records(t, owned("UBOB", today), owned("UADA", today), owned("UIN", today), owned("ULEFT", today), owned("UROLE", today), wrote)
		due, err := s.FollowUpsToRemind(t.Context(), at(0))
		if err != nil {
			t.Fatal(err)
		}
		known := map[incident.PersonID]bool{}
		for _, f := range due {
			known[f.Owner] = f.Known
			if f.Owner == "UBOB" {
				same(t, "where Bob lives", []string{f.Zone, f.Team}, []string{"Asia/Kolkata", "Payments"})
			}
		}
		same(t, "may know", known, map[incident.PersonID]bool{
			"UBOB": false, "UADA": true, "UIN": true, "ULEFT": false, "UROLE": true, "UWROTE": true,
		})
	})
}

func TestMakeReminder(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

	t.Run("says what is due once a day", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.records(t, owned("UBOB", today), owned("UBOB", today))
		if err := s.MakeReminder(t.Context(), reminderFor("UBOB"), map[int64][]string{1: {"due 2026-11-20"}}); err != nil {
			t.Fatal(err)
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkNotice, Notice: 1}})
		if err := s.MakeReminder(t.Context(), reminderFor("UBOB"), map[int64][]string{2: {"due 2026-11-20"}}); err != nil {
			t.Fatal(err)
		}
		same(t, "work", len(s.taken()), 0)
		pic, err := s.NoticePicture(t.Context(), 1)
		same(t, "reminds of", len(pic.FollowUps), 1, err)
	})

	t.Run("is drawn again when what it reminds of is changed anywhere", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.exec(t, `insert into person (id, name) values ('UBOB', 'Bob')`)
		s.records(t, owned("UBOB", today), owned("UBOB", today))
		if err := s.MakeReminder(t.Context(), reminderFor("UBOB"), map[int64][]string{1: {"due 2026-11-20"}}); err != nil {
			t.Fatal(err)
		}
		s.taken()
		finishes := func(id int64) []incident.Work {
			t.Helper()
			_, err := s.ChangeFollowUps(t.Context(), act("UADA", 2, ""), 1, func(all []incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
				f := all[id-1]
				f.State = incident.FollowUpDone
				return []incident.FollowUp{f}, &incident.Outcome{}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return s.taken()
		}
		same(t, "work", finishes(2), []incident.Work{{Kind: incident.WorkSync, Number: 1}})
		same(t, "work", finishes(1), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkNotice, Number: 1, Notice: 1}})
		pic, err := s.NoticePicture(t.Context(), 1)
		same(t, "version", pic.Notice.Version, 2, err)
	})
}

func TestLeads(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.declare(t, "Till down")
	s.exec(t, `
		insert into person (id, name, zone, gone) values ('UADA', 'Ada', 'Europe/London', false), ('UGONE', 'G', '', true);
		insert into team values ('Payments', 0, true), ('Search', 1, true);
		insert into team_member (person, team, lead) values
			('UADA', 'Payments', true), ('UBOB', 'Payments', false), ('UCY', 'Search', true), ('UGONE', 'Search', true)`)
	if _, _, err := s.MakeNotice(t.Context(), incident.Notice{Key: DigestKey("2026-W47", "UADA"), Kind: incident.NoticeDigest, Person: "UADA", At: at(0)}); err != nil {
		t.Fatal(err)
	}
	leads, err := s.Leads(t.Context(), "2026-W47", "2026-W48")
	same(t, "leads", leads, []Lead{
		{Person: "UADA", Team: "Payments", Zone: "Europe/London", Said: []string{"digest/2026-W47/UADA"}}, {Person: "UCY", Team: "Search", Said: []string{}},
	}, err)

	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	finished := owned("UBOB", day(1))
	finished.State = incident.FollowUpDone
	s.records(t, owned("UBOB", day(19)), owned("UADA", day(3)), owned("UBOB", day(20)), owned("UCY", day(3)), owned("UDEE", day(3)), finished)
	due := func() []time.Time {
		t.Helper()
		overdue, err := s.Overdue(t.Context(), day(20), "Payments")
		if err != nil {
			t.Fatal(err)
		}
		return column(overdue, func(f OverdueFollowUp) time.Time { return f.Due })
	}
	same(t, "overdue in Payments", due(), []time.Time{day(3), day(19)})
	s.exec(t, `update incident set private = true`)
	same(t, "overdue of private incidents", due(), []time.Time{})
}

func TestDayOf(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.exec(t, `insert into person (id, zone) values ('UKIRI', 'Pacific/Kiritimati'), ('UMARS', 'Mars/Olympus')`)
	office := time.FixedZone("the office", -13*60*60)
	for person, want := range map[incident.PersonID]int{"UKIRI": 21, "UMARS": 19, "UNEW": 19} {
		day, err := s.DayOf(t.Context(), person, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), office)
		same(t, string(person), day, time.Date(2026, 11, want, 0, 0, 0, 0, time.UTC), err)
	}
}
