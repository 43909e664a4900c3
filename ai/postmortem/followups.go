package postmortem

import (
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// followUps are those on record as a list to tick off, then the proposals.
func (d *draft) followUps() {
	listed := false
	var decided []incident.FollowUp
	for _, f := range d.Material.FollowUps {
		if f.State == incident.FollowUpProposed {
			continue // this draft brings its own
		}
		decided = append(decided, f)
		if f.Recorded() {
			listed = true
			d.followUp(f)
		}
	}
	for _, f := range d.Parts.FollowUps {
		// Words of a message that was deleted are proposed no more.
		if len(d.cites(f.Cites)) == 0 && len(f.Cites) > 0 || incident.KnownFollowUp(f, decided) {
			continue
		}
		listed = true
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
