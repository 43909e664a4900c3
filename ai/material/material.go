// Package material is what drafts are written from: an incident's record, and its channel's messages as
// a person reads them. A channel may hold a hundred thousand messages, so they are never held all at
// once: whoever needs them again ranges over them again.
package material

import (
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// Material is all that a draft is written from.
type Material struct {
	Record incident.Record // its Messages may be left out
	// Messages are the channel's in the order of time, those in threads among the others. It may be
	// ranged over again, and by several at once. nil takes Record.Messages.
	Messages  iter.Seq2[incident.Message, error]
	Rules     incident.Rules
	FollowUps []incident.FollowUp // recorded, dismissed or proposed already
	// Link gives the permalink of a message, or "" when it is not known. nil knows none.
	Link func(channel incident.ChannelID, message, thread incident.MessageID) string
	Now  time.Time
	Note string // said in what is drafted, as a sentence; empty for nothing
	// Mask hides credentials in what is shown. nil hides nothing.
	Mask func(string) string
}

// Said is a message that stands, as a person reads it.
type Said struct {
	incident.Message // Text in the chat's own markup; its files' names cleaned and masked
	// Plain has no markup, people by their names ("@Ada"), and credentials masked. It is empty only
	// when the message is nothing but files.
	Plain string
}

// Said ranges over the messages that stand and say something: none that was deleted, none that is
// empty, no word of the chat's own about who came and went. It ends after the first error.
func (m *Material) Said() iter.Seq2[Said, error] {
	return func(yield func(Said, error) bool) {
		for message, err := range m.Stored() {
			if err != nil {
				yield(Said{}, err)
				return
			}
			said, ok := m.Read(message)
			if ok && !yield(said, nil) {
				return
			}
		}
	}
}

// Stored ranges over the messages as they are stored, the deleted ones too.
func (m *Material) Stored() iter.Seq2[incident.Message, error] {
	if m.Messages != nil {
		return m.Messages
	}
	return func(yield func(incident.Message, error) bool) {
		for _, message := range m.Record.Messages {
			if !yield(message, nil) {
				return
			}
		}
	}
}

// Read is one message as a person reads it; ok is false when it does not stand or says nothing.
func (m *Material) Read(message incident.Message) (said Said, ok bool) {
	if !message.DeletedAt.IsZero() || comingOrGoing.MatchString(message.Text) {
		return Said{}, false
	}
	said = Said{Message: message, Plain: m.Plain(message.Text)}
	if len(message.Files) > 0 { // a copy: the list is not ours
		said.Files = make([]incident.File, 0, len(message.Files))
		for _, f := range message.Files {
			f.Name = m.mask(incident.CleanLine(f.Name))
			said.Files = append(said.Files, f)
		}
	}
	return said, said.Plain != "" || len(said.Files) > 0
}

// comingOrGoing is what a chat itself says of people, and nothing besides. Recordings have it among
// the messages.
var comingOrGoing = regexp.MustCompile(
	`^\s*(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@?[\w.-]+) (?:has|was) (?:joined|left|added to|removed from)(?: the)? (?:channel|group|<#[^>]*>|#[\w-]+)(?: by \S+)?\.?\s*$`)

// Plain is text in the chat's markup as a person reads it, with credentials masked.
func (m *Material) Plain(text string) string {
	return m.mask(incident.CleanText(mrkdwn.Plain(text, m.known)))
}

// Recorded is a timeline entry as it may be shown: with credentials masked in what was typed.
func (m *Material) Recorded(e incident.Entry) incident.Entry {
	e.Text, e.UsersSee, e.WeDo = m.mask(e.Text), m.mask(e.UsersSee), m.mask(e.WeDo)
	return e
}

func (m *Material) mask(text string) string {
	if m.Mask == nil {
		return text
	}
	return m.Mask(text)
}

// Mentioned are the people a text in the chat's markup names, each once, in order.
func Mentioned(text string) []incident.PersonID {
	if !strings.Contains(text, "<@") {
		return nil
	}
	var people []incident.PersonID
	seen := map[string]bool{}
	for _, p := range mrkdwn.Read(text) {
		if p.Kind == mrkdwn.Person && !seen[p.ID] {
			seen[p.ID] = true
			people = append(people, incident.PersonID(p.ID))
		}
	}
	return people
}

// Name is how a person is called; their id when nobody knows.
func (m *Material) Name(id incident.PersonID) string {
	if name := m.known(string(id)); name != "" {
		return name
	}
	return string(id)
}

// known is a person's name, or "".
func (m *Material) known(id string) string {
	return incident.CleanLine(m.Record.People[incident.PersonID(id)].Name)
}

// LinkTo is the permalink of a message, or "" when it is not known.
func (m *Material) LinkTo(message, thread incident.MessageID) string {
	if m.Link == nil {
		return ""
	}
	return m.Link(m.Record.Incident.ChannelOf(message), message, thread)
}
