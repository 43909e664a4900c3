// Package bot is Slack in and Slack out.
//
// In: an envelope is decoded, becomes one call of the incident service, and is answered on its ack;
// nothing else is called from a handler but views and response URLs. Out: [Bot.Sync] compares what an
// incident should show with what Slack is known to show, and does what differs. The two meet only in
// the store.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Store is what the bot reads and writes beside the service. The store package serves it.
type Store interface {
	// Picture returns all that is needed to draw an incident, or incident.ErrNotFound.
	Picture(ctx context.Context, n incident.Number) (incident.Picture, error)
	// Sending notes that calls for these surfaces are about to be made.
	Sending(ctx context.Context, n incident.Number, surfaces []incident.Surface) error
	// Keep notes what became of surfaces.
	Keep(ctx context.Context, n incident.Number, surfaces []incident.Surface) error
	// ChannelMade notes the incident's channel together with its surface.
	ChannelMade(ctx context.Context, n incident.Number, surface incident.Surface, name string) error
	// NextChannelMade does so for one that lived in another channel before; made is when this one was.
	NextChannelMade(ctx context.Context, n incident.Number, surface incident.Surface, name string, made time.Time) error
	// LeaveChannel has the incident leave its channel: everything is to be shown anew in the next one.
	LeaveChannel(ctx context.Context, n incident.Number, channel incident.ChannelID, at time.Time) error
	// Drawn notes that entries need no more drawing.
	Drawn(ctx context.Context, n incident.Number, entries []int64) error
	// KeepInvited notes what became of invitations.
	KeepInvited(ctx context.Context, n incident.Number, invited []incident.Invited) error
	// NudgesSettled notes that these nudges need no more drawing.
	NudgesSettled(ctx context.Context, n incident.Number, nudges []incident.NudgeID) error
	// Exclusively runs do while no other process does so for the same incident; it waits its turn.
	Exclusively(ctx context.Context, n incident.Number, do func(context.Context) error) error

	// NoticePicture returns all that is needed to draw a notice, or incident.ErrNotFound.
	NoticePicture(ctx context.Context, id incident.NoticeID) (incident.NoticePicture, error)
	// SendingNotice, KeepNotice and ExclusivelyNotice are Sending, Keep and Exclusively for a notice.
	SendingNotice(ctx context.Context, id incident.NoticeID, surfaces []incident.Surface) error
	KeepNotice(ctx context.Context, id incident.NoticeID, surfaces []incident.Surface) error
	ExclusivelyNotice(ctx context.Context, id incident.NoticeID, do func(context.Context) error) error
	// ExclusivelyHome is Exclusively for somebody's Home tab.
	ExclusivelyHome(ctx context.Context, who incident.PersonID, do func(context.Context) error) error
	// MakeNotice keeps what is to be said, once for each key, and asks for it to be drawn.
	MakeNotice(ctx context.Context, n incident.Notice) (id incident.NoticeID, made bool, err error)
	// TouchNotice has a notice drawn again.
	TouchNotice(ctx context.Context, id incident.NoticeID) error
	// NewsTold notes up to which entry a subscriber needs to be told nothing more.
	NewsTold(ctx context.Context, id incident.NoticeID, entry int64) error
	// KeepFigures and WantsFigures are about whether a person wants their own figures every week.
	KeepFigures(ctx context.Context, person incident.PersonID, wanted bool) error
	WantsFigures(ctx context.Context, person incident.PersonID) (bool, error)

	// PeopleIn returns who is in an incident's channel, as far as was heard, and who holds a role in it; no programs.
	PeopleIn(ctx context.Context, n incident.Number) ([]incident.PersonID, error)

	// Hear keeps what happened in incidents' channels.
	Hear(ctx context.Context, heard incident.Heard) error
	// Conversation returns what is stored of the messages with from <= id <= to outside threads.
	Conversation(ctx context.Context, channel incident.ChannelID, from, to incident.MessageID) ([]incident.StoredMessage, error)
	// ThreadReplies returns what is stored of a thread's replies.
	ThreadReplies(ctx context.Context, channel incident.ChannelID, thread incident.MessageID) ([]incident.StoredMessage, error)
	// MarkDeleted notes that messages are gone.
	MarkDeleted(ctx context.Context, channel incident.ChannelID, ids []incident.MessageID, at time.Time) error

	// UnknownPeople returns those who appear in an incident and whose names are not known yet.
	UnknownPeople(ctx context.Context, n incident.Number) ([]incident.PersonID, error)
	// KeepPeople notes who people are.
	KeepPeople(ctx context.Context, people []incident.Person) error
	// People returns what is known of these people, by their ids.
	People(ctx context.Context, ids []incident.PersonID) (map[incident.PersonID]incident.Person, error)
	// IsGuest reports whether somebody is a guest; known is false when that was not learned yet.
	IsGuest(ctx context.Context, person incident.PersonID) (guest, known bool, err error)
	// DayOf is which day an instant is on a person's calendar, at midnight UTC.
	DayOf(ctx context.Context, person incident.PersonID, at time.Time, unknown *time.Location) (time.Time, error)
	// KeepTold notes that somebody was brought up to date with what was there at an instant.
	KeepTold(ctx context.Context, n incident.Number, person incident.PersonID, at time.Time) error
}

