package load

import (
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// followUps are what was left to do, and what was done about it.
func followUps(in Input) FollowUps {
	teams := map[incident.PersonID]string{}
	for _, m := range in.Members {
		teams[m.Person] = m.Team
	}
	byTeam := make([]TeamFollowUps, len(in.Teams)+1) // the last are those of no team
	for i, team := range in.Teams {
		byTeam[i].Team = team.Name
	}
	end := in.Period.end(in.Now)
	local := end.In(orUTC(in.Settings.Zone))
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)

	var f FollowUps
	ages := []Span{}
	for _, fact := range in.FollowUps {
		team := slices.IndexFunc(in.Teams, func(t Team) bool { return t.Name == teams[fact.Owner] })
		if team < 0 {
			team = len(in.Teams)
		}
		count := func(yes bool, all, ofTeam *int) {
			if yes {
				*all++
				*ofTeam++
			}
		}
		t := &byTeam[team]
		open := fact.Opened.Before(end) && (fact.DoneAt.IsZero() || !fact.DoneAt.Before(end))
		count(in.Period.holds(fact.Opened) && fact.Opened.Before(end), &f.Opened, &t.Opened)
		count(in.Period.holds(fact.DoneAt) && fact.DoneAt.Before(end), &f.Done, &t.Done)
		count(open, &f.Open, &t.Open)
		// A day is over when the next one has begun.
		count(open && !fact.Due.IsZero() && fact.Due.Before(today), &f.Overdue, &t.Overdue)
		if open {
			ages = append(ages, end.Sub(fact.Opened))
		}
	}
	slices.Sort(ages)
	f.MedianAge = percentile(ages, 0.5)
	f.ByTeam = slices.DeleteFunc(byTeam, func(t TeamFollowUps) bool { return t == TeamFollowUps{Team: t.Team} })
	return f
}
