package incident

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Pace is how fast a scripted exercise runs.
type Pace string

// The paces.
const (
	PaceUsual Pace = "exercise"      // three quarters of an hour
	PaceFast  Pace = "exercise fast" // a few minutes: to try it out
)

// fastBy is how many times faster a fast one runs.
const fastBy = 10

// whatDebrief is the What of the inject that ends a drill.
const whatDebrief = "debrief"

// Inject is something that an exercise says happens now.
type Inject struct {
	After time.Duration // since it was declared
	Text  string
}

// Script is a scripted exercise: what happens when, in order. Nobody need look anything up: all that is to be found out
// is in it.
func Script(pace Pace) []Inject {
	script := []Inject{
		{1 * time.Minute, "Support: forty tickets in ten minutes, all about payments. “It turns and turns and then says try again.”"},
		{4 * time.Minute, "The dashboard shows the payment service: errors went from 0.1 % to 38 % at once. Everything else is green."},
		{8 * time.Minute, "The head of sales writes to two of you in private: “What do I tell the customer I sit with? When will it be back?”"},
		{12 * time.Minute, "Somebody remembers: a new version of the payment service was rolled out shortly before the first ticket."},
		{17 * time.Minute, "The one who wrote that version is on a train, and writes: “It only moved where the key for the card provider is read from.”"},
		{22 * time.Minute, "The chief executive comes into the channel: “Who is in charge here, and what do we tell the press?”"},
		{27 * time.Minute, "The roll-back is through. Errors fall from 38 % to 4 %."},
		{33 * time.Minute, "Errors are at 0.1 % again. Support: no new tickets, but some customers were charged twice."},
		{40 * time.Minute, "Nothing new has happened for a while. Would you go back to bed?"},
	}
	if pace == PaceFast {
		for i := range script {
			script[i].After /= fastBy
		}
	}
	return script
}

// whatInject is the What of an inject's entry, by which it is told once.
func whatInject(at int) string { return fmt.Sprintf("inject %d", at+1) }

// DueInjects are the entries that a drill's script wants told by now and that are not on its timeline yet, and the debrief
// once it has ended. entries are all of its timeline.
func DueInjects(inc Incident, entries []Entry, rules Rules, now time.Time) []Entry {
	if !inc.Drill {
		return nil
	}
	told := func(what string) bool {
		return slices.ContainsFunc(entries, func(e Entry) bool { return e.Kind == KindInject && e.What == what })
	}
	inject := func(what, text string) Entry {
		return Entry{Kind: KindInject, At: now, By: inc.DeclaredBy, What: what, Text: text}
	}
	var due []Entry
	if inc.Status.Active() {
		for at, i := range Script(paceOf(entries)) {
			if paceOf(entries) != "" && !told(whatInject(at)) && !now.Before(inc.DeclaredAt.Add(i.After)) {
				due = append(due, inject(whatInject(at), i.Text))
			}
		}
	}
	if !inc.ResolvedAt.IsZero() && !told(whatDebrief) {
		due = append(due, inject(whatDebrief, Debrief(inc, entries, rules)))
	}
	return due
}

// paceOf is the pace of the exercise; empty for a drill that people play without a script.
func paceOf(entries []Entry) Pace {
	for _, e := range entries {
		if e.Kind == KindDeclared && (e.What == string(PaceUsual) || e.What == string(PaceFast)) {
			return Pace(e.What)
		}
	}
	return ""
}

// Debrief says what was quick in a drill, and what was missed.
func Debrief(inc Incident, entries []Entry, rules Rules) string {
	var took, missed []string
	after := func(what string, at time.Time, not string) {
		if at.IsZero() {
			missed = append(missed, not)
			return
		}
		took = append(took, what+" after "+inMinutes(at.Sub(inc.DeclaredAt)))
	}
	var firstUpdate, due, identified time.Time
	if severity, err := rules.Severity(string(inc.Severity)); err == nil && severity.UpdateEvery > 0 {
		due = inc.DeclaredAt.Add(severity.UpdateEvery)
	}
	late, kept := 0, 0
	for _, e := range entries {
		switch e.Kind { //nolint:exhaustive // the others tell nothing of how it went
		case KindUpdate:
			if !due.IsZero() && e.At.After(due.Add(time.Minute)) {
				late++
			}
			firstUpdate, due = orTime(firstUpdate, e.At), e.NextUpdateAt
		case KindStatus:
			if e.Now == string(Identified) {
				identified = orTime(identified, e.At)
			}
		case KindMessage, KindNote:
			kept++
		}
	}
	after("Somebody took command", inc.LeadAssignedAt, "Nobody took command.")
	after("The first update came", firstUpdate, "No update was given: nobody outside knew.")
	after("The cause was said", identified, "Nobody said when the cause was known.")
	after("Users were well", inc.MitigatedAt, "Nobody said when users were well again.")
	after("It was resolved", inc.ResolvedAt, "It was not resolved.")
	if late > 0 {
		missed = append(missed, fmt.Sprintf("%d of the updates came later than promised.", late))
	}
	if _, err := rules.Role(string(Communications)); err == nil && !slices.ContainsFunc(entries, func(e Entry) bool {
		return e.Kind == KindRole && e.Role == Communications
	}) {
		missed = append(missed, "Nobody was named to communicate: whoever commands did both.")
	}
	if kept == 0 {
		missed = append(missed, "Nothing was marked with 📌 and no note was written: the timeline is bare.")
	}
	if inc.Cause == "" && len(rules.Causes) > 0 {
		missed = append(missed, "The kind of cause was not named.")
	}
	text := "How it went\n" + bullets(took)
	if len(missed) == 0 {
		return text + "\n\nNothing was missed."
	}
	return text + "\n\nWhat was missed\n" + bullets(missed)
}

func bullets(lines []string) string { return "• " + strings.Join(lines, "\n• ") }

func inMinutes(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute) / time.Minute); {
	case d < time.Minute:
		return "less than a minute"
	case minutes == 1:
		return "a minute"
	default:
		return fmt.Sprintf("%d minutes", minutes)
	}
}

// PlayDrill tells what is due in a drill. It may be called by several processes at once: each inject is told once.
func (s *Service) PlayDrill(ctx context.Context, n Number, now time.Time) error {
	inc, err := s.store.Incident(ctx, n)
	if err != nil {
		return err
	}
	entries, _, err := s.store.Timeline(ctx, n, 0)
	if err != nil {
		return err
	}
	for _, e := range DueInjects(inc, entries, s.rules, now) {
		act := Act{By: e.By, At: now, Receipt: "drill:" + n.String() + ":" + e.What}
		if _, err := s.store.Change(ctx, act, n, func(*Incident) (*Outcome, error) { return one(e), nil }); err != nil {
			return err
		}
	}
	return nil
}
