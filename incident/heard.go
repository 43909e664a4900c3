package incident

import "time"

// Delivery is one event as the chat delivered it, kept before it is understood.
type Delivery struct {
	ID   string // the chat's identifier; the same event delivered twice carries the same one
	Body []byte // JSON
}

// Heard is what a batch of deliveries says about incidents' channels. Each part may come twice and in
// any order: a message is known by its channel and id and its newest edit wins, the newest word on a
// reaction wins, and a deletion stays one even when the message comes after it. What concerns
// channels that are no incident's is dropped by the store.
type Heard struct {
	Messages  []Message
	Reactions []HeardReaction
	Pins      []HeardPin
	Pinned    []HeardPinned
	Presences []HeardPresence
	Renames   []Rename
	Rejoined  []ChannelID   // the bot was invited again: it has missed something
	ThrownOut []ChannelID   // the bot is in there no more, and hears nothing
	People    []Person      // whose profile changed
	PeopleAt  time.Time     // when the last of them did
	Openings  []Opening     // channels that were made public, or shared
	Homes     []PersonID    // who has opened their home
	Lost      []LostChannel // channels that are archived or deleted
	Closings  []Closing     // channels that were made private
}

// HeardReaction is a reaction put on a message or taken away.
type HeardReaction struct {
	Channel ChannelID
	Reaction
	At      time.Time
	Present bool
}

// HeardPin is a message pinned by a person, or unpinned.
type HeardPin struct {
	Channel ChannelID
	Message MessageID
	By      PersonID
	At      time.Time
	Present bool
}

// HeardPinned is all that is pinned in a channel at an instant.
type HeardPinned struct {
	Channel  ChannelID
	Messages []MessageID
	At       time.Time
}

// HeardPresence is a person coming into a channel or leaving it.
type HeardPresence struct {
	Channel ChannelID
	Presence
}

// Opening is a channel that more people may read from now on.
type Opening struct {
	Channel ChannelID
	At      time.Time
	What    string // [WarnPublic] or [WarnShared]
}

// Closing is a channel that only those in it may read from now on.
type Closing struct {
	Channel ChannelID
	At      time.Time
	By      PersonID
}

// Rename is a channel's new name.
type Rename struct {
	Channel ChannelID
	Name    string
}

// StoredMessage is what a backfill compares with what the chat says.
type StoredMessage struct {
	ID          MessageID
	EditedAt    time.Time // zero when never edited
	Deleted     bool
	Replies     int       // how many replies stand in its thread
	LatestReply MessageID // empty when there is none
	Reactions   []Reaction
}
