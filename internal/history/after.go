package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// model is which one wrote the drafts.
const model = "gpt-4o-mini"

// after is what remains when it is over: follow-ups, and a postmortem.
func (s *story) after() {
	if s.past.Incident.Drill {
		return
	}
	byModel := s.happens(.25 + .6*s.matured(s.closed)) // they have had one for some time
	s.followUps(byModel)
	if s.happens(1.05 - .8*s.calm) {
		s.postmortem(byModel)
	}
	if byModel {
		s.calls()
	}
	slices.SortStableFunc(s.past.Timeline, func(a, b incident.Entry) int { return a.At.Compare(b.At) })
}

// followUps are what is to be done, and what came of it.
func (s *story) followUps(byModel bool) {
	var titles []string
	for range s.count(2.6 * (1.05 - s.calm)) {
		kind := one(s.chance, followUps)
		f := incident.FollowUp{Title: s.fill(kind.title), Phase: incident.Phase(kind.phase)}
		if slices.Contains(titles, f.Title) {
			continue
		}
		titles = append(titles, f.Title)
		if s.happens(.6) {
			s.proposed(&f, byModel)
		} else {
			f.State, f.By, f.At = incident.FollowUpOpen, s.chief(), s.sometime(s.mitigated, s.closed)
			s.owned(&f)
			s.told(f, f.At, f.By, "")
		}
		s.done(&f)
		s.past.FollowUps = append(s.past.FollowUps, f)
	}
}

// proposed makes it one that a machine found, and that somebody accepted, changed, dismissed, or has not looked at.
func (s *story) proposed(f *incident.FollowUp, byModel bool) {
	f.Proposed, f.ProposedBy, f.Round = f.Title, incident.MadeByTimeline, 1
	if byModel {
		f.ProposedBy = model
	}
	f.At, f.State = s.closed.Add(40*time.Second), incident.FollowUpProposed
	if n := len(s.past.Messages); n > 0 {
		m := s.past.Messages[s.IntN(n)]
		f.Cites = []incident.Cite{{Message: m.ID, Thread: m.Thread, Quote: m.Text}}
	}
	s.owned(f)
	decided := s.closed.Add(time.Minute + s.about(3*time.Hour, 1.2))
	if s.happens(.08) || decided.After(s.o.Until) {
		return
	}
	f.DecidedAt, f.By, f.State = decided, s.chief(), incident.FollowUpOpen
	switch lot := s.Float64(); {
	case lot < .2:
		f.State = incident.FollowUpDismissed
	case lot < .45:
		f.Title += " (with " + one(s.chance, []string{"Platform", "the vendor", "Support", "the next release"}) + ")"
	}
}

// owned gives it somebody, and mostly a day.
func (s *story) owned(f *incident.FollowUp) {
	if s.happens(.92) {
		f.Owner = s.people[s.responders[s.IntN(len(s.responders))].who].ID
	}
	if s.happens(.85) {
		day := s.closed.AddDate(0, 0, one(s.chance, []int{7, 7, 14, 14, 21, 28})).Truncate(24 * time.Hour)
		for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			day = day.AddDate(0, 0, 1)
		}
		f.Due = day
	}
}

// done finishes it, if it ever is: later than it should, now and then, and less so in the end.
func (s *story) done(f *incident.FollowUp) {
	if f.State != incident.FollowUpOpen {
		return
	}
	taken := later(f.At, f.DecidedAt)
	needs := 9 * 24 * time.Hour
	switch {
	case !s.happens(.86 + .08*s.matured(s.closed)): // forgotten, until somebody clears up
		needs = 80 * 24 * time.Hour
	case !f.Due.IsZero():
		needs = time.Duration(float64(max(f.Due.Sub(taken), 24*time.Hour)) * (.85 - .2*s.matured(s.closed)))
	}
	at := taken.Add(s.about(needs, .6))
	if at.After(s.o.Until) {
		return
	}
	f.State, f.DoneAt = incident.FollowUpDone, at
	by := f.Owner
	if by == "" {
		by = s.chief()
	}
	s.told(*f, at, by, incident.FollowUpOpen)
}

// told puts on the timeline what became of a follow-up.
func (s *story) told(f incident.FollowUp, at time.Time, by incident.PersonID, was incident.FollowUpState) {
	s.past.Timeline = append(s.past.Timeline, incident.Entry{
		Kind: incident.KindFollowUp, At: at, By: by, Text: f.Title, Person: f.Owner, Was: string(was), Now: string(f.State),
	})
}

// postmortem is what was written of it: by a machine, and then by people.
func (s *story) postmortem(byModel bool) {
	inc := &s.past.Incident
	made := incident.Made{By: incident.MadeByTimeline, Model: byModel, At: s.closed.Add(30 * time.Second), Messages: len(s.past.Messages)}
	if byModel {
		made.By, made.Cost = model, incident.Cost(s.between(3_000, 40_000))
	}
	lines := []string{
		"# " + inc.Title, "## Summary", inc.Description, "## What happened",
	}
	for range s.between(3, 8) {
		lines = append(lines, "- "+s.fill(one(s.chance, [][]string{looking, mending, notes}[s.IntN(3)])))
	}
	lines = append(lines, "## Why", fmt.Sprintf("The kind of cause was %s.", s.trouble.cause), "## What went well", s.fill(one(s.chance, watching)))
	first := incident.Draft{Version: 1, Machine: strings.Join(lines, "\n\n"), Made: made}
	first.Markdown = first.Machine
	first.Kept, first.Words = postmortem.Kept(first.Machine, first.Markdown)
	s.past.Drafts = append(s.past.Drafts, first)
	edited := s.closed.Add(2*time.Minute + s.about(20*time.Hour, .9))
	if s.happens(.3) || edited.After(s.o.Until) {
		return
	}
	second := first
	second.Version, second.EditedBy, second.Made.At = 2, s.chief(), edited
	keeps := .6
	if byModel {
		keeps = .85
	}
	for i, line := range lines {
		if i > 3 && !strings.HasPrefix(line, "#") && !s.happens(keeps) {
			lines[i] = s.fill("{part} was the reason, and nobody knew it.")
		}
	}
	second.Markdown = strings.Join(lines, "\n\n")
	second.Kept, second.Words = postmortem.Kept(second.Machine, second.Markdown)
	s.past.Drafts = append(s.past.Drafts, second)
}

// calls are those of the model.
func (s *story) calls() {
	at := s.closed.Add(5 * time.Second)
	for n := range 1 + len(s.past.Messages)/80 + 2 {
		call := incident.ModelCall{
			Round: 1, Purpose: "map", Prompt: "map@1", Model: model, TokensIn: s.between(1_500, 7_000), TokensOut: s.between(150, 900),
			Took: s.about(4*time.Second, .4), Outcome: incident.CallOK, Kept: s.between(2, 12), Dropped: s.count(.7), At: at,
		}
		if n > 0 && n == len(s.past.Messages)/80+2 {
			call.Purpose, call.Prompt = "postmortem", "postmortem@1"
		}
		call.Cost = incident.Cost(call.TokensIn*15/100 + call.TokensOut*60/100)
		s.past.Calls = append(s.past.Calls, call)
		at = at.Add(call.Took)
	}
}
