package load

import (
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

// Figures are what a period of incidents cost one person, for that person alone. Private incidents are in them: whoever
// gave time to one knows of it.
type Figures struct {
	Period        Period
	Person        incident.PersonID
	Name          string
	Team          string
	Hours         Hours
	Interruptions int
	Nights        int  // interruptions at night
	Over          bool // a limit, in a week of the period
	Working       Span // their working time in the period
	// TeamMedian is how much time the people of their team gave, in the middle; those who gave none are counted. Compared
	// is how many they are, the person among them: zero when the team is too small for it to be told.
	TeamMedian Span
	Compared   int
	Incidents  []OwnLine // in the order of their declaration
}

// OwnLine is an incident that one person gave time to.
type OwnLine struct {
	Number        incident.Number
	Title         string
	Private       bool
	Severity      incident.SeverityName
	Status        incident.Status
	Channel       incident.ChannelID
	Link          string
	Hours         Hours // of theirs
	Interruptions int
	Nights        int
	Responded     bool // false for somebody who only watched
}

// FiguresOf are a person's own figures. They are zero for somebody who gave no time.
func FiguresOf(in Input, person incident.PersonID) Figures {
	f := Figures{Period: in.Period, Person: person, Name: string(person), Incidents: []OwnLine{}}
	f.Period.From, f.Period.Until = in.Period.From.UTC(), in.Period.Until.UTC()
	s := sumUp(in)
	i := slices.IndexFunc(s.people, func(p *carried) bool { return p.member.Person == person })
	if i < 0 {
		return f
	}
	p := s.people[i]
	f.Name, f.Team, f.Working = p.member.Name, p.member.Team, p.member.Working
	f.Hours, f.Interruptions, f.Nights, f.Over = p.hours, p.interruptions, p.nights, p.over
	if team := s.teamOf(p); team.detailed && team.Name != "" {
		f.Compared = len(team.people)
		f.TeamMedian = team.median()
	}
	own := map[incident.Number]*OwnLine{}
	for _, segment := range in.Segments {
		if segment.Person != person {
			continue
		}
		l := own[segment.Incident]
		if l == nil {
			l = &OwnLine{}
			own[segment.Incident] = l
		}
		l.add(segment)
	}
	for _, fact := range byDeclaration(in.Incidents) {
		if l := own[fact.Number]; l != nil {
			l.Number, l.Title, l.Private, l.Severity = fact.Number, fact.Title, fact.Private, fact.Severity
			l.Status, l.Channel, l.Link = fact.Status, fact.Channel, fact.Link
			f.Incidents = append(f.Incidents, *l)
		}
	}
	return f
}

func (l *OwnLine) add(s Segment) {
	l.Hours.add(s)
	l.Responded = l.Responded || s.Responding
	if s.PulledIn {
		l.Interruptions++
		if s.Kind == Night {
			l.Nights++
		}
	}
}

// median is the time that the one in the middle gave.
func (t *teamSum) median() Span {
	took := make([]Span, 0, len(t.people))
	for _, p := range t.people {
		took = append(took, p.hours.Total())
	}
	slices.Sort(took)
	return percentile(took, 0.5)
}
