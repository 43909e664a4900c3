package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func cite(id incident.MessageID, quote string) incident.Cite {
	return incident.Cite{Message: id, Quote: quote}
}

// found is what was found in a channel without a model.
func found() incident.Drafts {
	made := incident.Made{By: incident.MadeByTimeline, At: at(10), Messages: 3}
	return incident.Drafts{
		Summary: incident.Summary{Made: made, Claims: []incident.Claim{
			{Section: incident.SectionCause, At: at(1), Text: "the disk is full", Cites: []incident.Cite{cite("1.0", "the disk is full")}},
			{Section: incident.SectionAction, At: at(2), Text: "cleaned up", Cites: []incident.Cite{cite("2.0", "cleaned up"), {Message: "2.1", Thread: "2.0", Quote: "done"}}},
		}},
		FollowUps: []incident.FollowUp{
			{Title: "Alert on full disks", Owner: "UBOB", Phase: incident.PhasePrevent, Cites: []incident.Cite{cite("3.0", "we should alert on full disks")}},
			{Title: "Rotate the logs", Phase: incident.PhaseResolve, Cites: []incident.Cite{cite("4.0", "TODO rotate the logs")}},
		},
		Postmortem: "# INC-1\n\n## Summary\n\nThe disk was full.\n",
		Made:       made,
	}
}

// read is what a model makes of the same channel.
func read() incident.Drafts {
	d := found()
	d.Made = incident.Made{By: "gpt", Model: true, At: at(20), Messages: 3, Dropped: 2, Cost: 31 * incident.Dollar / 1000, Note: "One part was not read."}
	d.Summary.Made = d.Made
	d.Summary.Claims = d.Summary.Claims[:1]
	d.Summary.Claims[0].Text = "The disk of the till was full."
	d.Postmortem = "# INC-1\n\n## Summary\n\nThe disk of the till was full.\n"
	return d
}

// keepsDrafts keeps drafts of the first incident and forgets the work that comes of it.
func (s *Store) keepsDrafts(t *testing.T, round int, d incident.Drafts, r incident.Reading) {
	t.Helper()
	if err := s.KeepDrafts(t.Context(), 1, round, d, r); err != nil {
		t.Fatal(err)
	}
	s.taken()
}

// titles are the states and titles of the first incident's follow-ups.
func (s *Store) titles(t *testing.T) (titles []string) {
	t.Helper()
	all, err := s.FollowUps(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		titles = append(titles, fmt.Sprintf("%s %s", f.State, f.Title))
	}
	return titles
}

