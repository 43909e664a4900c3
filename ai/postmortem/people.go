package postmortem

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxPeople is how many people are listed at most: those who wrote most, and all who held a role.
const maxPeople = 30

// people lists who took part: those who held a role, those who wrote, by how much, then the others.
func (d *draft) people() {
	held := d.held()
	var listed []incident.PersonID
	for id := range d.wrote {
		listed = append(listed, id)
	}
	for id := range held {
		if d.wrote[id].messages == 0 {
			listed = append(listed, id)
		}
	}
	slices.SortFunc(listed, func(a, b incident.PersonID) int {
		return cmp.Or(
			cmp.Compare(min(len(held[b]), 1), min(len(held[a]), 1)),
			cmp.Compare(d.wrote[b].messages, d.wrote[a].messages),
			cmp.Compare(d.Name(a), d.Name(b)), cmp.Compare(a, b))
	})
	for i, id := range listed {
		if i >= maxPeople && len(held[id]) == 0 {
			d.line("- and %s, who wrote less", count(len(listed)-i, "other"))
			break
		}
		kind := ""
		if d.wrote[id].bot {
			kind = " (an app)"
		}
		did := held[id]
		if n := d.wrote[id].messages; n > 0 {
			did = append(did, count(n, "message"))
		}
		d.line("- %s%s: %s", atLineStart(d.name(id)), kind, strings.Join(did, ", "))
	}
	quiet := d.quiet(held)
	if n := len(quiet); n > maxPeople {
		d.line("- there without writing: %s and %s", d.names(quiet[:maxPeople]), count(n-maxPeople, "other"))
	} else if n > 0 {
		d.line("- there without writing: %s", d.names(quiet))
	}
}

// held says of each person which roles they held, from when to when.
func (d *draft) held() map[incident.PersonID][]string {
	held := map[incident.PersonID][]string{}
	for _, h := range d.rec.Holdings {
		until := " to the end"
		switch {
		case !h.Until.IsZero():
			until = " to " + d.clock.at(h.Until)
		case d.rec.Incident.ClosedAt.IsZero():
			until = ""
		}
		held[h.Person] = append(held[h.Person], d.typed(lowerFirst(d.roleTitle(h.Role)))+" from "+d.clock.at(h.From)+until)
	}
	return held
}

// quiet are those who were there, or did something, and wrote nothing.
func (d *draft) quiet(held map[incident.PersonID][]string) []incident.PersonID {
	var quiet []incident.PersonID
	seen := map[incident.PersonID]bool{}
	join := func(id incident.PersonID) {
		if id != "" && d.wrote[id].messages == 0 && len(held[id]) == 0 && !seen[id] {
			seen[id] = true
			quiet = append(quiet, id)
		}
	}
	join(d.rec.Incident.DeclaredBy)
	for _, e := range d.timeline {
		join(e.By)
		join(e.Person)
	}
	for _, p := range d.rec.Presences {
		if p.Joined && !d.rec.People[p.Person].Bot {
			join(p.Person)
		}
	}
	return quiet
}
