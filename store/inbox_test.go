package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// said is a delivery about a message with that text in the first incident's channel.
func said(id, text string) incident.Delivery {
	return incident.Delivery{ID: id, Body: []byte(text)}
}

// understand makes a message of each delivery; the delivery's id is the message's too.
func understand(all []incident.Delivery) (incident.Heard, map[string]error) {
	var h incident.Heard
	failed := map[string]error{}
	for _, d := range all {
		switch string(d.Body) {
		case "gibberish":
			failed[d.ID] = errors.New("no JSON")
		case "poison": // our own side cannot keep it
			h.Messages = append(h.Messages, incident.Message{Channel: "C1", ID: incident.MessageID(d.ID + "\x00"), Author: "UADA", At: at(1)})
		default:
			h.Messages = append(h.Messages, incident.Message{Channel: "C1", ID: incident.MessageID(d.ID), Author: "UADA", Text: string(d.Body), At: at(1)})
		}
	}
	return h, failed
}

// handled handles everything that waits and returns how many deliveries that were.
func (s *Store) handled(t *testing.T) (all int) {
	t.Helper()
	for {
		n, err := s.HandleDeliveries(t.Context(), 7, understand)
		if err != nil {
			t.Fatal(err)
		}
		if all += n; n < 7 {
			return all
		}
	}
}

func (s *Store) texts(t *testing.T) (texts []string) {
	t.Helper()
	err := s.EachMessage(t.Context(), 1, func(m incident.Message) error {
		texts = append(texts, m.Text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestInbox(t *testing.T) {
	t.Parallel()

	t.Run("keeps a delivery once and handles it once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		for range 2 {
			if err := s.KeepDeliveries(t.Context(), []incident.Delivery{said("Ev1", "down"), said("Ev2", "up"), said("Ev1", "down")}); err != nil {
				t.Fatal(err)
			}
			s.handled(t)
		}
		same(t, "messages", s.texts(t), []string{"down", "up"})
		same(t, "left", s.handled(t), 0)
		var kept int
		err := s.pool.QueryRow(t.Context(), `select sum(length(body))::int from inbox`).Scan(&kept)
		same(t, "bytes kept of what is handled", kept, 0, err)
	})

	t.Run("takes the same deliveries from many at once", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				var batch []incident.Delivery
				for j := range 200 {
					batch = append(batch, said(fmt.Sprintf("Ev%03d", j), "x"))
				}
				if i%2 == 0 {
					slices.Reverse(batch) // the other way round, each waits for the other's rows
				}
				if err := s.KeepDeliveries(t.Context(), batch); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "taken", s.handled(t), 200)
	})

	t.Run("shares out what waits among those who handle it", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		var many []incident.Delivery
		for i := range 300 {
			many = append(many, said(fmt.Sprintf("Ev%03d", i), fmt.Sprint(i)))
		}
		if err := s.KeepDeliveries(t.Context(), many); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		times := map[string]int{}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for {
					n, err := s.HandleDeliveries(t.Context(), 20, func(batch []incident.Delivery) (incident.Heard, map[string]error) {
						mu.Lock()
						defer mu.Unlock()
						for _, d := range batch {
							times[d.ID]++
						}
						return understand(batch)
					})
					if err != nil {
						t.Error(err)
					}
					if n == 0 {
						return
					}
				}
			})
		}
		all.Wait()
		same(t, "messages", len(s.texts(t)), len(many))
		for id, n := range times {
			if n != 1 {
				t.Errorf("%s handled %d times", id, n)
			}
		}
	})

	t.Run("parks what cannot be understood or kept, and only that", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepDeliveries(t.Context(), []incident.Delivery{
			said("Ev1", "down"), said("Ev2", "gibberish"), said("Ev3", "poison"), said("Ev4", "up"), said("Ev5", "poison"),
		}); err != nil {
			t.Fatal(err)
		}
		same(t, "taken", s.handled(t), 5)
		same(t, "messages", s.texts(t), []string{"down", "up"})
		parked, err := s.Parked(t.Context())
		if err != nil || len(parked) != 3 {
			t.Fatalf("parked %v, %v", parked, err)
		}
		for i, want := range []struct{ id, problem string }{{"Ev2", "no JSON"}, {"Ev3", "invalid byte"}, {"Ev5", "invalid byte"}} {
			if p := parked[i]; p.ID != want.id || !strings.Contains(p.Problem, want.problem) || len(p.Body) == 0 || p.ParkedAt.IsZero() || p.ReceivedAt.IsZero() {
				t.Errorf("parked %+v", p)
			}
		}
		same(t, "left", s.handled(t), 0)

		n, err := s.Unpark(t.Context(), "Ev2", "Ev4", "Ev9")
		same(t, "unparked", n, int64(1), err)
		same(t, "handled again", s.handled(t), 1)
	})

	t.Run("keeps what waits when handling fails", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepDeliveries(t.Context(), []incident.Delivery{said("Ev1", "down")}); err != nil {
			t.Fatal(err)
		}
		q := s.enqueue.(*queue)
		q.err = errors.New("queue is gone")
		if n, err := s.HandleDeliveries(t.Context(), 9, understand); n != 0 || !errors.Is(err, q.err) {
			t.Errorf("%d, %v", n, err)
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = s.HandleDeliveries(t.Context(), 9, func([]incident.Delivery) (incident.Heard, map[string]error) { panic("oh") })
		}()
		q.err = nil
		same(t, "handled", s.handled(t), 1)
		same(t, "messages", s.texts(t), []string{"down"})
	})

	t.Run("forgets what was handled long ago, and nothing else", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.declare(t, "Till down")
		if err := s.KeepDeliveries(t.Context(), []incident.Delivery{said("Ev1", "down"), said("Ev2", "gibberish")}); err != nil {
			t.Fatal(err)
		}
		s.handled(t)
		if err := s.KeepDeliveries(t.Context(), []incident.Delivery{said("Ev3", "up")}); err != nil {
			t.Fatal(err)
		}
		left := func() (n int) {
			t.Helper()
			if err := s.pool.QueryRow(t.Context(), `select count(*) from inbox`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, sweep := range []struct {
			before time.Time
			left   int
		}{{time.Now().Add(-time.Hour), 3}, {time.Now().Add(time.Hour), 2}} {
			if err := s.SweepDeliveries(t.Context(), sweep.before); err != nil {
				t.Fatal(err)
			}
			same(t, "left", left(), sweep.left)
		}
	})
}
