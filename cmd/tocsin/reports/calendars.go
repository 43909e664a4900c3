package reports

import (
	"context"
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// calendars are how everybody lives and works, as it is known now.
type calendars struct {
	settings    load.Settings
	zones       map[incident.PersonID][]load.ZoneSince
	memberships map[incident.PersonID]load.Membership
	of          func(person incident.PersonID, team string) load.Calendar
}

func (r *Reports) calendars(ctx context.Context) (*calendars, error) {
	zones, err := r.Store.Zones(ctx)
	if err != nil {
		return nil, err
	}
	all, err := r.Store.Memberships(ctx)
	if err != nil {
		return nil, err
	}
	of, err := r.Calendars(ctx)
	if err != nil {
		return nil, err
	}
	c := &calendars{settings: r.settings, zones: zones, memberships: map[incident.PersonID]load.Membership{}, of: of}
	for _, m := range all {
		c.memberships[m.Person] = m
	}
	return c, nil
}

// Calendars tells how anybody's week is arranged, as it is known now.
func (r *Reports) Calendars(ctx context.Context) (func(person incident.PersonID, team string) load.Calendar, error) {
	addresses, err := r.Store.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	return r.Config.CalendarOf(addresses), nil
}

// who is what must be known of a person to sort their time.
func (c *calendars) who(person incident.PersonID) load.Who {
	return load.Who{Zones: c.zones[person], Calendar: c.of(person, c.memberships[person].Team)}
}

// members are everybody in a team, and those who were active, with their working time in a period.
func (c *calendars) members(p load.Period, active []incident.PersonID) []load.Member {
	people := slices.Clone(active)
	for person := range c.memberships {
		people = append(people, person)
	}
	slices.Sort(people)
	var members []load.Member
	for _, person := range slices.Compact(people) {
		m := c.memberships[person]
		members = append(members, load.Member{
			Person: person, Team: m.Team, OnCall: m.OnCall,
			Working: load.WorkingTime(c.who(person), p.From, p.Until, c.settings.Zone),
		})
	}
	return members
}

// members are those of a period, with their names.
func (r *Reports) members(ctx context.Context, p load.Period, segments []load.Segment, c *calendars) ([]load.Member, error) {
	active := map[incident.PersonID]bool{}
	var ids []incident.PersonID
	for _, s := range segments {
		if !active[s.Person] {
			active[s.Person] = true
			ids = append(ids, s.Person)
		}
	}
	members := c.members(p, ids)
	ids = ids[:0]
	for _, m := range members {
		ids = append(ids, m.Person)
	}
	known, err := r.Store.People(ctx, ids)
	for i, m := range members {
		members[i].Name = string(m.Person)
		if name := known[m.Person].Name; name != "" {
			members[i].Name = name
		}
	}
	return members, err
}
