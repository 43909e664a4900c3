package history

import (
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// deed is something done to the incident at an instant. The rules of the domain say what comes of it.
type deed struct {
	at time.Time
	by incident.PersonID
	do func(*incident.Incident, incident.Act) (*incident.Outcome, error)
}

// acts is what people did to the incident, from the declaration to the close.
func (s *story) acts() {
	inc := &s.past.Incident
	inc.Service = s.service.name
	late := s.happens(.3) // nobody said at first what is broken
	if late {
		inc.Service = ""
	}
	inc.Version = 1
	s.past.Timeline = []incident.Entry{{
		Kind: incident.KindDeclared, At: s.declared, By: inc.DeclaredBy, Text: inc.Title, Now: string(inc.Severity),
	}}
	deeds := s.statuses()
	deeds = append(deeds, s.roles()...)
	deeds = append(deeds, s.tellings()...)
	if late && s.happens(.7) {
		deeds = append(deeds, deed{s.sometime(s.declared, s.mitigated), s.chief(), sorted(incident.KindService, string(s.service.name))})
	}
	if s.happens(.8) && !inc.Drill {
		deeds = append(deeds, deed{s.sometime(s.identified, s.closed), s.chief(), sorted(incident.KindCause, string(s.trouble.cause))})
	}
	slices.SortStableFunc(deeds, func(a, b deed) int { return a.at.Compare(b.at) })
	for _, d := range deeds {
		if d.at.Before(s.led) && d.by == s.chief() {
			d.by = inc.DeclaredBy // until the commander is there
		}
		held := holders(inc)
		out, err := d.do(inc, incident.Act{By: d.by, At: d.at})
		if err != nil || out == nil {
			continue // it is so already, or not any more
		}
		inc.Version++
		s.past.Timeline = append(s.past.Timeline, out.Entries...)
		s.hold(held, inc, d.at)
	}
}

// holders are who holds the roles now.
func holders(inc *incident.Incident) map[incident.RoleName]incident.PersonID {
	all := map[incident.RoleName]incident.PersonID{}
	for role, people := range inc.Roles {
		all[role] = first(people)
	}
	return all
}

// first is who has a role: in the past that is made up, one person has each.
func first(people []incident.PersonID) incident.PersonID {
	if len(people) == 0 {
		return ""
	}
	return people[0]
}

// hold notes what has changed about who holds the roles.
func (s *story) hold(before map[incident.RoleName]incident.PersonID, inc *incident.Incident, at time.Time) {
	for _, role := range s.o.Rules.Roles { // in their order, which a map has not
		person := first(inc.Roles[role.Name])
		if before[role.Name] == person {
			continue
		}
		for i := range s.past.Holdings {
			if h := &s.past.Holdings[i]; h.Role == role.Name && h.Until.IsZero() {
				h.Until = at
			}
		}
		s.past.Holdings = append(s.past.Holdings, incident.Holding{Role: role.Name, Person: person, From: at})
	}
}

// chief is who decides: the commander, or who declared it when nobody leads.
func (s *story) chief() incident.PersonID {
	if s.commander >= 0 {
		return s.people[s.commander].ID
	}
	return s.past.Incident.DeclaredBy
}

// sometime is an instant after one and before another.
func (s *story) sometime(from, until time.Time) time.Time {
	return from.Add(time.Duration(s.Float64() * float64(until.Sub(from)))).Truncate(time.Microsecond)
}

// sorted says what is broken, or what kind of cause it had.
func sorted(kind incident.Kind, now string) func(*incident.Incident, incident.Act) (*incident.Outcome, error) {
	return func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
		if kind == incident.KindService {
			inc.Service = incident.ServiceName(now)
		} else {
			inc.Cause = incident.CauseName(now)
		}
		return &incident.Outcome{Entries: []incident.Entry{{Kind: kind, At: act.At, By: act.By, Now: now}}}, nil
	}
}

