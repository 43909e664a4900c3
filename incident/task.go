package incident

import (
	"strings"
	"time"
)

// Task is something to be done now, while the incident lasts.
type Task struct {
	ID     int64 // 0 before it is stored
	Number Number
	Title  string
	Owner  PersonID  // empty for nobody yet
	DueAt  time.Time // zero when nobody said
	State  TaskState
	// FollowedUp is whether it was dropped because it became a follow-up.
	FollowedUp bool
	Message    MessageID // the message it was made of; empty when it was typed
	Thread     MessageID // of that message, when it is in one

	By     PersonID
	At     time.Time
	DoneBy PersonID  // who said that it is done, or dropped it
	DoneAt time.Time // zero while it is open
}

// TaskState is where a task stands.
type TaskState string

// The states of a task.
const (
	TaskOpen    TaskState = "open"
	TaskDone    TaskState = "done"
	TaskDropped TaskState = "dropped" // not needed any more
)

// What an entry of [KindTask] tells.
const (
	TaskWasAdded    = "added"
	TaskWasTaken    = "taken"  // by who is now its owner
	TaskWasHanded   = "handed" // to Person
	TaskWasDone     = "done"
	TaskWasDropped  = "dropped"
	TaskWasReopened = "reopened"
)

// TaskWords are what a person may say of a task.
type TaskWords struct {
	Title   string
	Owner   PersonID
	DueAt   time.Time
	Message MessageID // only of a new one
	Drop    bool      // it is not needed any more
}

// TaskChange is what came of a decision about tasks.
type TaskChange struct {
	Tasks     []Task     // new ones have no ID
	FollowUps []FollowUp // new ones that tasks became
}

// OpenTasks are those still to be done.
func OpenTasks(all []Task) []Task {
	var open []Task
	for _, t := range all {
		if t.State == TaskOpen {
			open = append(open, t)
		}
	}
	return open
}

// addTask makes a task of what a person typed.
func addTask(act Act, inc *Incident, words TaskWords) (Task, *Outcome, error) {
	if inc.Status.Over() {
		return Task{}, nil, &Refusal{
			Reason: inc.Number.String() + " is " + string(inc.Status) + ": there is nothing to do now.",
			Hint:   "What is left to do afterwards is a follow-up: /incident followup. If it is back: /incident reopen.",
		}
	}
	t := Task{State: TaskOpen, By: act.By, At: act.At, Message: words.Message}
	if err := t.say(words); err != nil {
		return Task{}, nil, err
	}
	return t, t.told(act, TaskWasAdded), nil
}

func (t *Task) say(words TaskWords) error {
	title := CleanLine(words.Title)
	if title == "" {
		return &Refusal{Field: FieldTitle, Reason: "A task needs words.", Hint: "Say what is to be done now: “roll back 41”."}
	}
	if err := checkLength(title, MaxFollowUp, FieldTitle, "A task"); err != nil {
		return err
	}
	t.Title, t.Owner, t.DueAt = title, words.Owner, words.DueAt
	return nil
}

// call asks whoever was given the task to join: what they are to do is told in the channel alone. Into a private incident
// nobody is brought by the way.
func (t *Task) call(act Act, inc *Incident, out *Outcome) {
	if out != nil && t.Owner != "" && t.Owner != act.By && !inc.Private {
		out.Invited = []Invitee{{Person: t.Owner}}
	}
}

// edit changes the words of a task, or drops it.
func (t *Task) edit(act Act, words TaskWords) (*Outcome, error) {
	was := *t
	if err := t.say(words); err != nil {
		return nil, err
	}
	switch {
	case words.Drop && t.State == TaskOpen:
		t.end(act, TaskDropped)
		return t.told(act, TaskWasDropped), nil
	case !t.differs(was):
		return nil, nil
	case t.Owner != was.Owner && t.Owner == act.By:
		return t.told(act, TaskWasTaken), nil
	case t.Owner != was.Owner:
		return t.told(act, TaskWasHanded), nil
	}
	return &Outcome{}, nil // other words for it are no news
}

func (t *Task) differs(was Task) bool {
	return t.Title != was.Title || t.Owner != was.Owner || !t.DueAt.Equal(was.DueAt) || t.State != was.State
}

// take makes the task the actor's. expected is whose they believed it was.
func (t *Task) take(act Act, expected PersonID) (*Outcome, error) {
	switch {
	case t.State != TaskOpen:
		return nil, &Refusal{Reason: "This task is " + string(t.State) + " already.", Hint: "If it is not, press Not done yet."}
	case t.Owner == act.By:
		return nil, nil
	case t.Owner != expected:
		return nil, &OwnedError{Task: *t}
	}
	t.Owner = act.By
	return t.told(act, TaskWasTaken), nil
}

// OwnedError says that somebody was quicker to take a task.
type OwnedError struct{ Task Task }

func (e *OwnedError) Error() string { return "task is owned by " + string(e.Task.Owner) }

func (t *Task) finish(act Act) (*Outcome, error) {
	switch t.State {
	case TaskDone:
		return nil, nil
	case TaskDropped:
		return nil, &Refusal{Reason: "This task was dropped meanwhile.", Hint: "If it was done after all, press Not done yet first."}
	case TaskOpen:
	}
	t.end(act, TaskDone)
	return t.told(act, TaskWasDone), nil
}

func (t *Task) reopen(act Act) (*Outcome, error) {
	switch {
	case t.State == TaskOpen:
		return nil, nil
	case t.FollowedUp:
		return nil, &Refusal{Reason: "This task is a follow-up now.", Hint: "/incident followup shows it."}
	}
	t.State, t.DoneBy, t.DoneAt = TaskOpen, "", time.Time{}
	return t.told(act, TaskWasReopened), nil
}

func (t *Task) end(act Act, state TaskState) { t.State, t.DoneBy, t.DoneAt = state, act.By, act.At }

// follow makes a follow-up of a task that is still open.
func (t *Task) follow(act Act) (FollowUp, Entry) {
	f := FollowUp{State: FollowUpOpen, Title: t.Title, Owner: t.Owner, Phase: PhaseResolve, By: act.By, At: act.At}
	t.end(act, TaskDropped)
	t.FollowedUp = true
	entry := f.told(act, "").Entries[0]
	return f, entry
}

// told is the entry that says what became of it.
func (t *Task) told(act Act, what string) *Outcome {
	return one(Entry{Kind: KindTask, At: act.At, By: act.By, Text: t.Title, What: what, Person: t.Owner})
}

// TaskTitle is the title that a message suggests.
func TaskTitle(message string) string {
	line, _, _ := strings.Cut(CleanText(message), "\n")
	title := []rune(CleanLine(line))
	return strings.TrimSpace(string(title[:min(len(title), MaxFollowUp)]))
}
