package incident

import (
	"slices"
	"strings"
	"time"
)

// FollowUp is something to be done after the incident.
type FollowUp struct {
	ID       int64 // 0 before it is stored
	Number   Number
	Title    string
	Owner    PersonID  // empty for nobody yet
	Due      time.Time // the day, at midnight UTC; zero for none
	Phase    Phase
	State    FollowUpState
	Ticketed bool // the channel says that a ticket exists already

	// What a machine proposed; all empty when a person wrote it.
	Round      int    // of the drafting that found it
	Cites      []Cite // the messages it was found in
	Proposed   string // its title as it was proposed
	ProposedBy string // a model's name, or [MadeByTimeline]

	By        PersonID // who recorded, accepted or dismissed it; empty while it is only proposed
	At        time.Time
	DecidedAt time.Time // when somebody accepted or dismissed the proposal; zero otherwise
	DoneAt    time.Time // zero until it is done
	Later     time.Time // the day from which its owner wants to be reminded, at midnight UTC; zero when they did not say
	HandedAt  time.Time // when HandedBy gave it to its owner; zero while it is whose it was at first
	HandedBy  PersonID
}

// Phase is what a follow-up is for.
type Phase string

// The phases.
const (
	PhaseResolve  Phase = "resolve"  // finish what the incident began
	PhasePrevent  Phase = "prevent"  // make it not happen again, or hurt less
	PhaseDiscover Phase = "discover" // find out what is not understood
)

// Phases are all phases.
func Phases() []Phase { return []Phase{PhaseResolve, PhasePrevent, PhaseDiscover} }

// Meaning says what a phase is for in one line.
func (p Phase) Meaning() string {
	switch p {
	case PhaseResolve:
		return "Finish what the incident began"
	case PhasePrevent:
		return "Make it not happen again, or hurt less"
	case PhaseDiscover:
		return "Find out what is not understood yet"
	}
	return ""
}

// FollowUpState is where a follow-up stands.
type FollowUpState string

// The states of a follow-up.
const (
	FollowUpProposed  FollowUpState = "proposed" // found by a machine; nobody has looked at it
	FollowUpOpen      FollowUpState = "open"
	FollowUpDone      FollowUpState = "done"
	FollowUpDismissed FollowUpState = "dismissed"
)

// Recorded reports whether a person has taken it on: it is open or done.
func (f FollowUp) Recorded() bool { return f.State == FollowUpOpen || f.State == FollowUpDone }

// FollowUpWords are what a person may say of a follow-up.
type FollowUpWords struct {
	Title string
	Owner PersonID
	Due   time.Time // only its day counts; zero for none
	Phase Phase     // empty takes PhasePrevent
	// Message is what it was made of, and Thread the thread of that; only of a new one, and empty when it was typed.
	Message, Thread MessageID
}

// record makes an open follow-up of what a person typed.
func recordFollowUp(act Act, words FollowUpWords) (FollowUp, *Outcome, error) {
	f := FollowUp{State: FollowUpOpen, By: act.By, At: act.At}
	if words.Message != "" {
		f.Cites = []Cite{{Message: words.Message, Thread: words.Thread}}
	}
	if err := f.say(words); err != nil {
		return FollowUp{}, nil, err
	}
	return f, f.told(act, ""), nil
}

// say takes over what a person says of it.
func (f *FollowUp) say(words FollowUpWords) error {
	title := CleanLine(words.Title)
	if title == "" {
		return &Refusal{Field: FieldTitle, Reason: "A follow-up needs words.", Hint: "Say what will be done: “alert when the disk is 80 % full”."}
	}
	if err := checkLength(title, MaxFollowUp, FieldTitle, "A follow-up"); err != nil {
		return err
	}
	phase := Phase(or(string(words.Phase), string(PhasePrevent)))
	if phase.Meaning() == "" {
		return &UnknownError{What: "phase", Got: string(phase), Known: []string{string(PhaseResolve), string(PhasePrevent), string(PhaseDiscover)}}
	}
	f.Title, f.Owner, f.Phase, f.Due = title, words.Owner, phase, day(words.Due)
	return nil
}

// MaxFollowUp is how many characters a follow-up's title has at most.
const MaxFollowUp = 300

// accept records a proposal, with a person's words if they gave any. One that was decided already
// stays as it is.
func (f *FollowUp) accept(act Act, words *FollowUpWords) error {
	if f.State != FollowUpProposed {
		return nil
	}
	if words != nil {
		if err := f.say(*words); err != nil {
			return err
		}
	}
	f.State, f.By, f.DecidedAt = FollowUpOpen, act.By, act.At
	return nil
}

// edit changes the words of one that is recorded, or accepts a proposal with these words.
func (f *FollowUp) edit(act Act, words FollowUpWords) error {
	switch f.State {
	case FollowUpProposed:
		return f.accept(act, &words)
	case FollowUpDismissed:
		return &Refusal{Reason: "This follow-up was dismissed meanwhile.", Hint: "Record it anew with /incident followup."}
	default:
		was := f.Owner
		err := f.say(words)
		if err == nil && f.State == FollowUpOpen {
			f.handed(act, was)
		}
		return err
	}
}

func (f *FollowUp) dismiss(act Act) error {
	switch f.State {
	case FollowUpProposed:
		f.State, f.By, f.DecidedAt = FollowUpDismissed, act.By, act.At
	case FollowUpOpen, FollowUpDone:
		return &Refusal{Reason: "This follow-up was accepted meanwhile.", Hint: "See all of them with /incident followup."}
	case FollowUpDismissed:
	}
	return nil
}

// finish says that it is done.
func (f *FollowUp) finish(act Act) (*Outcome, error) {
	switch f.State {
	case FollowUpDone:
		return nil, nil
	case FollowUpOpen:
	default:
		return nil, &Refusal{Reason: "Only a recorded follow-up can be done.", Hint: "Accept it first."}
	}
	was := f.State
	f.State, f.DoneAt = FollowUpDone, act.At
	return f.told(act, was), nil
}

func (f *FollowUp) told(act Act, was FollowUpState) *Outcome {
	return one(Entry{
		Kind: KindFollowUp, At: act.At, By: act.By, Text: f.Title, Person: f.Owner, Was: string(was), Now: string(f.State),
	})
}

// day is midnight UTC of an instant's day; zero stays zero.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// KnownFollowUp reports whether a proposal says what is recorded, dismissed or proposed already: it
// cites the same message, or has the same words.
func KnownFollowUp(proposal FollowUp, all []FollowUp) bool {
	return slices.ContainsFunc(all, func(f FollowUp) bool {
		if strings.EqualFold(CleanLine(f.Title), CleanLine(proposal.Title)) {
			return true
		}
		return slices.ContainsFunc(proposal.Cites, func(c Cite) bool {
			return slices.ContainsFunc(f.Cites, func(other Cite) bool { return other.Message == c.Message })
		})
	})
}
