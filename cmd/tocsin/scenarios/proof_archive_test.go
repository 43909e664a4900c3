package scenarios

import (
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// archivesAtOnce has channels archived as soon as their incident is closed.
func archivesAtOnce(o *serve.Options) { o.Config.Incidents.ArchiveAfter = time.Millisecond }

func closes(w *world, room *slacksim.Room) {
	w.ada.Clicks(room.Card(), "Resolve")
	w.quiet()
	w.ada.Clicks(room.Card(), "Close")
	w.closesAnyway(w.ada)
}

func TestArchive_waits_for_a_channel_that_cannot_be_stored_whole(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(archivesAtOnce)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()
	w.Fault("conversations.history", slacksim.Fault{Error: "missing_scope"})
	closes(w, room)
	w.quiet()
	if room.Archived() {
		t.Error("the channel is archived, and was never read")
	}
	if got := w.query("select problem from surface where key = 'archive' and state = 'stuck'"); len(got) != 1 || got[0] != "missing_scope" {
		t.Errorf("the archive's problem is %q", got)
	}
}

func TestArchive_leaves_a_channel_alone_whose_incident_was_reopened_meanwhile(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve(func(o *serve.Options) { o.Config.Incidents.ArchiveAfter = 5 * time.Second })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.quiet()
	closes(w, room)
	room.Shows("Postmortem draft of INC-1") // whose drafts have read the channel
	reopened := make(chan error, 1)
	var once sync.Once
	w.OnCall(func(c slacksim.Call) {
		if c.Method == "conversations.history" && c.Phase == slacksim.Before { // the archive has seen the incident closed
			once.Do(func() {
				_, err := bot.Service.Reopen(t.Context(), incident.Act{By: incident.PersonID(w.ada.ID), At: w.Now()}, 1, "it is back")
				reopened <- err
			})
		}
	})
	select {
	case err := <-reopened:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("the channel is not read before it is archived")
	}
	w.quiet()
	if room.Archived() {
		t.Error("the channel of a running incident is archived")
	}
}

func TestArchive_archives_a_channel_that_is_stored(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(archivesAtOnce)
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	closes(w, room)
	room.AwaitArchived()
}
