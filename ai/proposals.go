package ai

import (
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// propose keeps those follow-ups found in a part that its messages prove.
func (r *reading) propose(p *part, answers []followUpAnswer) []incident.FollowUp {
	var kept []incident.FollowUp
	for _, a := range answers[:min(len(answers), partFollowUps)] {
		proved, err := p.prove(string(incident.SectionAction), a.Title, a.Cites)
		if err != nil {
			continue
		}
		title := []rune(r.who.named(proved.text, ""))
		f := incident.FollowUp{
			Number: r.m.Record.Incident.Number, Round: r.round, State: incident.FollowUpProposed, Ticketed: a.Ticketed,
			Title: string(title[:min(len(title), incident.MaxFollowUp)]), Phase: incident.Phase(a.Phase), Cites: r.cites(proved.cited),
		}
		if f.Phase.Meaning() == "" {
			f.Phase = incident.PhasePrevent
		}
		if a.Owner != nil {
			f.Owner = r.owner(p, *a.Owner, a.Cites)
		}
		if a.Due != nil {
			f.Due = r.due(*a.Due)
		}
		kept = append(kept, f)
	}
	return kept
}

// owner is the person a model names, if they wrote a cited message or are mentioned in one; else nobody.
func (r *reading) owner(p *part, alias string, cites []citeAnswer) incident.PersonID {
	id := r.who.who(alias)
	if id == "" || r.m.Record.People[id].Bot {
		return ""
	}
	for _, c := range cites {
		line := p.line(c.Message)
		if line == nil || line.message.Bot && line.message.Author == id {
			continue
		}
		if slices.Contains(line.owners, id) {
			return id
		}
	}
	return ""
}

// due is the day a model names, if it is one and not before the incident; else none.
func (r *reading) due(day string) time.Time {
	const farOff = 2 * 365 * 24 * time.Hour
	due, err := time.Parse(time.DateOnly, day)
	began := r.m.Record.Incident.DeclaredAt.UTC().Truncate(24 * time.Hour)
	if err != nil || due.Before(began) || due.Sub(began) > farOff {
		return time.Time{}
	}
	return due
}

// maxProposals is how many follow-ups are proposed at most: more than that nobody decides on.
const maxProposals = 12

// proposals are the follow-ups of all parts, each once: what several parts propose in like words is one,
// which rests on all their messages.
func (r *reading) proposals(all []incident.FollowUp) []incident.FollowUp {
	var kept []incident.FollowUp
	for _, f := range all {
		same := slices.IndexFunc(kept, func(k incident.FollowUp) bool { return alike(k.Title, f.Title) })
		if same >= 0 {
			kept[same] = joined(kept[same], f)
			continue
		}
		if f.ProposedBy == "" {
			f.ProposedBy = r.made(0, "").By
		}
		f.Number, f.Round, f.Proposed = r.m.Record.Incident.Number, r.round, f.Title
		kept = append(kept, f)
	}
	return kept[:min(len(kept), maxProposals)]
}

// joined is a proposal with what another one, found elsewhere, adds to it.
func joined(a, b incident.FollowUp) incident.FollowUp {
	if a.Owner == "" {
		a.Owner = b.Owner
	}
	if a.Due.IsZero() {
		a.Due = b.Due
	}
	a.Ticketed = a.Ticketed || b.Ticketed
	a.Cites = slices.Clone(a.Cites)
	for _, c := range b.Cites {
		if !slices.Contains(a.Cites, c) {
			a.Cites = append(a.Cites, c)
		}
	}
	return a
}
