package store

import (
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestTeams(t *testing.T) {
	t.Parallel()
	payments, mail, legal := load.Team{Name: "Payments", Engineering: true}, load.Team{Name: "Mail", Engineering: true}, load.Team{Name: "Legal"}

	t.Run("are those last kept, in their order", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		for _, now := range []struct {
			teams   []load.Team
			members []load.Membership
		}{
			{[]load.Team{payments, legal}, []load.Membership{{Person: "UADA", Team: "Payments", Lead: true}, {Person: "UBOB", Team: "Payments", OnCall: true}, {Person: "UCY", Team: "Legal"}}},
			{[]load.Team{legal, mail, payments}, []load.Membership{{Person: "UBOB", Team: "Mail"}, {Person: "UADA", Team: "Payments", OnCall: true}}},
			{[]load.Team{mail}, []load.Membership{{Person: "UADA", Team: "Mail"}}},
			{[]load.Team{}, []load.Membership{}},
		} {
			if err := s.KeepTeams(t.Context(), now.teams, now.members); err != nil {
				t.Fatal(err)
			}
			teams, err := s.Teams(t.Context())
			same(t, "teams", teams, now.teams, err)
			members, err := s.Memberships(t.Context())
			same(t, "members", members, now.members, err)
		}
	})

	t.Run("may be kept by several at once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				err := s.KeepTeams(t.Context(), []load.Team{payments, mail}, []load.Membership{{Person: "UADA", Team: "Mail"}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		members, err := s.Memberships(t.Context())
		same(t, "members", members, []load.Membership{{Person: "UADA", Team: "Mail"}}, err)
	})
}

func TestZones(t *testing.T) {
	t.Parallel()

	// lived names the zones of a person, oldest first.
	lived := func(t *testing.T, s *Store, person incident.PersonID) (names []string) {
		t.Helper()
		zones, err := s.Zones(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last := time.Time{}
		for _, z := range zones[person] {
			if !z.From.After(last) {
				t.Errorf("%s lived in %s from %v, after %v", person, z.Zone, z.From, last)
			}
			last = z.From
			names = append(names, z.Zone.String())
		}
		return names
	}
	in := func(zone string) incident.Person { return incident.Person{ID: "UADA", Name: "Ada", Zone: zone} }

	t.Run("are remembered when people move", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		for _, zone := range []string{"Europe/Berlin", "Europe/Berlin", "", "Europe/Berlin", "Asia/Kolkata", "Europe/Berlin"} {
			if err := s.KeepPeople(t.Context(), []incident.Person{in(zone)}); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "lived in", lived(t, s, "UADA"), []string{"Europe/Berlin", "Asia/Kolkata", "Europe/Berlin"})
	})

	t.Run("are heard of in profiles", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if err := s.KeepPeople(t.Context(), []incident.Person{in("Europe/Berlin")}); err != nil {
			t.Fatal(err)
		}
		moved := in("Asia/Kathmandu")
		moved.Gone = true
		s.hears(t, incident.Heard{People: []incident.Person{moved, {ID: "UNOBODY", Zone: "Asia/Tokyo"}}})
		same(t, "lived in", lived(t, s, "UADA"), []string{"Europe/Berlin", "Asia/Kathmandu"})
		same(t, "somebody unknown lived in", lived(t, s, "UNOBODY"), nil)
		people, err := s.People(t.Context(), []incident.PersonID{"UADA", "UNOBODY"})
		same(t, "people", people, map[incident.PersonID]incident.Person{"UADA": moved}, err)
	})

	t.Run("that nobody knows are left out", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		for _, zone := range []string{"Europe/Berlin", "Middle/Earth"} {
			if err := s.KeepPeople(t.Context(), []incident.Person{in(zone)}); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "lived in", lived(t, s, "UADA"), []string{"Europe/Berlin"})
	})
}
