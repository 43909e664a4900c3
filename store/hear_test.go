package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
)

func containsFold(s, part string) bool { return strings.Contains(strings.ToLower(s), part) }

// hears keeps what was heard and forgets the work that comes of it.
func (s *Store) hears(t tester, heard ...incident.Heard) {
	t.Helper()
	for _, h := range heard {
		if err := s.Hear(t.Context(), h); err != nil {
			t.Fatal(err)
		}
	}
	s.taken()
}

func TestHear(t *testing.T) {
	t.Parallel()

	// The last words on one message and one reaction are the same in whatever order, batches and
	// repetitions they are heard.
	t.Run("comes to the same whatever the order", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		rapid.Check(t, func(rt *rapid.T) {
			inc := s.declare(rt, "Till down")
			said := incident.Message{Channel: inc.Channel, ID: "1.0", Thread: "0.5", Author: "UADA", Text: "frist", At: at(1), Files: []incident.File{}}
			once, twice := said, said
			once.Text, once.EditedAt = "first", at(2)
			twice.Text, twice.EditedAt = "First!", at(3)
			bare := incident.Message{Channel: inc.Channel, ID: "1.0", DeletedAt: at(4)}
			full := twice
			full.DeletedAt = at(4)
			reacted := func(minute int, present bool) incident.Heard {
				return incident.Heard{Reactions: []incident.HeardReaction{{
					Channel: inc.Channel, At: at(minute), Present: present,
					Reaction: incident.Reaction{Message: "1.0", By: "UBOB", Name: "pushpin"},
				}}}
			}
			words := []incident.Heard{
				{Messages: []incident.Message{said}},
				{Messages: []incident.Message{once}},
				{Messages: []incident.Message{twice}},
				reacted(2, true), reacted(3, false), reacted(5, true),
			}
			deleted := rapid.Bool().Draw(rt, "deleted")
			if deleted {
				words = append(words, incident.Heard{Messages: []incident.Message{bare}}, incident.Heard{Messages: []incident.Message{full}})
			}
			again := rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(rt, "heard again")
			order := rapid.Permutation(append(slices.Clone(words), again...)).Draw(rt, "order")
			for len(order) > 0 {
				size := rapid.IntRange(1, len(order)).Draw(rt, "batch")
				var batch incident.Heard
				for _, h := range order[:size] {
					batch.Messages = append(batch.Messages, h.Messages...)
					batch.Reactions = append(batch.Reactions, h.Reactions...)
				}
				s.hears(rt, batch)
				order = order[size:]
			}
			record, err := s.Record(rt.Context(), inc.Number)
			if err != nil {
				rt.Fatal(err)
			}
			want := twice
			if deleted {
				want.DeletedAt = at(4)
			}
			if got := fmt.Sprintf("%+v", record.Messages); got != fmt.Sprintf("%+v", []incident.Message{want}) {
				rt.Errorf("messages %s", got)
			}
			if len(record.Reactions) != 1 {
				rt.Errorf("reactions %+v", record.Reactions)
			}
		})
	})

	t.Run("drops what concerns no incident", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		err := s.Hear(t.Context(), incident.Heard{
			Messages:  []incident.Message{{Channel: "CLUNCH", ID: "1.0", Author: "UADA", Text: "soup?", At: at(1)}},
			Reactions: []incident.HeardReaction{{Channel: "CLUNCH", Reaction: incident.Reaction{Message: "1.0", By: "UADA", Name: "yum"}, At: at(1), Present: true}},
			Presences: []incident.HeardPresence{{Channel: "CLUNCH", Presence: incident.Presence{Person: "UADA", At: at(1), Joined: true}}},
			Renames:   []incident.Rename{{Channel: "CLUNCH", Name: "dinner"}},
			Rejoined:  []incident.ChannelID{"CLUNCH"},
			People:    []incident.Person{{ID: "UEVE", Name: "Eve"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if work := s.taken(); len(work) > 0 {
			t.Errorf("work %v", work)
		}
		var rows int
		const all = `select (select count(*) from message) + (select count(*) from reaction) + (select count(*) from presence) + (select count(*) from person)`
		err = s.pool.QueryRow(t.Context(), all).Scan(&rows)
		same(t, "rows", rows, 0, err)
	})

	t.Run("asks who somebody is until their name is known", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		heard := incident.Heard{
			Messages:  []incident.Message{{Channel: inc.Channel, ID: "1.0", Author: "UADA", Text: "down", At: at(1)}},
			Reactions: []incident.HeardReaction{{Channel: inc.Channel, Reaction: incident.Reaction{Message: "1.0", By: "UBOB", Name: "eyes"}, At: at(1), Present: true}},
			Presences: []incident.HeardPresence{{Channel: inc.Channel, Presence: incident.Presence{Person: "UCY", At: at(1), Joined: true}}},
		}
		ask := func(want ...incident.PersonID) {
			t.Helper()
			if err := s.Hear(t.Context(), heard); err != nil {
				t.Fatal(err)
			}
			var asked []incident.PersonID
			for _, w := range s.taken() {
				if w.Kind == incident.WorkPerson {
					asked = append(asked, w.Person)
				}
			}
			same(t, "asked", asked, want)
		}
		ask("UADA", "UBOB", "UCY")
		ask("UADA", "UBOB", "UCY")
		if err := s.KeepPeople(t.Context(), []incident.Person{{ID: "UBOB", Name: "Bob"}}); err != nil {
			t.Fatal(err)
		}
		ask("UADA", "UCY")
		heard.People = []incident.Person{{ID: "UADA", Name: "Ada"}, {ID: "UADA", Name: "Ada L."}}
		ask("UCY")
		unknown, err := s.UnknownPeople(t.Context(), 1)
		same(t, "unknown", unknown, []incident.PersonID{"UCY"}, err)
	})

	t.Run("after a return to the channel asks for what was missed and frees what is stuck", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		if err := s.Keep(t.Context(), 1, []incident.Surface{{Key: "card", State: incident.Stuck, Problem: "not_in_channel", Message: "9.9"}}); err != nil {
			t.Fatal(err)
		}
		err := s.Hear(t.Context(), incident.Heard{Rejoined: []incident.ChannelID{inc.Channel, inc.Channel}})
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkBackfill, Number: 1}, {Kind: incident.WorkSync, Number: 1}}, err)
		pic, err := s.Picture(t.Context(), 1)
		same(t, "card", pic.Surfaces["card"], incident.Surface{Key: "card", State: incident.Sending, Message: "9.9"}, err)
		same(t, "version", pic.Incident.Version, inc.Version+1)
	})

	t.Run("follows a renamed channel", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		s.hears(t, incident.Heard{Renames: []incident.Rename{{Channel: inc.Channel, Name: "till"}, {Channel: inc.Channel, Name: "inc-1-till"}}})
		got, err := s.Incident(t.Context(), 1)
		same(t, "name", got.ChannelName, "inc-1-till", err)
	})

	t.Run("keeps what Postgres cannot as near as it can", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		s.hears(t, incident.Heard{Messages: []incident.Message{{
			Channel: inc.Channel, ID: "1.0", Thread: "1.0", Author: "UADA", Text: "a\x00b\xff", At: at(1),
			Files: []incident.File{{ID: "F1", Name: "a\x00.png"}},
		}}})
		record, err := s.Record(t.Context(), 1)
		same(t, "message", record.Messages, []incident.Message{{
			Channel: inc.Channel, ID: "1.0", Author: "UADA", Text: "ab\uFFFD", At: at(1),
			Files: []incident.File{{ID: "F1", Name: "a.png"}},
		}}, err)
	})

	t.Run("by many at once, of the same messages, loses nothing", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		inc := s.declare(t, "Till down")
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				var h incident.Heard
				for j := range 100 {
					m := incident.Message{Channel: inc.Channel, ID: incident.MessageID(fmt.Sprintf("%03d", j)), Author: incident.PersonID(fmt.Sprint("U", j%9)), At: at(j), EditedAt: at(i), Text: fmt.Sprint(i)}
					h.Messages = append(h.Messages, m)
					h.Reactions = append(h.Reactions, incident.HeardReaction{Channel: inc.Channel, At: at(i), Present: i%2 == 1, Reaction: incident.Reaction{Message: m.ID, By: "UADA", Name: "eyes"}})
				}
				if i%2 == 0 {
					slices.Reverse(h.Messages)
					slices.Reverse(h.Reactions)
				}
				if err := s.Hear(t.Context(), h); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		record, err := s.Record(t.Context(), 1)
		if err != nil || len(record.Messages) != 100 || len(record.Reactions) != 100 {
			t.Fatalf("%d messages, %d reactions, %v", len(record.Messages), len(record.Reactions), err)
		}
		for _, m := range record.Messages {
			if m.Text != "7" {
				t.Errorf("message %s reads %q", m.ID, m.Text)
			}
		}
	})
}

