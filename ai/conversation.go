package ai

import (
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

const (
	quiet         = 10 * time.Minute // the silence that ends a burst of conversation
	leastQuiet    = 2 * time.Minute
	fewBursts     = 12  // with fewer, shorter silences end one too
	maxBursts     = 40  // with more, only longer ones do
	maxBegins     = 140 // characters of the message that begins a burst
	maxEvidence   = 6   // messages quoted of one burst
	maxBurstNames = 4
)

// burst is a stretch of conversation without a long silence in it.
type burst struct{ messages []incident.Message }

func (b burst) from() time.Time  { return b.messages[0].At }
func (b burst) until() time.Time { return b.messages[len(b.messages)-1].At }

// bursts cuts the conversation at its silences, so finely that the digest tells something and so
// coarsely that it can be read.
func bursts(messages []incident.Message) []burst {
	silence := quiet
	all := cutAt(messages, silence)
	for len(all) < fewBursts && silence/2 >= leastQuiet {
		silence /= 2
		all = cutAt(messages, silence)
	}
	for len(all) > maxBursts {
		silence *= 2
		all = cutAt(messages, silence)
	}
	return all
}

func cutAt(messages []incident.Message, silence time.Duration) []burst {
	var all []burst
	from := 0
	for i := 1; i <= len(messages); i++ {
		if i == len(messages) || messages[i].At.Sub(messages[i-1].At) > silence {
			all = append(all, burst{messages[from:i]})
			from = i
		}
	}
	return all
}

// conversation is a digest of the channel in the order of time. It chooses by form alone: how a
// stretch began, and the messages in it that carry a reaction, a link or a file. What they mean is for
// the reader.
func (d *drafting) conversation() {
	d.heading("Conversation")
	if len(d.messages) == 0 {
		d.line("Nothing was said in the channel.")
		return
	}
	d.line("Stretches of talk between silences, each by how it began, with the messages that carry a reaction, a link or a file.")
	d.line("")
	reacted := d.reactions()
	for _, b := range bursts(d.messages) {
		first := b.messages[0]
		d.line("- **%s** %s · %s · begins: “%s”%s%s", d.clock.between(b.from(), b.until()), d.speakers(b), count(len(b.messages), "message"),
			d.onLine(first.Text, maxBegins), attached(first, reacted[first.ID]), behind(d.linkTo(first)))
		d.evidence(b, reacted)
	}
}

func (d *drafting) evidence(b burst, reacted map[incident.MessageID][]string) {
	shown, more := 0, 0
	for _, m := range b.messages[1:] { // the first is quoted already
		if len(reacted[m.ID]) == 0 && len(m.Files) == 0 && !hasLink(m.Text) {
			continue
		}
		if shown == maxEvidence {
			more++
			continue
		}
		shown++
		d.line("  - %s %s: %s%s%s", clockFor(b.from(), b.until()).at(m.At), d.name(m.Author), d.onLine(m.Text, 2*maxBegins),
			attached(m, reacted[m.ID]), behind(d.linkTo(m)))
	}
	if more > 0 {
		d.line("  - and %d more", more)
	}
}

// attached names a message's files and the reactions to it.
func attached(m incident.Message, marks []string) string {
	var b strings.Builder
	for _, f := range m.Files {
		b.WriteString(" 📎 " + escaped(f.Name))
	}
	for _, mark := range marks {
		b.WriteString(" " + escaped(mark))
	}
	return b.String()
}

// reactions are the emoji on each message, each once. The 📌 is left out: it has put its message on
// the timeline.
func (d *drafting) reactions() map[incident.MessageID][]string {
	of := map[incident.MessageID][]string{}
	for _, r := range d.rec.Reactions {
		mark := ":" + r.Name + ":"
		if r.Name != "pushpin" && !slices.Contains(of[r.Message], mark) {
			of[r.Message] = append(of[r.Message], mark)
		}
	}
	return of
}

func hasLink(stored string) bool {
	return slices.ContainsFunc(mrkdwn.Read(stored), func(p mrkdwn.Piece) bool {
		return p.Kind == mrkdwn.Link || p.Kind == mrkdwn.Text && address.MatchString(p.Text)
	})
}

// speakers names who spoke in a burst, in the order in which they first did.
func (d *drafting) speakers(b burst) string {
	var ids []incident.PersonID
	for _, m := range b.messages {
		if !slices.Contains(ids, m.Author) {
			ids = append(ids, m.Author)
		}
	}
	if len(ids) <= maxBurstNames {
		return d.names(ids)
	}
	return d.names(ids[:maxBurstNames-1]) + " and " + count(len(ids)-maxBurstNames+1, "other")
}

// people lists who took part: those who wrote, by how much, then those who did something else.
func (d *drafting) people() {
	d.heading("People")
	wrote := map[incident.PersonID]int{}
	var order, quiet []incident.PersonID
	bots := map[incident.PersonID]bool{}
	for _, m := range d.messages {
		if wrote[m.Author]++; wrote[m.Author] == 1 {
			order = append(order, m.Author)
		}
		bots[m.Author] = bots[m.Author] || m.Bot
	}
	join := func(id incident.PersonID) {
		if id != "" && wrote[id] == 0 && !slices.Contains(quiet, id) {
			quiet = append(quiet, id)
		}
	}
	join(d.rec.Incident.DeclaredBy)
	for _, e := range d.timeline {
		join(e.By)
		join(e.Person)
	}
	for _, p := range d.rec.Presences {
		if p.Joined && !d.rec.People[p.Person].Bot {
			join(p.Person)
		}
	}
	slices.SortStableFunc(order, func(a, b incident.PersonID) int { return wrote[b] - wrote[a] })
	for _, id := range order {
		kind := ""
		if bots[id] {
			kind = " (an app)"
		}
		d.line("- %s%s: %s", d.name(id), kind, count(wrote[id], "message"))
	}
	if len(quiet) > 0 {
		d.line("- there without writing: %s", d.names(quiet))
	}
}
