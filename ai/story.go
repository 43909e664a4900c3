package ai

import (
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxQuoted is how much of a message on the timeline is quoted; the link leads to the rest.
const maxQuoted = 1500

// story is the timeline: what was done, and the messages that somebody marked with a 📌.
func (d *drafting) story() {
	d.heading("Timeline")
	if len(d.timeline) == 0 {
		d.line("Nothing was recorded.")
		return
	}
	for _, e := range d.timeline {
		if e.Kind == incident.KindMessage {
			d.pinned(e)
			continue
		}
		d.line("- **%s** %s", d.clock.at(e.At), d.event(e))
	}
}

func (d *drafting) event(e incident.Entry) string {
	by := d.name(e.By)
	switch e.Kind {
	case incident.KindDeclared:
		return by + " declared the incident as " + escaped(e.Now) + because(e.Text)
	case incident.KindRole:
		role := d.roleTitle(e.Role)
		switch {
		case e.Person == "":
			return d.name(e.Previous) + " gave up the role: " + role
		case e.Previous == "":
			return d.name(e.Person) + " took the role: " + role
		default:
			return d.name(e.Person) + " took over from " + d.name(e.Previous) + ": " + role
		}
	case incident.KindSeverity:
		return by + " changed the severity from " + escaped(e.Was) + " to " + escaped(e.Now) + because(e.Text)
	case incident.KindStatus:
		return by + " changed the status from " + escaped(e.Was) + " to " + escaped(e.Now) + because(e.Text)
	case incident.KindUpdate:
		return by + " told people" + because(or(e.UsersSee, e.WeDo))
	case incident.KindNote:
		return by + " noted" + because(e.Text)
	case incident.KindMessage:
		return by + " wrote" + because(e.Text)
	default:
		return by + ": " + escaped(string(e.Kind)) + because(e.Text)
	}
}

// pinned quotes a message. One of several lines keeps its shape, for it is often a log.
func (d *drafting) pinned(e incident.Entry) {
	link := behind(d.link(d.rec.Incident.Channel, e.Message, e.Thread))
	if !severalLines(e.Text) {
		d.line("- **%s** 📌 %s: %s%s", d.clock.at(e.At), d.name(e.By), d.onLine(e.Text, maxQuoted), link)
		return
	}
	d.line("- **%s** 📌 %s%s:", d.clock.at(e.At), d.name(e.By), link)
	d.line("")
	lines := d.asLines(e.Text, maxQuoted)
	inCode := ""
	for i, line := range lines {
		// In code a line break is itself already.
		ends := ""
		switch {
		case inCode == "" && strings.HasPrefix(line, "```"):
			inCode = line
		case line == inCode:
			inCode = ""
		case inCode == "" && i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "```"):
			ends = hardBreak
		}
		d.line("  > %s%s", line, ends)
	}
	d.line("")
}
