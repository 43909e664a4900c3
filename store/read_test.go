package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestIncident(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.declare(t, "one")
	two := s.declare(t, "two")
	if _, err := s.Change(t.Context(), act("UADA", 1, ""), 1, func(inc *incident.Incident) (*incident.Outcome, error) {
		inc.Status, inc.ClosedAt = incident.Closed, at(1)
		return &incident.Outcome{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	s.taken()

	t.Run("is found by its channel", func(t *testing.T) {
		got, err := s.InChannel(t.Context(), two.Channel)
		same(t, "incident", got, two, err)
	})
	t.Run("is not found when it is not there", func(t *testing.T) {
		_, byNumber := s.Incident(t.Context(), 3)
		_, byChannel := s.InChannel(t.Context(), "C3")
		_, picture := s.Picture(t.Context(), 3)
		_, record := s.Record(t.Context(), 3)
		_, followUps := s.FollowUps(t.Context(), 3)
		_, change := s.ChangeFollowUps(t.Context(), act("UADA", 1, ""), 3, nil)
		_, revise := s.RevisePostmortem(t.Context(), act("UADA", 1, ""), 3, nil)
		_, begin := s.BeginDrafts(t.Context(), 3, t0)
		ask := s.AskForDrafts(t.Context(), act("UADA", 1, ""), 3)
		drafts := s.KeepDrafts(t.Context(), 3, 1, incident.Drafts{}, incident.Reading{})
		noRound := s.KeepDrafts(t.Context(), 1, 1, incident.Drafts{}, incident.Reading{})
		reading := s.KeepReading(t.Context(), 3, 1, incident.Reading{})
		noReading := s.KeepReading(t.Context(), 1, 1, incident.Reading{})
		call := s.KeepCall(t.Context(), incident.ModelCall{Number: 3, Outcome: incident.CallOK, At: t0}, "", nil)
		told := s.KeepTold(t.Context(), 3, "UADA", t0)
		unchanged := func() error { _, err := s.IfUnchanged(t.Context(), 3, 1, nil); return err }()
		keep := s.Keep(t.Context(), 3, []incident.Surface{{Key: "card", State: incident.Shown}})
		for what, err := range map[string]error{
			"Incident": byNumber, "InChannel": byChannel, "Picture": picture, "Record": record,
			"IfUnchanged": unchanged, "Keep": keep, "FollowUps": followUps, "ChangeFollowUps": change,
			"RevisePostmortem": revise, "BeginDrafts": begin, "AskForDrafts": ask, "KeepDrafts": drafts,
			"KeepDrafts of no round": noRound, "KeepReading": reading, "KeepReading of no round": noReading,
			"KeepCall": call, "KeepTold": told,
		} {
			if !errors.Is(err, incident.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	t.Run("is open until closed", func(t *testing.T) {
		got, err := s.OpenIncidents(t.Context())
		same(t, "open", got, []incident.Incident{two}, err)
	})
	t.Run("is backfilled while it is open and has a channel", func(t *testing.T) {
		if _, err := s.Declare(t.Context(), act("UADA", 0, ""), "", newIncident("no channel"), declared("no channel")); err != nil {
			t.Fatal(err)
		}
		s.taken()
		if err := s.BackfillOpen(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkBackfill, Number: 2}})
	})
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	other := s.declare(t, "Another")
	if _, err := s.Change(t.Context(), act("UADA", 5, ""), 1, note("UADA", 5, "rolled back")); err != nil {
		t.Fatal(err)
	}
	said := incident.Message{Channel: inc.Channel, ID: "3.1", Thread: "2.0", Author: "UBOB", Text: "it is the cache", At: at(3)}
	elsewhere := incident.Message{Channel: other.Channel, ID: "3.1", Author: "UBOB", Text: "elsewhere", At: at(3)}
	s.hears(t, incident.Heard{Messages: []incident.Message{said, elsewhere}})
	pin := func(minute int, present bool, name string) {
		t.Helper()
		s.hears(t, incident.Heard{Reactions: []incident.HeardReaction{{
			Channel: inc.Channel, At: at(minute), Present: present,
			Reaction: incident.Reaction{Message: "3.1", By: "UADA", Name: name},
		}}})
	}
	timeline := func(newest int) (texts []string, older int) {
		t.Helper()
		entries, older, err := s.Timeline(t.Context(), inc.Number, newest)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			texts = append(texts, e.Text)
		}
		return texts, older
	}
	shows := func(want ...string) {
		t.Helper()
		got, _ := timeline(0)
		same(t, "timeline", got, want)
	}

	shows("Till down", "rolled back")
	pin(4, true, "eyes")
	shows("Till down", "rolled back")
	pin(4, true, "pushpin")
	shows("Till down", "it is the cache", "rolled back")

	entries, _, err := s.Timeline(t.Context(), 1, 0)
	same(t, "the entry of a message", entries[1], incident.Entry{
		Number: 1, Kind: incident.KindMessage, At: at(3), By: "UBOB", Text: "it is the cache", Message: "3.1", Thread: "2.0",
	}, err)

	edited := said
	edited.Text, edited.EditedAt = "it is the cache!", at(6)
	s.hears(t, incident.Heard{Messages: []incident.Message{edited}})
	shows("Till down", "it is the cache!", "rolled back")

	got, older := timeline(2)
	same(t, "the newest two", got, []string{"it is the cache!", "rolled back"})
	same(t, "older ones", older, 1)

	pin(7, false, "pushpin")
	shows("Till down", "rolled back")
	pin(8, true, "pushpin")
	if err := s.MarkDeleted(t.Context(), inc.Channel, []incident.MessageID{"3.1"}, at(9)); err != nil {
		t.Fatal(err)
	}
	shows("Till down", "rolled back")
}

func TestRecord(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	first := incident.Message{
		Channel: inc.Channel, ID: "1.0", Author: "UADA", Text: "down", At: at(1), EditedAt: at(2),
		Files: []incident.File{{ID: "F1", Name: "graph.png", Link: "https://chat.example/F1"}},
	}
	reply := incident.Message{Channel: inc.Channel, ID: "1.5", Thread: "1.0", Author: "BHAL", Bot: true, Text: "again", At: at(3), DeletedAt: at(4), Files: []incident.File{}}
	eyes := incident.Reaction{Message: "1.0", By: "UBOB", Name: "eyes"}
	s.hears(t, incident.Heard{
		Messages: []incident.Message{reply, first},
		Reactions: []incident.HeardReaction{
			{Channel: inc.Channel, Reaction: eyes, At: at(3), Present: true},
			{Channel: inc.Channel, Reaction: incident.Reaction{Message: "1.0", By: "UBOB", Name: "tada"}, At: at(3)},
		},
		Presences: []incident.HeardPresence{
			{Channel: inc.Channel, Presence: incident.Presence{Person: "UBOB", At: at(9)}},
			{Channel: inc.Channel, Presence: incident.Presence{Person: "UBOB", At: at(0), Joined: true}},
		},
	})
	ada := incident.Person{ID: "UADA", Name: "Ada", Zone: "Europe/London"}
	if err := s.KeepPeople(t.Context(), []incident.Person{ada, {ID: "UFAR", Name: "Far away"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepWorkspace(t.Context(), Workspace{TeamID: "T1", Home: "https://shop.chat.example/", BotUser: "UBOT"}); err != nil {
		t.Fatal(err)
	}
	timeline, _, err := s.Timeline(t.Context(), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Record(t.Context(), 1)
	same(t, "record", got, incident.Record{
		Incident: inc, Timeline: timeline, Messages: []incident.Message{first, reply},
		Holdings:  []incident.Holding{},
		Reactions: []incident.Reaction{eyes},
		Presences: []incident.Presence{{Person: "UBOB", At: at(0), Joined: true}, {Person: "UBOB", At: at(9)}},
		People:    map[incident.PersonID]incident.Person{"UADA": ada, "UBOB": {ID: "UBOB"}, "BHAL": {ID: "BHAL"}},
		Home:      "https://shop.chat.example/",
	}, err)
}

func TestEachMessage(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	var many []incident.Message
	for i := range 2000 {
		many = append(many, incident.Message{Channel: inc.Channel, ID: incident.MessageID(fmt.Sprintf("%06d.0", i)), Author: "UADA", Text: fmt.Sprint(i), At: at(i)})
	}
	s.hears(t, incident.Heard{Messages: many})

	t.Run("gives them in the order of time", func(t *testing.T) {
		next := 0
		err := s.EachMessage(t.Context(), 1, func(m incident.Message) error {
			if m.Text != fmt.Sprint(next) {
				return fmt.Errorf("message %q comes as number %d", m.Text, next)
			}
			next++
			return nil
		})
		same(t, "messages", next, len(many), err)
	})
	t.Run("stops at the first error and returns it", func(t *testing.T) {
		enough, seen := errors.New("enough"), 0
		err := s.EachMessage(t.Context(), 1, func(incident.Message) error {
			seen++
			return enough
		})
		if err != enough || seen != 1 { //nolint:errorlint // the very same
			t.Errorf("%v after %d", err, seen)
		}
	})
	t.Run("gives what was said since an instant, and not at it", func(t *testing.T) {
		var since []string
		err := s.EachMessageSince(t.Context(), 1, at(1997), func(m incident.Message) error {
			since = append(since, m.Text)
			return nil
		})
		same(t, "messages", since, []string{"1998", "1999"}, err)
	})
	t.Run("gives none of an incident that is not there", func(t *testing.T) {
		if err := s.EachMessage(t.Context(), 9, func(incident.Message) error { return errors.New("one") }); err != nil {
			t.Error(err)
		}
	})
}

func TestWorkspace(t *testing.T) {
	t.Parallel()
	s := open(t)
	none, err := s.Workspace(t.Context())
	same(t, "before", none, Workspace{}, err)
	for _, home := range []string{"https://a.example/", "https://b.example/"} {
		kept := Workspace{TeamID: "T1", Home: home, BotUser: "UBOT"}
		if err := s.KeepWorkspace(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
		got, err := s.Workspace(t.Context())
		same(t, "kept", got, kept, err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("names what is missing", func(t *testing.T) {
		t.Parallel()
		if _, err := Open(t.Context(), Options{}); err == nil || err.Error() != "store.Open: URL is missing" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("fails when there is no database, and does not say the password", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for _, url := range []string{"postgres://tocsin:hush@127.0.0.1:1/tocsin", "postgres://tocsin:hush@[nonsense/tocsin"} {
			_, err := Open(ctx, Options{URL: url})
			if err == nil || containsFold(err.Error(), "hush") {
				t.Errorf("got %v", err)
			}
		}
	})
}