// becomes is a change of status.
func (s *story) becomes(at time.Time, by incident.PersonID, to incident.Status, reason string) deed {
	return deed{at, by, func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
		return inc.ChangeStatus(act, to, reason, s.o.Rules)
	}}
}

// statuses is how things stood.
func (s *story) statuses() []deed {
	var all []deed
	if s.happens(.8) {
		all = append(all, s.becomes(s.identified, s.chief(), incident.Identified, ""))
	}
	if s.happens(.88) {
		all = append(all, s.becomes(s.mitigated, s.chief(), incident.Monitoring, ""))
	}
	if !s.reopened.IsZero() {
		all = append(all, s.becomes(s.sometime(s.mitigated, s.reopened), s.chief(), incident.Resolved, ""),
			s.becomes(s.reopened, s.chief(), incident.Investigating, s.fill(one(s.chance, reopening))),
			s.becomes(s.sometime(s.reopened, s.ends), s.chief(), incident.Monitoring, ""))
	}
	all = append(all, s.becomes(s.ends, s.chief(), incident.Resolved, ""), s.becomes(s.closed, s.chief(), incident.Closed, ""))
	if s.happens(.16) {
		all = append(all, s.severs())
	}
	return all
}

// severs changes the severity by one: up early, or down when it turns out to be less.
func (s *story) severs() deed {
	severities := s.o.Rules.Severities
	by, at := -1, s.sometime(s.declared, s.identified)
	if s.happens(.5) {
		by, at = 1, s.sometime(s.identified, s.ends)
	}
	return deed{at, s.chief(), func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
		now := slices.IndexFunc(severities, func(one incident.Severity) bool { return one.Name == inc.Severity })
		to := min(max(0, now+by), len(severities)-1)
		return inc.ChangeSeverity(act, severities[to], s.trouble.users)
	}}
}

// roles is who takes them.
func (s *story) roles() []deed {
	takes := func(who int, name incident.RoleName, at time.Time) deed {
		return deed{at, s.people[who].ID, func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
			role, err := s.o.Rules.Role(string(name))
			if err != nil {
				return nil, err
			}
			return inc.TakeRole(act, role, first(inc.Roles[name]))
		}}
	}
	if s.commander < 0 {
		return nil
	}
	all := []deed{takes(s.commander, incident.Commander, s.led)}
	for _, r := range s.responders {
		switch {
		case r.who == s.commander:
		case s.people[r.who].Team == "Support":
			all = append(all, takes(r.who, "communications", r.from.Add(2*time.Minute)))
		case s.ends.Sub(s.declared) > 4*time.Hour && r.until.Equal(s.ends) && s.happens(.4): // the first one has to sleep
			all = append(all, takes(r.who, incident.Commander, r.from.Add(r.until.Sub(r.from)*2/3)))
		case s.happens(.06):
			all = append(all, takes(r.who, "scribe", r.from.Add(3*time.Minute)))
		}
	}
	return all
}

// tellings are the status updates, and notes.
func (s *story) tellings() []deed {
	var all []deed
	severity, err := s.o.Rules.Severity(string(s.past.Incident.Severity))
	if err == nil && severity.UpdateEvery > 0 {
		at := s.declared.Add(s.about(severity.UpdateEvery/3, .4))
		for n := 0; n < 12 && at.Before(s.ends); n++ {
			u := incident.Update{UsersSee: s.trouble.users, WeDo: s.fill(one(s.chance, doing))}
			all = append(all, deed{at, s.chief(), func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
				now, err := s.o.Rules.Severity(string(inc.Severity))
				if err != nil {
					return nil, err
				}
				return inc.Tell(act, u, now)
			}})
			at = at.Add(time.Duration((.6 + .6*s.Float64()) * float64(severity.UpdateEvery)))
		}
	}
	for range s.count(.8) {
		text := s.fill(one(s.chance, notes))
		all = append(all, deed{s.sometime(s.declared, s.ends), s.chief(), func(inc *incident.Incident, act incident.Act) (*incident.Outcome, error) {
			return inc.AddNote(act, text)
		}})
	}
	return all
}
