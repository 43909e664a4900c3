package history

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// story is one incident while it is made up.
type story struct {
	*History
	chance
	past incident.Past

	service service
	trouble trouble
	calm    float64 // 0 for the worst severity, 1 for the mildest

	declared, led, identified, mitigated, ends time.Time
	reopened, closed                           time.Time // reopened is zero when it stayed resolved

	commander  int // -1 when nobody ever led
	responders []responder
}

// responder is somebody who does something in an incident.
type responder struct {
	who         int
	from, until time.Time
	share       float64 // of what is said
}

// tell makes up the n-th incident of a week. over is false when it would not be over by the end of the history.
func (s *story) tell(n int) (past incident.Past, over bool) {
	s.breaks()
	s.times()
	if s.closed.After(s.o.Until) {
		return past, false
	}
	s.comes()
	s.channel(n)
	s.acts()
	(&talk{story: s}).converse()
	s.presences()
	s.after()
	return s.past, true
}

// breaks is what goes wrong, and how badly.
func (s *story) breaks() {
	grown := s.matured(s.declared)
	s.service = services[s.weighed(len(services), func(i int) float64 {
		if services[i].team == hammered {
			return services[i].often * (1.2 - .2*grown)
		}
		return services[i].often
	})]
	s.trouble = s.service.troubles[s.weighed(len(s.service.troubles), func(i int) float64 {
		if s.service.troubles[i].again {
			return 3
		}
		return 1
	})]
	severities := s.o.Rules.Severities
	s.calm = math.Sqrt(s.Float64()) * (.82 + .12*grown)
	worst := min(len(severities)-1, int(s.calm*float64(len(severities))))
	inc := &s.past.Incident
	*inc = incident.Incident{
		Title: s.trouble.title, Severity: severities[worst].Name, Type: s.kind(), Status: incident.Investigating,
		Roles: map[incident.RoleName][]incident.PersonID{}, DeclaredAt: s.declared, Description: s.trouble.users,
	}
	if found := time.Duration(s.declared.Minute()); found%3 != 0 { // of most, somebody finds out later when it began
		inc.DetectedAt = s.declared.Add(-found * time.Minute / 5)
		inc.ImpactStartedAt = inc.DetectedAt.Add(-found * time.Minute / 3)
	}
	inc.Drill = s.happens(.025)
	if inc.Drill {
		inc.Title, inc.Description, inc.Type = one(s.chance, drills), "Nobody is hurt, this is practice.", s.o.Rules.DefaultType
	}
	kind, err := s.o.Rules.Type(string(inc.Type))
	inc.Private = err == nil && kind.Private || s.happens(.012)
}

// kind is the type of the trouble, as far as the installation has it.
func (s *story) kind() incident.TypeName {
	if kind, err := s.o.Rules.Type(string(s.trouble.kind)); err == nil && s.trouble.kind != "" {
		return kind.Name
	}
	return s.o.Rules.DefaultType
}

// times is when what happens.
func (s *story) times() {
	faster := 1.25 - .5*s.matured(s.declared)
	scaled := func(median time.Duration, spread float64) time.Duration {
		return s.about(time.Duration(float64(median)*faster), spread)
	}
	s.led = s.declared.Add(20*time.Second + min(scaled(5*time.Minute, .8), 2*time.Hour))
	heals := min(scaled(time.Duration(35+70*s.calm)*time.Minute, .7), 30*time.Hour)
	s.mitigated = later(s.led, s.declared.Add(heals))
	s.identified = s.declared.Add(time.Duration(float64(s.mitigated.Sub(s.declared)) * (.35 + .5*s.Float64())))
	s.ends = s.mitigated.Add(2*time.Minute + min(scaled(22*time.Minute, .6), 6*time.Hour))
	if s.happens(.05) {
		s.reopened = s.ends.Add(5*time.Minute + min(s.about(35*time.Minute, .7), 8*time.Hour))
		s.ends = s.reopened.Add(5*time.Minute + min(scaled(40*time.Minute, .6), 8*time.Hour))
	}
	s.closed = s.ends.Add(5*time.Minute + min(s.about(50*time.Minute, 1.3), 60*time.Hour))
}

