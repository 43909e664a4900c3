package scenarios

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/openaisim"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestDrafts_a_model_that_hangs_keeps_no_close_waiting(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, func(openaisim.Request) openaisim.Reply { return openaisim.Hang() })
	bot := w.serve(asks(sim))
	const all = 10
	var rooms []*slacksim.Room
	for n := range all {
		room := w.declares(w.ada, fmt.Sprintf("shop %d is down", n))
		w.ada.Modal().Dismisses()
		room.AwaitMember(w.ada)
		w.ada.Says(room, fmt.Sprintf("Cause: the certificate of shop-%d expired", n))
		rooms = append(rooms, room)
	}
	w.app.Saw()
	for _, room := range rooms {
		w.ada.Types(room, "/incident close all is well")
	}
	for n, room := range rooms {
		room.Shows(fmt.Sprintf("Draft summary of INC-%d", n+1)).Shows(fmt.Sprintf("the certificate of shop-%d expired", n))
		room.AwaitCanvas("no model")
	}
	if told := w.bob.Types(w.Channel("general"), "/incident help"); told == nil {
		t.Error("nobody answers")
	}
	began := time.Now()
	bot.stop()
	t.Logf("stopped after %s", time.Since(began).Round(time.Millisecond))
}

func TestDrafts_a_model_that_is_too_slow_is_given_up_and_says_so(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, func(openaisim.Request) openaisim.Reply { return openaisim.Hang() })
	w.serve(asks(sim), func(o *serveOptions) { o.Config.AI.Timeout, o.Config.AI.MaxTime = time.Second, 1500*time.Millisecond })
	room, card := w.nightShift()
	w.closes(card)
	summary := room.Shows("Draft summary of INC-1")
	summary.Shows("written without the model")
	w.ada.Types(room, "/incident postmortem again").Shows("drafted again") // and is asked again, not waited for
}

// The database fails just when what a model has answered is to be kept. That is no failure of the model's:
// it is asked again, and only what was lost.
func TestDrafts_the_database_fails_while_a_model_reads(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	var asked atomic.Int64
	sim := model(t, func(r openaisim.Request) openaisim.Reply {
		switch asked.Add(1) {
		case 3:
			w.query("create function fail() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$")
			w.query("create trigger fail before insert on ai_run execute function fail()")
		case 4:
			w.query("drop trigger fail on ai_run")
		}
		return reader.Answer(r)
	})
	w.serve(asks(sim), smallParts)
	room, card := w.nightShift()
	w.longNight(room)
	w.closes(card)
	summary := room.Shows("Draft summary of INC-1")
	summary.Shows("Written by gpt-4o-mini")
	summary.Shows("restarted worker-77")
	w.quiet()
	if strings.Contains(summary.Text(), "⚠️") {
		t.Errorf("the summary blames somebody:\n%s", summary.Text())
	}
	seen := map[string]int{}
	for _, r := range sim.Requests() {
		if seen[r.User()]++; seen[r.User()] > 2 {
			t.Errorf("asked again for what was kept: %.200s", r.User())
		}
	}
}

func TestDrafts_postgres_restarted_while_a_model_reads(t *testing.T) {
	t.Parallel()
	postgres := pgtest.NewServer(t, migrate)
	w := workspaceOn(t, slacksim.Options{}, postgres.URL())
	var asked atomic.Int64
	restarted := make(chan error, 1)
	sim := model(t, func(r openaisim.Request) openaisim.Reply {
		if asked.Add(1) == 3 {
			postgres.Pause()
			restarted <- postgres.Resume(t.Context())
		}
		return reader.Answer(r)
	})
	w.serve(asks(sim), smallParts)
	room, card := w.nightShift()
	w.longNight(room)
	w.closes(card)
	if err := <-restarted; err != nil {
		t.Fatal(err)
	}
	summary := room.Shows("Draft summary of INC-1")
	summary.Shows("Written by gpt-4o-mini")
	summary.Shows("restarted worker-77")
	w.quiet()
	if strings.Contains(summary.Text(), "⚠️") {
		t.Errorf("the summary blames somebody:\n%s", summary.Text())
	}
}
