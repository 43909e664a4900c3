package load

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

func compare(a, b incident.PersonID) int { return strings.Compare(string(a), string(b)) }

// teamLoads are what the teams carried. The figures of a team that is too small to be broken down by person are those of
// the whole team alone: whether one of two is over a limit, or how much the busier did, would be a person's.
func teamLoads(s *summary) []TeamLoad {
	loads := make([]TeamLoad, 0, len(s.teams))
	for _, team := range s.teams {
		l := TeamLoad{Name: team.Name, Members: len(team.people), Detailed: team.detailed, Tax: taxOf(team.people)}
		for _, p := range team.people {
			l.Hours = l.Hours.and(p.hours)
			l.Interruptions += p.interruptions
			l.Nights += p.nights
			if p.over && team.detailed {
				l.Over++
			}
		}
		if team.detailed {
			l.OnCall, l.Busiest, l.Equal = fairness(team.people)
		}
		loads = append(loads, l)
	}
	return loads
}

// fairness is how evenly those on call carried what they carried together.
func fairness(people []*carried) (onCall int, busiest, equal float64) {
	var sum, most Span
	for _, p := range people {
		if p.member.OnCall {
			onCall++
			sum += p.hours.Total()
			most = max(most, p.hours.Total())
		}
	}
	if sum == 0 {
		return onCall, 0, 0
	}
	return onCall, float64(most) / float64(sum), 1 / float64(onCall)
}

// taxOf is what incidents took of people's working time.
func taxOf(people []*carried) (t Tax) {
	t.People = len(people)
	for _, p := range people {
		t.Incidents += p.hours.Total()
		t.Working += p.member.Working
	}
	return t
}

// companyTax is that of all who are in teams. Where there are none it is that of all who took part; others are not known.
func companyTax(in Input, s *summary) Tax {
	if len(in.Teams) == 0 {
		var tookPart []*carried
		for _, p := range s.people {
			if p.gaveTime() {
				tookPart = append(tookPart, p)
			}
		}
		return taxOf(tookPart)
	}
	var inTeams []*carried
	for _, team := range s.teams[:len(in.Teams)] {
		inTeams = append(inTeams, team.people...)
	}
	return taxOf(inTeams)
}

// peopleLoads are what single people carried, of teams that are large enough.
func peopleLoads(in Input, s *summary) []PersonLoad {
	loads := []PersonLoad{}
	for _, p := range s.byHours() {
		if !s.teamOf(p).detailed || !p.gaveTime() {
			continue
		}
		l := PersonLoad{
			Team: p.member.Team, Hours: p.hours, Interruptions: p.interruptions, Nights: p.nights,
			Incidents: p.respondedTo(), Over: p.over,
		}
		if s.mayName(p, in.Settings) {
			l.Person, l.Name = p.member.Person, p.member.Name
		}
		loads = append(loads, l)
	}
	return loads
}

// byHours is everybody, most hours first. The order of those with the same hours says nothing about who they are unless
// nothing else tells them apart.
func (s *summary) byHours() []*carried {
	people := slices.Clone(s.people)
	slices.SortStableFunc(people, func(a, b *carried) int {
		return cmp.Or(
			cmp.Compare(b.hours.Total(), a.hours.Total()),
			cmp.Compare(b.nights, a.nights),
			cmp.Compare(b.interruptions, a.interruptions),
		)
	})
	return people
}

func (s *summary) teamOf(p *carried) *teamSum { return s.teams[s.team(p.member.Team)] }

// mayName reports whether readers may see who it is: the settings name people, the team is large enough to hide in, and
// not all they did was private.
func (s *summary) mayName(p *carried, settings Settings) bool {
	return settings.Names && p.public && s.teamOf(p).detailed
}

// keyPeople are those of teams and services who carried most.
func keyPeople(in Input, s *summary) []KeyPeople {
	keys := []KeyPeople{}
	add := func(of, name string, took map[incident.PersonID]Span) {
		if key, ok := s.key(took, in.Settings); ok {
			key.Of, key.Name = of, name
			keys = append(keys, key)
		}
	}
	for _, team := range s.teams {
		if !team.detailed || team.Name == "" && len(in.Teams) > 0 {
			continue
		}
		took := map[incident.PersonID]Span{}
		for _, p := range team.people {
			took[p.member.Person] = p.hours.Total()
		}
		add("team", team.Name, took)
	}
	for name, took := range s.services {
		add("service", name, took)
	}
	slices.SortFunc(keys, func(a, b KeyPeople) int {
		return cmp.Or(cmp.Compare(b.Hours, a.Hours), strings.Compare(a.Of, b.Of), strings.Compare(a.Name, b.Name))
	})
	return keys
}

// key takes people, most hours first, until they carried half, and 80 %. ok is false when nobody carried anything.
func (s *summary) key(took map[incident.PersonID]Span, settings Settings) (key KeyPeople, ok bool) {
	var people []*carried
	for _, p := range s.people {
		if span := took[p.member.Person]; span > 0 {
			people = append(people, p)
			key.Hours += span
		}
	}
	slices.SortStableFunc(people, func(a, b *carried) int {
		return cmp.Compare(took[b.member.Person], took[a.member.Person])
	})
	key.People = len(people)
	var sum Span
	for n, p := range people {
		half, most := sum*2 < key.Hours, sum*5 < key.Hours*4
		named := s.mayName(p, settings)
		if half {
			key.Half = n + 1
			if named {
				key.HalfAre, key.HalfName = append(key.HalfAre, p.member.Person), append(key.HalfName, p.member.Name)
			}
		}
		if most {
			key.Most = n + 1
			if named {
				key.MostAre, key.MostName = append(key.MostAre, p.member.Person), append(key.MostName, p.member.Name)
			}
		}
		sum += took[p.member.Person]
	}
	return key, key.Hours > 0
}
