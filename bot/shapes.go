package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// slackMessage is what we read of a message, in an event or in a channel's history.
type slackMessage struct {
	Subtype  string    `json:"subtype"`
	TS       timestamp `json:"ts"`
	ThreadTS timestamp `json:"thread_ts"`
	User     string    `json:"user"`
	BotID    string    `json:"bot_id"`
	Text     string    `json:"text"`
	Edited   struct {
		TS timestamp `json:"ts"`
	} `json:"edited"`
	Files []slackFile `json:"files"`
}

type slackFile struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
}

// said reports whether it is something somebody said.
func (m slackMessage) said() bool {
	switch m.Subtype {
	case "", "bot_message", "file_share", "thread_broadcast", "me_message":
		return true
	}
	return false
}

// in is the message as the domain keeps it.
func (m slackMessage) in(channel incident.ChannelID) incident.Message {
	said := incident.Message{
		Channel: channel, ID: incident.MessageID(m.TS), Author: incident.PersonID(m.User),
		Bot: m.BotID != "", Text: m.Text, At: m.TS.time(), EditedAt: m.Edited.TS.time(),
	}
	if said.Author == "" {
		said.Author = incident.PersonID(m.BotID)
	}
	if m.ThreadTS != m.TS {
		said.Thread = incident.MessageID(m.ThreadTS)
	}
	for _, f := range m.Files {
		said.Files = append(said.Files, incident.File{ID: f.ID, Name: f.Name, Link: f.Permalink})
	}
	return said
}

// fromHistory is the same message as slack-go reads it.
func fromHistory(m slack.Message) slackMessage {
	read := slackMessage{
		Subtype: m.SubType, TS: timestamp(m.Timestamp), ThreadTS: timestamp(m.ThreadTimestamp),
		User: m.User, BotID: m.BotID, Text: m.Text,
	}
	if m.Edited != nil {
		read.Edited.TS = timestamp(m.Edited.Timestamp)
	}
	for _, f := range m.Files {
		read.Files = append(read.Files, slackFile{ID: f.ID, Name: f.Name, Permalink: f.Permalink})
	}
	return read
}

// profile is what we read of a person.
type profile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	TZ       string `json:"tz"`
	IsBot    bool   `json:"is_bot"`
	Deleted  bool   `json:"deleted"`
	// People of other workspaces have another team, or are strangers; in a company's grid one person is in several.
	TeamID       string `json:"team_id"`
	Stranger     bool   `json:"is_stranger"`
	Guest        bool   `json:"is_restricted"`
	ChannelGuest bool   `json:"is_ultra_restricted"`
	Enterprise   struct {
		Teams []string `json:"teams"`
	} `json:"enterprise_user"`
	Profile struct {
		DisplayName string `json:"display_name"`
		RealName    string `json:"real_name"`
	} `json:"profile"`
}

// person is who they are, by the name they chose to be shown by. home is our workspace.
func (p profile) person(home string) incident.Person {
	name := p.Profile.DisplayName
	for _, other := range []string{p.Profile.RealName, p.RealName, p.Name, p.ID} {
		if strings.TrimSpace(name) == "" {
			name = other
		}
	}
	return incident.Person{
		ID: incident.PersonID(p.ID), Name: incident.CleanLine(name), Zone: p.TZ, Bot: p.IsBot || p.ID == slackbot, Gone: p.Deleted,
		Guest: !p.IsBot && (p.Guest || p.ChannelGuest || p.foreign(home)),
	}
}

// slackbot says of itself that it is no bot.
const slackbot = "USLACKBOT"

// foreign reports people of another workspace than ours.
func (p profile) foreign(home string) bool {
	return p.Stranger || p.TeamID != "" && home != "" && p.TeamID != home && !slices.Contains(p.Enterprise.Teams, home)
}

// timestamp is Slack's ts: seconds, a dot, six digits. It is an identifier first and a time second,
// and never a float.
type timestamp string

// time is the instant in UTC; zero when the timestamp is none.
func (t timestamp) time() time.Time {
	seconds, micros, _ := strings.Cut(string(t), ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	us, _ := strconv.ParseInt((micros + "000000")[:6], 10, 64)
	return time.Unix(s, us*1000).UTC()
}
