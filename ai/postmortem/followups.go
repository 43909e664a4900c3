package postmortem

import (
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// followUps are those on record as a list to tick off, then the proposals.
func (d *draft) followUps() {
	listed := false
	var known, undecided []incident.FollowUp
	for _, f := range d.Material.FollowUps {
		switch {
		case f.State == incident.FollowUpProposed:
			undecided = append(undecided, f)
			continue
		case f.Recorded():
			listed = true
			d.followUp(f)
		}
		known = append(known, f)
	}
	for _, f := range append(undecided, d.Parts.FollowUps...) {
		// Words of a message that was deleted are proposed no more.
		if len(d.cites(f.Cites)) == 0 && len(f.Cites) > 0 || incident.KnownFollowUp(f, known) {
			continue
		}
		listed = true
		known = append(known, f)
		d.followUp(f)
	}
	if !listed {
		d.line("- [ ] ✏️ _What will be done so that it cannot happen again, or hurts less? Who does it, and by when?_")
	}
}

func (d *draft) followUp(f incident.FollowUp) {
	box, before := "[ ]", ""
	var more []string
	if f.Owner != "" {
		more = append(more, d.name(f.Owner))
	}
	switch f.State {
	case incident.FollowUpDone:
		box = "[x]"
	case incident.FollowUpOpen, incident.FollowUpDismissed:
		if f.Owner == "" {
			more = append(more, "nobody yet")
		}
	default:
		before = "**Proposed, not accepted yet:** "
	}
	if !f.Due.IsZero() {
		more = append(more, "due "+date(f.Due))
	}
	if f.Ticketed {
		more = append(more, "has a ticket")
	}
	after := ""
	if len(more) > 0 {
		after = " – " + strings.Join(more, ", ")
	}
	d.line("- %s %s%s%s%s", box, before, d.inline(f.Title, maxClaim), after, d.sources(d.cites(f.Cites), ""))
}
