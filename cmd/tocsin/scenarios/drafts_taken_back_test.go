package scenarios

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// shown is all that a channel, its canvas, the commands and both exports say.
func (w *world) shown(bot *replica, room *slacksim.Room) map[string]string {
	w.t.Helper()
	all := map[string]string{"canvas": room.Canvas()}
	for _, m := range room.Messages() {
		if m.Author() == "Tocsin" || m.Author() == "tocsin" {
			all["channel"] += m.Text() + "\n" + m.Raw() + "\n"
		}
	}
	for _, word := range []string{"followup", "postmortem", "timeline", "catchup"} {
		if told := w.grace.Types(room, "/incident "+word); told != nil {
			all["/incident "+word] = told.Text()
		}
	}
	var markdown, json bytes.Buffer
	if err := bot.Drafts.WriteMarkdown(w.t.Context(), 1, &markdown); err != nil {
		w.t.Fatal(err)
	}
	if err := bot.Drafts.WriteJSON(w.t.Context(), 1, &json); err != nil {
		w.t.Fatal(err)
	}
	all["export of Markdown"], all["export of JSON"] = markdown.String(), json.String()
	return all
}

func TestDrafts_what_is_deleted_after_the_drafts_is_quoted_nowhere(t *testing.T) {
	for name, change := range map[string][]func(*serveOptions){
		"without a model": nil,
		"with a model":    {asks(model(t, reader.Answer))},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			bot := w.serve(change...)
			room, card := w.nightShift()
			const words, plan, thread = "the customer Hammerschmidt lost his order", "TODO: apologise to Hammerschmidt", "the order of Hammerschmidt was restored by hand"
			cause := w.bob.Says(room, "Impact: "+words)
			later := w.bob.Says(room, "Later: "+plan)
			did := w.bob.Replies(cause, "Did: "+thread)
			w.ada.Reacts(cause, "pushpin")
			w.app.Saw()
			w.closes(card)
			room.Shows("Draft summary of INC-1").Shows("Hammerschmidt")
			room.Shows("Follow-ups found").Shows("apologise to Hammerschmidt")
			room.AwaitCanvas("Hammerschmidt")
			w.quiet()

			for _, m := range []*slacksim.Message{did, cause, later} {
				w.bob.Deletes(m)
			}
			room.Shows("Draft summary of INC-1").NoLongerShows("Hammerschmidt")
			w.quiet()
			for where, said := range w.shown(bot, room) {
				if strings.Contains(said, "Hammerschmidt") {
					t.Errorf("%s still says:\n%s", where, said)
				}
			}
		})
	}
}

func TestDrafts_what_is_edited_away_after_the_drafts_is_quoted_nowhere(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room, card := w.nightShift()
	cause := w.bob.Says(room, "Cause: Hammerschmidt pulled the plug of payments-gw at 02:41")
	w.app.Saw()
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("Hammerschmidt")
	room.AwaitCanvas("Hammerschmidt")
	w.quiet()
	w.bob.Edits(cause, "Cause: the plug of payments-gw was pulled at 02:41")
	room.Shows("Draft summary of INC-1").NoLongerShows("Hammerschmidt")
	w.quiet()
	for where, said := range w.shown(bot, room) {
		if strings.Contains(said, "Hammerschmidt") {
			t.Errorf("%s still says:\n%s", where, said)
		}
	}
}
