package incident

import "time"

// Drafting is one round of writing drafts: at a close, or when somebody asks for the postmortem.
type Drafting struct {
	Number  Number
	Round   int       // 1 for the first; grows
	Closing bool      // at a close: the channel is shown the summary and the follow-ups found as well
	For     time.Time // the close, or the asking, that it is for; two rounds never share one
	Summary *Summary  // the newest of this round; nil before the first is written
	Reading Reading
}

// Reading is how far a model has come with a round.
type Reading struct {
	State    ReadingState
	Messages int    // how many it reads
	Part     int    // parts read so far
	Parts    int    // parts in all; 0 before they are counted
	Problem  string // why it gave up, as a sentence
}

// ReadingState is where a model's reading stands.
type ReadingState string

// The states of a reading.
const (
	ReadingNone    ReadingState = ""        // no model is asked
	ReadingWaiting ReadingState = "waiting" // it will be
	ReadingNow     ReadingState = "reading"
	ReadingDone    ReadingState = "done"   // what it wrote has replaced what was there
	ReadingFailed  ReadingState = "failed" // what was there stays
)

// Over reports whether nothing more comes of it.
func (r Reading) Over() bool {
	return r.State == ReadingNone || r.State == ReadingDone || r.State == ReadingFailed
}

// Drafts are what one pass over a channel has written.
type Drafts struct {
	Summary   Summary
	FollowUps []FollowUp // proposals that nobody has recorded yet
	// Postmortem is the whole document in Markdown, before it is merged with what people wrote.
	Postmortem string
	Made       Made
}

// ModelCall is one call of a language model, as it is recorded.
type ModelCall struct {
	Number    Number
	Round     int    // of the drafting it was made for; 0 for none
	Purpose   string // "map", "reduce", "postmortem" or "catchup"
	Prompt    string // the prompt and its version, such as "map@1"
	Model     string // as the endpoint names it
	TokensIn  int    // as the endpoint counted them, or as we did when it did not
	TokensOut int
	Cost      Cost
	Took      time.Duration // until the last byte, with every retry
	Outcome   CallOutcome
	Kept      int       // claims that passed the check
	Dropped   int       // claims that did not
	At        time.Time // when it was begun
}

// CallOutcome is how a call of a model ended.
type CallOutcome string

// The outcomes of a call.
const (
	CallOK      CallOutcome = "ok"
	CallInvalid CallOutcome = "invalid" // an answer that is not what was asked for
	CallRefused CallOutcome = "refused" // the model would not
	CallCut     CallOutcome = "cut"     // the answer ended in the middle
	CallLimited CallOutcome = "limited" // too many requests, or the quota is used up
	CallFailed  CallOutcome = "failed"  // no answer, or an error
)

// Spent is what models have cost an incident so far.
type Spent struct {
	Calls  int
	Tokens int // in and out
	Cost   Cost
}

// CatchUp is what a person who comes late needs to know.
type CatchUp struct {
	Incident Incident
	Since    time.Time // when this reader last wrote here or was last told; zero for never
	Tried    []Claim   // what was done or decided
	Open     []Claim   // what nobody has answered
	Changed  []Entry   // what was recorded since Since, or all when that is zero
	Claims   []Claim   // what was found out and said since, most telling first
	Made     Made
}
