package postmortem

import (
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxQuoted is how much of a message on the timeline is quoted; the link leads to the rest.
const maxQuoted = 1500

// happening is one line of the timeline.
type happening struct {
	at    time.Time
	write func()
}

// story is the timeline: what was recorded, the messages that somebody marked with a 📌, and the
// moments found in the channel, no message twice.
func (d *draft) story() {
	var all []happening
	told := map[incident.MessageID]bool{}
	for _, e := range d.timeline {
		if e.Kind == incident.KindMessage {
			if !told[e.Message] {
				told[e.Message] = true
				all = append(all, happening{e.At, func() { d.pinned(e) }})
			}
			continue
		}
		all = append(all, happening{e.At, func() { d.line("- **%s** %s%s", hour(e.At), d.event(e), d.edited(e)) }})
	}
	for _, c := range d.standing(d.Moments) {
		if slices.ContainsFunc(c.Cites, func(cite incident.Cite) bool { return !told[cite.Message] }) {
			for _, cite := range c.Cites {
				told[cite.Message] = true
			}
			all = append(all, happening{d.cited[c.Cites[0].Message].At, func() { d.moment(c) }})
		}
	}
	if len(all) == 0 {
		d.line("Nothing was recorded.")
		return
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	day := ""
	for _, h := range all {
		if today := h.at.UTC().Format("Monday, 2 January 2006"); d.clock.days && today != day {
			if day != "" {
				d.line("")
			}
			d.line("### %s\n", today)
			day = today
		}
		h.write()
	}
}

// moment is what was found in the channel: somebody's own words, or a claim about what happened.
func (d *draft) moment(c incident.Claim) {
	text := d.inline(c.Text, maxClaim)
	if first := c.Cites[0]; verbatim(c) {
		d.line("- **%s** %s: %s%s", hour(d.cited[first.Message].At), d.name(d.cited[first.Message].Author), text,
			behind(d.address(first.Message, first.Thread)))
		return
	}
	d.line("- **%s** %s%s", hour(d.cited[c.Cites[0].Message].At), text, d.sources(c.Cites, ""))
}

func (d *draft) event(e incident.Entry) string {
	by := d.name(e.By)
	switch e.Kind {
	case incident.KindDeclared:
		return by + " declared the incident as " + d.typed(e.Now) + d.because(e.Text)
	case incident.KindRole:
		role := d.typed(d.roleTitle(e.Role))
		switch {
		case e.Person == "":
			return d.name(e.Previous) + " gave up the role: " + role
		case e.Previous == "":
			return d.name(e.Person) + " took the role: " + role
		default:
			return d.name(e.Person) + " took over from " + d.name(e.Previous) + ": " + role
		}
	case incident.KindSeverity:
		return by + " changed the severity from " + d.typed(e.Was) + " to " + d.typed(e.Now) + d.because(e.Text)
	case incident.KindStatus:
		return by + " changed the status from " + d.typed(e.Was) + " to " + d.typed(e.Now) + d.because(e.Text)
	case incident.KindUpdate:
		return by + " told people" + d.because(or(e.UsersSee, e.WeDo))
	case incident.KindNote:
		return by + " noted" + d.because(e.Text)
	case incident.KindMessage:
		return by + " wrote" + d.because(e.Text)
	case incident.KindService, incident.KindCause:
		return by + " named the " + string(e.Kind) + ": " + d.typed(or(e.Now, "none")) + d.because(e.Text)
	case incident.KindFollowUp:
		return by + " changed a follow-up" + d.because(e.Text)
	case incident.KindTask:
		return by + " " + did(e.What) + " a task" + d.because(e.Text)
	case incident.KindCorrection:
		return by + " corrected the " + escaped(incident.Corrected(e.What)) + " from " + d.corrected(e.Was) + " to " + d.corrected(e.Now) + d.because(e.Text)
	case incident.KindTitle:
		return by + " changed the title from " + d.typed(e.Was) + " to " + d.typed(e.Now)
	case incident.KindChannel:
		return d.channel(e)
	case incident.KindWarning:
		return d.warning(e)
	case incident.KindLink:
		if e.Now == incident.LinkRemoved {
			return by + " removed a link" + d.because(e.Text)
		}
		return by + " added a link: " + linked(d.typed(e.Text), d.hidden(e.What))
	case incident.KindPeople:
		if e.Person == "" {
			return by + " asked for " + d.typed(e.Text)
		}
		return by + " asked for " + d.name(e.Person)
	case incident.KindMerge:
		return by + " merged " + escaped(e.What) + " into this" + d.because(e.Text)
	case incident.KindInject:
		return "the exercise went on" + d.because(e.Text)
	default:
		return by + ": " + escaped(string(e.Kind)) + d.because(e.Text)
	}
}

// channel is what became of the channel.
func (d *draft) channel(e incident.Entry) string {
	switch e.What {
	case incident.Kept:
		return d.name(e.By) + " had the channel kept open"
	case incident.Moved:
		return d.name(e.By) + " had it go on in a new channel"
	case string(incident.LostArchived), string(incident.LostDeleted):
		return "the channel was " + e.What
	default:
		return "the channel could not be found any more"
	}
}

// warning is who else may read a private incident.
func (d *draft) warning(e incident.Entry) string {
	switch e.What {
	case incident.WarnGuest:
		return d.name(e.Person) + ", a guest, came into the channel"
	case incident.WarnPrivate:
		return d.name(e.By) + " made the channel private"
	case incident.WarnPublic:
		return "the channel was made public"
	default:
		return "the channel was shared with another workspace"
	}
}

// corrected is what a correction says of an instant, or of the impact.
func (d *draft) corrected(said string) string {
	if at, err := time.Parse(time.RFC3339, said); err == nil {
		return d.clock.at(at)
	}
	return or(d.typed(said), "not known")
}

// edited says who put an entry otherwise, and why.
func (d *draft) edited(e incident.Entry) string {
	if e.EditedBy == "" {
		return ""
	}
	return " (edited by " + d.name(e.EditedBy) + d.because(e.EditReason) + ")"
}

// attached are links to files, by their names. They ask for a login of the chat.
func (d *draft) attached(files []incident.File) string {
	var links string
	for _, f := range files {
		links += " 📎 " + linked(d.typed(incident.CleanLine(f.Name)), f.Link)
	}
	return links
}

// pinned quotes a message. One of several lines keeps its shape, for it is often a log.
func (d *draft) pinned(e incident.Entry) {
	link := d.attached(e.Files) + behind(d.address(e.Message, e.Thread))
	if !severalLines(e.Text) {
		d.line("- **%s** 📌 %s: %s%s", hour(e.At), d.name(e.By), d.onLine(e.Text, maxQuoted), link)
		return
	}
	d.line("- **%s** 📌 %s%s:", hour(e.At), d.name(e.By), link)
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

// because is what was typed as the reason, behind a sentence.
func (d *draft) because(reason string) string {
	if reason = d.typed(reason); reason == "" {
		return ""
	}
	return ": " + reason
}

// did says in the past tense what was done with a task.
func did(what string) string {
	switch what {
	case incident.TaskWasTaken:
		return "took"
	case incident.TaskWasHanded:
		return "handed over"
	case incident.TaskWasDone:
		return "finished"
	case incident.TaskWasAdded, incident.TaskWasDropped, incident.TaskWasReopened:
		return what
	}
	return "changed"
}
