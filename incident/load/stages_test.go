package load_test

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestMake_finds_the_stage(t *testing.T) {
	t.Parallel()
	// people are ten engineers and ten others.
	var members []load.Member
	for i := range 20 {
		team := "Engineering"
		if i >= 10 {
			team = "Support"
		}
		members = append(members, load.Member{Person: incident.PersonID(string(rune('a' + i))), Team: team})
	}
	everybody := func(from, until int) (people []incident.PersonID) {
		for _, m := range members[from:until] {
			people = append(people, m.Person)
		}
		return people
	}
	led := func(each ...int) map[incident.PersonID]int {
		all := map[incident.PersonID]int{}
		for i, n := range each {
			all[members[i].Person] = n
		}
		return all
	}
	tests := map[string]struct {
		ninety load.Ninety
		want   load.Stage
	}{
		"nine incidents are too few to say":                {load.Ninety{Incidents: 9, Led: led(9), TookPart: everybody(0, 20)}, load.TooFew},
		"incidents that nobody led say nothing":            {load.Ninety{Incidents: 20, TookPart: everybody(0, 20)}, load.TooFew},
		"three lead 6 of 10":                               {load.Ninety{Incidents: 10, Led: led(2, 2, 2, 1, 1, 1, 1), TookPart: everybody(0, 20)}, load.Centralised},
		"three lead 5 of 10":                               {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 20)}, load.Distributed},
		"3 of 20 take part":                                {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 3)}, load.Centralised},
		"4 of 20 take part":                                {load.Ninety{Incidents: 10, Led: led(2, 2, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 4)}, load.Distributed},
		"three lead 3 of 11, 11 of 20 take part":           {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 11)}, load.Democratised},
		"three lead 3 of 10, which is not less than 30 %":  {load.Ninety{Incidents: 10, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 11)}, load.Distributed},
		"9 of 20 take part":                                {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(2, 11)}, load.Distributed},
		"10 of 20 take part, all of them from engineering": {load.Ninety{Incidents: 11, Led: led(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), TookPart: everybody(0, 10)}, load.Distributed},
	}
	for name, test := range tests {
		got := load.Make(load.Input{
			Period: load.WeekOf(now, time.UTC), Now: now, Settings: load.DefaultSettings(), Members: members, Ninety: test.ninety,
			Teams: []load.Team{{Name: "Engineering", Engineering: true}, {Name: "Support"}},
		}).Maturity
		if got.Stage != test.want {
			t.Errorf("%s: %s, want %s", name, got.Stage, test.want)
		}
	}
}
