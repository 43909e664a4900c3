package postmortem

import (
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// summary is one paragraph that somebody who was not there understands, and what was found out.
func (d *draft) summary() {
	d.line("%s", d.inBrief())
	if !d.Made.Model {
		// What people said, however well chosen, is not yet the story.
		d.line("")
		d.ask("In two sentences for somebody who was not there: what broke, and what brought it back?")
	}
	for _, group := range []struct {
		section incident.Section
		title   string
		naming  naming
	}{
		{incident.SectionCause, "Why it happened", byRole},
		{incident.SectionAction, "What was done", byName},
		{incident.SectionDecision, "What was decided", byName},
		{incident.SectionStatus, "How things stood", byName},
	} {
		if claims := d.of(group.section); len(claims) > 0 {
			d.line("\n**%s**\n", group.title)
			d.bullets(claims, group.naming)
		}
	}
}

// inBrief is what is recorded, as a paragraph.
func (d *draft) inBrief() string {
	inc := d.rec.Incident
	first := d.firstSeverity()
	sentences := []string{
		"On " + date(inc.DeclaredAt) + " at " + inc.DeclaredAt.UTC().Format("15:04") + " UTC " + d.name(inc.DeclaredBy) +
			" declared “" + d.typed(inc.Title) + "” as " + d.typed(string(first)) + ".",
	}
	if now := inc.Severity; now != first {
		sentences = append(sentences, "In the end it was "+d.typed(string(now))+".")
	}
	if leads := d.holders(incident.Commander); len(leads) > 0 {
		sentences = append(sentences, d.names(leads)+" led the response.")
	} else {
		sentences = append(sentences, "Nobody took command.")
	}
	if !inc.MitigatedAt.IsZero() && !inc.MitigatedAt.Equal(inc.ResolvedAt) {
		sentences = append(sentences, "Users were well again "+within(inc.MitigatedAt.Sub(inc.DeclaredAt))+".")
	}
	if inc.ResolvedAt.IsZero() {
		sentences = append(sentences, "It is not resolved yet.")
	} else {
		sentences = append(sentences, "It was resolved "+within(inc.ResolvedAt.Sub(inc.DeclaredAt))+".")
	}
	return strings.Join(sentences, " ")
}

func (d *draft) impact() {
	claims := d.of(incident.SectionImpact)
	said := d.paragraph(d.rec.Incident.ImpactText())
	switch {
	case said != "":
		d.line("%s", said)
	case len(claims) == 0:
		d.line("Nobody wrote it down while it lasted.")
	}
	if len(claims) > 0 {
		if said != "" {
			d.line("")
		}
		d.bullets(claims, byName)
	}
	if len(claims) == 0 || !d.Made.Model {
		d.line("")
		d.ask("Who was hit, how many, and from when to when? (It began before it was declared.) Was data or money lost?")
	}
}

// contributing are causes, so no person is named in them.
func (d *draft) contributing() {
	claims := d.standing(d.Contributing)
	if len(claims) == 0 && !d.template.has(phSummary) {
		claims = d.of(incident.SectionCause)
	}
	found := len(claims)
	for _, e := range d.timeline {
		if reason := incident.CleanLine(e.Text); e.Kind == incident.KindStatus && e.Now == string(incident.Identified) && reason != "" {
			found++
			d.line("- Recorded when the cause was identified: %s (%s)", d.quotation(reason), d.clock.at(e.At))
		}
	}
	d.bullets(claims, byRole)
	if len(claims) > 0 {
		return
	}
	if found > 0 {
		d.line("")
	}
	if d.template.has(phSummary) && len(d.of(incident.SectionCause)) > 0 {
		d.line("What was said about the cause stands in the summary.")
		d.line("")
	}
	d.ask("What set it off? What had been lying there for it to be set off? What ended it?")
}

// lessons are what went well or badly; nobody is named in them either.
func (d *draft) lessons(claims []incident.Claim, question string) {
	if claims = d.standing(claims); len(claims) > 0 {
		d.bullets(claims, byRole)
		return
	}
	d.ask(question)
}

func (d *draft) questions() {
	if claims := d.of(incident.SectionQuestion); len(claims) > 0 {
		d.bullets(claims, byName)
		return
	}
	d.ask("What do we still not know?")
}

func (d *draft) updates() {
	told := false
	for _, e := range d.timeline {
		if e.Kind != incident.KindUpdate {
			continue
		}
		told = true
		d.line("- **%s** %s", d.clock.at(e.At), d.name(e.By))
		if said := d.typed(e.UsersSee); said != "" {
			d.line("  - Users see: %s", said)
		}
		if said := d.typed(e.WeDo); said != "" {
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
