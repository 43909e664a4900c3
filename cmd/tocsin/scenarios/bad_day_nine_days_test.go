package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// An incident lasts nine days and a bit. Every morning somebody looks at it and says so; in between nobody is pestered, and at
// night nobody at all.
func TestBadDay_an_incident_of_nine_days_is_told_in_days_and_pesters_nobody(t *testing.T) {
	t.Parallel()
	q := longStory(t, "2026-11-04 10:00", func(o *serve.Options) { // a Wednesday, at ten in London
		o.Config.Report.Channel, o.Config.Report.Zone = "#leads", london
	})
	w := q.world
	leads := w.Channel("leads", w.ada, w.app.Person())
	room := w.declares(w.ada, "the warehouse floods", "How bad is it?", "SEV2")
	card := room.Card()
	w.ada.Clicks(card, "Take command")
	room.Shows("is Incident commander")
	for day := 4; day <= 12; day++ {
		q.hours("2026-11-" + twoDigits(day) + " 11:00")
		w.ada.Types(room, "/incident update the pumps run, it sinks")
		w.quiet()
	}
	q.hours("2026-11-13 13:00")
	w.ada.Types(room, "/incident resolve it is dry")
	card.Shows("resolved")
	w.ada.Types(room, "/incident close we are done")
	card.Shows("resolved after 9 d 3 h")
	room.Shows("Draft summary")
	draft := room.AwaitCanvas("## Summary")
	for _, want := range []string{"after 9 d 3 h", "4 November", "13 November"} {
		if !strings.Contains(draft, want) {
			t.Errorf("the postmortem lacks %q:\n%s", want, draft)
		}
	}
	w.quiet()

	for words, most := range map[string]int{"update was promised": 9, "Nobody has written here": 9, "An update was posted": 9} {
		if n := saying(room, words); n > most {
			t.Errorf("%d times: %s", n, words)
		}
	}
	there, err := time.LoadLocation(london)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range q.spokenAt(room) {
		if hour := at.In(there).Hour(); hour < 7 || hour >= 22 {
			t.Errorf("the bot wrote in the channel at %s", at.In(there).Format("Mon 15:04"))
		}
	}

	// Each week has its own share of it.
	q.until("2026-11-16 12:00")
	leads.Shows("Week 46")
	total := 0.0
	for week, days := range map[string]int{"2026-W45": 5, "2026-W46": 5} {
		p, err := q.bot.Reports.Period(week, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		made, err := q.bot.Reports.Report(t.Context(), p, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		if took := made.Hours.Total(); took < time.Duration(days)*10*time.Minute || took > 4*time.Hour {
			t.Errorf("in %s she gave %s", week, took)
		}
		total += made.Hours.Total().Hours()
		if len(made.Lines) != 1 {
			t.Errorf("%s has %d lines", week, len(made.Lines))
		}
	}
	if whole := w.query("select hours::numeric(9, 4)::text from reporting.incidents"); whole[0] == "0.0000" || total > 8 {
		t.Errorf("it took %s hours in all, and %f by the reports", whole[0], total)
	}
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// spokenAt is when the bot wrote messages of its own in a channel.
func (q *quarter) spokenAt(room *slacksim.Room) []time.Time {
	var at []time.Time
	for _, m := range room.Messages() {
		if !strings.EqualFold(m.Author(), "tocsin") {
			continue
		}
		at = append(at, instantOf(q.t, m.TS()))
	}
	return at
}
