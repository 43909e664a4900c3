package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

const (
	// patience bounds every wait for the bot. A long recording takes its time.
	patience = time.Minute
	// ahead is how many messages may be unacked before the next one is written.
	ahead = 500
	// lead is how far Slack's clock is behind the bot's while the incident is declared: what the bot says
	// then must not take the ts of a recorded message.
	lead = time.Second
)

// play is one recording on the stage.
type play struct {
	*stage.Stage
	rec *recording
	bar *bar

	cast   map[*person]*slacksim.Person
	room   *slacksim.Room
	wrote  []*slacksim.Message // by index in rec.messages
	number incident.Number
}

// perform plays the recording to its end: the incident is closed, its postmortem draft there.
func (p *play) perform(ctx context.Context) error {
	acts := []func(){p.enter, p.declare, p.talk, p.touch}
	if err := p.Play(ctx, func() { each(acts) }); err != nil {
		return err
	}
	inc, err := p.Bot.Service.InChannel(ctx, incident.ChannelID(p.room.ID()))
	if err != nil {
		return err
	}
	p.number = inc.Number
	p.bar.says("waiting until all of it is stored")
	if err := p.stored(ctx); err != nil {
		return err
	}
	p.bar.says("closing the incident")
	return p.Play(ctx, p.end)
}

func each(acts []func()) {
	for _, act := range acts {
		act()
	}
}

// enter brings the people into the workspace. Their names are what Slack shows of them; underneath they
// go by names that nobody else has, so that no two of them, nor the bot, are taken for one.
func (p *play) enter() {
	p.cast = map[*person]*slacksim.Person{}
	for i, someone := range p.rec.people {
		p.cast[someone] = p.Slack.Person(fmt.Sprintf("person  %d", i+1), slacksim.PersonOptions{
			Username: fmt.Sprintf("person-%d", i+1), DisplayName: someone.name, Bot: someone.bot,
		})
	}
}

// speaker is who does what only a person can: the first one, or the last, who wrote and is no bot.
func (p *play) speaker(messages []message) *slacksim.Person {
	if p.rec.bots() {
		return p.Slack.Person("tocsin replay")
	}
	at := slices.IndexFunc(messages, func(m message) bool { return !m.author.bot })
	return p.cast[messages[at].author]
}

// declare opens the incident through the form, and has everybody join its channel.
func (p *play) declare() {
	p.Slack.SetClock(func() time.Time { return p.Clock.Now().Add(-lead) })
	defer p.Slack.SetClock(p.Clock.Now)
	who, general := p.speaker(p.rec.messages), p.Slack.Channel("general")
	p.tells(who, general, "/incident "+p.rec.title)
	form := who.Modal()
	if out := who.Fills(form, "severity", p.rec.severity, "description", p.rec.madeUp()).Submits(); out.Kind != slacksim.Updated {
		p.Stuck("the form was not taken: %s %s %v", out.Notice, out.Reason, out.Errors)
	}
	p.room = p.Slack.ChannelNamed("inc-")
	// What the bot says must be said before the clock moves on.
	p.Slack.Until("the bot never got the incident's channel ready", func() bool {
		return p.room.Has(who) && len(p.room.Pinned()) > 0 && p.room.Topic() != "" && p.room.Purpose() != ""
	})
	form.Dismisses()
	for _, someone := range p.rec.people {
		if member := p.cast[someone]; !p.room.Has(member) {
			member.Joins(p.room)
		}
	}
}

// talk writes the messages, each at its own instant.
func (p *play) talk() {
	p.wrote = make([]*slacksim.Message, 0, len(p.rec.messages))
	for i, m := range p.rec.messages {
		p.wrote = append(p.wrote, p.cast[m.author].Wrote(p.room, m.ts, m.text, m.thread))
		p.Clock.Set(instant(m.ts))
		if (i+1)%ahead == 0 {
			p.App.Saw()
			p.bar.played(i + 1)
		}
	}
	p.App.Saw()
	p.bar.played(len(p.rec.messages))
}

// touch does what was done to messages after they were written: reactions at once, edits and deletions
// when they were made.
func (p *play) touch() {
	type change struct {
		at   time.Time
		make func()
	}
	var changes []change
	for i, m := range p.rec.messages {
		p.Clock.Set(instant(m.ts))
		for _, r := range m.reactions {
			for _, by := range r.by {
				p.cast[by].Reacts(p.wrote[i], r.name)
			}
		}
		if !m.editedAt.IsZero() && m.deletedAt.IsZero() {
			changes = append(changes, change{m.editedAt, func() { p.edited(i) }})
		}
		if !m.deletedAt.IsZero() {
			changes = append(changes, change{m.deletedAt, func() { p.cast[m.author].Deletes(p.wrote[i]) }})
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return a.at.Compare(b.at) })
	for _, c := range changes {
		p.Clock.Set(c.at)
		c.make()
	}
	p.App.Saw()
}

// edited tells the bot that a message was edited, as Slack does. The text it had before is not recorded,
// so nothing but the instant is news.
func (p *play) edited(i int) {
	m := p.rec.messages[i]
	now := map[string]any{
		"type": "message", "user": p.cast[m.author].ID, "text": m.text, "ts": m.ts,
		"edited": map[string]any{"user": p.cast[m.author].ID, "ts": stamp(m.editedAt)},
	}
	if m.thread != "" {
		now["thread_ts"] = m.thread
	}
	p.Slack.Emit("message.channels", map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": p.room.ID(), "channel_type": "channel",
		"message": now, "ts": stamp(m.editedAt),
	})
}

// stamp writes an instant as Slack does.
func stamp(t time.Time) string {
	return fmt.Sprintf("%010d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// end resolves and closes the incident, and waits for its postmortem draft.
func (p *play) end() {
	p.Clock.Set(p.rec.ends())
	backwards := slices.Clone(p.rec.messages)
	slices.Reverse(backwards)
	who := p.speaker(backwards)
	p.tells(who, p.room, "/incident resolve")
	who.Types(p.room, "/incident close the recording ends here") // which is answered with what the record lacks
	p.Slack.Until("the postmortem draft never appeared, neither as a canvas nor as a file", p.drafted)
}

// drafted reports whether the postmortem draft is to be seen: as the channel's canvas, or, if it is too
// long for one, as a file.
func (p *play) drafted() bool {
	return p.room.Canvas() != "" || slices.ContainsFunc(p.room.Messages(), func(m *slacksim.Message) bool {
		return m.Author() == p.App.Name && len(m.Files()) > 0
	})
}

// tells types a command that is answered only when it is refused.
func (p *play) tells(who *slacksim.Person, room *slacksim.Room, command string) {
	if answer := who.Types(room, command); answer != nil {
		p.Stuck("%s was answered with: %s", command, answer.Text())
	}
}

// stored waits until everything that was played is in the database as it was recorded.
func (p *play) stored(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errors.New("too late"))
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		data, err := p.json(ctx)
		if err == nil {
			err = p.compare(data)
		}
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return mismatch(err)
		}
	}
}

// mismatch is the complaint when what is stored is not what was played.
func mismatch(err error) error {
	return complain.About(fmt.Errorf("what is stored is not what was recorded: %w", err),
		"this is a mistake of ours; please report it, with the recording if you may.")
}

// json is the export of the incident, as `tocsin export` writes it.
func (p *play) json(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	err := p.Bot.Drafts.WriteJSON(ctx, p.number, &b)
	return b.Bytes(), err
}
