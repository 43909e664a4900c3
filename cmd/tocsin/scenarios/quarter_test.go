package scenarios

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// A quarter goes by in which little happens, and the bot is told of every hour that counts. What it says by the clock in all
// that time is this, and no more: a report each Monday, what was forgotten in the one incident, and what of it is left.
func TestQuarter(t *testing.T) {
	if testing.Short() {
		t.Skip("a quarter of a year is long")
	}
	t.Parallel()
	clock := stage.NewClock(hour("2026-10-05 01:00")) // a Monday
	w := workspaceOn(t, slacksim.Options{Clock: clock.Now}, pgtest.New(t, migrate))
	leads := w.Channel("leads", w.ada, w.app.Person())
	bot := w.serve(func(o *serve.Options) {
		c := o.Config
		c.Report.Channel, c.Report.Zone = "#leads", "Europe/Berlin" // whose clocks change on 25 October
		c.Teams = []config.Team{{Name: "Payments", Engineering: true, Members: []string{w.ada.ID, w.grace.ID, w.bob.ID}, Leads: []string{w.ada.ID}}}
	})
	db, err := pgx.Connect(t.Context(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	q := &quarter{world: w, bot: bot, clock: clock, db: db}

	q.until("2026-10-08 02:10") // a Thursday
	room := w.declares(w.ada, "checkout is down", "How bad is it?", "SEV1")
	card := room.Card()
	q.minutes(5) // nobody leads
	w.grace.Joins(room)
	w.grace.Clicks(card, "Take command")
	q.minutes(40) // an update was due after half an hour
	w.grace.Types(room, "/incident update Nobody can pay.")
	room.Shows("An update was posted") // and what it was reminded of says so, before something else is a reason
	w.grace.Types(room, "/incident resolve the certificate is new")
	card.Shows("resolved")
	q.owes(w.bob, "renew it in time", "2026-10-14") // a Wednesday
	q.until("2026-10-10 09:00")                     // a Saturday: nobody is asked to close it
	q.until("2026-10-12 15:00")
	w.grace.Types(room, "/incident close all is well")
	room.Shows("Draft summary")
	q.until("2026-11-05 12:00")
	w.bob.Clicks(w.bob.Messages(w.app).Shows("overdue since"), "Done")
	q.until("2027-01-04 12:00")

	if diff := cmp.Diff([]string{
		"week 41", "week 42", "week 43", "week 44", "week 45", "week 46", "week 47", "week 48", "week 49", "week 50", "week 51", "week 52", "week 53",
	}, q.weeks(leads)); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"@Grace", "An", "Closed"}, settled(room)); diff != "" {
		t.Errorf("what the channel was reminded of, and what became of it (-want +got):\n%s\n%s", diff, strings.Join(room.Texts(), "\n---\n"))
	}
	if got := mornings(w.bob.Messages(w.app), kolkata); !slices.Equal(got, []string{"Wed 14 Oct 09:30", "Thu 15 Oct 09:30"}) {
		t.Errorf("Bob was reminded at %v:\n%s", got, strings.Join(w.bob.Messages(w.app).Texts(), "\n---\n"))
	}
	if got := mornings(w.ada.Messages(w.app), london); !slices.Equal(got, []string{"Mon 19 Oct 09:00", "Mon 26 Oct 09:00", "Mon 2 Nov 09:00"}) {
		t.Errorf("Ada, who leads the team, was told at %v:\n%s", got, strings.Join(w.ada.Messages(w.app).Texts(), "\n---\n"))
	}
	if n := len(w.grace.Messages(w.app).Messages()); n != 0 {
		t.Errorf("Grace was written to %d times", n)
	}
}

func hour(s string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return at
}

// quarter is a world whose clock is moved by the story.
type quarter struct {
	*world
	bot   *replica
	clock *stage.Clock
	db    *pgx.Conn
}

// looks has two processes look at the clock, as when one takes over from another, and waits until all is shown.
func (q *quarter) looks() {
	q.t.Helper()
	for range 2 {
		if err := q.bot.Remind(q.t.Context()); err != nil {
			q.t.Fatal(err)
		}
		if err := q.bot.Report(q.t.Context()); err != nil {
			q.t.Fatal(err)
		}
	}
	rows, _ := q.db.Query(q.t.Context(), sqlInHand) // its error comes with the rows
	inHand, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		q.t.Fatal(err)
	}
	if len(inHand) > 0 {
		q.quiet()
	}
}

// minutes lets minutes go by, one by one.
func (q *quarter) minutes(n int) {
	q.t.Helper()
	for range n {
		q.clock.Set(q.clock.Now().Add(time.Minute))
		q.looks()
	}
}

// until lets time go by, by the hour while somewhere a working day begins.
func (q *quarter) until(s string) {
	q.t.Helper()
	for end := hour(s); q.clock.Now().Before(end); q.looks() {
		next := q.clock.Now().Truncate(time.Hour).Add(time.Hour)
		for (next.Hour() < 3 || next.Hour() > 9) && next.Before(end) {
			next = next.Add(time.Hour)
		}
		q.clock.Set(next)
	}
}

// owes has somebody own a follow-up of INC-1.
func (q *quarter) owes(who *slacksim.Person, title, due string) {
	q.t.Helper()
	act := incident.Act{By: incident.PersonID(q.ada.ID), At: q.Now()}
	words := incident.FollowUpWords{Title: title, Owner: incident.PersonID(who.ID), Due: hour(due + " 00:00")}
	if _, err := q.bot.Service.RecordFollowUp(q.t.Context(), act, 1, words); err != nil {
		q.t.Fatal(err)
	}
}

// weeks are those that a channel has read reports on, in order.
func (q *quarter) weeks(room *slacksim.Room) []string {
	var weeks []string
	for _, m := range room.Messages() {
		for _, word := range strings.Split(m.Text(), "\n") {
			if rest, found := strings.CutPrefix(word, "Week "); found {
				number, _, _ := strings.Cut(rest, ",")
				weeks = append(weeks, "week "+number)
			}
		}
	}
	return weeks
}

// settled is what became of the reminders in a channel, by its first word: who took command, or “Closed”.
func settled(room *slacksim.Room) []string {
	var lines []string
	for _, text := range room.Texts() {
		for _, line := range strings.Split(text, "\n") {
			if _, became, found := strings.Cut(line, "✔ "); found {
				word, _, _ := strings.Cut(became, " ")
				lines = append(lines, word)
			}
		}
	}
	return lines
}

// mornings are when a room was written to, by the clock of a place.
func mornings(room *slacksim.Room, zone string) []string {
	there, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	var at []string
	for _, m := range room.Messages() {
		seconds, _, _ := strings.Cut(m.TS(), ".")
		unix, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			panic(err)
		}
		at = append(at, time.Unix(unix, 0).In(there).Format("Mon 2 Jan 15:04"))
	}
	return at
}
