package incident

import (
	"context"
	"errors"
	"time"
)

// Store keeps incidents. Each method that changes something is one transaction: the incident, its
// timeline, the receipt and the work it asks for are kept together or not at all.
type Store interface {
	// Declare numbers and keeps a new incident. If act.Receipt is known it keeps nothing and returns
	// the incident declared by it.
	Declare(ctx context.Context, act Act, form string, inc *Incident, out *Outcome) (Incident, error)
	// Change locks the incident, lets decide change it, and keeps what came of it together with a
	// sync. It keeps nothing if decide returns a nil outcome or an error, or if act.Receipt is known.
	// It returns the incident as it stands afterwards, or ErrNotFound.
	Change(ctx context.Context, act Act, n Number, decide func(*Incident) (*Outcome, error)) (Incident, error)
	// Merge locks both incidents, lets decide end the first in the second, and keeps what came of it for both. It keeps
	// nothing if decide returns nil outcomes or an error, or if act.Receipt is known.
	Merge(ctx context.Context, act Act, n, into Number, decide func(part, whole *Incident) (ofPart, ofWhole *Outcome, err error)) (Incident, error)
	// Incident returns one incident, or ErrNotFound.
	Incident(ctx context.Context, n Number) (Incident, error)
	// InChannel returns the incident that lives in a channel, or ErrNotFound.
	InChannel(ctx context.Context, channel ChannelID) (Incident, error)
	// LivedIn returns the incident that lived in a channel before it went on in another, or ErrNotFound.
	LivedIn(ctx context.Context, channel ChannelID) (Incident, error)
	// Present reports whether somebody is in an incident's channel, as far as was heard.
	Present(ctx context.Context, n Number, person PersonID) (bool, error)
	// Sketches returns what anybody may know of the open incidents; private ones are left out.
	Sketches(ctx context.Context) ([]Sketch, error)
	// OpenIncidents returns every incident that is not over, in the order of their numbers.
	OpenIncidents(ctx context.Context) ([]Incident, error)
	// FollowUps returns all follow-ups of an incident in the order they were recorded, or ErrNotFound.
	FollowUps(ctx context.Context, n Number) ([]FollowUp, error)
	// ChangeFollowUps locks the incident, lets decide change its follow-ups, and keeps those it returns
	// (new ones have no ID) together with the outcome and a sync. It keeps nothing if decide returns a
	// nil outcome or an error, or if act.Receipt is known. It returns all as they stand afterwards, or
	// ErrNotFound.
	ChangeFollowUps(ctx context.Context, act Act, n Number, decide func(all []FollowUp) ([]FollowUp, *Outcome, error)) ([]FollowUp, error)
	// Tasks returns all tasks of an incident in the order they were given, or ErrNotFound.
	Tasks(ctx context.Context, n Number) ([]Task, error)
	// Desk returns what concerns one person, in one look.
	Desk(ctx context.Context, person PersonID) (Desk, error)
	// TasksOf returns a person's open tasks, without those of private incidents that they are not in.
	TasksOf(ctx context.Context, person PersonID) ([]Task, error)
	// ChangeTasks locks the incident, lets decide change its tasks, and keeps what it returns together with the
	// outcome and a sync. It keeps nothing if decide returns a nil outcome or an error, or if act.Receipt is known.
	// It returns all as they stand afterwards, or ErrNotFound.
	ChangeTasks(ctx context.Context, act Act, n Number, decide func(inc *Incident, all []Task) (TaskChange, *Outcome, error)) ([]Task, error)
	// Snooze locks the incident, lets decide say until when a nudge's kind rests (until is what was said before),
	// and keeps that together with a sync. It keeps nothing if decide returns the same instant or an error, or if
	// act.Receipt is known. It returns ErrNotFound when the incident has no such nudge.
	Snooze(ctx context.Context, act Act, n Number, nudge NudgeID, decide func(inc Incident, said Nudge, until time.Time) (time.Time, error)) error
	// Links returns all links of an incident in the order they were added, the removed ones too, or ErrNotFound.
	Links(ctx context.Context, n Number) ([]Link, error)
	// ChangeLinks locks the incident, lets decide add or change one of its links, and keeps that together with the
	// outcome and a sync. It keeps nothing if decide returns a nil outcome or an error, or if act.Receipt is known. It
	// returns all as they stand afterwards, the removed ones too, or ErrNotFound.
	ChangeLinks(ctx context.Context, act Act, n Number, decide func(all []Link) (*Link, *Outcome, error)) ([]Link, error)
	// ChangeSubscription locks the incident and lets decide say whether the actor is told of it in person from now on;
	// since is since when they are, zero when they are not. It keeps nothing if decide returns an error, or if act.Receipt is known. It reports
	// whether they are told afterwards, or returns ErrNotFound.
	ChangeSubscription(ctx context.Context, act Act, n Number, decide func(inc Incident, since time.Time) (bool, error)) (bool, error)
	// EndSubscription ends that somebody is told of an incident; it does nothing when they are not.
	EndSubscription(ctx context.Context, n Number, person PersonID) error
	// News returns what is not told yet of a subscription, by its notice, or ErrNotFound.
	News(ctx context.Context, notice NoticeID) (News, error)
	// Postmortem returns the newest version of the postmortem, or nil before the first.
	Postmortem(ctx context.Context, n Number) (*Draft, error)
	// RevisePostmortem locks the incident and keeps what decide makes of the newest postmortem (nil before
	// the first) as the next version, together with a sync. It keeps nothing if decide returns nil or an
	// error, or if act.Receipt is known. It returns the newest version afterwards.
	RevisePostmortem(ctx context.Context, act Act, n Number, decide func(newest *Draft) (*Draft, error)) (Draft, error)
	// AskForDrafts begins a round of drafting that is not for a close, together with the work to write
	// it. It begins none if act.Receipt is known, or the newest round is not written or not read yet.
	AskForDrafts(ctx context.Context, act Act, n Number) error
	// Entries returns all entries that can be edited, the hidden ones too, in the order of time. It is empty for an
	// incident that does not exist.
	Entries(ctx context.Context, n Number) ([]Entry, error)
	// EditEntry locks the incident, lets decide say how one of its entries is put otherwise, and keeps that beside the
	// entry. It keeps nothing if decide returns nil or an error, or if act.Receipt is known. It returns a *Refusal when
	// the incident has no such entry.
	EditEntry(ctx context.Context, act Act, n Number, id int64, decide func(Entry) (*EntryEdit, error)) error
	// Timeline returns the newest entries with the messages that carry a 📌, in the order of time,
	// and how many older ones were left out.
	Timeline(ctx context.Context, n Number, newest int) (entries []Entry, older int, err error)
}

