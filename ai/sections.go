package ai

import (
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// write puts the sections in the order in which a postmortem is read.
func (d *drafting) write(draft incident.Draft) string {
	inc := d.rec.Incident
	d.line("# %s: %s", inc.Number, escaped(inc.Title))
	d.line("")
	d.line("_Draft, %s, on %s at %s UTC, from %s. What is stated below was stored while it happened; "+
		"what begins with ✏️ is for people to fill in. All times are UTC._",
		draft.MadeBy, date(draft.MadeAt), draft.MadeAt.Format("15:04"), count(draft.Messages, "message"))
	d.summary()
	d.impact()
	d.instants()
	d.cause()
	d.roles()
	d.updates()
	d.story()
	d.conversation()
	d.people()
	d.lessons()
	return d.out.String()
}

// summary is one paragraph that somebody who was not there understands.
func (d *drafting) summary() {
	inc := d.rec.Incident
	d.heading("Summary")
	first := inc.Severity
	for _, e := range d.timeline {
		if e.Kind == incident.KindDeclared && e.Now != "" {
			first = incident.SeverityName(e.Now)
			break
		}
	}
	sentences := []string{
		"On " + date(inc.DeclaredAt) + " at " + inc.DeclaredAt.UTC().Format("15:04") + " UTC " + d.name(inc.DeclaredBy) +
			" declared “" + escaped(inc.Title) + "” as " + escaped(string(first)) + ".",
	}
	if now := inc.Severity; now != first {
		sentences = append(sentences, "In the end it was "+escaped(string(now))+".")
	}
	if leads := d.holders(incident.Commander); len(leads) > 0 {
		sentences = append(sentences, d.names(leads)+" led the response.")
	} else {
		sentences = append(sentences, "Nobody took command.")
	}
	if !inc.MitigatedAt.IsZero() && !inc.MitigatedAt.Equal(inc.ResolvedAt) {
		sentences = append(sentences, "Users were well again "+within(inc.MitigatedAt.Sub(inc.DeclaredAt))+".")
	}
	switch {
	case !inc.ResolvedAt.IsZero():
		sentences = append(sentences, "It was resolved "+within(inc.ResolvedAt.Sub(inc.DeclaredAt))+".")
	default:
		sentences = append(sentences, "It is not resolved yet.")
	}
	d.line("%s", strings.Join(sentences, " "))
	d.line("")
	d.ask("In two sentences for somebody who was not there: what broke, and what brought it back?")
}

// within says how long something took, inside a sentence.
func within(took time.Duration) string {
	if took < time.Minute {
		return "in under a minute"
	}
	return "after " + duration(took)
}

func (d *drafting) impact() {
	inc := d.rec.Incident
	d.heading("Impact")
	if said := paragraph(inc.ImpactText()); said != "" {
		d.line("%s", said)
	} else {
		d.line("Nobody wrote it down while it lasted.")
	}
	d.line("")
	severity := escaped(string(inc.Severity))
	if known, err := d.rules.Severity(string(inc.Severity)); err == nil && known.Meaning != "" {
		severity += " – " + escaped(known.Meaning)
	}
	d.line("- **Severity:** %s", severity)
	for _, e := range d.timeline {
		if e.Kind == incident.KindSeverity {
			d.line("  - %s: %s → %s by %s%s", d.clock.at(e.At), escaped(e.Was), escaped(e.Now), d.name(e.By), because(e.Text))
		}
	}
	d.line("- **Type:** %s", escaped(string(inc.Type)))
	if inc.Channel != "" {
		name := "#" + or(inc.ChannelName, string(inc.Channel))
		d.line("- **Channel:** %s", linked(escaped(name), d.link(inc.Channel, "", "")))
	}
	d.line("")
	d.ask("Who was hit, how many, and from when to when? Was data or money lost?")
}

func because(reason string) string {
	if reason = escaped(reason); reason == "" {
		return ""
	}
	return ": " + reason
}

// instants is the table of what happened when, and how long it took.
func (d *drafting) instants() {
	inc := d.rec.Incident
	d.heading("Times")
	d.line("| | UTC | after |")
	d.line("|---|---|---|")
	d.line("| Declared | %s | |", d.clock.at(inc.DeclaredAt))
	for _, i := range []struct {
		what  string
		at    time.Time
		takes string
	}{
		{"Lead assigned", inc.LeadAssignedAt, "time to acknowledge"},
		{"Mitigated: users are well again", inc.MitigatedAt, "time to mitigate"},
		{"Resolved", inc.ResolvedAt, "time to resolve"},
		{"Closed", inc.ClosedAt, ""},
	} {
		switch {
		case i.at.IsZero():
			d.line("| %s | not recorded | |", i.what)
		case i.takes == "":
			d.line("| %s | %s | %s |", i.what, d.clock.at(i.at), duration(i.at.Sub(inc.DeclaredAt)))
		default:
			d.line("| %s | %s | %s (%s) |", i.what, d.clock.at(i.at), duration(i.at.Sub(inc.DeclaredAt)), i.takes)
		}
	}
	d.line("")
	d.ask("When did it really begin, and how did we find out? Declaring comes after both.")
}

// cause quotes what was given as the reason when the status changed, and asks for the rest.
func (d *drafting) cause() {
	d.heading("Cause and mend")
	quoted := false
	for _, e := range d.timeline {
		if e.Kind == incident.KindStatus && strings.TrimSpace(e.Text) != "" {
			quoted = true
			d.line("- %s, on going from %s to %s, %s wrote: %s", d.clock.at(e.At), escaped(e.Was), escaped(e.Now), d.name(e.By), escaped(e.Text))
		}
	}
	if quoted {
		d.line("")
	}
	d.ask("What set it off? What had been lying there for it to be set off? What ended it?")
}

func (d *drafting) roles() {
	d.heading("Roles")
	if len(d.rec.Holdings) == 0 {
		d.line("Nobody took a role.")
		return
	}
	d.line("| role | who | from | until |")
	d.line("|---|---|---|---|")
	for _, h := range d.rec.Holdings {
		until := "the end"
		if d.rec.Incident.ClosedAt.IsZero() {
			until = "now"
		}
		if !h.Until.IsZero() {
			until = d.clock.at(h.Until)
		}
		d.line("| %s | %s | %s | %s |", d.roleTitle(h.Role), d.name(h.Person), d.clock.at(h.From), until)
	}
}

func (d *drafting) updates() {
	d.heading("Status updates")
	told := false
	for _, e := range d.timeline {
		if e.Kind != incident.KindUpdate {
			continue
		}
		told = true
		d.line("- **%s** %s", d.clock.at(e.At), d.name(e.By))
		if said := escaped(e.UsersSee); said != "" {
			d.line("  - Users see: %s", said)
		}
		if said := escaped(e.WeDo); said != "" {
			d.line("  - We do: %s", said)
		}
		if !e.NextUpdateAt.IsZero() {
			d.line("  - Next update promised by %s", d.clock.at(e.NextUpdateAt))
		}
	}
	if !told {
		d.line("None was given.")
	}
}

func (d *drafting) lessons() {
	d.heading("What went well")
	d.line("- ✏️ _What made this shorter or milder than it could have been?_")
	d.heading("What went badly")
	d.line("- ✏️ _What took longer than it should have, and what were we missing?_")
	d.heading("Follow-ups")
	d.line("- [ ] ✏️ _What will be done so that it cannot happen again, or hurts less? Who does it, and by when?_")
	d.heading("Open questions")
	d.line("- ✏️ _What do we still not know?_")
}
