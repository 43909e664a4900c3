package incident

import (
	"slices"
	"time"
)

// Kind is what a timeline entry tells.
type Kind string

// The kinds of timeline entries. KindMessage is never stored: it stands for a message of the channel
// that carries a 📌 or is pinned, for as long as it does.
const (
	KindDeclared   Kind = "declared"
	KindRole       Kind = "role"
	KindSeverity   Kind = "severity"
	KindStatus     Kind = "status"
	KindUpdate     Kind = "update"
	KindNote       Kind = "note"
	KindFollowUp   Kind = "followup"   // a person recorded one (Now is "open"), its state changed, or it was handed to Person (both are "open")
	KindService    Kind = "service"    // what is broken was named; Was and Now are services
	KindCause      Kind = "cause"      // the kind of cause was named
	KindTask       Kind = "task"       // a task was given, done or handed over; What says which
	KindCorrection Kind = "correction" // an instant or the impact was corrected; What says which, Was and Now what it said
	KindTitle      Kind = "title"      // it got another title; Was and Now are titles
	KindLink       Kind = "link"       // a link was added or, when it is Now [LinkRemoved], taken away; What is its address, Text its title
	KindPeople     Kind = "people"     // somebody was asked to join; Person is who, or Text which group
	KindMerge      Kind = "merge"      // another incident turned out to be part of this one; What is its number
	KindChannel    Kind = "channel"    // something happened to its channel; What says what: [Kept], [Moved] or a [Lost]
	KindInject     Kind = "inject"     // of a drill: what the exercise says happens now
	KindWarning    Kind = "warning"    // somebody may read a private incident who should perhaps not; What says why
	KindMessage    Kind = "message"
)

// WhatCommandLine is what a note is about that tells where an incident was declared, when that was not in the chat.
const WhatCommandLine = "command line"

// Entry is one line of the timeline: who did what, when.
type Entry struct {
	ID     int64 // 0 before it is stored, and for KindMessage
	Number Number
	Kind   Kind
	At     time.Time
	By     PersonID
	Text   string // what was typed: the note, the reason, the message

	Was, Now string // of a change of severity, status, service or cause; empty for none
	What     string // what it is about, where the kind leaves that open
	Role     RoleName
	Person   PersonID // who holds the role now
	Previous PersonID // who held it before

	UsersSee     string    // of an update
	WeDo         string    // of an update
	NextUpdateAt time.Time // of an update; zero when none was promised

	Message MessageID // of KindMessage
	Thread  MessageID // of KindMessage inside a thread
	Files   []File    // of KindMessage

	EditedBy   PersonID  // who put it otherwise; empty while it stands as it was written
	EditedAt   time.Time // when they did; zero while nobody has
	EditReason string    // why
	Hidden     bool      // left out of the timeline; only where entries are read to be edited
}

// Shown reports whether the entry is told to the channel as a message of its own. The declaration is
// not: the card tells it; that the channel is lost cannot be told there; and a task has a message of its own, which tells
// how it stands. That message names its owner, who is rung by it; but nobody is rung by an edit, so whoever gets the task
// later is named in a message again.
func (e Entry) Shown() bool {
	if e.Kind == KindTask {
		return e.What == TaskWasHanded && e.Person != ""
	}
	return e.Kind != KindDeclared && e.Kind != KindMessage && !e.lostChannel()
}

func (e Entry) lostChannel() bool {
	return e.Kind == KindChannel && e.What != Kept && e.What != Moved
}

// Announced reports whether people outside the channel are told too.
func (e Entry) Announced() bool {
	return slices.Contains(AnnouncedKinds(), e.Kind)
}

// AnnouncedKinds are the kinds of entries of which people outside the channel are told.
func AnnouncedKinds() []Kind { return []Kind{KindUpdate, KindSeverity, KindStatus} }