// comes is who is there, from when to when, and who leads.
func (s *story) comes() {
	s.commander = -1
	hands := s.between(2, 4) + s.count((1-s.calm)*5)
	if s.past.Incident.Severity == s.o.Rules.Severities[len(s.o.Rules.Severities)-1].Name {
		hands = s.between(1, 3)
	}
	if s.happens(.97) {
		if s.commander = s.leads(); s.commander >= 0 {
			s.joins(s.commander, s.declared.Add(s.led.Sub(s.declared)*2/3), 1)
		}
	}
	for n := range hands {
		group := s.groups[s.service.team]
		if n > 1 && s.happens(.35) {
			group = s.groups[one(s.chance, departments).name]
		}
		if who := s.handy(group, s.declared); who >= 0 {
			s.joins(who, s.declared.Add(s.about(time.Duration(1+4*n)*time.Minute, .7)), .4+s.Float64())
		}
	}
	if s.calm < .6 && s.happens(.6) { // somebody who tells customers
		if who := s.handy(s.groups["Support"], s.declared); who >= 0 {
			s.joins(who, s.declared.Add(s.about(12*time.Minute, .6)), .5)
		}
	}
	declarer := s.responders[s.IntN(len(s.responders))].who
	s.past.Incident.DeclaredBy = s.people[declarer].ID
	for i := range s.responders {
		if s.responders[i].who == declarer {
			s.responders[i].from = s.declared
		}
	}
}

// joins adds a responder, who may have to go before the end.
func (s *story) joins(who int, from time.Time, share float64) {
	if !from.Before(s.ends) || slices.ContainsFunc(s.responders, func(r responder) bool { return r.who == who }) {
		from = s.declared
		if len(s.responders) > 0 {
			return
		}
	}
	until := s.ends
	if who != s.commander && len(s.responders) > 0 && s.happens(.4) { // called for one thing
		until = from.Add(s.about(25*time.Minute, .6))
	}
	s.responders = append(s.responders, responder{who: who, from: from, until: until, share: share})
}

// leads is who takes command: one of two heroes at first, and more and more of the others who dare by now.
func (s *story) leads() int {
	grown := s.matured(s.declared)
	if hero := s.heroes[s.IntN(2)]; s.happens(.55-.5*grown) && s.people[hero].there(s.declared) {
		return hero
	}
	group := s.groups[s.service.team]
	if s.happens(.25) {
		group = s.groups["Platform"]
	}
	return s.likeliest(group, s.declared, func(p *Person) float64 {
		switch {
		case p.trained > grown:
			return 0
		case p.OnCall:
			return 3
		default:
			return .6
		}
	})
}

// handy is who of a group can help: those on call, and those who are awake.
func (s *story) handy(group []int, at time.Time) int {
	return s.likeliest(group, at, func(p *Person) float64 {
		if p.OnCall {
			return 3
		}
		return 1
	})
}

// likeliest picks one of a group. This week's on-call has the phone; the others are asked when they are awake.
func (s *story) likeliest(group []int, at time.Time, weight func(*Person) float64) int {
	var turn []int
	for _, who := range group {
		if s.people[who].OnCall && s.people[who].there(at) {
			turn = append(turn, who)
		}
	}
	phone := -1
	if len(turn) > 0 {
		phone = turn[int(at.Unix()/(7*24*3600))%len(turn)]
	}
	i := s.weighed(len(group), func(i int) float64 {
		p := &s.people[group[i]]
		w := weight(p)
		switch {
		case !p.there(at):
			return 0
		case group[i] == phone:
			return w * 6
		case s.asleep(group[i], at):
			return w * .02
		default:
			return w
		}
	})
	if i < 0 {
		return -1
	}
	return group[i]
}

// channel is where it happens.
func (s *story) channel(n int) {
	inc := &s.past.Incident
	inc.Channel = incident.ChannelID(s.id("C"))
	inc.ChannelName = fmt.Sprintf("inc-%s-%d-%s", s.declared.Format("060102"), n+1, s.service.name)
	s.past.Surfaces = []incident.Surface{{
		Key: "channel", State: incident.Shown, Channel: inc.Channel, Digest: "made", ShownAt: s.declared,
	}}
}

// presences are who came into the channel and left it, those too who never said a word.
func (s *story) presences() {
	come := func(who int, at time.Time) {
		s.past.Presences = append(s.past.Presences, incident.Presence{Person: s.people[who].ID, At: at, Joined: true})
	}
	for _, r := range s.responders {
		come(r.who, r.from)
		if r.until.Before(s.ends) && s.happens(.3) {
			s.past.Presences = append(s.past.Presences, incident.Presence{Person: s.people[r.who].ID, At: r.until.Add(time.Minute)})
		}
	}
	for range s.count(1 + 4*(1-s.calm)*s.o.Talk) {
		who := s.handy(s.groups[one(s.chance, departments).name], s.declared)
		if who >= 0 && !slices.ContainsFunc(s.responders, func(r responder) bool { return r.who == who }) {
			come(who, s.declared.Add(time.Duration(s.Float64()*float64(s.ends.Sub(s.declared)))))
		}
	}
	slices.SortFunc(s.past.Presences, func(a, b incident.Presence) int { return a.At.Compare(b.At) })
	s.past.Presences = slices.CompactFunc(s.past.Presences, func(a, b incident.Presence) bool { return a == b })
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
