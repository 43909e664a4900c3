package scenarios

import (
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestArchive_is_announced_and_refused_with_one_click(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(func(o *serve.Options) { o.Config.Incidents.ArchiveAfter = 12 * time.Second })
	room := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(room, "/incident close false alarm")
	soon := room.Shows("This channel will be archived")
	w.ada.Clicks(soon, "Keep it open")
	room.Shows("Kept open by @Ada Lovelace")
	soon.Shows("This channel stays open").NoLongerShows("[Keep it open]")
	w.quiet()
	if room.Archived() {
		t.Error("the channel is archived, and somebody wanted it open")
	}
	if got := w.query("select number::text from incident where archive_at is null"); len(got) != 1 {
		t.Error("it is still to be archived")
	}
}
