package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// hostile is what somebody types by accident or on purpose. None of it may ping, link or break out.
const hostile = "<!channel> @here <https://evil.example|slack.com> `code` *bold* \u202egnp.exe"

func TestTyped_text_is_shown_and_never_acts(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, hostile, "What is happening?", hostile)
	card := room.Card()
	w.ada.Clicks(card, "Take command")
	card.Shows("@Ada Lovelace")
	w.ada.Clicks(card, "Update")
	w.ada.Fills(w.ada.Modal(), "What do users see?", hostile, "What do we do about it?", hostile).Submits()
	w.ada.Types(room, "/incident note "+hostile)
	w.ada.Types(room, "/incident severity SEV1 "+hostile)
	w.ada.Types(room, "/incident status identified "+hostile)
	room.Shows("identified")
	said := w.ada.Says(room, "what is this?")
	w.ada.Reacts(said, "pushpin")
	w.app.Saw()
	w.ada.Types(room, "/incident timeline")
	w.ada.Types(room, "/incident "+hostile)
	w.ada.Modal().Shows("<https://evil.example") // as plain text, in a field
	w.ada.Clicks(card, "Resolve")
	card.Shows("resolved")
	w.ada.Clicks(card, "Close")
	w.closesAnyway(w.ada)
	draft := room.AwaitCanvas("## Summary")

	seen, ours := 0, 0
	for _, r := range []*slacksim.Room{room, w.incidents} {
		for _, m := range r.Messages() {
			seen++
			if pinged := m.Notifies(); len(pinged) > 0 && !onlyPeople(pinged) {
				t.Errorf("this notifies %v:\n%s", pinged, m.Text())
			}
			if m.Author() == w.app.Person().Name {
				ours++
				for _, markup := range marked(t, m.Blocks()) {
					if strings.Contains(markup, "evil.example") {
						t.Errorf("what was typed is read as markup: %s", markup)
					}
				}
			}
		}
	}
	if ours < 8 {
		t.Errorf("only %d of %d messages looked at are the bot's", ours, seen)
	}
	if strings.Contains(draft, "](https://evil.example") || strings.Contains(draft, "\u202e") {
		t.Errorf("the draft links what was typed:\n%s", draft)
	}
}

// marked returns the texts in which Slack reads markup.
func marked(t *testing.T, blocks []byte) (texts []string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(blocks, &tree); len(blocks) > 0 && err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			if text, ok := node["text"].(string); ok && node["type"] == "mrkdwn" {
				texts = append(texts, text)
			}
			for _, child := range node {
				walk(child)
			}
		}
	}
	walk(tree)
	return texts
}

func onlyPeople(pinged []string) bool {
	for _, p := range pinged {
		if strings.HasPrefix(p, "@") {
			return false
		}
	}
	return true
}
