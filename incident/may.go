package incident

import (
	"context"
	"slices"
	"time"
)

// Who somebody is, as far as it decides what they may do.
type Who string

// The kinds of people. Whoever is several of them may do what any of them may, but guests stay guests unless the
// configuration makes them admins.
const (
	WhoGuests  Who = "Guests, and people of other workspaces"
	WhoMembers Who = "Members"
	WhoNamed   Who = "Whom `access.private` names"
	WhoAdmins  Who = "Whom `access.admins` names"
)

// Everybody lists the kinds of people, from those who may least.
func Everybody() []Who { return []Who{WhoGuests, WhoMembers, WhoNamed, WhoAdmins} }

// Deed is what people may do, or not.
type Deed string

// The deeds.
const (
	DeedRead         Deed = "Read and talk in an incident's channel, ask for its timeline, be brought up to date"
	DeedDeclare      Deed = "Declare an incident"
	DeedRun          Deed = "Run an incident: roles, updates, severity, status, notes, tasks, follow-ups, the postmortem"
	DeedSubscribe    Deed = "Subscribe to an incident, and be told of it in person"
	DeedReadPrivate  Deed = "Read a private incident whose channel they are in"
	DeedRunPrivate   Deed = "Run a private incident whose channel they are in"
	DeedAnyPrivate   Deed = "See and run any private incident, named by its number"
	DeedAdministrate Deed = "Ask for what is about the installation: `/incident doctor`"
)

// Deeds lists the deeds, in the order in which they are told.
func Deeds() []Deed {
	return []Deed{DeedRead, DeedDeclare, DeedRun, DeedSubscribe, DeedReadPrivate, DeedRunPrivate, DeedAnyPrivate, DeedAdministrate}
}

// may says who may do what. docs/who-may.md shows the same table.
var may = map[Deed][]Who{
	DeedRead:         {WhoGuests, WhoMembers, WhoNamed, WhoAdmins},
	DeedDeclare:      {WhoMembers, WhoNamed, WhoAdmins},
	DeedRun:          {WhoMembers, WhoNamed, WhoAdmins},
	DeedSubscribe:    {WhoMembers, WhoNamed, WhoAdmins},
	DeedReadPrivate:  {WhoGuests, WhoMembers, WhoNamed, WhoAdmins},
	DeedRunPrivate:   {WhoMembers, WhoNamed, WhoAdmins},
	DeedAnyPrivate:   {WhoNamed, WhoAdmins},
	DeedAdministrate: {WhoAdmins},
}

// May reports whether people of a kind may do something.
func (w Who) May(d Deed) bool { return slices.Contains(may[d], w) }

// Rights are what is known of the one who acts, as far as it decides what they may. The zero value is a member of
// the workspace.
type Rights struct {
	Guest bool // a guest, or of another workspace
	Named bool // the configuration names them for private incidents
	Admin bool // the configuration names them as an admin
}

// Who they are.
func (r Rights) Who() Who {
	switch {
	case r.Admin:
		return WhoAdmins
	case r.Guest:
		return WhoGuests
	case r.Named:
		return WhoNamed
	default:
		return WhoMembers
	}
}

// May returns a *Refusal, in kind words, when the one who acts may not do something.
func (a Act) May(d Deed) error {
	who := a.Rights.Who()
	switch {
	case who.May(d):
		return nil
	case d == DeedDeclare && who == WhoGuests:
		return &Refusal{
			Reason: "You are a guest here, and incidents are declared by members.",
			Hint:   "Tell any member what is broken, and ask them to type /incident. You can read and write in its channel as soon as they have invited you.",
		}
	case d == DeedSubscribe && who == WhoGuests:
		return &Refusal{
			Reason: "You are a guest here, and incidents are told in person to members.",
			Hint:   "Ask a member to invite you to its channel: everything is told there as well. /incident catchup says there what you missed.",
		}
	case who == WhoGuests:
		return &Refusal{
			Reason: "You are a guest here, and incidents are run by members.",
			Hint:   "Please write in the channel what should be done, and a member will do it. You can read everything here: /incident timeline, /incident catchup.",
		}
	default:
		return &Refusal{
			Reason: "That is for the admins of this installation.",
			Hint:   "Whoever runs Tocsin names them in its configuration, under access.admins.",
		}
	}
}

