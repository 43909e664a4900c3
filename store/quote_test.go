package store

import (
	"slices"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

// quotes are all that the first incident's drafts quote.
func (s *Store) quotes(t *testing.T) (quotes []string) {
	t.Helper()
	pic, err := s.Picture(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var cites []incident.Cite
	for _, c := range pic.Drafting.Summary.Claims {
		cites = append(cites, c.Cites...)
	}
	for _, f := range pic.FollowUps {
		cites = append(cites, f.Cites...)
	}
	return column(cites, func(c incident.Cite) string { return c.Quote })
}

func TestWhatPeopleTakeBack(t *testing.T) {
	t.Parallel()
	const cause, action, reply, disks, logs = "the disk is full", "cleaned up", "done", "we should alert on full disks", "TODO rotate the logs"
	message := func(id, thread incident.MessageID, text string) incident.Message {
		return incident.Message{Channel: "C1", ID: id, Thread: thread, Author: "UADA", Text: text, At: at(1)}
	}
	messages := []incident.Message{
		message("1.0", "", "I think "+cause), message("2.0", "", action), message("2.1", "2.0", reply+"!"),
		message("3.0", "", disks), message("4.0", "", logs),
	}
	drafted := func(t *testing.T) *Store {
		t.Helper()
		s := open(t)
		s.declare(t, "Till down")
		s.hears(t, incident.Heard{Messages: messages})
		s.begins(t, 1, 9)
		s.keepsDrafts(t, 1, found(), incident.Reading{})
		same(t, "quotes", s.quotes(t), []string{cause, action, reply, disks, logs})
		return s
	}
	deletes := func(t *testing.T, s *Store, ids ...incident.MessageID) {
		t.Helper()
		var h incident.Heard
		for _, id := range ids {
			h.Messages = append(h.Messages, incident.Message{Channel: "C1", ID: id, DeletedAt: at(11)})
		}
		if err := s.Hear(t.Context(), h); err != nil {
			t.Fatal(err)
		}
	}
	redraws := func(t *testing.T, s *Store) {
		t.Helper()
		work := slices.DeleteFunc(s.taken(), func(w incident.Work) bool { return w.Kind == incident.WorkPerson })
		if !slices.Contains(work, incident.Work{Kind: incident.WorkSync, Number: 1}) {
			t.Errorf("work %v", work)
		}
	}

	t.Run("takes a claim with it that rests on nothing else", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		before, err := s.Incident(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		deletes(t, s, "1.0")
		redraws(t, s)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "claims", pic.Drafting.Summary.Claims, found().Summary.Claims[1:], err)
		same(t, "version", pic.Incident.Version, before.Version+1)
	})

	t.Run("leaves a claim whose words another message says", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		deletes(t, s, "2.1")
		redraws(t, s)
		same(t, "quotes", s.quotes(t), []string{cause, action, disks, logs})
		deletes(t, s, "2.0")
		same(t, "after that", s.quotes(t), []string{cause, disks, logs})
	})

	t.Run("takes a claim with it that was said in its words, whatever else it rests on", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		deletes(t, s, "2.0") // "cleaned up" was said there, and the reply says "done!"
		redraws(t, s)
		same(t, "quotes", s.quotes(t), []string{cause, disks, logs})
	})

	t.Run("takes a proposal with it that was said in its words, whatever else it rests on", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		d := found()
		d.FollowUps = []incident.FollowUp{
			{Title: "Alert on full disks and rotate the logs", Phase: incident.PhasePrevent, Cites: []incident.Cite{{Message: "3.0", Quote: disks}, {Message: "4.0", Quote: logs}}},
		}
		s.keepsDrafts(t, 1, d, incident.Reading{})
		deletes(t, s, "4.0")
		redraws(t, s)
		same(t, "follow-ups", len(s.titles(t)), 0)
	})

	t.Run("takes an undecided proposal with it, and of a decided one the quote", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		s.decides(t, "Alert on full disks", incident.FollowUpOpen)
		deletes(t, s, "3.0", "4.0")
		redraws(t, s)
		same(t, "quotes", s.quotes(t), []string{cause, action, reply})
		same(t, "follow-ups", s.titles(t), []string{"open Alert on full disks"})
	})

	t.Run("is noticed by a backfill too", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		if err := s.MarkDeleted(t.Context(), "C1", []incident.MessageID{"1.0", "2.0", "2.1", "3.0", "4.0"}, at(11)); err != nil {
			t.Fatal(err)
		}
		redraws(t, s)
		same(t, "quotes", len(s.quotes(t)), 0)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "a summary of nothing is one", pic.Drafting.Summary, &incident.Summary{Claims: []incident.Claim{}, Made: found().Made}, err)
	})

	t.Run("may be some words of a message", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		gone, stays := messages[0], messages[3]
		gone.Text, gone.EditedAt = "I think … never mind", at(11)
		stays.Text, stays.EditedAt = "maybe "+disks+".", at(11)
		if err := s.Hear(t.Context(), incident.Heard{Messages: []incident.Message{gone, stays}}); err != nil {
			t.Fatal(err)
		}
		redraws(t, s)
		same(t, "quotes", s.quotes(t), []string{action, reply, disks, logs})
	})

	t.Run("before it was read is no matter", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		edited := messages[0]
		edited.Text, edited.EditedAt = "*I think* <@UADA> knows", at(9) // drafts were written from the edited one, in plain text
		if err := s.Hear(t.Context(), incident.Heard{Messages: []incident.Message{edited}}); err != nil {
			t.Fatal(err)
		}
		for _, w := range s.taken() {
			if w.Kind == incident.WorkSync {
				t.Error("there is nothing to redraw")
			}
		}
		same(t, "quotes", len(s.quotes(t)), 5)
	})

	t.Run("in another incident is no matter", func(t *testing.T) {
		t.Parallel()
		s := drafted(t)
		s.declare(t, "Another")
		err := s.Hear(t.Context(), incident.Heard{Messages: []incident.Message{{Channel: "C2", ID: "1.0", DeletedAt: at(11)}}})
		same(t, "quotes", len(s.quotes(t)), 5, err)
	})

	t.Run("while drafts are kept is not quoted, whoever comes first", func(t *testing.T) {
		t.Parallel()
		for range 10 {
			s := open(t)
			s.declare(t, "Till down")
			s.hears(t, incident.Heard{Messages: messages})
			s.begins(t, 1, 9)
			var all sync.WaitGroup
			all.Go(func() { s.keepsDrafts(t, 1, found(), incident.Reading{}) })
			all.Go(func() { deletes(t, s, "1.0", "4.0") })
			all.Wait()
			same(t, "quotes", s.quotes(t), []string{action, reply, disks})
		}
	})
}
