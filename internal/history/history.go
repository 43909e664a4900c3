// Package history makes up a year of a company: its teams, who is in them and where they live, and every incident
// with what was said and done in it. The demo has something to report from it, and the benchmark something to
// measure.
//
// It is deterministic: the same options give the same history, to the last reaction. Each week is made from a seed
// of its own, so that the newest weeks are the same however many come before them.
//
// What is believable about it: more breaks on working days and in hours of deploys than at night, and more in weeks
// of a release than around Christmas. One team is hit more than the others, and two people lead far too often. In
// the course of the last year it gets better: more people take command, severities get milder, and what breaks is
// mended sooner.
package history

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Options say what kind of history it is.
type Options struct {
	// Seed is what all chance comes from.
	Seed uint64
	// Weeks is how far it goes back from Until.
	Weeks int
	// Until is where it ends. Everything is over by then, and nothing is later.
	Until time.Time
	// People is how many people the company has; 200 when zero.
	People int
	// PerWeek is how many incidents an ordinary week has on average; one for 16 people when zero.
	PerWeek float64
	// Talk is how much people say and do in an incident, as a multiple of the ordinary; 1 when zero.
	Talk float64
	// Known are people who exist elsewhere and belong to this company too, by their ids.
	Known []Person
	// Rules are the words of the installation; its severities, roles and types are used.
	Rules incident.Rules
}

// History is a company and its past.
type History struct {
	o      Options
	people []Person
	teams  []Team
	locals []*time.Location // beside people
	groups map[string][]int // who is in a team, by its name
	heroes [2]int
}

// New makes up the company. Its incidents are made up as they are asked for.
func New(o Options) (*History, error) {
	if o.People == 0 {
		o.People = 200
	}
	if o.PerWeek == 0 {
		o.PerWeek = float64(o.People) / 16
	}
	if o.Talk == 0 {
		o.Talk = 1
	}
	smallest := len(departments) + len(o.Known)
	switch {
	case o.Weeks < 1:
		return nil, errors.New("history: Weeks must be at least 1")
	case o.Until.IsZero():
		return nil, errors.New("history: Until is missing")
	case o.People < smallest:
		return nil, fmt.Errorf("history: People is %d and must be at least %d: each team has a lead", o.People, smallest)
	case len(o.Rules.Severities) == 0 || o.Rules.DefaultType == "":
		return nil, errors.New("history: Rules must have severities and types")
	}
	o.Until = o.Until.UTC()
	h := &History{o: o, groups: map[string][]int{}}
	return h, h.found()
}

// People are all who work here, and the program that watches the services.
func (h *History) People() []Person { return h.people }

// Teams are the company's teams.
func (h *History) Teams() []Team { return h.teams }

// Incidents are all of them in the order in which they were declared. They have no numbers.
func (h *History) Incidents() iter.Seq[incident.Past] {
	return func(yield func(incident.Past) bool) {
		for week := range h.o.Weeks {
			for past := range h.week(h.o.Weeks - week) {
				if !yield(past) {
					return
				}
			}
		}
	}
}

// week are the incidents declared in the week that ended so many weeks before Until, without it: 1 for the newest.
func (h *History) week(back int) iter.Seq[incident.Past] {
	from := h.o.Until.AddDate(0, 0, -7*back)
	return func(yield func(incident.Past) bool) {
		dice := chance{rand.New(rand.NewPCG(h.o.Seed, uint64(from.Unix())))}
		for n, at := range h.arrivals(dice, from) {
			// Each has a seed of its own: what is said in one does not depend on what was said before it.
			s := &story{History: h, chance: chance{rand.New(rand.NewPCG(h.o.Seed^uint64(at.Unix()), uint64(n+1)))}, declared: at}
			if past, over := s.tell(n); over && !yield(past) {
				return
			}
		}
	}
}

// matured is how far the company has come by an instant: 0 a year before the end and earlier, 1 at the end.
func (h *History) matured(at time.Time) float64 {
	const year = 365 * 24 * time.Hour
	return max(0, 1-float64(h.o.Until.Sub(at))/float64(year))
}
