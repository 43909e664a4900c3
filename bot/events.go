package bot

import (
	"encoding/json"
	"fmt"

	"github.com/tocsin-bot/tocsin/incident"
)

// Understand reads deliveries of Slack's Events API. What concerns nobody is silently nothing; what
// cannot be read is returned by delivery id, with the reason.
//
// It decodes no more than it needs: one unknown block in a message must not lose the message.
func (b *Bot) Understand(deliveries []incident.Delivery) (incident.Heard, map[string]error) {
	var heard incident.Heard
	bad := map[string]error{}
	for _, d := range deliveries {
		if err := b.understand(d, &heard); err != nil {
			bad[d.ID] = err
		}
	}
	return heard, bad
}

// understand reads one delivery. One that makes us panic is parked like any other we cannot read:
// trying it for ever would stop all that come after it.
func (b *Bot) understand(d incident.Delivery, heard *incident.Heard) (err error) {
	var kind struct {
		Type string `json:"type"`
	}
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic: %v", broken)
			b.Panicked("inbox")
		}
		if err != nil {
			err = fmt.Errorf("read event %s: %w", kind.Type, err)
		}
	}()
	var outer struct {
		Event json.RawMessage `json:"event"`
	}
	if err := json.Unmarshal(d.Body, &outer); err != nil {
		return err
	}
	if err := json.Unmarshal(outer.Event, &kind); err != nil {
		return err
	}
	if listen := listeners[kind.Type]; listen != nil {
		return listen(b, outer.Event, heard)
	}
	return nil
}

// listeners read one kind of event each.
var listeners = map[string]func(*Bot, json.RawMessage, *incident.Heard) error{
	"message":               (*Bot).hearMessage,
	"reaction_added":        (*Bot).hearReaction,
	"reaction_removed":      (*Bot).hearReaction,
	"pin_added":             (*Bot).hearPin,
	"pin_removed":           (*Bot).hearPin,
	"member_joined_channel": (*Bot).hearPresence,
	"member_left_channel":   (*Bot).hearPresence,
	"channel_left":          (*Bot).hearThrownOut,
	"group_left":            (*Bot).hearThrownOut,
	"channel_rename":        (*Bot).hearRename,
	"group_rename":          (*Bot).hearRename,
	"channel_archive":       hearLost(incident.LostArchived),
	"group_archive":         hearLost(incident.LostArchived),
	"channel_deleted":       hearLost(incident.LostDeleted),
	"group_deleted":         hearLost(incident.LostDeleted),
	"channel_unarchive":     (*Bot).hearUnarchive,
	"group_unarchive":       (*Bot).hearUnarchive,
	"user_change":           (*Bot).hearPerson,
	"channel_shared":        (*Bot).hearShared,
	"app_home_opened":       (*Bot).hearHome,
}

func (b *Bot) hearMessage(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		slackMessage
		Channel   string        `json:"channel"`
		EventTS   timestamp     `json:"event_ts"`
		DeletedTS timestamp     `json:"deleted_ts"`
		Message   *slackMessage `json:"message"`
		Previous  *slackMessage `json:"previous_message"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	channel := incident.ChannelID(e.Channel)
	switch {
	case e.Subtype == "channel_convert_to_public":
		heard.Openings = append(heard.Openings, incident.Opening{Channel: channel, At: e.TS.time(), What: incident.WarnPublic})
	case e.Subtype == "channel_convert_to_private":
		heard.Closings = append(heard.Closings, incident.Closing{Channel: channel, At: e.TS.time(), By: incident.PersonID(e.User)})
	case e.Subtype == "message_deleted":
		gone := slackMessage{TS: e.DeletedTS}
		if e.Previous != nil {
			gone = *e.Previous
			gone.TS = e.DeletedTS
		}
		b.hearDeleted(channel, gone, e.EventTS, heard)
	case e.Subtype == "message_changed" && e.Message != nil && e.Message.Subtype == "tombstone":
		// Its replies stay, so Slack keeps its place, with words of Slack's in it.
		b.hearDeleted(channel, slackMessage{TS: e.Message.TS, ThreadTS: e.Message.ThreadTS}, e.EventTS, heard)
	case e.Subtype == "message_changed" && e.Message != nil:
		b.hearSaid(channel, *e.Message, heard)
	default:
		b.hearSaid(channel, e.slackMessage, heard)
	}
	return nil
}

// hearSaid keeps what a person or another bot said. Our own messages are drawn from our rows, and what
// Slack says of joins and topics is no conversation.
func (b *Bot) hearSaid(channel incident.ChannelID, m slackMessage, heard *incident.Heard) {
	if m.said() && !b.ours(m) && m.TS != "" {
		heard.Messages = append(heard.Messages, m.in(channel))
	}
}

func (b *Bot) hearDeleted(channel incident.ChannelID, m slackMessage, at timestamp, heard *incident.Heard) {
	if !m.said() || b.ours(m) || m.TS == "" {
		return
	}
	gone := m.in(channel)
	gone.DeletedAt = at.time()
	heard.Messages = append(heard.Messages, gone)
}

func (b *Bot) ours(m slackMessage) bool {
	return m.User == b.self.UserID || m.BotID != "" && m.BotID == b.self.BotID
}

func (b *Bot) hearReaction(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Type     string    `json:"type"`
		User     string    `json:"user"`
		Reaction string    `json:"reaction"`
		EventTS  timestamp `json:"event_ts"`
		Item     struct {
			Type    string    `json:"type"`
			Channel string    `json:"channel"`
			TS      timestamp `json:"ts"`
		} `json:"item"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if e.Item.Type != "message" || e.User == b.self.UserID {
		return nil
	}
	heard.Reactions = append(heard.Reactions, incident.HeardReaction{
		Channel:  incident.ChannelID(e.Item.Channel),
		Reaction: incident.Reaction{Message: incident.MessageID(e.Item.TS), By: incident.PersonID(e.User), Name: e.Reaction},
		At:       e.EventTS.time(), Present: e.Type == "reaction_added",
	})
	return nil
}