// Service is what can be done with incidents.
type Service struct {
	store Store
	rules Rules
}

// NewService returns a service. It refuses rules without a severity, a type and the commander's role.
func NewService(store Store, rules Rules) (*Service, error) {
	if store == nil {
		return nil, errors.New("incident.NewService: Store is missing")
	}
	if _, err := rules.Severity(string(rules.DefaultSeverity)); err != nil {
		return nil, err
	}
	if _, err := rules.Type(string(rules.DefaultType)); err != nil {
		return nil, err
	}
	if _, err := rules.Role(string(Commander)); err != nil {
		return nil, err
	}
	return &Service{store: guarded{store}, rules: rules}, nil
}

// Rules are the words of this installation.
func (s *Service) Rules() Rules { return s.rules }

// Declare opens an incident. It returns a *Refusal or *UnknownError about what was typed.
func (s *Service) Declare(ctx context.Context, act Act, d Declaration) (Incident, error) {
	inc, out, err := declare(act, d, s.rules)
	if err != nil {
		return Incident{}, err
	}
	return s.store.Declare(ctx, act, d.Form, inc, out)
}

// TakeRole gives the actor a role that expected is believed to hold (empty for nobody). It returns
// *TakenError when somebody else was quicker, *UnknownError for a role that does not exist, and a
// *Refusal when the incident is closed.
func (s *Service) TakeRole(ctx context.Context, act Act, n Number, role RoleName, expected PersonID) (Incident, error) {
	known, err := s.rules.Role(string(role))
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.TakeRole(act, known, expected)
	})
}

// Tell posts a status update. It returns a *Refusal when there is nothing to tell.
func (s *Service) Tell(ctx context.Context, act Act, n Number, u Update) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		severity, err := s.rules.Severity(string(inc.Severity))
		if err != nil {
			severity = Severity{Name: inc.Severity} // taken out of the configuration since: no cadence
		}
		return inc.Tell(act, u, severity)
	})
}

// ChangeSeverity says how bad it is. It returns *UnknownError for a severity that does not exist.
func (s *Service) ChangeSeverity(ctx context.Context, act Act, n Number, severity, reason string) (Incident, error) {
	known, err := s.rules.Severity(severity)
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.ChangeSeverity(act, known, reason)
	})
}

// ChangeStatus moves the incident to any status; Resolve, Close and Reopen are its common cases. It
// returns a *Refusal when a closed incident would change without being reopened.
func (s *Service) ChangeStatus(ctx context.Context, act Act, n Number, to Status, reason string) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.ChangeStatus(act, to, reason, s.rules)
	})
}

// Resolve ends the impact.
func (s *Service) Resolve(ctx context.Context, act Act, n Number, reason string) (Incident, error) {
	return s.ChangeStatus(ctx, act, n, Resolved, reason)
}

// Close ends the incident; the postmortem draft follows.
func (s *Service) Close(ctx context.Context, act Act, n Number, reason string) (Incident, error) {
	return s.ChangeStatus(ctx, act, n, Closed, reason)
}

// Reopen brings a resolved or closed incident back. One whose channel is archived or gone, active or not, goes on in
// a new one.
func (s *Service) Reopen(ctx context.Context, act Act, n Number, reason string) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if inc.Status.Active() && inc.Lost != "" {
			return one(inc.goOn(act)), nil
		}
		if inc.Status.Active() {
			return nil, nil
		}
		return inc.ChangeStatus(act, Investigating, reason, s.rules)
	})
}

// Note puts a sentence on the timeline.
func (s *Service) Note(ctx context.Context, act Act, n Number, text string) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.AddNote(act, text)
	})
}

// Incident returns one incident, or ErrNotFound.
func (s *Service) Incident(ctx context.Context, n Number) (Incident, error) {
	return s.store.Incident(ctx, n)
}

// InChannel returns the incident that lives in a channel, or ErrNotFound.
func (s *Service) InChannel(ctx context.Context, channel ChannelID) (Incident, error) {
	return s.store.InChannel(ctx, channel)
}

// LivedIn returns the incident that lived in a channel before it went on in another, or ErrNotFound.
func (s *Service) LivedIn(ctx context.Context, channel ChannelID) (Incident, error) {
	return s.store.LivedIn(ctx, channel)
}

// Timeline returns the newest entries in the order of time, and how many older ones were left out.
func (s *Service) Timeline(ctx context.Context, n Number, newest int) ([]Entry, int, error) {
	return s.store.Timeline(ctx, n, newest)
}