// decides has somebody say what becomes of the follow-up with that title.
func (s *Store) decides(t *testing.T, title string, state incident.FollowUpState) {
	t.Helper()
	_, err := s.ChangeFollowUps(t.Context(), act("UADA", 15, ""), 1, func(all []incident.FollowUp) ([]incident.FollowUp, *incident.Outcome, error) {
		i := slices.IndexFunc(all, func(f incident.FollowUp) bool { return f.Title == title })
		if i < 0 {
			return nil, nil, errors.New("there is no " + title)
		}
		all[i].State, all[i].By, all[i].DecidedAt = state, "UADA", at(15)
		return all[i : i+1], &incident.Outcome{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.taken()
}

var waiting, done = incident.Reading{State: incident.ReadingWaiting, Messages: 3}, incident.Reading{State: incident.ReadingDone, Messages: 3}

func TestKeepDrafts(t *testing.T) {
	t.Parallel()

	t.Run("keeps all that was found, and asks for a model's reading", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		s.begins(t, 1, 9)
		err := s.KeepDrafts(t.Context(), 1, 1, found(), waiting)
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}, {Kind: incident.WorkRead, Number: 1}}, err)

		pic, err := s.Picture(t.Context(), 1)
		summary := found().Summary
		same(t, "round", pic.Drafting, &incident.Drafting{
			Number: 1, Round: 1, Closing: true, For: at(9), Summary: &summary, Reading: waiting,
		}, err)
		want := found().FollowUps
		for i := range want {
			f := &want[i]
			f.ID, f.Number, f.State, f.Round, f.At = int64(i+1), 1, incident.FollowUpProposed, 1, at(10)
			f.Proposed, f.ProposedBy = f.Title, incident.MadeByTimeline
		}
		same(t, "follow-ups", pic.FollowUps, want)
		text := found().Postmortem
		same(t, "postmortem", pic.Draft, &incident.Draft{
			Number: 1, Version: 1, Markdown: text, Machine: text, Made: found().Made, Words: pic.Draft.Words, Kept: pic.Draft.Words,
		})
		same(t, "version", pic.Incident.Version, inc.Version+1)
	})

	t.Run("replaces what was found by what a model has read", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), waiting)
		better := read()
		better.FollowUps[1].Title = "Rotate the till's logs every day"
		err := s.KeepDrafts(t.Context(), 1, 1, better, done)
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkSync, Number: 1}}, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "summary", pic.Drafting.Summary, &better.Summary, err)
		same(t, "reading", pic.Drafting.Reading, done)
		same(t, "postmortem", pic.Draft.Markdown, better.Postmortem)
		same(t, "version of it", pic.Draft.Version, 2)
		same(t, "made", pic.Draft.Made, better.Made)
		same(t, "follow-ups", s.titles(t), []string{"proposed Alert on full disks", "proposed Rotate the till's logs every day"})
		same(t, "the same proposal is the same row", pic.FollowUps[0].ID, 1)
		same(t, "but says who proposes it now", pic.FollowUps[0].ProposedBy, "gpt")
	})

	t.Run("leaves alone what people have decided", func(t *testing.T) {
		t.Parallel()
		for _, state := range []incident.FollowUpState{incident.FollowUpOpen, incident.FollowUpDone, incident.FollowUpDismissed} {
			t.Run(string(state), func(t *testing.T) {
				t.Parallel()
				s := open(t)
				s.declare(t, "Till down")
				s.begins(t, 1, 9)
				s.keepsDrafts(t, 1, found(), waiting)
				s.decides(t, "Alert on full disks", state)
				better := read()
				better.FollowUps[0].Title = "Alert sooner" // in other words, but the same message
				s.keepsDrafts(t, 1, better, done)
				same(t, "follow-ups", s.titles(t), []string{string(state) + " Alert on full disks", "proposed Rotate the logs"})
			})
		}
	})

	t.Run("does not propose what is recorded already, nor the same thing twice", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		recorded := alert()
		recorded.Title = "Rotate  the LOGS"
		if _, err := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 1, deciding(recorded)); err != nil {
			t.Fatal(err)
		}
		s.begins(t, 1, 9)
		d := found()
		again, other := d.FollowUps[0], d.FollowUps[0]
		again.Title, again.Cites = "alert on full disks", []incident.Cite{cite("7.0", "alert on full disks!")}
		other.Title = "Buy bigger disks" // asked for in the same message
		d.FollowUps = append(d.FollowUps, again, other)
		s.keepsDrafts(t, 1, d, incident.Reading{})
		same(t, "follow-ups", s.titles(t), []string{"open Rotate  the LOGS", "proposed Alert on full disks", "proposed Buy bigger disks"})
	})

	t.Run("proposes nothing when it is not for a close", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.AskForDrafts(t.Context(), act("UADA", 5, ""), 1); err != nil {
			t.Fatal(err)
		}
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		same(t, "follow-ups", len(s.titles(t)), 0)
		draft, err := s.Postmortem(t.Context(), 1)
		same(t, "postmortem", draft.Markdown, found().Postmortem, err)
	})

	t.Run("done twice is as done once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		for range 2 {
			s.keepsDrafts(t, 1, found(), waiting)
		}
		same(t, "follow-ups", s.titles(t), []string{"proposed Alert on full disks", "proposed Rotate the logs"})
		draft, err := s.Postmortem(t.Context(), 1)
		same(t, "version of the postmortem", draft.Version, 1, err)
	})

	t.Run("of a round that is not the newest any more keeps the reading alone", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), waiting)
		s.begins(t, 1, 19)
		s.keepsDrafts(t, 1, read(), done)
		first := s.begins(t, 1, 9)
		same(t, "reading", first.Reading, done)
		same(t, "who wrote the summary", first.Summary.Made.By, incident.MadeByTimeline)
		draft, err := s.Postmortem(t.Context(), 1)
		same(t, "version of the postmortem", draft.Version, 1, err)
	})

	t.Run("without a model changes nothing that a model wrote", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, read(), done)
		before, err := s.Picture(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		err = s.KeepDrafts(t.Context(), 1, 1, found(), waiting)
		same(t, "work", len(s.taken()), 0, err)
		after, err := s.Picture(t.Context(), 1)
		same(t, "picture", after, before, err)
	})

	t.Run("keeps what people wrote in the postmortem", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), waiting)
		s.revises(t, func(d *incident.Draft) { d.Markdown, d.EditedBy = d.Markdown+"\nWe own this.\n", "UADA" })
		s.keepsDrafts(t, 1, read(), done)
		draft, err := s.Postmortem(t.Context(), 1)
		if err != nil || !strings.Contains(draft.Markdown, "We own this.") || !strings.Contains(draft.Markdown, "disk of the till") {
			t.Errorf("%v\n%s", err, draft.Markdown)
		}
		same(t, "version", draft.Version, 3)
		same(t, "edited by", draft.EditedBy, "")
	})

	t.Run("keeps what Postgres cannot as near as it can", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		d := found()
		d.Summary.Claims[0].Text, d.Summary.Claims[0].Cites[0].Quote = "a\x00\xff", "b\x00"
		d.FollowUps[0].Title, d.FollowUps[0].Cites[0].Quote = "c\x00", "d\x00"
		d.Postmortem, d.Summary.Made.Note = "e\x00\n", "f\x00"
		s.keepsDrafts(t, 1, d, incident.Reading{State: incident.ReadingFailed, Problem: "g\x00"})
		pic, err := s.Picture(t.Context(), 1)
		claim, f := pic.Drafting.Summary.Claims[0], pic.FollowUps[0]
		got := []string{claim.Text, claim.Cites[0].Quote, f.Title, f.Cites[0].Quote, pic.Draft.Markdown, pic.Drafting.Summary.Made.Note, pic.Drafting.Reading.Problem}
		same(t, "kept", got, []string{"a\uFFFD", "b", "c", "d", "e\n", "f", "g"}, err)
	})

	t.Run("twice at the same time leaves all of one, whichever comes last", func(t *testing.T) {
		t.Parallel()
		for range 5 {
			s := open(t)
			s.declare(t, "Till down")
			s.begins(t, 1, 9)
			s.keepsDrafts(t, 1, found(), waiting)
			drafts := map[string]incident.Drafts{}
			for _, model := range []string{"gpt", "llama"} {
				d := read()
				d.Made.By, d.Summary.Made.By = model, model
				d.Summary.Claims[0].Text = model + " says that the disk was full."
				d.FollowUps[1].Title = "Have " + model + " rotate the logs"
				d.Postmortem = "# INC-1\n\n## Summary\n\nThe disk was full, says " + model + ".\n"
				drafts[model] = d
			}
			var all sync.WaitGroup
			for _, d := range drafts {
				all.Go(func() {
					if err := s.KeepDrafts(t.Context(), 1, 1, d, done); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			pic, err := s.Picture(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			last := drafts[pic.Draft.Made.By]
			same(t, "postmortem", pic.Draft.Markdown, last.Postmortem)
			same(t, "version of it", pic.Draft.Version, 3)
			same(t, "summary", pic.Drafting.Summary, &last.Summary)
			same(t, "follow-ups", s.titles(t), []string{"proposed Alert on full disks", "proposed " + last.FollowUps[1].Title})
			for _, f := range pic.FollowUps {
				same(t, "proposed by", f.ProposedBy, last.Made.By)
			}
		}
	})

	t.Run("and an acceptance at the same time lose nothing of each other", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), waiting)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.KeepDrafts(t.Context(), 1, 1, read(), done); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() { s.decides(t, "Alert on full disks", incident.FollowUpOpen) })
		all.Wait()
		same(t, "follow-ups", s.titles(t), []string{"open Alert on full disks", "proposed Rotate the logs"})
		draft, err := s.Postmortem(t.Context(), 1)
		same(t, "version of the postmortem", draft.Version, 2, err)
	})
}
