package store

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func weekly(key string) incident.Notice {
	return incident.Notice{Key: key, Kind: incident.NoticeReport, At: at(1), Body: []byte(`{"Zone": "UTC"}`)}
}

func TestMakeNotice(t *testing.T) {
	t.Parallel()

	t.Run("keeps the same thing once, and asks once for it to be drawn", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		id, made, err := s.MakeNotice(t.Context(), weekly("report/2026-W46"))
		same(t, "made", made, true, err)
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkNotice, Notice: id}})
		again, made, err := s.MakeNotice(t.Context(), incident.Notice{Key: "report/2026-W46", Kind: incident.NoticeReport, At: at(9)})
		same(t, "made again", made, false, err)
		same(t, "id", again, id)
		if work := s.taken(); len(work) > 0 {
			t.Errorf("asked for %v", work)
		}
		want := weekly("report/2026-W46")
		want.ID, want.Version = id, 1
		kept, err := s.NoticeByKey(t.Context(), "report/2026-W46")
		same(t, "kept", kept, want, err)
		if _, err := s.NoticeByKey(t.Context(), "report/2026-W47"); !errors.Is(err, incident.ErrNotFound) {
			t.Errorf("one that was never made: %v", err)
		}
	})

	t.Run("of two at once one is made", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		all := make(chan bool, 8)
		for range cap(all) {
			go func() {
				_, made, err := s.MakeNotice(t.Context(), weekly("report/2026-W46"))
				if err != nil {
					t.Error(err)
				}
				all <- made
			}()
		}
		times := 0
		for range cap(all) {
			if <-all {
				times++
			}
		}
		same(t, "times made", times, 1)
	})
}

func TestNoticePicture(t *testing.T) {
	t.Parallel()
	s := open(t)
	id, _, err := s.MakeNotice(t.Context(), weekly("report/2026-W46"))
	if err != nil {
		t.Fatal(err)
	}
	message := incident.Surface{Key: "message", State: incident.Stuck, Channel: "C1", Message: "1.0", Problem: "not_in_channel", AttemptAt: at(1)}
	if err := s.KeepNotice(t.Context(), id, []incident.Surface{message}); err != nil {
		t.Fatal(err)
	}
	stuck, err := s.StuckNotices(t.Context(), at(0))
	same(t, "stuck", stuck, []StuckNotice{{Key: "report/2026-W46", Kind: incident.NoticeReport, Surface: message}}, err)
	if err := s.SendingNotice(t.Context(), id, []incident.Surface{message}); err != nil {
		t.Fatal(err)
	}
	message.State = incident.Sending
	pic, err := s.NoticePicture(t.Context(), id)
	same(t, "surfaces", pic.Surfaces, map[incident.SurfaceKey]incident.Surface{"message": message}, err)
	if _, err := s.NoticePicture(t.Context(), id+1); !errors.Is(err, incident.ErrNotFound) {
		t.Errorf("of none: %v", err)
	}
	if err := s.KeepNotice(t.Context(), id+1, []incident.Surface{message}); !errors.Is(err, incident.ErrNotFound) {
		t.Errorf("surfaces of none: %v", err)
	}
}

func TestNotice_that_changes_while_it_is_drawn_is_not_finished(t *testing.T) {
	t.Parallel()
	s := open(t)
	id, _, err := s.MakeNotice(t.Context(), weekly("report/2026-W46"))
	if err != nil {
		t.Fatal(err)
	}
	s.taken()
	nothing := func(pgx.Tx) error { return nil }
	err = s.ExclusivelyNotice(t.Context(), id, func(ctx context.Context) error {
		if err := s.TouchNotice(ctx, id); err != nil {
			return err
		}
		same(t, "work", s.taken(), []incident.Work{{Kind: incident.WorkNotice, Notice: id}})
		ended, err := s.IfNoticeUnchanged(ctx, id, 1, nothing)
		same(t, "ended with what was drawn", ended, false, err)
		ended, err = s.IfNoticeUnchanged(ctx, id, 2, nothing)
		same(t, "ended with what is there", ended, true, err)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFigures_are_wanted_until_they_are_not(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := func(week string, people ...incident.PersonID) {
		t.Helper()
		all, err := s.Subscribers(t.Context(), load.Period{Name: week, From: at(0), Until: at(1)})
		same(t, "wanted by", column(all, func(s Subscriber) incident.PersonID { return s.Person }), people, err)
	}
	for _, person := range []incident.PersonID{"UADA", "UBOB"} {
		if err := s.KeepFigures(t.Context(), person, true); err != nil {
			t.Fatal(err)
		}
	}
	want("2026-W46", "UADA", "UBOB")
	told := incident.Notice{Key: "figures/2026-W46/UADA/asked/1", Kind: incident.NoticeFigures, Person: "UADA", At: at(2)}
	if _, _, err := s.MakeNotice(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	want("2026-W46", "UBOB")
	want("2026-W47", "UADA", "UBOB")
	if err := s.KeepFigures(t.Context(), "UBOB", false); err != nil {
		t.Fatal(err)
	}
	want("2026-W47", "UADA")
	wants, err := s.WantsFigures(t.Context(), "UBOB")
	same(t, "Bob wants them", wants, false, err)
}
