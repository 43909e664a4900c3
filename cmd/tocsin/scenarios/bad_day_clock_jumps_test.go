package scenarios

import (
	"strings"
	"testing"
	"time"
)

// A clock that was wrong is put right, an hour forward and later an hour back, while an incident runs. Nothing is said twice,
// nothing took less than no time, and what happened stands in the order in which it happened.
func TestBadDay_a_clock_that_jumps_repeats_nothing_and_makes_no_time_run_backwards(t *testing.T) {
	t.Parallel()
	q := longStory(t, "2026-11-04 10:00")
	w := q.world
	jumps := func(d time.Duration) {
		q.clock.Set(q.clock.Now().Add(d))
		q.looks()
	}
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV2")
	w.grace.Joins(room)
	card := room.Card()
	q.minutes(2)
	jumps(time.Hour) // two minutes after the declaration, it seems to be an hour
	room.Shows("Nobody is in command yet")
	jumps(-time.Hour)
	q.minutes(10)
	if n := saying(room, "Nobody is in command yet"); n != 1 {
		t.Errorf("a commander was asked for %d times", n)
	}
	w.grace.Clicks(card, "Take command")
	card.Shows("@Grace Hopper")
	w.grace.Types(room, "/incident update first: nobody can pay")
	room.Shows("first: nobody can pay")

	jumps(time.Hour)
	q.minutes(2) // the update that was promised seems to be late
	w.grace.Types(room, "/incident update second: half can pay")
	room.Shows("second: half can pay")
	jumps(-time.Hour)
	w.grace.Types(room, "/incident update third: all can pay")
	room.Shows("third: all can pay")
	q.minutes(5)
	if n := saying(room, "update was promised") + saying(room, "An update was posted"); n > 1 {
		t.Errorf("an update was asked for %d times", n)
	}
	if got := inOrder(room.Texts(), "Users see: first", "Users see: second", "Users see: third"); got != "" {
		t.Errorf("the channel reads %s", got)
	}
	if due := w.query("select (next_update_due_at > last_update_at)::text || ' ' || impact from incident"); due[0] != "true third: all can pay" {
		t.Errorf("after the third update it is %s", due[0])
	}

	jumps(-3 * time.Hour) // before it was declared
	w.grace.Types(room, "/incident resolve it holds")
	card.Shows("resolved")
	w.grace.Types(room, "/incident close we are done")
	card.Shows("resolved after under a minute")
	draft := room.AwaitCanvas("## Summary")
	w.quiet()
	for _, text := range append(room.Texts(), draft) {
		if strings.Contains(text, "after -") || strings.Contains(text, " -1 ") || strings.Contains(text, " -2 ") {
			t.Errorf("time runs backwards in:\n%s", text)
		}
	}
	jumps(3 * time.Hour)
	q.until("2026-11-09 12:00")
	negative := w.query("select count(*)::text from reporting.incidents where least(time_to_acknowledge, time_to_mitigate, time_to_resolve) < interval '0' or hours < 0")
	if negative[0] != "0" {
		t.Error("a duration is less than none")
	}
	p, err := q.bot.Reports.Period("2026-W45", w.Now())
	if err != nil {
		t.Fatal(err)
	}
	made, err := q.bot.Reports.Report(t.Context(), p, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Lines) != 1 || made.Lines[0].Took < 0 || made.Hours.Total() <= 0 {
		t.Errorf("the report has %+v", made.Lines)
	}
	w.shownOnce(1, "checkout is down")
}

// inOrder says what of the words does not come in this order; empty when all do.
func inOrder(texts []string, words ...string) string {
	all := strings.Join(texts, "\n")
	last := -1
	for _, word := range words {
		at := strings.Index(all, word)
		if at < 0 || at < last {
			return word + " too early, or not at all:\n" + all
		}
		last = at
	}
	return ""
}
