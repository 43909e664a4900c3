package incident

import (
	"fmt"
	"strings"
	"time"
)

// Outcome is what a decision adds to the record. A nil outcome changes nothing.
type Outcome struct {
	Entries []Entry
	Work    []Work    // beside the sync that every change causes
	Invited []Invitee // whom to bring in
	Notices []Notice  // what people are told in person
}

// declare makes a new incident of what a person gave.
func declare(act Act, d Declaration, rules Rules) (*Incident, *Outcome, error) {
	title, err := Title(d.Title)
	if err != nil {
		return nil, nil, err
	}
	description, err := typedText(d.Description, FieldDescription, "What is happening")
	if err != nil {
		return nil, nil, err
	}
	severity, err := rules.Severity(or(d.Severity, string(rules.DefaultSeverity)))
	if err != nil {
		return nil, nil, err
	}
	kind, err := rules.Type(or(d.Type, string(rules.DefaultType)))
	if err != nil {
		return nil, nil, err
	}
	var service ServiceName
	if d.Service != "" {
		if service, err = rules.Service(d.Service); err != nil {
			return nil, nil, err
		}
	}
	answers, err := rules.answers(d.Fields, d.Hasty)
	if err != nil {
		return nil, nil, err
	}
	asked, err := invitees(d.Invite)
	if err != nil {
		return nil, nil, err
	}
	inc := &Incident{
		Title: title, Description: description, Service: service,
		Severity: severity.Name, Type: kind.Name, Status: Investigating,
		Private:    d.Private || kind.Private,
		Drill:      d.Drill,
		Fields:     answers,
		DeclaredBy: act.By, DeclaredAt: act.At,
		Roles: map[RoleName][]PersonID{},
	}
	entry := Entry{Kind: KindDeclared, At: act.At, By: act.By, Text: title, Now: string(severity.Name)}
	if d.Drill {
		entry.What = string(d.Exercise)
	}
	if d.Triage { // what may be nothing promises no updates
		inc.Status, entry.What = Triage, string(Triage)
	} else {
		inc.nextUpdateDue(severity, act.At)
	}
	out := one(entry)
	if d.Source != nil {
		out.Entries = []Entry{d.Source.began(act), entry}
	}
	if d.CommandLine {
		out.Entries = append(out.Entries, Entry{
			Kind: KindNote, At: act.At, By: act.By, What: WhatCommandLine, Text: "It was declared on the command line.",
		})
	}
	if len(asked) > 0 {
		invited := invite(act, asked)
		out.Entries, out.Invited = append(out.Entries, invited.Entries...), asked
	}
	return inc, out, nil
}

// TakeRole gives a role to the person acting. expected is who they believed held it: when that is no
// longer so, somebody was quicker and they are told instead of pushing that person out.
func (inc *Incident) TakeRole(act Act, role Role, expected PersonID) (*Outcome, error) {
	return inc.give(act, role, act.By, expected)
}

// TakenError says that somebody else holds the role.
type TakenError struct {
	Role   Role
	Holder PersonID // empty when it fell free meanwhile
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("role %s is held by %q", e.Role.Name, e.Holder)
}

// Tell posts a status update.
func (inc *Incident) Tell(act Act, u Update, severity Severity) (*Outcome, error) {
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	usersSee, err := typedText(u.UsersSee, FieldUsersSee, "What users see")
	if err != nil {
		return nil, err
	}
	weDo, err := typedText(u.WeDo, FieldWeDo, "What we do")
	if err != nil {
		return nil, err
	}
	if usersSee == "" && weDo == "" {
		return nil, &Refusal{Field: FieldUsersSee, Reason: "An update needs a sentence.", Hint: "Say what users see now; “unchanged” is an update too."}
	}
	if usersSee != "" {
		inc.Impact = usersSee
	}
	inc.LastUpdateAt = act.At
	inc.nextUpdateDue(severity, act.At)
	if u.Next > 0 {
		inc.NextUpdateDueAt = act.At.Add(u.Next)
	}
	if u.Next == NoNext || !inc.Status.Active() {
		inc.NextUpdateDueAt = time.Time{}
	}
	return one(Entry{Kind: KindUpdate, At: act.At, By: act.By, UsersSee: usersSee, WeDo: weDo, NextUpdateAt: inc.NextUpdateDueAt}), nil
}

// ChangeSeverity says how bad it is now, and why.
func (inc *Incident) ChangeSeverity(act Act, severity Severity, reason string) (*Outcome, error) {
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	reason, err := typedText(reason, FieldReason, "A reason")
	if err != nil {
		return nil, err
	}
	if inc.Severity == severity.Name {
		return nil, nil
	}
	was := inc.Severity
	inc.Severity = severity.Name
	if inc.Status.Active() {
		promised := inc.NextUpdateDueAt
		since := inc.LastUpdateAt
		if since.IsZero() {
			since = inc.DeclaredAt
		}
		inc.nextUpdateDue(severity, since)
		if due := inc.NextUpdateDueAt; !promised.IsZero() && (due.IsZero() || promised.Before(due)) {
			inc.NextUpdateDueAt = promised // people were told, and wait for it
		}
	}
	return one(Entry{Kind: KindSeverity, At: act.At, By: act.By, Was: string(was), Now: string(severity.Name), Text: reason}), nil
}