func TestBackfillReads(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	said := func(id, thread incident.MessageID, minute int) incident.Message {
		return incident.Message{Channel: inc.Channel, ID: id, Thread: thread, Author: "UADA", Text: "x", At: at(minute)}
	}
	edited := said("2.0", "", 2)
	edited.EditedAt = at(3)
	s.hears(t, incident.Heard{
		Messages: []incident.Message{said("1.0", "", 1), edited, said("2.1", "2.0", 3), said("2.2", "2.0", 4), said("2.3", "2.0", 5), said("3.0", "", 6)},
		Reactions: []incident.HeardReaction{
			{Channel: inc.Channel, At: at(9), Present: true, Reaction: incident.Reaction{Message: "2.0", By: "UBOB", Name: "eyes"}},
			{Channel: inc.Channel, At: at(9), Present: false, Reaction: incident.Reaction{Message: "2.0", By: "UBOB", Name: "tada"}},
		},
	})
	if err := s.MarkDeleted(t.Context(), inc.Channel, []incident.MessageID{"2.3", "3.0", "9.9"}, at(8)); err != nil {
		t.Fatal(err)
	}
	one := incident.StoredMessage{ID: "1.0", Reactions: []incident.Reaction{}}
	two := incident.StoredMessage{ID: "2.0", EditedAt: at(3), Replies: 2, LatestReply: "2.2", Reactions: []incident.Reaction{{Message: "2.0", By: "UBOB", Name: "eyes"}}}
	three := incident.StoredMessage{ID: "3.0", Deleted: true, Reactions: []incident.Reaction{}}

	all, err := s.Conversation(t.Context(), inc.Channel, "", "9.9")
	same(t, "conversation", all, []incident.StoredMessage{one, two, three}, err)
	some, err := s.Conversation(t.Context(), inc.Channel, "1.0", "2.0")
	same(t, "both ends are in it", some, []incident.StoredMessage{one, two}, err)

	replies, err := s.ThreadReplies(t.Context(), inc.Channel, "2.0")
	same(t, "replies", replies, []incident.StoredMessage{
		{ID: "2.1", Reactions: []incident.Reaction{}},
		{ID: "2.2", Reactions: []incident.Reaction{}},
		{ID: "2.3", Deleted: true, Reactions: []incident.Reaction{}},
	}, err)

	if err := s.MarkDeleted(t.Context(), inc.Channel, []incident.MessageID{"3.0"}, at(99)); err != nil {
		t.Fatal(err)
	}
	var deletedAt time.Time
	err = s.pool.QueryRow(t.Context(), `select deleted_at from message where id = '3.0'`).Scan(&deletedAt)
	same(t, "a deletion keeps its instant", deletedAt.UTC(), at(8), err)
}
