package store

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// aPast is an incident of last year in a channel, with something in every part.
func aPast(channel incident.ChannelID) incident.Past {
	return incident.Past{
		Incident: incident.Incident{
			Title: "Till down", Severity: "SEV2", Type: "service", Status: incident.Closed, DeclaredBy: "UADA",
			Service: "tills", Cause: "deploy", Channel: channel, ChannelName: "inc-till", Roles: map[incident.RoleName][]incident.PersonID{"commander": {"UBOB"}},
			DeclaredAt: at(0), LeadAssignedAt: at(4), MitigatedAt: at(30), ResolvedAt: at(40), ClosedAt: at(60), Version: 5,
		},
		Holdings: []incident.Holding{{Role: "commander", Person: "UADA", From: at(2), Until: at(4)}, {Role: "commander", Person: "UBOB", From: at(4)}},
		Timeline: []incident.Entry{
			{Kind: incident.KindDeclared, At: at(0), By: "UADA", Text: "Till down", Now: "SEV2"},
			{Kind: incident.KindStatus, At: at(60), By: "UBOB", Was: "resolved", Now: "closed"},
		},
		Messages: []incident.Message{
			{Channel: channel, ID: "1.000001", Author: "UADA", Text: "It is down", At: at(1), EditedAt: at(2)},
			{Channel: channel, ID: "1.000002", Thread: "1.000001", Author: "UBOB", Text: "Yes", At: at(3)},
		},
		Reactions: []incident.HeardReaction{{
			Channel: channel, Reaction: incident.Reaction{Message: "1.000001", By: "UBOB", Name: "eyes"}, At: at(2), Present: true,
		}},
		Presences: []incident.Presence{{Person: "UBOB", At: at(2), Joined: true}},
		FollowUps: []incident.FollowUp{{
			Title: "Alert sooner", Owner: "UBOB", Due: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Phase: incident.PhasePrevent,
			State: incident.FollowUpOpen, By: "UBOB", At: at(50),
		}},
		Drafts:   []incident.Draft{{Version: 1, Markdown: "# Till", Machine: "# Till", Made: incident.Made{By: "a model", Model: true, At: at(61)}, Words: 1, Kept: 1}},
		Calls:    []incident.ModelCall{{Purpose: "map", Prompt: "map@1", Model: "a model", Cost: 12, Took: time.Second, Outcome: incident.CallOK, At: at(61)}},
		Surfaces: []incident.Surface{{Key: "channel", State: incident.Shown, Channel: channel, Digest: "made", ShownAt: at(0)}},
	}
}

func TestStore_KeepHistory(t *testing.T) {
	t.Parallel()

	t.Run("counts on, and so does who comes after", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Now")
		first, err := s.KeepHistory(t.Context(), []incident.Past{aPast("CX"), aPast("CY")})
		same(t, "first number", first, 2, err)
		same(t, "next number", s.declare(t, "Later").Number, 4)
	})

	t.Run("keeps everything as it was", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		past := aPast("CX")
		if _, err := s.KeepHistory(t.Context(), []incident.Past{past}); err != nil {
			t.Fatal(err)
		}
		record, err := s.Record(t.Context(), 1)
		want := past.Incident
		want.Number, want.ResolvedSaidAt = 1, want.ResolvedAt
		same(t, "incident", record.Incident, want, err)
		same(t, "holdings", record.Holdings, past.Holdings)
		for i := range record.Messages {
			record.Messages[i].Files = nil
		}
		same(t, "messages", record.Messages, past.Messages)
		same(t, "reactions", record.Reactions, []incident.Reaction{past.Reactions[0].Reaction})
		same(t, "presences", record.Presences, past.Presences)
		for i := range record.Timeline {
			record.Timeline[i].ID, record.Timeline[i].Number = 0, 0
		}
		same(t, "timeline", record.Timeline, past.Timeline)
		found, err := s.FollowUps(t.Context(), 1)
		found[0].ID, found[0].Number = 0, 0
		same(t, "follow-ups", found, past.FollowUps, err)
		draft, err := s.Postmortem(t.Context(), 1)
		draft.Number = 0
		same(t, "draft", *draft, past.Drafts[0], err)
		spent, err := s.Spent(t.Context(), 1)
		same(t, "spent", spent.Cost, 12, err)
	})

	t.Run("asks for no work, and leaves nothing to be told", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if _, err := s.KeepHistory(t.Context(), []incident.Past{aPast("CX")}); err != nil {
			t.Fatal(err)
		}
		if err := s.BackfillOpen(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, "work", len(s.taken()), 0)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "undrawn", len(pic.Undrawn), 0, err)
		same(t, "the channel is there", pic.Surfaces["channel"].Channel, "CX")
	})

	t.Run("keeps all or nothing", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		if _, err := s.KeepHistory(t.Context(), []incident.Past{aPast("CX"), aPast("CX")}); err == nil {
			t.Fatal("two incidents share a channel")
		}
		same(t, "next number", s.declare(t, "Now").Number, 1)
	})
}

func TestStore_KeepLived(t *testing.T) {
	t.Parallel()
	s := open(t)
	lived := []incident.Lived{{Person: "UADA", From: at(0), Zone: "Europe/London"}, {Person: "UADA", From: at(60), Zone: "Asia/Tokyo"}}
	for range 2 { // twice does no harm
		if err := s.KeepLived(t.Context(), lived); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	err := s.pool.QueryRow(t.Context(), `select count(*) from person_zone where person = 'UADA'`).Scan(&n)
	same(t, "rows", n, 2, err)
}
