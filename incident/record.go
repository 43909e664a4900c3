package incident

import "time"

// Person is what we know of someone.
type Person struct {
	ID   PersonID
	Name string // as shown; falls back to the id
	Zone string // IANA name; empty when unknown
	Bot  bool
	Gone bool // deactivated in the chat
	// Guest is whether they may only read and talk: a guest of the workspace, or of another one.
	Guest bool
}

// Message is one message of an incident's channel, as it reads now.
type Message struct {
	Channel   ChannelID
	ID        MessageID
	Thread    MessageID // the thread's first message; empty outside threads
	Author    PersonID
	Bot       bool
	Text      string // the chat's own markup
	At        time.Time
	EditedAt  time.Time // zero when never edited
	DeletedAt time.Time // zero when it still stands
	Files     []File
}

// File is a file attached to a message.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Link string `json:"link"` // asks for a login of the chat; never public
}

// Reaction is someone's reaction to a message.
type Reaction struct {
	Message MessageID
	By      PersonID
	Name    string
}

// Presence is someone coming into the channel or leaving it.
type Presence struct {
	Person PersonID
	At     time.Time
	Joined bool // false when they left
}

// Holding is who held a role, from when to when.
type Holding struct {
	Role   RoleName
	Person PersonID
	From   time.Time
	Until  time.Time // zero while they hold it
}

// Record is all that is stored of one incident, each list in the order of time.
type Record struct {
	Incident  Incident
	Holdings  []Holding
	Timeline  []Entry // with the messages that carry a 📌
	Messages  []Message
	Reactions []Reaction
	Presences []Presence
	People    map[PersonID]Person
	Home      string // the chat's web address, links to messages start with it; empty when unknown
}

// Name is how a person is called in writing.
func (r *Record) Name(id PersonID) string {
	if p, ok := r.People[id]; ok && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// Draft is a version of the postmortem: as a machine wrote it, or as a person edited it.
type Draft struct {
	Number   Number
	Version  int    // 1 for the first; grows with each draft and each edit
	Markdown string // as it reads
	// Machine is what the machine wrote last, of which Markdown is the edited form. The same while
	// nobody has edited it.
	Machine  string
	EditedBy PersonID // whose edit made this version; empty when a machine did
	// Differs is what the machine would say otherwise where people's words stayed, in Markdown; empty
	// when nothing.
	Differs string
	Made    Made // how Machine came about
	Words   int  // words in Machine
	Kept    int  // how many of them still stand in Markdown
}