// Sees reports whether the one who acts may know of an incident. A private one is known to those in its channel, to
// whoever declared it or holds a role in it, and to those whom the configuration names; a public one is so to guests, to
// everybody else it is known. What comes from the channel itself needs no proof: the chat vouches for it.
func (s *Service) Sees(ctx context.Context, act Act, inc Incident) (bool, error) {
	switch {
	case act.In != "" && act.In == inc.Channel, act.Rights.Who().May(DeedAnyPrivate):
		return true, nil
	case !inc.Private && act.Rights.Who() != WhoGuests: // whom the chat shows no channel that they are not in
		return true, nil
	case act.By == "":
		return false, nil
	case inc.DeclaredBy == act.By, inc.Holds(act.By):
		return true, nil
	}
	return s.store.Present(ctx, inc.Number, act.By)
}

// guarded is a store that nobody changes who may not: whatever a verb is called, its way leads through here.
type guarded struct{ Store }

func (g guarded) Declare(ctx context.Context, act Act, form string, inc *Incident, out *Outcome) (Incident, error) {
	if err := act.May(DeedDeclare); err != nil {
		return Incident{}, err
	}
	return g.Store.Declare(ctx, act, form, inc, out)
}

func (g guarded) Change(ctx context.Context, act Act, n Number, decide func(*Incident) (*Outcome, error)) (Incident, error) {
	if err := act.May(DeedRun); err != nil {
		return Incident{}, err
	}
	return g.Store.Change(ctx, act, n, decide)
}

func (g guarded) Merge(ctx context.Context, act Act, n, into Number, decide func(part, whole *Incident) (*Outcome, *Outcome, error)) (Incident, error) {
	if err := act.May(DeedRun); err != nil {
		return Incident{}, err
	}
	return g.Store.Merge(ctx, act, n, into, decide)
}

func (g guarded) ChangeFollowUps(ctx context.Context, act Act, n Number, decide func([]FollowUp) ([]FollowUp, *Outcome, error)) ([]FollowUp, error) {
	if err := act.May(DeedRun); err != nil {
		return nil, err
	}
	return g.Store.ChangeFollowUps(ctx, act, n, decide)
}

func (g guarded) ChangeTasks(ctx context.Context, act Act, n Number, decide func(*Incident, []Task) (TaskChange, *Outcome, error)) ([]Task, error) {
	if err := act.May(DeedRun); err != nil {
		return nil, err
	}
	return g.Store.ChangeTasks(ctx, act, n, decide)
}

func (g guarded) EditEntry(ctx context.Context, act Act, n Number, id int64, decide func(Entry) (*EntryEdit, error)) error {
	if err := act.May(DeedRun); err != nil {
		return err
	}
	return g.Store.EditEntry(ctx, act, n, id, decide)
}

func (g guarded) Snooze(ctx context.Context, act Act, n Number, nudge NudgeID, decide func(Incident, Nudge, time.Time) (time.Time, error)) error {
	if err := act.May(DeedRun); err != nil {
		return err
	}
	return g.Store.Snooze(ctx, act, n, nudge, decide)
}

func (g guarded) RevisePostmortem(ctx context.Context, act Act, n Number, decide func(*Draft) (*Draft, error)) (Draft, error) {
	if err := act.May(DeedRun); err != nil {
		return Draft{}, err
	}
	return g.Store.RevisePostmortem(ctx, act, n, decide)
}

func (g guarded) AskForDrafts(ctx context.Context, act Act, n Number) error {
	if err := act.May(DeedRun); err != nil {
		return err
	}
	return g.Store.AskForDrafts(ctx, act, n)
}

func (g guarded) ChangeSubscription(ctx context.Context, act Act, n Number, decide func(Incident, time.Time) (bool, error)) (bool, error) {
	if err := act.May(DeedSubscribe); err != nil {
		return false, err
	}
	return g.Store.ChangeSubscription(ctx, act, n, decide)
}

func (g guarded) ChangeLinks(ctx context.Context, act Act, n Number, decide func([]Link) (*Link, *Outcome, error)) ([]Link, error) {
	if err := act.May(DeedRun); err != nil {
		return nil, err
	}
	return g.Store.ChangeLinks(ctx, act, n, decide)
}
