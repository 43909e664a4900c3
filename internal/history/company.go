package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Person is somebody who works here.
type Person struct {
	ID     incident.PersonID
	Name   string
	Zone   string // IANA name; empty when nobody knows
	Team   string // empty for none
	Lead   bool
	OnCall bool
	Since  time.Time // when they joined; zero for long ago
	Moved  time.Time // when they came to live in Zone; zero when they always did
	From   string    // where they lived before that
	Gone   bool      // left the company since, and took no part any more after Since
	Bot    bool

	trained float64 // how far the company has come when they first dare to lead; over 1 for never
}

// Team is a team of the company.
type Team struct {
	Name        string
	Engineering bool
	Members     []Person
}

// department is what a team is like.
type department struct {
	name        string
	share       float64 // of the company
	engineering bool
	zones       []string // where its people live, most in the first
}

var departments = []department{
	{"Payments", .11, true, []string{"Europe/London", "Europe/London", "Asia/Kolkata", "America/New_York"}},
	{"Checkout", .13, true, []string{"Europe/Berlin", "Europe/Berlin", "Europe/London", "America/Sao_Paulo"}},
	{"Search", .10, true, []string{"Europe/Lisbon", "Europe/Berlin", "Asia/Tokyo"}},
	{"Platform", .17, true, []string{"Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney"}},
	{"Data", .13, true, []string{"America/New_York", "Asia/Kolkata", "Europe/London"}},
	{"Mobile", .11, true, []string{"Asia/Kolkata", "Europe/Berlin", "America/Los_Angeles"}},
	{"Support", .17, false, []string{"Europe/London", "Asia/Tokyo", "America/Los_Angeles", "Africa/Lagos"}},
	{"Legal", .04, false, []string{"Europe/London", "America/New_York"}},
}

// hammered is the team that is hit more than the others, and where the heroes are.
const hammered = "Payments"

// found makes up the company.
func (h *History) found() error {
	dice := chance{rand.New(rand.NewPCG(h.o.Seed, 0))}
	names := inAnyOrder(dice)
	known := slices.Clone(h.o.Known)
	watchman := Person{ID: incident.PersonID(dice.id("U")), Name: "Watchman", Bot: true}
	if i := slices.IndexFunc(known, func(p Person) bool { return p.Bot }); i >= 0 {
		watchman = known[i]
		known = slices.Delete(known, i, i+1)
	}
	for i, d := range departments {
		size := max(1, int(float64(h.o.People)*d.share))
		for n := range size {
			h.hire(h.person(dice, &known, names, d, n))
		}
		team := Team{Name: d.name, Engineering: d.engineering}
		for _, who := range h.groups[d.name] {
			team.Members = append(team.Members, h.people[who])
		}
		h.teams = append(h.teams, team)
		if len(h.people) > h.o.People-(len(departments)-1-i) {
			return fmt.Errorf("history: %d people are too few for %d who are known", h.o.People, len(h.o.Known))
		}
	}
	for len(h.people) < h.o.People { // contractors, the office, and who is between two teams
		h.hire(h.person(dice, &known, names, department{zones: []string{"Europe/London", "Europe/Berlin"}}, 1))
	}
	if len(known) > 0 {
		return fmt.Errorf("history: %s is to be in team %q, which this company has not, or not that many", known[0].Name, known[0].Team)
	}
	h.heroes = [2]int(append(h.groups[hammered], h.groups["Platform"]...)[:2])
	h.people, h.locals = append(h.people, watchman), append(h.locals, time.UTC) // belongs to nobody
	return nil
}

func (h *History) hire(p Person) {
	h.groups[p.Team] = append(h.groups[p.Team], len(h.people))
	h.people = append(h.people, p)
	h.locals = append(h.locals, location(p.Zone))
}

// watchman is the program that watches the services.
func (h *History) watchman() incident.PersonID { return h.people[len(h.people)-1].ID }

// person is the n-th of a team: somebody known, as long as there is one, or somebody new.
func (h *History) person(dice chance, known *[]Person, names func() string, d department, n int) Person {
	p := Person{ID: incident.PersonID(dice.id("U")), Name: names(), Zone: d.zones[0], Team: d.name, Lead: n == 0 && d.name != ""}
	if dice.happens(.6) {
		p.Zone = one(dice, d.zones)
	}
	p.OnCall = d.engineering && (n < 3 || dice.happens(.45)) || d.name == "Support" && n%4 == 0
	p.trained = -1
	if n > 1 {
		p.trained = .2 + 1.6*dice.Float64()
	}
	if !d.engineering {
		p.trained += .4
	}
	h.moves(dice, &p, n)
	if i := slices.IndexFunc(*known, func(k Person) bool { return k.Team == d.name }); i >= 0 && n > 0 {
		k := (*known)[i]
		*known = slices.Delete(*known, i, i+1)
		k.OnCall, k.trained = k.OnCall || p.OnCall, p.trained
		return k
	}
	return p
}

// moves is what changes in the year: people join, leave and go to live somewhere else. Leads stay.
func (h *History) moves(dice chance, p *Person, n int) {
	sometime := h.o.Until.Add(-time.Duration(dice.Int64N(int64(365 * 24 * time.Hour)))).Truncate(time.Hour)
	switch lot := dice.Float64(); {
	case n < 3:
	case lot < .10:
		p.Since = sometime
		p.trained += .3
	case lot < .12:
		p.Gone, p.Since = true, sometime
	case lot < .16:
		p.Moved, p.From = sometime, one(dice, []string{"Europe/London", "America/New_York", "Asia/Kolkata"})
	case lot < .17:
		p.Zone = ""
	}
}

// there tells whether somebody works here at an instant.
func (p *Person) there(at time.Time) bool {
	switch {
	case p.Bot:
		return false
	case p.Gone:
		return at.Before(p.Since)
	default:
		return !at.Before(p.Since)
	}
}

// hour is what o'clock it is where somebody lives.
func (h *History) hour(who int, at time.Time) int { return at.In(h.locals[who]).Hour() }

// asleep tells whether somebody had better not be called.
func (h *History) asleep(who int, at time.Time) bool {
	hour := h.hour(who, at)
	return hour >= 23 || hour < 7
}

// Known are those whose names and zones are to be kept, as they are known now.
func (h *History) Known() []incident.Person {
	all := make([]incident.Person, len(h.people))
	for i, p := range h.people {
		all[i] = incident.Person{ID: p.ID, Name: p.Name, Zone: p.Zone, Bot: p.Bot, Gone: p.Gone}
	}
	return all
}

// Lived is where people have lived since the history began.
func (h *History) Lived() []incident.Lived {
	begin := h.o.Until.AddDate(0, 0, -7*h.o.Weeks)
	var all []incident.Lived
	for _, p := range h.people {
		if p.Zone == "" {
			continue
		}
		if !p.Moved.After(begin) {
			all = append(all, incident.Lived{Person: p.ID, From: begin, Zone: p.Zone})
			continue
		}
		all = append(all, incident.Lived{Person: p.ID, From: begin, Zone: p.From}, incident.Lived{Person: p.ID, From: p.Moved, Zone: p.Zone})
	}
	return all
}