// ChangeStatus moves between the active statuses, resolves, closes and reopens, with a reason.
func (inc *Incident) ChangeStatus(act Act, to Status, reason string, rules Rules) (*Outcome, error) {
	reason, err := typedText(reason, FieldReason, "A reason")
	if err != nil {
		return nil, err
	}
	if inc.Status == to {
		return nil, nil
	}
	if to != Investigating {
		if err := inc.CheckOpen(); err != nil {
			return nil, err
		}
	}
	was := inc.Status
	inc.Status = to
	out := one(Entry{Kind: KindStatus, At: act.At, By: act.By, Was: string(was), Now: string(to), Text: reason})
	if !was.Active() && to.Active() && inc.Lost != "" { // told first, where it goes on
		out.Entries = []Entry{inc.goOn(act), out.Entries[0]}
	}
	switch to {
	case Investigating, Identified:
		inc.reopenClocks(was, act.At, rules)
		if was == Monitoring || !was.Active() {
			inc.MitigatedAt = time.Time{} // users are hurt again
		}
	case Monitoring:
		inc.reopenClocks(was, act.At, rules)
		inc.MitigatedAt = orTime(inc.MitigatedAt, act.At)
	case Resolved:
		inc.end(act.At)
	case Triage, Declined, Merged: // nobody comes here: each has a way of its own
		return nil, &Refusal{
			Field:  FieldStatus,
			Reason: fmt.Sprintf("%s cannot become %s this way.", inc.Number, to),
			Hint:   map[Status]string{Declined: "If it is nothing, say why: /incident decline and a sentence."}[to],
		}
	case Closed:
		inc.end(act.At)
		inc.ClosedAt = act.At
		out.Work = append(out.Work, Work{Kind: WorkDraft})
		inc.archiveLater(act.At, rules, out)
	}
	return out, nil
}

// AddNote puts a sentence on the timeline.
func (inc *Incident) AddNote(act Act, text string) (*Outcome, error) {
	note, err := typedText(text, FieldNote, "A note")
	if err != nil {
		return nil, err
	}
	if note == "" {
		return nil, &Refusal{Field: FieldNote, Reason: "A note needs words.", Hint: "Write it behind the command: /incident note we rolled back at 03:10"}
	}
	return one(Entry{Kind: KindNote, At: act.At, By: act.By, Text: note}), nil
}

// end stops the impact. An instant already known stays: closing does not move the end of the impact.
func (inc *Incident) end(now time.Time) {
	inc.MitigatedAt = orTime(inc.MitigatedAt, now)
	inc.ResolvedAt = orTime(inc.ResolvedAt, now)
	inc.ResolvedSaidAt = orTime(inc.ResolvedSaidAt, inc.ResolvedAt)
	inc.NextUpdateDueAt = time.Time{}
}

// reopenClocks forgets the ends that turned out not to be ends.
func (inc *Incident) reopenClocks(was Status, now time.Time, rules Rules) {
	if was.Active() {
		return
	}
	inc.ResolvedAt, inc.ClosedAt, inc.ArchiveAt, inc.MergedInto = time.Time{}, time.Time{}, time.Time{}, 0
	inc.ResolvedSaidAt = time.Time{}
	if severity, err := rules.Severity(string(inc.Severity)); err == nil {
		inc.nextUpdateDue(severity, now)
	}
}

func (inc *Incident) nextUpdateDue(severity Severity, since time.Time) {
	inc.NextUpdateDueAt = time.Time{}
	if severity.UpdateEvery > 0 {
		inc.NextUpdateDueAt = since.Add(severity.UpdateEvery)
	}
}

// CheckOpen returns a *Refusal when the incident is closed: what is closed is reopened first.
func (inc *Incident) CheckOpen() error {
	if !inc.Status.Over() {
		return nil
	}
	if inc.Status == Merged && inc.MergedHidden {
		return &Refusal{
			Reason: fmt.Sprintf("%s is part of another incident.", inc.Number),
			Hint:   "If they have nothing to do with each other after all, reopen this one with /incident reopen.",
		}
	}
	if inc.Status == Merged {
		return &Refusal{
			Reason: fmt.Sprintf("%s is part of %s.", inc.Number, inc.MergedInto),
			Hint:   fmt.Sprintf("Go on in %s. If they have nothing to do with each other after all, reopen this one with /incident reopen.", inc.MergedInto),
		}
	}
	return &Refusal{
		Reason: fmt.Sprintf("%s is %s.", inc.Number, inc.Status),
		Hint:   "If it is back, reopen it with /incident reopen.",
	}
}

func one(e Entry) *Outcome { return &Outcome{Entries: []Entry{e}} }

func or(s, fallback string) string {
	if strings.TrimSpace(s) == "" {
		return fallback
	}
	return s
}

func orTime(t, fallback time.Time) time.Time {
	if t.IsZero() {
		return fallback
	}
	return t
}
