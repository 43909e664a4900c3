package incident

import (
	"context"
	"slices"
	"time"
)

// Communications is the role of the person who tells everybody outside the channel, where an installation has it.
const Communications RoleName = "communications"

// Seen is what must be known beside an incident to say what is still to be done in it.
type Seen struct {
	Marked    int        // messages that carry a 📌
	Noted     int        // notes on the timeline
	Tasks     []Task     // all of them
	FollowUps []FollowUp // all of them, the proposed and dismissed ones too
	Draft     *Draft     // the newest postmortem; nil before the first
}

// Do names what an item of a checklist is done with: a button wherever the item is shown.
type Do string

// What items are done with.
const (
	DoAccept      Do = "accept" // it is an incident
	DoCommand     Do = "command"
	DoUpdate      Do = "update"
	DoCommunicate Do = "communicate" // take the communications lead
	DoNote        Do = "note"
	DoIdentified  Do = "identified" // say that the cause is known
	DoMonitoring  Do = "monitoring" // say that users are well again
	DoResolve     Do = "resolve"
	DoCause       Do = "cause" // name the kind of cause
	DoTasks       Do = "tasks" // look through those that are open
	DoFollowUp    Do = "followup"
	DoFollowUps   Do = "followups" // look through those recorded and proposed
	DoClose       Do = "close"
	DoPostmortem  Do = "postmortem"
)

// Item is one thing to do in the state an incident is in.
type Item struct {
	What string // in a few words
	Why  string // a line for somebody who has never done it
	Do   Do     // what does it with one click
	Done bool
}

// Checklist is what to do in the state the incident is in, in the order in which to do it. It is empty where nothing
// is left to be done.
func Checklist(inc Incident, seen Seen, rules Rules, now time.Time) []Item {
	switch inc.Status {
	case Triage:
		return []Item{
			{What: "Say whether it is one", Why: "If users are hurt or may be, it is. If it was nothing, press Decline below: nobody minds.", Do: DoAccept},
		}
	case Resolved:
		return whenResolved(inc, seen, rules)
	case Closed:
		return whenClosed(seen)
	case Declined, Merged:
		return nil
	case Investigating, Identified, Monitoring:
	}
	return append(whileActive(inc, seen, rules, now), step(inc.Status))
}

// whileActive is what every incident needs while people work on it.
func whileActive(inc Incident, seen Seen, rules Rules, now time.Time) []Item {
	items := []Item{
		{
			What: "Take command", Why: "One person coordinates and speaks. You need not know the fix.",
			Do: DoCommand, Done: inc.Commander() != "",
		},
		{
			What: "Say what users see", Why: "One sentence. Everybody outside waits for it; “unchanged” is an update too.",
			Do: DoUpdate, Done: !inc.LastUpdateAt.IsZero(),
		},
	}
	if due := inc.NextUpdateDueAt; items[1].Done && !due.IsZero() && now.After(due) {
		items[1].What, items[1].Done = "Say again what users see", false
		items[1].Why = "An update was promised by now. “Unchanged” is one too."
	}
	if _, err := rules.Role(string(Communications)); err == nil {
		items = append(items, Item{
			What: "Name who communicates", Why: "They write the updates, so that whoever commands can listen. You may take it yourself.",
			Do: DoCommunicate, Done: len(inc.Roles[Communications]) > 0,
		})
	}
	return append(items, Item{
		What: "Keep what matters", Why: "Put 📌 on messages that matter, or write a note: it makes the timeline.",
		Do: DoNote, Done: seen.Marked+seen.Noted > 0,
	})
}

// step is what leads on from an active status.
func step(s Status) Item {
	switch s {
	case Identified:
		return Item{What: "Make users well again", Why: "Roll back or fix, the quickest safe way. Then say so here.", Do: DoMonitoring}
	case Monitoring:
		return Item{What: "Watch that it holds, then resolve", Why: "When you would go back to bed, press Resolve.", Do: DoResolve}
	default:
		return Item{What: "Find what changed", Why: "Deploys, configuration, load, certificates. When the cause is known, say so here.", Do: DoIdentified}
	}
}

// whenResolved is what is to be done when it is resolved.
func whenResolved(inc Incident, seen Seen, rules Rules) []Item {
	var items []Item
	if len(rules.Causes) > 0 {
		items = append(items, Item{
			What: "Name the kind of cause", Why: "Reports count by it; it can be changed later.", Do: DoCause, Done: inc.Cause != "",
		})
	}
	if len(seen.Tasks) > 0 {
		items = append(items, Item{
			What: "Finish the tasks", Why: "What is done is done; make follow-ups of the rest.", Do: DoTasks, Done: len(OpenTasks(seen.Tasks)) == 0,
		})
	}
	return append(items,
		Item{
			What: "Write down what is left to do", Why: "What would make it not happen again, or hurt less, and who does it.",
			Do: DoFollowUp, Done: slices.ContainsFunc(seen.FollowUps, FollowUp.Recorded),
		},
		Item{What: "Close it", Why: "The postmortem draft is written from what is stored here.", Do: DoClose},
	)
}

// whenClosed is what is to be done when it is closed.
func whenClosed(seen Seen) []Item {
	var proposed, ownerless bool
	for _, f := range seen.FollowUps {
		proposed = proposed || f.State == FollowUpProposed
		ownerless = ownerless || f.State == FollowUpOpen && f.Owner == ""
	}
	return []Item{
		{
			What: "Look through the follow-ups", Why: "Accept what was found or dismiss it, and give each an owner.",
			Do: DoFollowUps, Done: !proposed && !ownerless,
		},
		{
			What: "Make the postmortem yours", Why: "A machine wrote the draft. Read it, and say it in your words.",
			Do: DoPostmortem, Done: seen.Draft != nil && seen.Draft.EditedBy != "",
		},
	}
}

// seenEntries is how many entries are looked through for what was kept. Whoever has written that many has begun.
const seenEntries = 500

// Seen looks up what a checklist has to know beside the incident.
func (s *Service) Seen(ctx context.Context, n Number) (Seen, error) {
	entries, _, err := s.store.Timeline(ctx, n, seenEntries)
	if err != nil {
		return Seen{}, err
	}
	var seen Seen
	for _, e := range entries {
		switch e.Kind { //nolint:exhaustive // the others keep nothing that somebody chose
		case KindMessage:
			seen.Marked++
		case KindNote:
			seen.Noted++
		}
	}
	if seen.FollowUps, err = s.store.FollowUps(ctx, n); err != nil {
		return Seen{}, err
	}
	if seen.Tasks, err = s.store.Tasks(ctx, n); err != nil {
		return Seen{}, err
	}
	seen.Draft, err = s.store.Postmortem(ctx, n)
	return seen, err
}