// Options are what a Bot needs. Slack, Service and Store must be set.
type Options struct {
	Slack   *slack.Client
	Service *incident.Service
	Store   Store
	// Broadcast is the channel, by id or #name, where incidents are announced; empty for none.
	Broadcast string
	// ChannelName is the template of channel names; {number} and {slug} are replaced.
	ChannelName string
	// CatchUp is what a reader needs to know, without a model; nobody is brought up to date when nil.
	CatchUp func(ctx context.Context, n incident.Number, reader incident.PersonID) (incident.CatchUp, error)
	// Reads reports whether a model may read an incident, and so is asked for a fuller catch-up, by
	// WorkCatchUp; nil reads none.
	Reads func(incident.Incident) bool
	// SuggestUpdate is what a status update could say; nothing is suggested when nil.
	SuggestUpdate func(ctx context.Context, n incident.Number) (incident.Update, error)
	// ReportChannel is the channel, by id or #name, where the weekly report is posted; empty for none. It is looked
	// for when there is something to post.
	ReportChannel string
	// Zone is where weeks begin; UTC when nil.
	Zone *time.Location
	// Pictures draws the pictures of a report; nil draws none.
	Pictures func(load.Report) ([]Picture, error)
	// Report is what a period cost, as a reader may see it, and Figures what it cost them. Both take the period as it
	// was typed, and return an incident.Refusal when it is none. Nobody can ask when they are nil.
	Report  func(ctx context.Context, reader incident.PersonID, period string) (load.Report, error)
	Figures func(ctx context.Context, reader incident.PersonID, period string) (load.Figures, error)
	// Doctor looks the installation over, for admins; it cannot be asked for when nil.
	Doctor func(ctx context.Context) []view.Finding
	// Admin and Named report whom the configuration names as admins, and for private incidents; nobody when nil.
	Admin, Named func(incident.PersonID) bool
	// Admins are whom the configuration names as admins; nobody when nil.
	Admins func() []incident.PersonID
	// Enqueue asks for work; must be set when Reads is.
	Enqueue func(ctx context.Context, work ...incident.Work) error
	// EditPace is the shortest time between two edits of one message; 1.2 s when zero.
	EditPace time.Duration
	// Now gives the instant of an act; time.Now when nil.
	Now func() time.Time
	Log *slog.Logger
	// Surfaces hears the outcome of every surface drawn ("shown", "stuck", "waiting", "unsure"); may be nil.
	Surfaces func(outcome string)
	// Panicked hears where a panic was survived; may be nil.
	Panicked func(where string)
}

// Bot answers people and draws incidents. It keeps nothing that a second replica would need.
type Bot struct {
	Options
	self  Identity
	after sync.WaitGroup // replies that outlive the ack
}

// Identity is who the bot is in its workspace.
type Identity struct {
	TeamID string
	Home   string // the workspace's web address, ending in a slash
	UserID string
	BotID  string
}

// Identify asks Slack who the token belongs to.
func Identify(ctx context.Context, client *slack.Client) (Identity, error) {
	who, err := client.AuthTestContext(ctx)
	if err != nil {
		return Identity{}, fmt.Errorf("ask Slack who we are: %w", err)
	}
	return Identity{TeamID: who.TeamID, Home: who.URL, UserID: who.UserID, BotID: who.BotID}, nil
}

// New returns a bot that acts as self.
func New(self Identity, o Options) (*Bot, error) {
	switch {
	case o.Slack == nil:
		return nil, errors.New("bot.New: Slack is missing")
	case o.Service == nil:
		return nil, errors.New("bot.New: Service is missing")
	case o.Store == nil:
		return nil, errors.New("bot.New: Store is missing")
	case self.UserID == "":
		return nil, errors.New("bot.New: the bot's own user id is missing")
	}
	if o.Reads != nil && o.Enqueue == nil {
		return nil, errors.New("bot.New: Enqueue is missing, and Reads is set")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.EditPace == 0 {
		o.EditPace = editPace
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Surfaces == nil {
		o.Surfaces = func(string) {}
	}
	if o.Panicked == nil {
		o.Panicked = func(string) {}
	}
	if o.Admins == nil {
		o.Admins = func() []incident.PersonID { return nil }
	}
	if o.Admin == nil {
		o.Admin = func(incident.PersonID) bool { return false }
	}
	if o.Named == nil {
		o.Named = func(incident.PersonID) bool { return false }
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.ChannelName == "" {
		o.ChannelName = "inc-{number}-{slug}"
	}
	return &Bot{Options: o, self: self}, nil
}

// Wait returns when every reply that was still under way has been sent or given up.
func (b *Bot) Wait() { b.after.Wait() }

func (b *Bot) now() time.Time { return b.Now().UTC() }

func (b *Bot) rules() incident.Rules { return b.Service.Rules() }

// Permalink is the address of a message; home is the workspace's web address.
func Permalink(home string, channel incident.ChannelID, message, thread incident.MessageID) string {
	if home == "" || channel == "" || message == "" {
		return ""
	}
	link := strings.TrimSuffix(home, "/") + "/archives/" + string(channel) + "/p" + strings.ReplaceAll(string(message), ".", "")
	if thread != "" && thread != message {
		link += "?thread_ts=" + string(thread) + "&cid=" + string(channel)
	}
	return link
}
