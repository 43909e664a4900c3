package postmortem

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// draft is one document being written.
type draft struct {
	*material.Material
	Parts
	rec      *incident.Record
	template *Template
	timeline []incident.Entry // without messages that do not stand
	wrote    map[incident.PersonID]author
	cited    map[incident.MessageID]material.Said // the messages that claims rest on, as far as they stand
	roster   *names                               // read when first asked for
	clock    clock
	out      strings.Builder
}

// author is someone who wrote in the channel.
type author struct {
	messages int
	bot      bool
}

// read goes through the messages once and keeps what is needed of them: who wrote how many, and the few
// that something rests on.
func (d *draft) read(ctx context.Context) error {
	d.wrote, d.cited = map[incident.PersonID]author{}, map[incident.MessageID]material.Said{}
	wanted := d.wanted()
	first, last := d.rec.Incident.DeclaredAt, d.rec.Incident.DeclaredAt
	seen := func(t time.Time) {
		switch {
		case t.IsZero():
		case t.Before(first):
			first = t
		case t.After(last):
			last = t
		}
	}
	for said, err := range d.Said() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read the channel of %s: %w", d.rec.Incident.Number, err)
		}
		by := d.wrote[said.Author]
		d.wrote[said.Author] = author{messages: by.messages + 1, bot: by.bot || said.Bot}
		if wanted[said.ID] {
			d.cited[said.ID] = said
		}
		seen(said.At)
	}
	for _, e := range d.rec.Timeline {
		if _, stands := d.cited[e.Message]; e.Kind == incident.KindMessage && !stands || e.Kind == incident.KindFollowUp {
			continue // follow-ups have a section of their own
		}
		d.timeline = append(d.timeline, e)
		seen(e.At)
	}
	inc := d.rec.Incident
	for _, t := range []time.Time{inc.LeadAssignedAt, inc.MitigatedAt, inc.ResolvedAt, inc.ClosedAt} {
		seen(t)
	}
	d.clock = clockFor(first, last)
	return nil
}

// wanted are the messages that the document may quote or link to.
func (d *draft) wanted() map[incident.MessageID]bool {
	wanted := map[incident.MessageID]bool{}
	want := func(cites []incident.Cite) {
		for _, c := range cites {
			wanted[c.Message] = true
		}
	}
	for _, claims := range [][]incident.Claim{d.Summary, d.Moments, d.Contributing, d.WentWell, d.WentBadly} {
		for _, c := range claims {
			want(c.Cites)
		}
	}
	for _, f := range d.Parts.FollowUps {
		want(f.Cites)
	}
	for _, f := range d.Material.FollowUps {
		want(f.Cites)
	}
	for _, e := range d.rec.Timeline {
		if e.Kind == incident.KindMessage {
			wanted[e.Message] = true
		}
	}
	return wanted
}

// name is how a person is called, as Markdown.
func (d *draft) name(id incident.PersonID) string {
	if id == "" {
		return "nobody"
	}
	return d.typed(d.Name(id))
}

// typed is what a person typed on one line, as Markdown.
func (d *draft) typed(s string) string { return escaped(d.hidden(s)) }

// hidden is a text without the credentials in it.
func (d *draft) hidden(s string) string {
	if d.Mask == nil {
		return s
	}
	return d.Mask(s)
}

func (d *draft) names(ids []incident.PersonID) string {
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

// behind is the link that goes behind a quotation.
func behind(url string) string {
	if url == "" {
		return ""
	}
	return " (" + linked("message", url) + ")"
}

func (d *draft) line(format string, args ...any) { fmt.Fprintf(&d.out, format+"\n", args...) }

// ask leaves a question for people. It cannot be taken for something that was found out.
func (d *draft) ask(question string) { d.line("✏️ _%s_", question) }

// holders are those who held a role, in order, each once.
func (d *draft) holders(role incident.RoleName) []incident.PersonID {
	var ids []incident.PersonID
	for _, h := range d.rec.Holdings {
		if h.Role == role && !slices.Contains(ids, h.Person) {
			ids = append(ids, h.Person)
		}
	}
	return ids
}

// roleTitle is how a role is called; not escaped.
func (d *draft) roleTitle(name incident.RoleName) string {
	if role, err := d.Rules.Role(string(name)); err == nil && role.Title != "" {
		return role.Title
	}
	return string(name)
}

// address is the permalink of a message of the channel, or "".
func (d *draft) address(message, thread incident.MessageID) string {
	if message == "" {
		return ""
	}
	return d.LinkTo(message, thread)
}

func count(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
