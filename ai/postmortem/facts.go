package postmortem

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	shape "github.com/tocsin-bot/tocsin/incident/postmortem"
)

// provenance says in one line what made the document.
func (d *draft) provenance() {
	made := d.Made
	by := or(escaped(made.By), incident.MadeByTimeline)
	if made.Model {
		by = "written by " + by
	}
	at := made.At
	if at.IsZero() {
		at = d.Now
	}
	line := fmt.Sprintf("%s, on %s at %s UTC, from %s", by, date(at), at.UTC().Format("15:04"), count(made.Messages, "message"))
	if made.Dropped > 0 {
		line += ", " + count(made.Dropped, "claim") + " left out for want of evidence"
	}
	if made.Cost > 0 {
		line += ", for " + dollars(made.Cost)
	}
	line += "."
	if note := d.typed(made.Note); note != "" {
		line += " " + strings.TrimRight(note, ".") + "."
	}
	d.line("%s%s What begins with %s is for people to fill in. All times are UTC._", shape.Provenance, line, shape.Question)
}

func dollars(c incident.Cost) string {
	if c < incident.Dollar/100 {
		return "less than $0.01"
	}
	return "$" + strconv.FormatFloat(float64(c)/float64(incident.Dollar), 'f', 2, 64)
}

// facts are what everybody asks first: how bad, how long, who led.
func (d *draft) facts() {
	inc := d.rec.Incident
	severity := d.typed(string(inc.Severity))
	if known, err := d.Rules.Severity(string(inc.Severity)); err == nil && known.Meaning != "" {
		severity += " – " + escaped(known.Meaning)
	}
	if first := d.firstSeverity(); first != inc.Severity {
		severity += " (declared as " + d.typed(string(first)) + ")"
	}
	if inc.Drill {
		d.line("- **DRILL:** practice; it counts in no figure")
	}
	d.line("- **Severity:** %s", severity)
	d.line("- **Type:** %s", d.typed(string(inc.Type)))
	if inc.Service != "" {
		d.line("- **Service:** %s", d.typed(string(inc.Service)))
	}
	if inc.Cause != "" {
		d.line("- **Kind of cause:** %s", d.typed(string(inc.Cause)))
	}
	if !inc.ImpactStartedAt.IsZero() {
		d.line("- **Impact started:** %s", d.clock.at(inc.ImpactStartedAt))
	}
	if !inc.DetectedAt.IsZero() {
		d.line("- **Noticed:** %s", d.clock.at(inc.DetectedAt))
	}
	d.line("- **Declared:** %s, %s, by %s", date(inc.DeclaredAt), inc.DeclaredAt.UTC().Format("15:04"), d.name(inc.DeclaredBy))
	d.line("- **Led by:** %s", d.ledBy())
	d.line("- **Users well again:** %s", d.reached(inc.MitigatedAt))
	if !inc.ImpactStartedAt.IsZero() && !inc.MitigatedAt.IsZero() {
		d.line("- **Users were hurt for:** %s", duration(inc.MitigatedAt.Sub(inc.ImpactStartedAt)))
	}
	d.line("- **Resolved:** %s", d.reached(inc.ResolvedAt))
	d.line("- **Closed:** %s", d.reached(inc.ClosedAt))
	if back := d.reopened(); len(back) > 0 {
		d.line("- **Reopened:** %s; the times above are those of the last end", strings.Join(back, ", "))
	}
	if inc.Channel != "" {
		name := "#" + or(inc.ChannelName, string(inc.Channel))
		address := ""
		if d.Link != nil {
			address = d.Link(inc.Channel, "", "")
		}
		d.line("- **Channel:** %s", linked(d.typed(name), address))
	}
}

// reopened is when what was over turned out not to be.
func (d *draft) reopened() []string {
	var times []string
	for _, e := range d.timeline {
		was, now := incident.Status(e.Was), incident.Status(e.Now)
		if e.Kind == incident.KindStatus && (was == incident.Resolved || was == incident.Closed) && now.Active() {
			times = append(times, d.clock.at(e.At))
		}
	}
	return times
}

func (d *draft) firstSeverity() incident.SeverityName {
	for _, e := range d.timeline {
		if e.Kind == incident.KindDeclared && e.Now != "" {
			return incident.SeverityName(e.Now)
		}
	}
	return d.rec.Incident.Severity
}

// ledBy names the commanders in order, with when each began.
func (d *draft) ledBy() string {
	var held []string
	for _, h := range d.rec.Holdings {
		if h.Role != incident.Commander {
			continue
		}
		since := "from " + d.clock.at(h.From)
		if len(held) == 0 {
			since += " (" + within(h.From.Sub(d.rec.Incident.DeclaredAt)) + ")"
		}
		held = append(held, d.name(h.Person)+" "+since)
	}
	if len(held) == 0 {
		return "nobody"
	}
	return strings.Join(held, ", ")
}

// reached says when something came about, and how long after the declaration.
func (d *draft) reached(at time.Time) string {
	if at.IsZero() {
		if d.rec.Incident.ClosedAt.IsZero() {
			return "not yet"
		}
		return "not recorded"
	}
	return d.clock.at(at) + " (" + within(at.Sub(d.rec.Incident.DeclaredAt)) + ")"
}

// within says how long something took, inside a sentence.
func within(took time.Duration) string {
	if took < time.Minute {
		return "in under a minute"
	}
	return "after " + duration(took)
}
