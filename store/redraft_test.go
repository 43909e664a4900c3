package store

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// linking is a postmortem that links to messages of the first incident.
func linking(messages ...incident.MessageID) string {
	var b strings.Builder
	b.WriteString("# INC-1\n\n## Timeline\n\n")
	for _, m := range messages {
		b.WriteString("- Somebody said something ([message](https://shop.example/archives/C1/p" + strings.ReplaceAll(string(m), ".", "") + "))\n")
	}
	return b.String()
}

func TestPostmortemsThatQuoteWhatPeopleTakeBack(t *testing.T) {
	t.Parallel()
	const quoted, other, unquoted incident.MessageID = "1768445820.000100", "1768445880.000200", "1768445890.000300"
	said := func(id incident.MessageID) incident.Message {
		return incident.Message{Channel: "C1", ID: id, Author: "UADA", Text: "something", At: at(1)}
	}
	edited := func(id incident.MessageID, minute int) incident.Message {
		m := said(id)
		m.Text, m.EditedAt = "something else", at(minute)
		return m
	}
	deleted := func(id incident.MessageID) incident.Message {
		return incident.Message{Channel: "C1", ID: id, DeletedAt: at(11)}
	}
	// drafted is an incident whose postmortem links to two of three messages, with a model's answer.
	drafted := func(t *testing.T, r incident.Reading) *Store {
		t.Helper()
		s := open(t)
		s.declare(t, "Till down")
		s.hears(t, incident.Heard{Messages: []incident.Message{said(quoted), said(other), said(unquoted)}})
		s.begins(t, 1, 9)
		d := found()
		d.Postmortem = linking(quoted, other)
		s.keepsDrafts(t, 1, d, r)
		if err := s.KeepCall(t.Context(), call(10), "h", []byte("{}")); err != nil {
			t.Fatal(err)
		}
		return s
	}
	hears := func(t *testing.T, s *Store, messages ...incident.Message) {
		t.Helper()
		if err := s.Hear(t.Context(), incident.Heard{Messages: messages}); err != nil {
			t.Fatal(err)
		}
	}
	newest := func(t *testing.T, s *Store) incident.Drafting {
		t.Helper()
		d, err := s.Drafting(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return *d
	}
	answered := func(t *testing.T, s *Store, want bool) {
		t.Helper()
		_, known, err := s.Answer(t.Context(), 1, "h")
		same(t, "the model's answer is kept", known, want, err)
	}
	drafts := func(s *Store) bool {
		return slices.Contains(s.taken(), incident.Work{Kind: incident.WorkDraft, Number: 1})
	}
	// untouched is that nothing is drafted anew.
	untouched := func(t *testing.T, s *Store) {
		t.Helper()
		same(t, "work", drafts(s), false)
		same(t, "round", newest(t, s).Round, 1)
		answered(t, s, true)
	}
	// redrafted is that one more round begins, with its work, for the instant of the last taking back.
	redrafted := func(t *testing.T, s *Store, round int) {
		t.Helper()
		same(t, "work", drafts(s), true)
		same(t, "round", newest(t, s), incident.Drafting{Number: 1, Round: round, For: at(11)})
		answered(t, s, false)
	}

	t.Run("are drafted anew when it is deleted, and what a model answered is forgotten", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		before, err := s.Incident(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		hears(t, s, deleted(quoted), deleted(other))
		redrafted(t, s, 2)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "version", pic.Incident.Version, before.Version+1, err)
		same(t, "what the channel is shown", pic.Closing.Round, 1)
	})

	t.Run("are when a backfill misses it", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		if err := s.MarkDeleted(t.Context(), "C1", []incident.MessageID{quoted, other}, at(11)); err != nil {
			t.Fatal(err)
		}
		redrafted(t, s, 2)
	})

	t.Run("are when it is edited", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		hears(t, s, edited(other, 11))
		redrafted(t, s, 2)
	})

	t.Run("are when it is edited in the second in which they were written, of which the chat tells no more", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		m := edited(other, 10)
		m.EditedAt = m.EditedAt.Truncate(time.Second)
		hears(t, s, m)
		same(t, "work", drafts(s), true)
		same(t, "round", newest(t, s).Round, 2)
		hears(t, s, m) // which a backfill does
		same(t, "work", drafts(s), false)
		same(t, "round", newest(t, s).Round, 2)
	})

	t.Run("are not when it was edited before they were written", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		hears(t, s, edited(other, 10))
		untouched(t, s)
	})

	t.Run("are not when it is a message without a link", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		hears(t, s, deleted(unquoted))
		untouched(t, s)
		if err := s.MarkDeleted(t.Context(), "C1", []incident.MessageID{unquoted}, at(12)); err != nil {
			t.Fatal(err)
		}
		untouched(t, s)
	})

	t.Run("are not when another incident's message is taken back", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		s.declare(t, "Another")
		foreign := deleted(quoted)
		foreign.Channel = "C2"
		hears(t, s, foreign)
		untouched(t, s)
	})

	t.Run("are not when only people quote it", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		s.revises(t, func(d *incident.Draft) { d.Markdown, d.EditedBy = linking(quoted, other, unquoted), "UADA" })
		hears(t, s, deleted(unquoted))
		untouched(t, s)
	})

	t.Run("are even while a model reads, whose postmortem does not count then", func(t *testing.T) {
		t.Parallel()
		for _, state := range []incident.ReadingState{incident.ReadingWaiting, incident.ReadingNow} {
			t.Run(string(state), func(t *testing.T) {
				t.Parallel()
				s := drafted(t, incident.Reading{State: state, Messages: 3})
				hears(t, s, deleted(quoted))
				redrafted(t, s, 2)
				same(t, "the channel is promised no reading", s.begins(t, 1, 9).Reading, incident.Reading{Messages: 3})
				progress := incident.Reading{State: incident.ReadingNow, Messages: 3, Part: 1, Parts: 2}
				if err := s.KeepReading(t.Context(), 1, 1, progress); err != nil {
					t.Fatal(err)
				}
				same(t, "nor by a worker that is at it", s.begins(t, 1, 9).Reading.State, incident.ReadingNone)

				late := read()
				late.Postmortem = linking(quoted, other, unquoted)
				s.keepsDrafts(t, 1, late, done)
				draft, err := s.Postmortem(t.Context(), 1)
				same(t, "postmortem", draft.Markdown, linking(quoted, other), err)
				pic, err := s.Picture(t.Context(), 1)
				same(t, "the channel is shown the model's summary", pic.Closing.Summary.Made.By, "gpt", err)
				same(t, "which has ended", pic.Closing.Reading, done)
				same(t, "and its follow-ups", pic.FollowUps[0].ProposedBy, "gpt")

				anew := found()
				anew.Postmortem = linking(other)
				s.keepsDrafts(t, 2, anew, incident.Reading{})
				draft, err = s.Postmortem(t.Context(), 1)
				same(t, "postmortem drafted anew", draft.Markdown, linking(other), err)
			})
		}
	})

	t.Run("are when it was deleted while they were being written", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, waiting)
		hears(t, s, deleted(unquoted))
		untouched(t, s)
		late := read()
		late.Postmortem = linking(unquoted)
		if err := s.KeepDrafts(t.Context(), 1, 1, late, done); err != nil {
			t.Fatal(err)
		}
		redrafted(t, s, 2)
	})

	t.Run("are whoever comes first, what is written or what is taken back", func(t *testing.T) {
		t.Parallel()
		for range 10 {
			s := drafted(t, waiting)
			late := read()
			late.Postmortem = linking(unquoted)
			var all sync.WaitGroup
			all.Go(func() {
				if err := s.KeepDrafts(t.Context(), 1, 1, late, done); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() { hears(t, s, deleted(unquoted)) })
			all.Wait()
			redrafted(t, s, 2)
		}
	})

	t.Run("are once more and not for ever when somebody typed the link", func(t *testing.T) {
		t.Parallel()
		s := drafted(t, incident.Reading{})
		hears(t, s, deleted(quoted))
		redrafted(t, s, 2)
		again := found()
		again.Postmortem = linking(quoted)
		for _, made := range []time.Time{at(10), at(12)} { // whatever our clock says
			again.Made.At = made
			if err := s.KeepDrafts(t.Context(), 1, 2, again, incident.Reading{}); err != nil {
				t.Fatal(err)
			}
			same(t, "work", drafts(s), false)
			same(t, "round", newest(t, s).Round, 2)
		}
	})
}