// hearPin is about messages that people pin. What we pin ourselves is the card.
func (b *Bot) hearPin(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Type    string    `json:"type"`
		User    string    `json:"user"`
		Channel string    `json:"channel_id"`
		EventTS timestamp `json:"event_ts"`
		Item    struct {
			Type    string `json:"type"`
			Message struct {
				TS timestamp `json:"ts"`
			} `json:"message"`
		} `json:"item"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if e.Item.Type != "message" || e.Item.Message.TS == "" || e.User == b.self.UserID {
		return nil
	}
	heard.Pins = append(heard.Pins, incident.HeardPin{
		Channel: incident.ChannelID(e.Channel), Message: incident.MessageID(e.Item.Message.TS), By: incident.PersonID(e.User),
		At: e.EventTS.time(), Present: e.Type == "pin_added",
	})
	return nil
}

func (b *Bot) hearPresence(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Type    string    `json:"type"`
		User    string    `json:"user"`
		Channel string    `json:"channel"`
		Inviter string    `json:"inviter"`
		EventTS timestamp `json:"event_ts"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	joined, channel := e.Type == "member_joined_channel", incident.ChannelID(e.Channel)
	switch {
	case e.User != b.self.UserID:
		heard.Presences = append(heard.Presences, incident.HeardPresence{
			Channel: channel, Presence: incident.Presence{Person: incident.PersonID(e.User), At: e.EventTS.time(), Joined: joined},
		})
	case joined && e.Inviter != "": // else it has just created the channel and missed nothing
		heard.Rejoined = append(heard.Rejoined, channel)
	}
	return nil
}

// hearThrownOut is about ourselves: Slack tells nobody else of it in these words.
func (b *Bot) hearThrownOut(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Channel string `json:"channel"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	heard.ThrownOut = append(heard.ThrownOut, incident.ChannelID(e.Channel))
	return nil
}

func (b *Bot) hearRename(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Channel struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"channel"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	heard.Renames = append(heard.Renames, incident.Rename{Channel: incident.ChannelID(e.Channel.ID), Name: e.Channel.Name})
	return nil
}

// hearUnarchive takes the channel up again; if the bot is still out of it, being invited will.
func (b *Bot) hearUnarchive(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Channel string `json:"channel"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	heard.Rejoined = append(heard.Rejoined, incident.ChannelID(e.Channel))
	return nil
}

// hearLost is about a channel that is archived, which throws us out, or deleted.
func hearLost(what incident.Lost) func(*Bot, json.RawMessage, *incident.Heard) error {
	return func(_ *Bot, raw json.RawMessage, heard *incident.Heard) error {
		var e struct {
			Channel string    `json:"channel"`
			User    string    `json:"user"`
			EventTS timestamp `json:"event_ts"`
		}
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		heard.Lost = append(heard.Lost, incident.LostChannel{
			Channel: incident.ChannelID(e.Channel), What: what, By: incident.PersonID(e.User), At: e.EventTS.time(),
		})
		return nil
	}
}

// hearShared is about a channel that another workspace may read from now on.
func (b *Bot) hearShared(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		Channel string    `json:"channel"`
		EventTS timestamp `json:"event_ts"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	heard.Openings = append(heard.Openings, incident.Opening{Channel: incident.ChannelID(e.Channel), At: e.EventTS.time(), What: incident.WarnShared})
	return nil
}

func (b *Bot) hearPerson(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		User    profile   `json:"user"`
		EventTS timestamp `json:"event_ts"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if heard.PeopleAt = e.EventTS.time(); heard.PeopleAt.IsZero() {
		heard.PeopleAt = b.now()
	}
	heard.People = append(heard.People, e.User.person(b.self.TeamID))
	return nil
}

// hearHome is somebody looking at our Home tab. The tab with our messages needs nothing drawn.
func (b *Bot) hearHome(raw json.RawMessage, heard *incident.Heard) error {
	var e struct {
		User string `json:"user"`
		Tab  string `json:"tab"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if e.Tab == "home" && e.User != "" {
		heard.Homes = append(heard.Homes, incident.PersonID(e.User))
	}
	return nil
}
