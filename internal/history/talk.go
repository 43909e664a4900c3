package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// talk is the conversation of an incident from its declaration to its end.
type talk struct {
	*story
	newest time.Time // of the messages so far: no two share an instant
}

// converse fills the channel: bursts of messages with pauses in between, more often at the beginning.
func (t *talk) converse() {
	if t.happens(.35) {
		t.says(t.watchman(), t.declared.Add(20*time.Second), "🔥 "+t.fill(one(t.chance, alarms)))
	}
	pause := 7 * time.Minute
	for at := t.declared.Add(t.about(50*time.Second, .5)); at.Before(t.ends); at = at.Add(t.about(pause, .6)) {
		size := max(1, int(float64(t.between(2, 9))*t.o.Talk*t.lively()))
		at = t.burst(at, size)
		pause = min(pause+time.Duration(t.between(0, 3))*time.Minute, 40*time.Minute)
	}
}

// lively is more in a bad incident, where more people are.
func (t *talk) lively() float64 { return .5 + .12*float64(len(t.responders)) }

// burst are some messages right after one another, and what others think of them. It returns when it ends.
func (t *talk) burst(at time.Time, size int) time.Time {
	var root incident.MessageID
	for range size {
		who, here := t.someone(at)
		if !here {
			return at
		}
		if !at.Before(t.ends) {
			return at
		}
		m := t.says(t.people[who].ID, at, t.line(at))
		switch {
		case root != "" && t.happens(.18):
			m.Thread = root
		case t.happens(.3):
			root = m.ID
		}
		if t.happens(.03) {
			m.EditedAt = m.At.Add(t.about(40*time.Second, .5))
		}
		if t.happens(.004) {
			m.DeletedAt = m.At.Add(t.about(time.Minute, .5))
		}
		t.reactions(*m)
		at = at.Add(t.about(time.Duration(float64(28*time.Second)/max(1, t.o.Talk)), .8)) // who says more types faster
	}
	return at
}

// says puts a message into the channel.
func (t *talk) says(by incident.PersonID, at time.Time, text string) *incident.Message {
	at = at.Truncate(time.Microsecond)
	if !at.After(t.newest) {
		at = t.newest.Add(time.Microsecond)
	}
	t.newest = at
	t.past.Messages = append(t.past.Messages, incident.Message{
		Channel: t.past.Incident.Channel, ID: messageID(at), Author: by, Bot: by == t.watchman(), Text: text, At: at,
	})
	return &t.past.Messages[len(t.past.Messages)-1]
}

// messageID is the id that Slack gives a message of that instant.
func messageID(at time.Time) incident.MessageID {
	return incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000))
}

// someone is who speaks: the commander more than others.
func (t *talk) someone(at time.Time) (who int, here bool) {
	i := t.weighed(len(t.responders), func(i int) float64 {
		r := t.responders[i]
		switch {
		case at.Before(r.from) || at.After(r.until):
			return 0
		case r.who == t.commander:
			return 2
		default:
			return r.share
		}
	})
	if i < 0 {
		return 0, false
	}
	return t.responders[i].who, true
}

// reactions are what others think of a message.
func (t *talk) reactions(m incident.Message) {
	if !t.happens(.16) {
		return
	}
	name := one(t.chance, []string{"eyes", "eyes", "+1", "+1", "white_check_mark", "pray", "tada", "pushpin"})
	var by []incident.PersonID
	for range t.between(1, 3) {
		at := m.At.Add(t.about(25*time.Second, .8))
		who, here := t.someone(at)
		if !here || !at.Before(t.ends) || slices.Contains(by, t.people[who].ID) {
			continue
		}
		by = append(by, t.people[who].ID)
		t.past.Reactions = append(t.past.Reactions, incident.HeardReaction{
			Channel: m.Channel, Reaction: incident.Reaction{Message: m.ID, By: t.people[who].ID, Name: name}, At: at, Present: true,
		})
		if name == "pushpin" {
			return // one is enough to have it on the timeline
		}
	}
}

// line is what somebody says, by how far things have come.
func (t *talk) line(at time.Time) string {
	lines := looking
	switch {
	case at.Before(t.declared.Add(4 * time.Minute)):
		lines = opening
	case !t.mitigated.IsZero() && at.After(t.mitigated):
		lines = watching
	case t.happens(.25):
		lines = chatting
	case at.After(t.identified):
		lines = mending
	}
	return t.fill(one(t.chance, lines))
}

// fill puts words into a line.
func (t *story) fill(line string) string {
	if !strings.Contains(line, "{") {
		return line
	}
	return strings.NewReplacer("{service}", string(t.service.name), "{cause}", string(t.trouble.cause),
		"{part}", one(t.chance, parts), "{n}", fmt.Sprint(t.between(3, 90)), "{m}", fmt.Sprint(t.between(2, 30))).Replace(line)
}
