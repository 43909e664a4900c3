package load

import "fmt"

// Words says the stage and what it means.
func (s Stage) Words() string {
	switch s {
	case TooFew:
		return "Too few incidents to say"
	case Centralised:
		return "Centralised: a few people lead most incidents"
	case Distributed:
		return "Distributed: many people lead and take part"
	case Democratised:
		return "Democratised: people from everywhere lead and take part"
	default:
		return string(s)
	}
}

// Rule says where the stages begin.
func (m Maturity) Rule() string {
	return fmt.Sprintf("Centralised is where three people lead %s or more, or under %s take part; democratised where three lead under %s, "+
		"%s or more take part, and some of them from outside engineering; under %d incidents say nothing.",
		Percent(centralisedLed), Percent(centralisedPart), Percent(democratisedLed), Percent(democratisedPart), enoughIncidents)
}

// Because are the numbers behind the stage, a line each.
func (m Maturity) Because() []string {
	said := []string{Several(m.Incidents, "incident") + " in 90 days"}
	if m.Led > 0 {
		said = append(said, fmt.Sprintf("the three who led most led %s of the %d that had a commander; %s led in all",
			Percent(m.TopThree), m.Led, Several(m.Commanders, "person")))
	}
	switch {
	case m.TookPart == 0:
	case m.Of > 0:
		said = append(said, fmt.Sprintf("%d of %s took part (%s)", m.TookPart, Several(m.Of, "person"), Percent(float64(m.TookPart)/float64(m.Of))))
	default:
		said = append(said, Several(m.TookPart, "person")+" took part")
	}
	if m.TookPart > 0 {
		said = append(said, fmt.Sprintf("%d of these %d work outside engineering (%s)",
			m.OutsideEngineering, m.TookPart, Percent(float64(m.OutsideEngineering)/float64(m.TookPart))))
	}
	if m.Incidents > 0 {
		said = append(said, Percent(m.Lower)+" were of the milder severities: declaring early is healthy")
	}
	return append(said, Several(m.FirstTime, "person")+" led for the first time")
}
