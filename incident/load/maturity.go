package load

import (
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

// Where the stages begin. They are rules of thumb, made for an organisation to see itself move, not to be graded by:
// few people leading most incidents is where everybody begins, and incidents led and worked on by many, also from
// outside engineering, is where incidents stop being somebody's job and become everybody's.
const (
	// enoughIncidents is below how many, in 90 days, nothing is said.
	enoughIncidents = 10
	// centralisedLed is from which share of the incidents led by three people it is centralised.
	centralisedLed = 0.60
	// centralisedPart is below which share of people taking part it is centralised.
	centralisedPart = 0.20
	// democratisedLed is below which share of the incidents led by three people it may be democratised.
	democratisedLed = 0.30
	// democratisedPart is from which share of people taking part it may be.
	democratisedPart = 0.50
	// mostFrequent is how many commanders those shares are of.
	mostFrequent = 3
)

func maturity(in Input) Maturity {
	m := Maturity{Incidents: in.Ninety.Incidents, FirstTime: in.Ninety.FirstTime}
	led := make([]int, 0, len(in.Ninety.Led))
	for _, n := range in.Ninety.Led {
		if n > 0 {
			led = append(led, n)
			m.Led += n
		}
	}
	m.Commanders = len(led)
	slices.Sort(led)
	slices.Reverse(led)
	most := 0
	for _, n := range led[:min(mostFrequent, len(led))] {
		most += n
	}
	m.TopThree = share(most, m.Led)
	m.Lower = share(in.Ninety.Lower, m.Incidents)

	engineering := map[string]bool{}
	for _, team := range in.Teams {
		engineering[team.Name] = team.Engineering
	}
	teams := map[incident.PersonID]string{}
	for _, member := range in.Members {
		if _, known := engineering[member.Team]; known {
			teams[member.Person] = member.Team
		}
	}
	m.Of = len(teams)
	seen := map[incident.PersonID]bool{}
	for _, person := range in.Ninety.TookPart {
		team, inTeam := teams[person]
		if seen[person] || !inTeam && m.Of > 0 {
			continue
		}
		seen[person] = true
		m.TookPart++
		if inTeam && !engineering[team] {
			m.OutsideEngineering++
		}
	}
	m.Stage = m.stage()
	return m
}

// stage is what the figures amount to.
func (m Maturity) stage() Stage {
	part := share(m.TookPart, m.Of)
	switch {
	case m.Incidents < enoughIncidents, m.Led == 0:
		return TooFew
	case m.TopThree >= centralisedLed, m.Of > 0 && part < centralisedPart:
		return Centralised
	case m.TopThree < democratisedLed && part >= democratisedPart && m.OutsideEngineering > 0:
		return Democratised
	}
	return Distributed
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
