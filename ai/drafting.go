package ai

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// drafting is one draft being written.
type drafting struct {
	rec      *incident.Record
	rules    incident.Rules
	link     func(incident.ChannelID, incident.MessageID, incident.MessageID) string
	messages []incident.Message // those that still stand
	timeline []incident.Entry   // without messages that do not
	clock    clock
	out      strings.Builder
}

func newDrafting(rec *incident.Record, rules incident.Rules, link func(incident.ChannelID, incident.MessageID, incident.MessageID) string) *drafting {
	d := &drafting{rec: rec, rules: rules, link: link}
	if d.link == nil {
		d.link = func(incident.ChannelID, incident.MessageID, incident.MessageID) string { return "" }
	}
	deleted := map[incident.MessageID]bool{}
	first, last := rec.Incident.DeclaredAt, rec.Incident.DeclaredAt
	seen := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	d.messages = make([]incident.Message, 0, len(rec.Messages))
	for _, m := range rec.Messages {
		if !m.DeletedAt.IsZero() {
			deleted[m.ID] = true
			continue
		}
		d.messages = append(d.messages, m)
		seen(m.At)
	}
	for _, e := range rec.Timeline {
		if e.Kind == incident.KindMessage && deleted[e.Message] {
			continue
		}
		d.timeline = append(d.timeline, e)
		seen(e.At)
	}
	inc := rec.Incident
	for _, t := range []time.Time{inc.MitigatedAt, inc.ResolvedAt, inc.ClosedAt} {
		seen(t)
	}
	d.clock = clockFor(first, last)
	return d
}

// name is how a person is called, as Markdown.
func (d *drafting) name(id incident.PersonID) string {
	if id == "" {
		return "nobody"
	}
	return or(escaped(d.rec.Name(id)), escaped(string(id))) // a name may be of invisible characters only
}

func (d *drafting) nameByID(id string) string {
	if p, ok := d.rec.People[incident.PersonID(id)]; ok {
		return p.Name
	}
	return ""
}

func (d *drafting) names(ids []incident.PersonID) string {
	var names []string
	for _, id := range ids {
		names = append(names, d.name(id))
	}
	return enumerate(names)
}

// enumerate is "Ada", "Ada and Ben", "Ada, Ben and Cam".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func (d *drafting) linkTo(m incident.Message) string {
	return d.link(or2(m.Channel, d.rec.Incident.Channel), m.ID, m.Thread)
}

func or2(a, b incident.ChannelID) incident.ChannelID {
	if a == "" {
		return b
	}
	return a
}

// behind is the link that goes behind a quotation.
func behind(url string) string {
	if url == "" {
		return ""
	}
	return " (" + linked("message", url) + ")"
}

func (d *drafting) line(format string, args ...any) { fmt.Fprintf(&d.out, format+"\n", args...) }

func (d *drafting) heading(text string) { d.line("\n## %s\n", text) }

// ask leaves a question for people. It cannot be taken for something that was found out.
func (d *drafting) ask(question string) { d.line("✏️ _%s_", question) }

// holders are those who held a role, in order, each once.
func (d *drafting) holders(role incident.RoleName) []incident.PersonID {
	var ids []incident.PersonID
	for _, h := range d.rec.Holdings {
		if h.Role == role && !slices.Contains(ids, h.Person) {
			ids = append(ids, h.Person)
		}
	}
	return ids
}

func (d *drafting) roleTitle(name incident.RoleName) string {
	if role, err := d.rules.Role(string(name)); err == nil && role.Title != "" {
		return escaped(role.Title)
	}
	return escaped(string(name))
}

func count(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
