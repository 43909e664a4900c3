package scenarios

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBadDay_a_title_of_eighty_Japanese_characters_is_shown_whole_and_the_channel_has_a_name(t *testing.T) {
	w := open(t)
	title := strings.Repeat("決済画面が表示されない", 8)[:3*80]
	if utf8.RuneCountInString(title) != 80 {
		t.Fatalf("%d characters", utf8.RuneCountInString(title))
	}
	room := w.declares(w.ada, title)
	name := room.Name()
	if n := utf8.RuneCountInString(name); n > 80 || !regexp.MustCompile(`^inc-1(-[\p{L}\p{M}\p{N}_-]+)?$`).MatchString(name) {
		t.Errorf("the channel is called %s, of %d characters", name, n)
	}
	room.Card().Shows(title)
	w.incidents.Shows(title)
	room.AwaitTopic(title)
	w.ada.Types(room, "/incident timeline").Shows(title)
	w.ada.Types(room, "/incident list").Shows(title)
	if kept := w.query("select title from incident"); kept[0] != title {
		t.Errorf("kept is %q", kept[0])
	}
	w.ada.Types(room, "/incident close 復旧しました")
	if draft := room.AwaitCanvas("## Summary"); !strings.Contains(draft, title) || !strings.Contains(draft, "復旧しました") {
		t.Errorf("the postmortem has lost what was typed:\n%s", draft)
	}
	w.quiet()
	w.shownInAll(1)
}
