package incident

import "time"

// Cite is a message and the words of it that something rests on.
type Cite struct {
	Message MessageID `json:"message"`
	Thread  MessageID `json:"thread,omitempty"` // the thread the message is in; empty outside threads
	Quote   string    `json:"quote"`            // a verbatim part of the message
}

// Section says what a claim is about.
type Section string

// The sections of a summary, in the order in which they are read.
const (
	SectionImpact   Section = "impact"   // what users see
	SectionCause    Section = "cause"    // why it happened
	SectionAction   Section = "action"   // what was done
	SectionDecision Section = "decision" // what was decided
	SectionStatus   Section = "status"   // how things stood
	SectionQuestion Section = "question" // what is still open
)

// Sections are all sections, in the order in which they are read.
func Sections() []Section {
	return []Section{SectionImpact, SectionCause, SectionAction, SectionDecision, SectionStatus, SectionQuestion}
}

// Claim is one sentence about the incident with the messages it rests on. A claim without a citation
// is never kept.
type Claim struct {
	Section Section   `json:"section"`
	At      time.Time `json:"at"` // of the first message cited
	Text    string    `json:"text"`
	Cites   []Cite    `json:"cites"`
}

// Made says how a draft came about.
type Made struct {
	By       string    // a model's name, or [MadeByTimeline]
	Model    bool      // whether a language model wrote it
	At       time.Time // when it was made
	Messages int       // how many messages it was written from
	Dropped  int       // claims left out for want of evidence
	Cost     Cost      // what it cost
	Note     string    // what went wrong or was cut short, as a sentence; empty when nothing
}

// MadeByTimeline is what a draft says wrote it when no model did.
const MadeByTimeline = "written from the timeline, no model"

// Cost is money in millionths of a US dollar: one call may cost less than a cent.
type Cost int64

// Dollar is one US dollar.
const Dollar Cost = 1_000_000

// Summary is what a channel says about its incident, each sentence cited.
type Summary struct {
	Claims []Claim
	Made   Made
}
