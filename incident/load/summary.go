package load

import (
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

// summary is what the segments of a period add up to.
type summary struct {
	people    []*carried // in the order of their ids
	teams     []*teamSum // as in the report
	incidents map[incident.Number]*incidentSum
	services  map[string]map[incident.PersonID]Span // time by service, of incidents that are not private
}

// carried is what one person did.
type carried struct {
	member        Member
	hours         Hours
	interruptions int
	nights        int
	incidents     map[incident.Number]bool // responded to; false for watched
	public        bool                     // whether any of it was not private
	weeks         map[int]*weekSum         // by the week's place in the period
	over          bool
}

// weekSum is one week of one person, for the limits.
type weekSum struct {
	took   Span
	nights int
}

// teamSum is a team with its people.
type teamSum struct {
	Team
	people   []*carried
	detailed bool
}

// incidentSum is what one incident took in the period.
type incidentSum struct {
	took   Span
	people map[incident.PersonID]bool // who responded
}

func (c *carried) gaveTime() bool { return c.hours.Total() > 0 }

func (c *carried) responded() bool {
	for _, responded := range c.incidents {
		if responded {
			return true
		}
	}
	return false
}

func (c *carried) respondedTo() (n int) {
	for _, responded := range c.incidents {
		if responded {
			n++
		}
	}
	return n
}

func sumUp(in Input) *summary {
	s := &summary{incidents: map[incident.Number]*incidentSum{}, services: map[string]map[incident.PersonID]Span{}}
	facts := map[incident.Number]Fact{}
	for _, f := range in.Incidents {
		facts[f.Number] = f
	}
	people := map[incident.PersonID]*carried{}
	for _, m := range in.Members {
		people[m.Person] = newCarried(m)
	}
	weeks := in.Period.Weeks(in.Settings.Zone)
	for _, segment := range in.Segments {
		p := people[segment.Person]
		if p == nil {
			p = newCarried(Member{Person: segment.Person})
			people[segment.Person] = p
		}
		fact, known := facts[segment.Incident]
		p.add(segment, known && !fact.Private, weeks)
		s.addIncident(segment)
		if known && !fact.Private && fact.Service != "" {
			s.addService(string(fact.Service), segment)
		}
	}
	for _, p := range people {
		p.judge(in.Settings)
		s.people = append(s.people, p)
	}
	slices.SortFunc(s.people, func(a, b *carried) int { return compare(a.member.Person, b.member.Person) })
	s.gatherTeams(in)
	return s
}

func newCarried(m Member) *carried {
	if m.Name == "" {
		m.Name = string(m.Person)
	}
	return &carried{member: m, incidents: map[incident.Number]bool{}, weeks: map[int]*weekSum{}}
}

func (c *carried) add(s Segment, public bool, weeks []Period) {
	c.hours.add(s)
	c.incidents[s.Incident] = c.incidents[s.Incident] || s.Responding
	c.public = c.public || public
	n := slices.IndexFunc(weeks, func(w Period) bool { return w.holds(s.From) })
	if c.weeks[n] == nil {
		c.weeks[n] = &weekSum{}
	}
	week := c.weeks[n]
	week.took += s.Took()
	if s.PulledIn {
		c.interruptions++
		if s.Kind == Night {
			c.nights++
			week.nights++
		}
	}
}

// judge says whether a week of theirs was too much.
func (c *carried) judge(limits Settings) {
	for _, week := range c.weeks {
		if limits.MaxHours > 0 && week.took > limits.MaxHours || limits.MaxNights > 0 && week.nights > limits.MaxNights {
			c.over = true
		}
	}
}

func (s *summary) addIncident(segment Segment) {
	sum := s.incidents[segment.Incident]
	if sum == nil {
		sum = &incidentSum{people: map[incident.PersonID]bool{}}
		s.incidents[segment.Incident] = sum
	}
	sum.took += segment.Took()
	if segment.Responding {
		sum.people[segment.Person] = true
	}
}

func (s *summary) addService(name string, segment Segment) {
	if s.services[name] == nil {
		s.services[name] = map[incident.PersonID]Span{}
	}
	s.services[name][segment.Person] += segment.Took()
}

// gatherTeams puts people into their teams. Who is in none, or in one that is not configured any more, is in the last,
// which has no name and is there only if somebody is in it, or was in the weeks before.
func (s *summary) gatherTeams(in Input) {
	for _, team := range in.Teams {
		s.teams = append(s.teams, &teamSum{Team: team})
	}
	known := func(name string) bool {
		return slices.ContainsFunc(in.Teams, func(t Team) bool { return t.Name == name })
	}
	alone := slices.ContainsFunc(s.people, func(p *carried) bool { return !known(p.member.Team) }) ||
		slices.ContainsFunc(in.Weeks, func(w WeekTeam) bool { return w.Took > 0 && !known(w.Team) })
	if alone {
		s.teams = append(s.teams, &teamSum{})
	}
	for _, p := range s.people {
		team := s.teams[s.team(p.member.Team)]
		p.member.Team = team.Name
		team.people = append(team.people, p)
	}
	for _, team := range s.teams {
		team.detailed = len(team.people) > 0 && len(team.people) >= in.Settings.SmallestTeam
	}
}

// team is a team's place in the report.
func (s *summary) team(name string) int {
	if i := slices.IndexFunc(s.teams, func(t *teamSum) bool { return t.Name == name }); i >= 0 {
		return i
	}
	return len(s.teams) - 1
}
